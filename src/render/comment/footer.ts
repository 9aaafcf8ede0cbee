import type { ForgeWords } from '../../model/forge-words.ts';
import { code, prose } from '../text/markdown-escape.ts';
import { moment } from '../text/words.ts';
import { link } from './comment.ts';

/** The commit that a comment, an issue or a summary is about, and the workflow run that wrote it. */
export interface Footer {
  /** What the run did with the commit: for example, `Planned`. */
  readonly did: 'Planned' | 'Applied' | 'Compared with';
  readonly commit: string;
  /** ISO 8601: the time when the account was read. */
  readonly at: string;
  readonly run: { readonly number: number; readonly attempt: number; readonly url: string };
  readonly words: Pick<ForgeWords, 'commitUrl' | 'folderUrl'>;
  /**
   * The manifest folder, relative to the repository root. Empty for the root itself; absent if the folder is not in
   * this repository.
   */
  readonly folder?: string;
}

const SHORT_COMMIT = 7;

/** Renders the footer as one line of small Markdown text. The caller appends it after a blank line. */
export function renderFooter(footer: Footer): string {
  const { did, commit, at, run, words, folder } = footer;
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  const parts = [
    ...(commit === ''
      ? []
      : [`${did} commit ${link(commit.slice(0, SHORT_COMMIT), words.commitUrl(commit))}`]),
    ...(commit === '' || folder === undefined
      ? []
      : [link('manifests', pathUrl(words.folderUrl(commit), folder))]),
    prose(moment(at)),
    link(`run ${run.number}${attempt}`, run.url),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** Appends a path to the URL of the repository's root folder, which is itself the page for an empty path. */
export function pathUrl(root: string, path: string): string {
  return path === '' ? root : `${root}/${encodePath(path)}`;
}

/** Links to the manifests at the commit that a comment is about. */
export interface ManifestLinks {
  /** The manifest folder, as in `source.file`. */
  readonly folder: string;
  /** The URL of this folder, to which the path of a file is appended. */
  readonly url: string;
}

/** Renders the position of a manifest, `streams/web.yaml:1`, as a link if the URL of the file is known. */
export function renderPlace(
  { file, line }: { readonly file: string; readonly line: number },
  links: ManifestLinks | undefined,
  shown: string = `${file}:${line}`,
): string {
  const lead = links === undefined || links.folder === '' ? '' : `${links.folder}/`;
  if (links === undefined || !file.startsWith(lead)) return code(shown);
  return `[${code(shown)}](${links.url}/${encodePath(file.slice(lead.length))}#L${line})`;
}

/**
 * Encodes a path for a Markdown link. `encodeURIComponent` keeps parentheses, which would end the link, and throws on
 * an unpaired surrogate.
 */
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
