import { code, prose } from '../text/markdown-escape.ts';
import { moment } from '../text/words.ts';
import { link } from './comment.ts';

/** Which commit a comment, an issue or a summary is about, and which run wrote it when. */
export interface Footer {
  /** What the run did with the commit: `Planned`. */
  readonly did: 'Planned' | 'Applied' | 'Compared with';
  readonly commit: string;
  /** ISO 8601: when the account was read. */
  readonly at: string;
  readonly run: { readonly number: number; readonly attempt: number; readonly url: string };
  /** The repository on the web: `https://github.com/OWNER/REPO`. */
  readonly repositoryUrl: string;
  /** The manifest folder in git; empty: the top. Absent: it is not in this repository. */
  readonly folder?: string;
}

const SHORT_COMMIT = 7;

/** One small line of Markdown, to be appended after a blank line. */
export function renderFooter(footer: Footer): string {
  const { did, commit, at, run, repositoryUrl, folder } = footer;
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  const parts = [
    ...(commit === ''
      ? []
      : [`${did} commit ${link(commit.slice(0, SHORT_COMMIT), `${repositoryUrl}/commit/${commit}`)}`]),
    ...(commit === '' || folder === undefined
      ? []
      : [link('manifests', folderUrl(repositoryUrl, 'tree', commit, folder))]),
    prose(moment(at)),
    link(`run ${run.number}${attempt}`, run.url),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** Where GitHub shows a folder (`tree`), or files below it (`blob`), at a commit. */
export function folderUrl(
  repositoryUrl: string,
  view: 'tree' | 'blob',
  commit: string,
  folder: string,
): string {
  const path = folder === '' ? '' : `/${encodePath(folder)}`;
  return `${repositoryUrl}/${view}/${commit}${path}`;
}

/** Where manifests can be read at the commit that a comment is about. */
export interface ManifestLinks {
  /** The manifest folder as in `source.file`. */
  readonly folder: string;
  /** The same folder on GitHub, for files below it. */
  readonly url: string;
}

/** A place in a manifest, `streams/web.yaml:1`, as a link if it is known where the file can be read. */
export function renderPlace(
  { file, line }: { readonly file: string; readonly line: number },
  links: ManifestLinks | undefined,
  shown: string = `${file}:${line}`,
): string {
  const lead = links === undefined || links.folder === '' ? '' : `${links.folder}/`;
  if (links === undefined || !file.startsWith(lead)) return code(shown);
  return `[${code(shown)}](${links.url}/${encodePath(file.slice(lead.length))}#L${line})`;
}

/** Parentheses would end a Markdown link, and `encodeURIComponent` keeps them; it throws at an unpaired surrogate. */
function encodePath(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}
