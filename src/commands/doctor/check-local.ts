import { JOURNAL } from '../../apply/files/journal.ts';
import { inspectLock, lockFile } from '../../apply/files/lock.ts';
import type { Loaded } from '../../manifest/load.ts';
import { count, listing, some } from '../../render/text/words.ts';
import type { Context } from '../session/context.ts';
import type { Installation } from '../session/installation.ts';
import { type Finding, ok, problem, skipped, warning } from './finding.ts';
import type { OpenedAccount } from './open-account.ts';
import type { ResolvedReference } from './references.ts';
import type { RepositoryOnDisk } from './repository-on-disk.ts';

/** What the checks of this machine depend on. */
export interface LocalFacts {
  readonly installation: Installation;
  readonly loaded: Loaded;
  readonly references: readonly ResolvedReference[];
  readonly account: OpenedAccount;
  readonly repository: RepositoryOnDisk | undefined;
}

/** The folder of the journal, the lock and, by default, the cache. */
const STATE = JOURNAL.slice(0, JOURNAL.lastIndexOf('/'));

/** Checks this machine and the working directory. Nothing is written. */
export async function checkLocal(context: Context, facts: LocalFacts): Promise<readonly Finding[]> {
  const { installation, loaded, references, account, repository } = facts;
  return [
    checkNode(installation),
    checkManifests(loaded),
    checkSecrets(references),
    await checkStateFolder(context),
    await checkLock(context, account),
    await checkCache(account),
    ...checkGit(repository),
  ];
}

function checkNode({ node, needsNode }: Installation): Finding {
  const version = numbers(node);
  const least = numbers(needsNode);
  const place = version.findIndex((part, index) => part !== (least[index] ?? 0));
  const isNewEnough = place < 0 || (version[place] ?? 0) > (least[place] ?? 0);
  if (isNewEnough) return ok('node', `Node.js ${node} is new enough (${needsNode}).`);
  return problem(
    'node',
    `Node.js ${node} is too old: this product needs ${needsNode}.`,
    'Install a newer version of Node.js.',
  );
}

function numbers(version: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}

function checkManifests({ files, manifests, properties, findings }: Loaded): Finding {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.length - errors.length;
  const [first] = errors;
  if (first) {
    const place = first.line > 0 ? `${first.file}:${first.line}` : first.file;
    return problem(
      'manifests',
      `${count(errors.length, 'error')} in the manifests, the first at ${place}: ${first.message}`,
      'Run `datastream validate` to see all of them.',
    );
  }
  const all = manifests.length + properties.length;
  const text = `${count(all, 'manifest')} in ${count(files, 'file')} ${all === 1 ? 'is' : 'are'} valid`;
  if (warnings === 0) return ok('manifests', `${text}.`);
  return warning(
    'manifests',
    `${text}, with ${count(warnings, 'warning')}.`,
    'Run `datastream validate` to see them.',
  );
}

const MOST_NAMES = 10;

function checkSecrets(references: readonly ResolvedReference[]): Finding {
  if (references.length === 0) return ok('secrets', 'No manifest refers to a secret.');
  const missing = references.filter(({ value }) => value === undefined);
  if (missing.length === 0) {
    const all = references.length === 1 ? 'The secret' : `All ${references.length} secrets`;
    return ok('secrets', `${all} that manifests refer to can be read.`);
  }
  const names = missing.map(({ name, file }) => `${name} (${file})`);
  const forbidden = missing.find(({ isForbidden }) => isForbidden)?.reason;
  const message = `${missing.length} of ${count(references.length, 'secret')} cannot be read: ${listing(some(names, MOST_NAMES))}.`;
  if (forbidden !== undefined) return problem('secrets', message, forbidden);
  return warning(
    'secrets',
    message,
    'Only apply needs them. Set these variables, or name their file with --secrets or their folder with --secrets-dir.',
  );
}

async function checkStateFolder({ files }: Context): Promise<Finding> {
  const exists = await files.exists(STATE);
  const reason = await files.whyNotWritable(exists ? STATE : '.');
  if (reason === undefined) {
    return ok(
      'state-folder',
      exists ? `${STATE} can be written.` : `${STATE} does not exist yet and can be created.`,
    );
  }
  return problem(
    'state-folder',
    `${exists ? STATE : `The working directory, in which ${STATE} would be created,`} cannot be written: ${reason}.`,
    'Without it there is no journal, no lock against a second apply and no cache. Correct its owner or its permissions.',
  );
}

async function checkLock({ clock, hash }: Context, account: OpenedAccount): Promise<Finding> {
  if (account.tag === 'failed')
    return skipped('lock', 'The lock belongs to an account, and none could be opened.');
  const file = lockFile(account.connection.account, hash);
  const state = await inspectLock({ file, clock });
  switch (state.tag) {
    case 'free':
      return ok('lock', 'No apply holds the lock of this account.');
    case 'stale':
      return warning(
        'lock',
        `The lock ${file} is stale: ${state.why}.`,
        'Nothing to do: the next apply takes it over.',
      );
    case 'held': {
      const { holder } = state;
      const who = holder ? ` (process ${holder.pid} on ${holder.host}, since ${holder.since})` : '';
      return warning(
        'lock',
        `An apply holds the lock of this account${who}.`,
        `Wait until it ends. If that process is not an apply, delete ${file}.`,
      );
    }
    case 'not-a-lock':
      return problem(
        'lock',
        `${file} is not a lock file: ${state.reason}.`,
        'Delete it. Until then, no apply can start.',
      );
    default:
      return state satisfies never;
  }
}

async function checkCache(account: OpenedAccount): Promise<Finding> {
  if (account.tag === 'failed')
    return skipped('cache', 'The cache belongs to an account, and none could be opened.');
  const state = await account.connection.cache.inspect();
  switch (state.tag) {
    case 'off':
      return skipped('cache', 'The version cache is switched off (--no-cache).');
    case 'unusable':
      return warning(
        'cache',
        `The version cache cannot be used: ${state.reason}.`,
        'Use another folder with --cache.',
      );
    case 'usable': {
      const { readable, unreadable } = state;
      const entries = `${count(readable, 'entry', 'entries')} of this account`;
      if (unreadable > 0) {
        return warning(
          'cache',
          `The version cache has ${entries}, and ${count(unreadable, 'file')} that cannot be read.`,
          'They are replaced when their streams are read again. If they stay, delete the folder of the cache.',
        );
      }
      return ok(
        'cache',
        readable === 0
          ? 'The version cache has no entries of this account yet.'
          : `The version cache has ${entries}.`,
      );
    }
    default:
      return state satisfies never;
  }
}

function checkGit(repository: RepositoryOnDisk | undefined): readonly Finding[] {
  if (!repository) {
    return [
      warning(
        'git',
        'The working directory is not in a Git repository.',
        'Keep the manifests in Git, so that changes are reviewed. `datastream init` sets a repository up.',
      ),
      skipped('git-ignore', 'There is no Git repository.'),
    ];
  }
  const { top, ignoresState } = repository;
  return [
    ok(
      'git',
      top === '.'
        ? 'The working directory is the top of a Git repository.'
        : `The working directory is below the top of a Git repository (${top}).`,
    ),
    ignoresState
      ? ok('git-ignore', `Git ignores ${STATE}.`)
      : warning(
          'git-ignore',
          `No .gitignore names ${STATE}.`,
          `Add the line \`${STATE}/\` to .gitignore: the journal names streams and users.`,
        ),
  ];
}
