import type { ConfigurationSource } from '../../commands/session/configure.ts';
import { UsageError } from '../../commands/session/context.ts';
import { manifestDefaultsIn } from '../../configuration/activate.ts';
import { CONFIGURATION_FILE } from '../../configuration/shape.ts';
import { isSameForManifests } from '../../manifest/previous-manifests.ts';
import type { ManifestDefaults } from '../../model/configuration.ts';
import { defined } from '../../model/defined.ts';
import type { Job } from '../forge/job.ts';
import { findGitFile, isAboveCheckout } from './git-folder.ts';

/**
 * Reads the configuration file at a commit.
 *
 * @param job its options say whether the checkout has the file
 * @throws {UsageError} if its content there cannot be known: without its limits, a change could exceed them
 */
export async function configurationAt(
  { forge, settings, options, run }: Job,
  commit: string,
): Promise<ConfigurationSource> {
  const isNeeded = options.configuration !== undefined;
  const file = settings.config ?? CONFIGURATION_FILE;
  const place = await findGitFile(file, run);
  if (place.tag === 'unmapped') {
    if (!isNeeded) return {};
    throw new UsageError(`${file} of the base branch cannot be read: ${place.why}.`);
  }
  // The path is outside the checkout. Apply does not use the file at the top of the repository either.
  if (!isNeeded && (await isAboveCheckout(place.root, options.streams))) return {};
  const entry = (await forge.filesIn(commit, place.path)).entries.find((one) => one.path === '');
  if (!entry) return {};
  if (entry.mode.startsWith('100')) return { text: await forge.fileText(entry.id) };
  throw new UsageError(`${file} of the base branch is not a regular file. Replace it with one.`);
}

/** What the configuration file added to manifests at an earlier commit, and whether that is the same as now. */
interface ConfiguredBefore {
  readonly defaults?: ManifestDefaults;
  readonly isSame: boolean;
}

/**
 * Compares what the configuration file adds to manifests in this run with an earlier commit.
 *
 * @param head the commit of this run
 * @returns a clause without a full stop if that is unknown
 */
export async function configuredBefore(
  job: Job,
  base: string,
  head: string,
): Promise<ConfiguredBefore | string> {
  const { options, run, settings } = job;
  const { manifestDefaults: now, target } = options.configuration ?? {};
  try {
    const { text } = await configurationAt(job, base);
    const defaults = manifestDefaultsIn(settings.config ?? CONFIGURATION_FILE, text, target);
    const commits = [head, ...(run.checkedOut === undefined ? [] : [run.checkedOut])];
    if (now && !(await isCommitted(job, now.text, commits))) {
      return `${now.file} differs from its content in git: it was generated or changed in this job, or is not committed`;
    }
    return { ...defined({ defaults }), isSame: isSameForManifests(defaults, now) };
  } catch (error) {
    if (error instanceof UsageError) return error.message.replace(/\.$/, '');
    throw error;
  }
}

/** Whether one of the commits has this text of the configuration file. */
async function isCommitted(job: Job, text: string, commits: readonly string[]): Promise<boolean> {
  for (const commit of new Set(commits)) {
    const { text: committed } = await configurationAt(job, commit);
    if (committed !== undefined && plainText(committed) === plainText(text)) return true;
  }
  return false;
}

/** Git may store a file with other line endings than the checkout, and a reader drops a byte order mark. */
function plainText(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}
