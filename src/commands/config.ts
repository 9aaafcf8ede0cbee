import { cardsOf } from '../manifest/members/default-members.ts';
import type { Configured, ManifestDefaults, OrphanRule, Setting } from '../model/configuration.ts';
import { defined } from '../model/defined.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { policyMembers } from '../model/policy.ts';
import { DEFAULT_LIMITS, LIMIT_KINDS } from '../model/safety-limits.ts';
import { redactSpec } from '../redaction/seal.ts';
import { renderConfiguration } from '../render/configuration/configuration.ts';
import { CONFIGURABLE, type ConfiguredRun } from './session/configure.ts';
import type { Context, Result } from './session/context.ts';
import type { ConfigOptions } from './session/inspection-options.ts';

/** Where the values of options come from. Empty: the configuration file was not read. */
type Origins = Partial<ConfiguredRun<ConfigOptions>['origins']>;

/** Shows the effective settings of a run with these options, and where each comes from. Sends no request. */
export async function config(_context: Context, options: ConfigOptions, origins: Origins): Promise<Result> {
  switch (options.action) {
    case 'show':
      return { output: renderConfiguration(reportOf(options, origins), options), exitCode: 0 };
    default:
      return options.action satisfies never;
  }
}

function reportOf(options: ConfigOptions, origins: Origins) {
  const { streams, section = 'default', accountKey = null, checkProperties = false, configuration } = options;
  const values = { streams, section, accountKey, checkProperties };
  const settings: readonly Setting[] = [
    ...CONFIGURABLE.map((name) => ({ name, value: values[name], origin: origins[name] ?? DEFAULT })),
    ofFile('environment', configuration?.environment, 'datastream-apply'),
    ofFile('watchEnvironment', configuration?.watchEnvironment, 'datastream-watch'),
    ofFile('allowedSecrets', configuration?.allowedSecrets, null),
    ofFile('orphans', orphansOf(configuration?.orphans), null),
    ...limitSettings(options),
    ...freezeSettings(options),
    ...defaultSettings(options),
    ...fieldSetSettings(options),
    ...policySettings(options),
  ];
  return { ...defined({ file: configuration?.file, target: configuration?.target }), settings };
}

const DEFAULT = { from: 'default' } as const;

function limitSettings({ allow, configuration }: ConfigOptions): readonly Setting[] {
  return LIMIT_KINDS.map((kind) => {
    const name = `limits.${kind}`;
    const raised = allow?.[kind];
    if (raised === undefined) return ofFile(name, configuration?.limits[kind], DEFAULT_LIMITS[kind]);
    return { name, value: raised, origin: { from: 'flag', name: '--allow' } };
  });
}

function freezeSettings({ configuration }: ConfigOptions): readonly Setting[] {
  const freezes = configuration?.freezes ?? [];
  if (freezes.length === 0) return [ofFile('freezes', undefined, null)];
  return freezes.map(({ when, isOfTarget, position }, index) => ({
    name: `freezes.${index}`,
    value: when,
    origin: { from: isOfTarget ? 'target' : 'file', ...position },
  }));
}

function defaultSettings({ configuration }: ConfigOptions): readonly Setting[] {
  const defaults = configuration?.manifestDefaults;
  return (defaults?.defaults ?? []).map((one, index) => {
    const { kind, logType, path } = one;
    return {
      name: ['defaults', index, ...(kind ? [kind] : []), ...(logType ? [logType] : [])].join('.'),
      value: shownDefault(one),
      origin: defaults
        ? { from: path[0] === 'targets' ? 'target' : 'file', ...defaults.positionOf(path, 'name') }
        : DEFAULT,
    };
  });
}

/** An address may contain credentials, which are an error only in the manifests that use the default. */
function shownDefault(one: ManifestDefaults['defaults'][number]): JsonObject {
  return cardsOf(one).reduce((shown, card) => redactSpec(card, shown), one.spec);
}

function fieldSetSettings({ configuration }: ConfigOptions): readonly Setting[] {
  const defaults = configuration?.manifestDefaults;
  return Object.entries(defaults?.fieldSets ?? {}).map(([name, value]) => ({
    name: `fieldSets.${name}`,
    value,
    origin: defaults ? { from: 'file', ...defaults.positionOf(['fieldSets', name], 'name') } : DEFAULT,
  }));
}

function policySettings({ configuration }: ConfigOptions): readonly Setting[] {
  const policies = configuration?.policies ?? [];
  if (policies.length === 0) return [ofFile('policy', undefined, null)];
  return policies.flatMap((policy, index) =>
    Object.entries(policyMembers(policy)).map(([member, value]) => ({
      name: `policy.${index}.${member}`,
      value,
      origin: { from: policy.isOfTarget ? 'target' : 'file', ...policy.position },
    })),
  );
}

/** Returns the rule as JSON. */
function orphansOf(rule: Configured<OrphanRule> | undefined): Configured<JsonObject> | undefined {
  return rule && { ...rule, value: { ...rule.value } };
}

function ofFile(
  name: string,
  found: { readonly value: Json; readonly origin: Setting['origin'] } | undefined,
  value: Json,
): Setting {
  return { name, ...(found ?? { value, origin: DEFAULT }) };
}
