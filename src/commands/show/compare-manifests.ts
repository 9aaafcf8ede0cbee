import { loadManifests } from '../../manifest/load.ts';
import { digestManifests } from '../../manifest/previous-manifests.ts';
import type { ActiveConfiguration } from '../../model/configuration.ts';
import { isFormError } from '../../model/diagnostic.ts';
import { canonicalJson } from '../../model/json.ts';
import type { PlanOrigin } from '../../model/plan.ts';
import type { SavedPlanReport } from '../../render/schemas/show-plan.ts';
import { configure } from '../session/configure.ts';
import { type Context, UsageError } from '../session/context.ts';
import type { ShowOptions } from '../session/inspection-options.ts';
import { CONFIGURATION, FOLDER } from '../session/option-groups.ts';

type Comparison = SavedPlanReport['manifests'];
type CompareOptions = Pick<ShowOptions, 'streams' | 'config' | 'target'>;

const NO_NAMES = { changed: [], removed: [], added: [] };

/** Compares the manifests of a saved plan with the present ones, by their content. Sends no request. */
export async function compareManifests(
  context: Context,
  options: CompareOptions,
  origin: PlanOrigin | undefined,
): Promise<Comparison> {
  if (!origin) {
    const reason = 'the plan was saved by a version that did not record them';
    return { comparison: 'not-compared', ...NO_NAMES, reason };
  }
  const known = {
    folder: origin.streams,
    fingerprint: `sha256:${context.hash(canonicalJson(origin.manifests))}`,
  };
  const now = await presentDigests(context, options, origin);
  if (typeof now === 'string') return { comparison: 'not-compared', ...known, ...NO_NAMES, reason: now };
  const names = compareDigests(new Map(Object.entries(origin.manifests)), now, origin.isPart === true);
  const isSame = Object.values(names).every((list) => list.length === 0);
  return { comparison: isSame ? 'same' : 'different', ...known, ...names };
}

function compareDigests(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  isPart: boolean,
): Pick<Comparison, keyof typeof NO_NAMES> {
  const planned = [...before.keys()];
  return {
    changed: planned.filter((name) => now.has(name) && now.get(name) !== before.get(name)),
    removed: planned.filter((name) => !now.has(name)),
    added: isPart ? [] : [...now.keys()].filter((name) => !before.has(name)),
  };
}

/** Returns the digests of all manifests, or why they are not known, as a clause. */
async function presentDigests(
  context: Context,
  options: CompareOptions,
  origin: PlanOrigin,
): Promise<ReadonlyMap<string, string> | string> {
  const isNamed = options.streams !== FOLDER.streams.default;
  const folder = isNamed ? options.streams : origin.streams;
  // The file may be from anyone. It must not decide which folders of this machine are searched.
  if (!isNamed && !isBelow(folder)) {
    return `they were in ${folder}, which is outside of the working directory; name the folder with --streams`;
  }
  if (!(await context.files.exists(`${folder}/.`))) return `there is no folder ${folder} here`;
  const configuration = await readConfiguration(context, options, origin);
  if (typeof configuration === 'string') return configuration;
  const loaded = await loadManifests({ directory: folder, ...configuration, now: context.clock.now() });
  if (loaded.findings.some(isFormError)) {
    return `those in ${folder} have errors; run \`datastream validate\` to see them`;
  }
  const { manifests, properties } = loaded;
  return digestManifests({ manifests, properties }, context.hash);
}

function isBelow(folder: string): boolean {
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:)/.test(folder);
  return !isAbsolute && !folder.split(/[/\\]/).includes('..');
}

/** Reads the configuration file for the target of the plan, unless another one is named. */
async function readConfiguration(
  context: Context,
  { config, target }: CompareOptions,
  { targetName }: PlanOrigin,
): Promise<{ readonly configuration?: ActiveConfiguration } | string> {
  const chosen = target ?? targetName;
  const selected = {
    ...(config === undefined ? {} : { config }),
    ...(chosen === undefined ? {} : { target: chosen }),
  };
  try {
    const read = await configure(context, selected, { declared: CONFIGURATION, given: new Set() });
    if (read.tag === 'rejected') return `${read.file} has errors; run \`datastream validate\` to see them`;
    const { configuration } = read.options;
    return configuration ? { configuration } : {};
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return target === undefined && targetName !== undefined
      ? `there is no target ${targetName} in a configuration file here`
      : error.message.replace(/\.$/, '');
  }
}
