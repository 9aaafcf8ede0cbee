import { closest } from '../manifest/findings/did-you-mean.ts';
import type { Path } from '../manifest/findings/problem.ts';
import { quoted } from '../manifest/findings/wording.ts';
import type { ActiveConfiguration, Configured, ManifestDefaults } from '../model/configuration.ts';
import { defined } from '../model/defined.ts';
import type { Freeze } from '../model/freeze.ts';
import type { Policy } from '../model/policy.ts';
import { LIMIT_KINDS } from '../model/safety-limits.ts';
import { readTimeWindow } from '../model/time-window.ts';
import { type Configuration, parseConfiguration } from './parse.ts';
import type { ConfigurationContent, TargetContent } from './shape.ts';

/**
 * Returns what a configuration says for one target.
 *
 * @param name the name of the target; by default the only one
 * @returns a sentence if the file has no such target, or if it has several and none is named
 */
export function activate(
  configuration: Configuration,
  name: string | undefined,
): ActiveConfiguration | string {
  const target = name ?? onlyTarget(configuration);
  const names = targetNames(configuration);
  if (names.length > 0 && (target === undefined || !names.includes(target))) {
    return target === undefined
      ? `${configuration.file} has several targets: ${names.join(', ')}. Select one with --target.`
      : `${configuration.file} has no target ${quoted(target)}. ${suggestion(target, names)}`;
  }
  if (names.length === 0 && name !== undefined) {
    return `${configuration.file} has no targets, so there is no target ${quoted(name)}. Add it under targets, or omit --target.`;
  }
  return activeOf({ configuration, target });
}

/** Returns the names of the targets, in the order of the file. */
export function targetNames({ content }: Configuration): readonly string[] {
  return Object.keys(content.targets ?? {});
}

function onlyTarget(configuration: Configuration): string | undefined {
  const [first, second] = targetNames(configuration);
  return second === undefined ? first : undefined;
}

function suggestion(target: string, names: readonly string[]): string {
  const meant = closest(target, names);
  return meant === undefined ? `Its targets are ${names.join(', ')}.` : `Did you mean ${quoted(meant)}?`;
}

interface Selected {
  readonly configuration: Configuration;
  readonly target: string | undefined;
}

function activeOf(selected: Selected): ActiveConfiguration {
  const { configuration, target } = selected;
  return {
    file: configuration.file,
    targets: targetNames(configuration),
    ...defined({
      target,
      environment: ofTarget(selected, 'environment'),
      watchEnvironment: ofTarget(selected, 'watchEnvironment'),
      allowedSecrets: settingOf(selected, 'allowedSecrets'),
      orphans: settingOf(selected, 'orphans'),
    }),
    options: defined({
      streams: settingOf(selected, 'streams'),
      section: ofTarget(selected, 'section'),
      accountKey: ofTarget(selected, 'accountKey'),
      checkProperties: settingOf(selected, 'checkProperties'),
    }),
    freezes: freezesOf(selected),
    policies: policiesOf(selected),
    limits: limitsOf(selected),
    ...defined({ manifestDefaults: manifestDefaultsOf(selected) }),
  };
}

/**
 * Returns what a configuration file at another time adds to manifests. A file that is not valid, or has no such target,
 * adds nothing.
 *
 * @param text absent if the file does not exist
 * @param target ignored if the file has no targets
 */
export function manifestDefaultsIn(
  file: string,
  text: string | undefined,
  target: string | undefined,
): ManifestDefaults | undefined {
  const { configuration } = text === undefined ? {} : parseConfiguration(file, text);
  if (!configuration) return undefined;
  const active = activate(configuration, targetNames(configuration).length > 0 ? target : undefined);
  return typeof active === 'string' ? undefined : active.manifestDefaults;
}

function manifestDefaultsOf({ configuration, target = '' }: Selected): ManifestDefaults | undefined {
  const { file, text, content, positionOf } = configuration;
  const { fieldSets = {}, defaults: shared = [], targets = {} } = content;
  const located = (entries: NonNullable<typeof content.defaults>, path: Path) =>
    entries.map((one, index) => ({ ...one, path: [...path, index, 'spec'] }));
  const defaults = [
    ...located(shared, ['defaults']),
    ...located(targets[target]?.defaults ?? [], ['targets', target, 'defaults']),
  ];
  if (defaults.length === 0 && Object.keys(fieldSets).length === 0) return undefined;
  return { file, text, defaults, fieldSets, positionOf };
}

type Shared = keyof TargetContent & keyof ConfigurationContent;

/** Returns a member of the target, or else of the whole file. */
function settingOf<N extends Shared>(
  selected: Selected,
  name: N,
): Configured<NonNullable<TargetContent[N]>> | undefined {
  const { configuration } = selected;
  const value = configuration.content[name] as TargetContent[N];
  const inFile =
    value === undefined || value === null
      ? undefined
      : { value, origin: { from: 'file' as const, ...configuration.positionOf([name]) } };
  return ofTarget(selected, name) ?? inFile;
}

function ofTarget<N extends keyof TargetContent>(
  { configuration, target = '' }: Selected,
  name: N,
): Configured<NonNullable<TargetContent[N]>> | undefined {
  const value = configuration.content.targets?.[target]?.[name];
  if (value === undefined || value === null) return undefined;
  const position = configuration.positionOf(['targets', target, name]);
  return { value, origin: { from: 'target', ...position } };
}

function freezesOf({ configuration, target = '' }: Selected): readonly Freeze[] {
  const { content, positionOf } = configuration;
  const own = content.targets?.[target]?.freezes;
  const path = own ? ['targets', target, 'freezes'] : ['freezes'];
  return (own ?? content.freezes ?? []).flatMap(({ when, reason }, index) => {
    const window = readTimeWindow(when);
    if (typeof window === 'string') throw new Error('a configuration was made of a file with errors');
    return [
      {
        when,
        window,
        ...defined({ reason }),
        isOfTarget: own !== undefined,
        position: positionOf([...path, index]),
      },
    ];
  });
}

/** A target cannot drop what the whole file requires. */
function policiesOf({ configuration, target = '' }: Selected): readonly Policy[] {
  const { content, positionOf } = configuration;
  const shared = (content.policy ?? []).map((policy, index) => ({
    ...policy,
    isOfTarget: false,
    position: positionOf(['policy', index]),
  }));
  const own = (content.targets?.[target]?.policy ?? []).map((policy, index) => ({
    ...policy,
    isOfTarget: true,
    position: positionOf(['targets', target, 'policy', index]),
  }));
  return [...shared, ...own];
}

/** Each limit is replaced by itself, so that a target can raise one and keep the others. */
function limitsOf({ configuration, target = '' }: Selected): ActiveConfiguration['limits'] {
  const { content, positionOf } = configuration;
  const limits = LIMIT_KINDS.flatMap((kind) => {
    const own = content.targets?.[target]?.limits?.[kind];
    if (own !== undefined) {
      return [
        [
          kind,
          { value: own, origin: { from: 'target', ...positionOf(['targets', target, 'limits', kind]) } },
        ],
      ];
    }
    const shared = content.limits?.[kind];
    if (shared === undefined) return [];
    return [[kind, { value: shared, origin: { from: 'file', ...positionOf(['limits', kind]) } }]];
  });
  return Object.fromEntries(limits);
}
