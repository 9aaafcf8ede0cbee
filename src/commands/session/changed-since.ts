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
import { type Context, UsageError } from './context.ts';
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
    ['rev-parse', '--show-toplevel', '--show-prefix'],
    (says) => noRepository(folder, says),
  );
  const [root = '', prefix = ''] = place;
  const git = gitIn(context, root);
  const mergeBase = await mergeBaseOf(git, ref);
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

interface Git {
  /** @param explain the message of the error if the command fails, given what git says */
  bytes(args: readonly string[], explain?: (says: string) => string, input?: string): Promise<Uint8Array>;
  lines(
    args: readonly string[],
    explain?: (says: string) => string,
    input?: string,
  ): Promise<readonly string[]>;
  succeeds(args: readonly string[]): Promise<boolean>;
}

function gitIn(context: Context, folder: string): Git {
  const run = async (args: readonly string[], input?: string) => {
    const result = await context.git(folder, args, input);
    if (result.tag === 'ended') return result;
    throw new UsageError(
      '--changed-since needs git, which is not installed. Omit the option to plan all manifests.',
    );
  };
  const bytes: Git['bytes'] = async (args, explain = failed(args), input) => {
    const { exitCode, stdout, stderr } = await run(args, input);
    if (exitCode === 0) return stdout;
    throw new UsageError(explain(firstLine(stderr)));
  };
  return {
    bytes,
    lines: async (args, explain, input) => {
      const text = decode(await bytes(args, explain, input));
      return text.split('\n').slice(0, -1);
    },
    succeeds: async (args) => (await run(args)).exitCode === 0,
  };
}

function failed([command]: readonly string[]): (says: string) => string {
  return (says) =>
    `--changed-since cannot compare: git ${command} failed${says === '' ? '' : ` (${says})`}. Omit the option to plan all manifests.`;
}

function firstLine(stderr: string): string {
  const [line = ''] = stderr.trim().split('\n');
  return line.replace(/^(?:fatal|error): /, '').replace(/\.$/, '');
}

/** Decodes what git prints. A byte order mark is not a part of a manifest. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function mergeBaseOf(git: Git, ref: string): Promise<string> {
  const [shallow] = await git.lines(['rev-parse', '--is-shallow-repository']);
  const fetch = shallow === 'true' ? SHALLOW : '';
  // git would read such a name as an option.
  const commit = ref.startsWith('-') || ref === '' ? undefined : await commitOf(git, ref);
  if (commit === undefined) throw new UsageError(unknownRef(ref, fetch));
  if (!(await git.succeeds(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']))) {
    throw new UsageError('--changed-since compares with the current commit, and this branch has none yet.');
  }
  const [base] = await git.lines(['merge-base', commit, 'HEAD'], () => unrelated(ref, fetch));
  if (base === undefined) throw new UsageError(unrelated(ref, fetch));
  return base;
}

async function commitOf(git: Git, ref: string): Promise<string | undefined> {
  const words = ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`];
  if (!(await git.succeeds(words))) return undefined;
  const [commit] = await git.lines(words);
  return commit;
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

/** A file or a link in a commit. */
interface TreeEntry {
  readonly isLink: boolean;
  /** The object id of its content. */
  readonly id: string;
}

/** Entries below the folder of manifests, by their path in it. */
type Entries = ReadonlyMap<string, TreeEntry>;

async function entriesAt(git: Git, commit: string, prefix: string): Promise<Entries> {
  const within = prefix === '' ? [] : ['--', prefix];
  const text = decode(await git.bytes(['ls-tree', '-r', '-z', '--full-tree', commit, ...within]));
  const entries = text.split('\0').flatMap((line): readonly (readonly [string, TreeEntry])[] => {
    const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (id === undefined || path === undefined) return [];
    return [[path.slice(prefix.length), { isLink: mode === '120000', id }]];
  });
  return new Map(entries);
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

/**
 * Returns the object ids of files in the work tree, with line endings as git would convert them to commit the files.
 * git reads one path for each line and unquotes a path that starts with a quotation mark. Files with such names have no
 * id, so that they count as changed: a path that is read as two would assign the ids of the other files wrongly.
 * @param paths from the top of the work tree
 */
async function idsOf(git: Git, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const plain = paths.filter((path) => !/^"|\n/.test(path));
  const input = plain.map((path) => `${path}\n`).join('');
  const ids = await git.lines(['hash-object', '--stdin-paths'], undefined, input);
  return new Map(plain.map((path, index) => [path, ids[index] ?? '']));
}

async function linkTargets(git: Git, entries: Entries): Promise<ReadonlyMap<string, string>> {
  const ids = [...entries.values()].filter(({ isLink }) => isLink).map(({ id }) => id);
  return textsOf(git, ids);
}

/** Maximum number of links that lead to each other, as in Linux. */
const MOST_LINKS = 40;

/** Returns the entry that a path leads to. A link out of the folder leads to nothing, as for the loader. */
function resolveLinks(
  path: string,
  entries: Entries,
  targets: ReadonlyMap<string, string>,
): TreeEntry | undefined {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const entry = entries.get(at);
    if (!entry?.isLink) return entry;
    at = joined(at, targets.get(entry.id) ?? '');
  }
  return undefined;
}

/** Returns the path that a relative link in a file's place leads to. */
function joined(place: string, target: string): string {
  const parts = place.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return '';
    } else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const NEWLINE = 10;

/** Reads contents by their object ids, with one command. */
async function textsOf(git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  if (ids.length === 0) return texts;
  const once = [...new Set(ids)];
  const bytes = await git.bytes(['cat-file', '--batch'], undefined, once.map((id) => `${id}\n`).join(''));
  let at = 0;
  for (const id of once) {
    const end = bytes.indexOf(NEWLINE, at);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(decode(bytes.subarray(at, end))) ?? [];
    if (size === undefined) throw new UsageError(failed(['cat-file'])(`object ${id} is missing`));
    const next = end + 1 + Number(size);
    texts.set(id, decode(bytes.subarray(end + 1, next)));
    at = next + 1;
  }
  return texts;
}
