import { manifestDefaultsIn } from '../../configuration/activate.ts';
import { CONFIGURATION_FILE } from '../../configuration/shape.ts';
import { isManifestPath, readManifestFiles, shownPath } from '../../manifest/load.ts';
import {
  type FileBefore,
  isSameForManifests,
  manifestsBefore,
  type RepositoryManifests,
} from '../../manifest/previous-manifests.ts';
import type { ActiveConfiguration, ManifestDefaults } from '../../model/configuration.ts';
import { defined } from '../../model/defined.ts';
import { manifestFolder } from '../../model/manifest.ts';
import type { Comparison } from './changed-manifests.ts';
import { type Entries, entriesAt, idsOf, linkTargets, resolveLinks, textsOf } from './commit-files.ts';
import { type Context, UsageError } from './context.ts';
import { decode, type Git, gitIn } from './git-commands.ts';
import type { ConfigurationOptions, ManifestOptions } from './option-groups.ts';

/** The manifests in the work tree, and what the configuration file says about them. */
type WorkTree = Pick<ManifestOptions, 'streams'> & Pick<ConfigurationOptions, 'configuration'>;

/**
 * Reads the manifests at the merge base of a commit and `HEAD`, to compare them with the work tree, whose files need not
 * be committed. What the configuration file adds to manifests is compared too.
 * @param ref a branch, a tag or a commit
 * @param now all manifests in the work tree
 * @throws {UsageError} if git cannot say what differs
 */
export async function compareWithRef(
  context: Context,
  { streams: folder, configuration }: WorkTree,
  ref: string,
  now: RepositoryManifests,
): Promise<Comparison> {
  const place = await gitIn(context, folder).lines(
    ['rev-parse', '--show-toplevel', '--show-prefix', '--is-shallow-repository'],
    (says) => noRepository(folder, says),
  );
  const [root = '', prefix = '', isShallow] = place;
  const git = gitIn(context, root);
  const mergeBase = await mergeBaseOf(git, ref, isShallow === 'true' ? SHALLOW : '');
  const entries = await entriesAt(git, mergeBase, prefix);
  const local = await readManifestFiles(folder);
  const changed = await filesBefore(git, { folder, prefix, entries, local });
  const defaults = await defaultsAt(context, configuration, { git, root, commit: mergeBase });
  const files = isSameForManifests(defaults, configuration?.manifestDefaults)
    ? changed
    : withUnchanged(changed, local);
  const before = manifestsBefore(now, { files, ...defined({ defaults }) }, folder);
  return { before, since: { ref, mergeBase } };
}

function noRepository(folder: string, says: string): string {
  const other = says === '' || /not a git repository/.test(says) ? '' : ` git says: ${says}.`;
  return `--changed-since needs a git repository, and ${folder} is in none that git reads.${other} Omit the option to plan all manifests.`;
}

/** @param fetch how to fetch the missing history of a shallow clone; empty for a complete clone */
async function mergeBaseOf(git: Git, ref: string, fetch: string): Promise<string> {
  // git would read such a name as an option.
  if (ref.startsWith('-') || ref === '') throw new UsageError(unknownRef(ref, fetch));
  const [commit = ''] = await git.lines(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], () =>
    unknownRef(ref, fetch),
  );
  if (!(await git.succeeds(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']))) {
    throw new UsageError('--changed-since compares with the current commit, and this branch has none yet.');
  }
  const [base] = await git.lines(['merge-base', commit, 'HEAD'], () => unrelated(ref, fetch));
  if (base === undefined) throw new UsageError(unrelated(ref, fetch));
  return base;
}

const SHALLOW =
  ' This clone is shallow: fetch the history with `git fetch --unshallow origin` (with actions/checkout: `fetch-depth: 0`).';

function unknownRef(ref: string, fetch: string): string {
  const hint = fetch || ` Fetch it, for example with \`git fetch origin\`, and name it like origin/main.`;
  return `--changed-since: this repository has no commit ${JSON.stringify(ref)}.${hint}`;
}

function unrelated(ref: string, fetch: string): string {
  const hint = fetch || ' Name the branch that this one was created from.';
  return `--changed-since: ${JSON.stringify(ref)} and the current commit have no common history here.${hint}`;
}

type LocalFiles = Awaited<ReturnType<typeof readManifestFiles>>;

/**
 * Returns what the configuration file added to manifests at a commit. A file that this repository does not contain counts
 * as unchanged.
 */
async function defaultsAt(
  context: Context,
  configuration: ActiveConfiguration | undefined,
  { git, root, commit }: { readonly git: Git; readonly root: string; readonly commit: string },
): Promise<ManifestDefaults | undefined> {
  const file = configuration?.file ?? CONFIGURATION_FILE;
  const place = await context.git(manifestFolder(file), ['rev-parse', '--show-toplevel', '--show-prefix']);
  const [top, prefix = ''] = place.tag === 'ended' ? decode(place.stdout).split('\n') : [];
  if (top !== root) return configuration?.manifestDefaults;
  const entries = await entriesAt(git, commit, `${prefix}${file.split(/[\\/]/).at(-1)}`);
  const entry = entries.get('');
  // A link is not read as a configuration file.
  if (!entry || entry.isLink) return undefined;
  const texts = await textsOf(git, [entry.id]);
  return manifestDefaultsIn(file, texts.get(entry.id), configuration?.target);
}

/** If the defaults differ, a manifest in an unchanged file may have other content. */
function withUnchanged(changed: readonly FileBefore[], local: LocalFiles): readonly FileBefore[] {
  const names = new Set(changed.map(({ file }) => file));
  return [
    ...changed,
    ...local.filter(({ file }) => !names.has(file)).map(({ file, text }) => ({ file, text })),
  ];
}

/** Returns the manifest files whose content differs from the commit, with their content there. */
async function filesBefore(
  git: Git,
  at: {
    readonly folder: string;
    readonly prefix: string;
    readonly entries: Entries;
    readonly local: LocalFiles;
  },
): Promise<readonly FileBefore[]> {
  const { folder, prefix, entries, local } = at;
  const targets = await linkTargets(git, entries);
  const entryOf = (path: string) => resolveLinks(path, entries, targets);
  const ids = await idsOf(
    git,
    local.map(({ path }) => `${prefix}${path}`),
  );
  const changed = local.filter(({ path }) => {
    const id = ids.get(`${prefix}${path}`);
    return id === undefined || entryOf(path)?.id !== id;
  });
  const here = new Set(local.map(({ path }) => path));
  const gone = [...entries.keys()].filter((path) => isManifestPath(path) && !here.has(path));
  const files = [...changed, ...gone.map((path) => ({ path, file: shownPath(`${folder}/${path}`) }))].map(
    ({ path, file }) => ({ file, id: entryOf(path)?.id }),
  );
  const texts = await textsOf(
    git,
    files.flatMap(({ id }) => id ?? []),
  );
  return files.map(({ file, id }) => {
    const text = id === undefined ? undefined : texts.get(id);
    return { file, ...(text === undefined ? {} : { text }) };
  });
}
