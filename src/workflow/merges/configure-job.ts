import {
  type ConfigurationSource,
  configure,
  type RejectedConfiguration,
  readTargetNames,
} from '../../commands/session/configure.ts';
import { UsageError } from '../../commands/session/context.ts';
import { APPLY, PLAN } from '../../commands/session/options.ts';
import type { ActiveConfiguration } from '../../model/configuration.ts';
import { canonicalJson, type Json } from '../../model/json.ts';
import { type Policy, policyMembers } from '../../model/policy.ts';
import { REDACTED } from '../../model/secret.ts';
import type { Job } from '../forge/job.ts';
import { configurationAt } from './configured-before.ts';

/** A job with the options that the configuration file sets. */
export interface ConfiguredJob {
  readonly tag: 'configured';
  readonly job: Job;
}

/** The change adds the target of this job to a file with several, so the branch that it merges into does not know it. */
export interface NewTarget {
  readonly tag: 'new-target';
}

/**
 * Fills in the options of a job from the configuration file. For a change request, the file of the branch that it
 * merges into holds: otherwise a change could raise the limits of its own plan, or use other secrets. The change's own
 * file must be valid, and what it changes is part of the comment.
 */
export async function configureJob(job: Job): Promise<ConfiguredJob | NewTarget | RejectedConfiguration> {
  const own = await configuredWith(job, undefined);
  if (own.tag === 'rejected') return own;
  const { trigger } = job;
  if (trigger.tag !== 'change' && trigger.tag !== 'merge-queue') return withOptions(job, own.options);
  const source = await configurationAt(withOptions(job, own.options).job, trigger.base);
  const before = await readTargetNames({ env: {}, files: job.context.files }, job.settings.config, source);
  const { targets = [] } = own.options.configuration ?? {};
  // The change must not select the account that it is planned against.
  const isNew = targets.length > 1 && !before.includes(job.settings.targetName);
  if (isNew && before.length > 0) return { tag: 'new-target' };
  const base = await configuredByBase(job, source);
  if (base.tag === 'rejected') return { ...base, file: `${base.file} of the base branch` };
  if (isNew) return { tag: 'new-target' };
  const changes = changedSettings(base.options.configuration, own.options.configuration);
  const configured = changes.length > 0 ? { ...job, configurationChanges: changes } : job;
  return withOptions(configured, withDefaultsOf(own.options, base.options));
}

const NO_SETTINGS = { targets: [], options: {}, freezes: [], policies: [], limits: {} } as const;

/**
 * What is added to manifests is a part of the desired state, like the manifests themselves. It comes from the change, and
 * its plan shows the effects.
 */
function withDefaultsOf(own: Job['options'], base: Job['options']): Job['options'] {
  const { manifestDefaults } = own.configuration ?? {};
  const { configuration } = base;
  if (!manifestDefaults) {
    if (!configuration?.manifestDefaults) return base;
    const { manifestDefaults: _, ...others } = configuration;
    return { ...base, configuration: others };
  }
  const { file } = manifestDefaults;
  const settings = configuration ?? { file, ...NO_SETTINGS };
  return { ...base, configuration: { ...settings, manifestDefaults } };
}

function withOptions(job: Job, options: Job['options']): ConfiguredJob {
  return { tag: 'configured', job: { ...job, options } };
}

function configuredWith({ context, options, settings }: Job, source: ConfigurationSource | undefined) {
  const env = { DATASTREAM_TARGET_NAME: settings.targetName, DATASTREAM_CONFIG: settings.config };
  const declared = { ...PLAN, ...APPLY };
  return configure({ env, files: context.files }, options, { declared, given: settings.given }, source);
}

/** @throws {UsageError} that names the base branch, since the change's own file may be different and valid */
async function configuredByBase(job: Job, source: ConfigurationSource) {
  try {
    return await configuredWith(job, source);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`The file of the base branch applies to this change. ${error.message}`);
  }
}

/** Returns what a change request changes in the settings of its target: one line for each. Account keys are redacted. */
function changedSettings(
  before: ActiveConfiguration | undefined,
  after: ActiveConfiguration | undefined,
): readonly string[] {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const shown = (name: string, value = 'not set') => (name === 'accountKey' ? REDACTED : value);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) =>
    old.get(name) === now.get(name)
      ? []
      : [`${name}: ${shown(name, old.get(name))} → ${shown(name, now.get(name))}`],
  );
}

/** Returns the values of all settings by name, without their positions. */
function settingsOf(configuration: ActiveConfiguration | undefined): ReadonlyMap<string, string> {
  if (!configuration) return new Map();
  const { options, limits, freezes, environment, watchEnvironment, allowedSecrets, orphans, policies } =
    configuration;
  const located = [
    ...Object.entries({ ...options, environment, watchEnvironment, allowedSecrets }),
    ...Object.entries(limits).map(([kind, limit]) => [`limits.${kind}`, limit] as const),
  ];
  const values: readonly (readonly [string, Json | undefined])[] = [
    ...located.map(([name, setting]) => [name, setting?.value] as const),
    ['orphans', orphans && { ...orphans.value }],
    ...policies.flatMap(namedMembers),
    ['freezes', freezes.length === 0 ? undefined : freezes.map(({ when }) => when)],
  ];
  return new Map(
    values.flatMap(([name, value]) => (value === undefined ? [] : [[name, canonicalJson(value)] as const])),
  );
}

/** Returns the members of a policy by name. The order of policies has no meaning, so its reason identifies it. */
function namedMembers(
  policy: Policy,
  index: number,
  all: readonly Policy[],
): readonly (readonly [string, Json])[] {
  const { reason, ...members } = policyMembers(policy);
  const same = all.slice(0, index).filter((one) => one.reason === policy.reason).length;
  const name = `policy ${JSON.stringify(reason)}${same === 0 ? '' : ` (${same + 1})`}`;
  return Object.entries(members).map(([member, value]) => [`${name}, ${member}`, value]);
}
