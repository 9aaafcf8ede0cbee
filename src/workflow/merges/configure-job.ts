import {
  type ConfigurationSource,
  configure,
  type RejectedConfiguration,
} from '../../commands/session/configure.ts';
import { APPLY, PLAN } from '../../commands/session/options.ts';
import { CONFIGURATION_FILE } from '../../configuration/shape.ts';
import type { ActiveConfiguration } from '../../model/configuration.ts';
import { canonicalJson, type Json } from '../../model/json.ts';
import type { Job } from '../forge/job.ts';

/** A job with the options that the configuration file sets. */
export interface ConfiguredJob {
  readonly tag: 'configured';
  readonly job: Job;
}

/**
 * Fills in the options of a job from the configuration file. For a change request, the file of the branch that it
 * merges into holds: otherwise a change could raise the limits of its own plan, or use other secrets. The change's own
 * file must be valid, and what it changes is part of the comment.
 */
export async function configureJob(job: Job): Promise<ConfiguredJob | RejectedConfiguration> {
  const own = await configuredWith(job, undefined);
  if (own.tag === 'rejected') return own;
  const { trigger } = job;
  if (trigger.tag !== 'change' && trigger.tag !== 'merge-queue') return withOptions(job, own.options);
  const base = await configuredWith(job, await sourceAt(job, trigger.base));
  if (base.tag === 'rejected') return base;
  const changes = changedSettings(base.options.configuration, own.options.configuration);
  return withOptions(changes.length > 0 ? { ...job, configurationChanges: changes } : job, base.options);
}

function withOptions(job: Job, options: Job['options']): ConfiguredJob {
  return { tag: 'configured', job: { ...job, options } };
}

function configuredWith({ context, options, settings }: Job, source: ConfigurationSource | undefined) {
  const env = { DATASTREAM_TARGET_NAME: settings.targetName, DATASTREAM_CONFIG: settings.config };
  const declared = { ...PLAN, ...APPLY };
  return configure({ env, files: context.files }, options, { declared, given: settings.given }, source);
}

/** Reads the file at a commit. A link there is not followed. */
async function sourceAt({ forge, settings }: Job, commit: string): Promise<ConfigurationSource> {
  const { entries } = await forge.filesIn(commit, settings.config ?? CONFIGURATION_FILE);
  const entry = entries.find((one) => one.path === '' && one.mode.startsWith('100'));
  return entry ? { text: await forge.fileText(entry.id) } : {};
}

/** Returns what a change request changes in the settings of its target: one line for each. */
function changedSettings(
  before: ActiveConfiguration | undefined,
  after: ActiveConfiguration | undefined,
): readonly string[] {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) =>
    old.get(name) === now.get(name)
      ? []
      : [`${name}: ${old.get(name) ?? 'not set'} → ${now.get(name) ?? 'not set'}`],
  );
}

/** Returns the values of all settings by name, without their positions. */
function settingsOf(configuration: ActiveConfiguration | undefined): ReadonlyMap<string, string> {
  if (!configuration) return new Map();
  const { options, limits, freezes, environment, allowedSecrets, orphans } = configuration;
  const located = [
    ...Object.entries({ ...options, environment, allowedSecrets }),
    ...Object.entries(limits).map(([kind, limit]) => [`limits.${kind}`, limit] as const),
  ];
  const values: readonly (readonly [string, Json | undefined])[] = [
    ...located.map(([name, setting]) => [name, setting?.value] as const),
    ['orphans', orphans && { ...orphans.value }],
    ['freezes', freezes.length === 0 ? undefined : freezes.map(({ when }) => when)],
  ];
  return new Map(
    values.flatMap(([name, value]) => (value === undefined ? [] : [[name, canonicalJson(value)] as const])),
  );
}
