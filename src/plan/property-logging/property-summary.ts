import { defined } from '../../model/defined.ts';
import type { Warning } from '../../model/plan.ts';
import type { RuleMessage } from '../../model/property-logging.ts';
import type { PropertySummary } from '../../model/property-summary.ts';
import type { PropertyEntry, Wanted } from './context.ts';
import {
  type ActiveProperty,
  failedActivation,
  rolledBackVersion,
  type StartingVersion,
} from './starting-version.ts';

/** Returns what a reviewer needs to know about a property and its versions. */
export function summaryOf(
  { manifest }: Pick<PropertyEntry, 'manifest'>,
  property: ActiveProperty,
  notes: readonly string[],
  unreleased?: number,
): PropertySummary {
  const { network } = manifest.activation;
  const replaces = network === 'PRODUCTION' ? property.productionVersion : property.stagingVersion;
  return {
    propertyName: property.propertyName,
    network,
    ...defined({ replaces: network === 'NONE' ? undefined : replaces, unreleased }),
    versions: property.versions.map(
      ({ version, stagingStatus, productionStatus, modifiedBy, modifiedDate, note }) => ({
        version,
        staging: stagingStatus,
        production: productionStatus,
        ...defined({ modifiedBy, modifiedDate, note }),
      }),
    ),
    warnings: (property.live.warnings ?? []).map(messageText),
    notes,
  };
}

function messageText({ type, detail, location }: RuleMessage): string {
  return `${detail || type}${location === undefined ? '' : ` (${location})`}`;
}

/** Returns what a change leaves as it is, as sentences. */
export function editNotes({ desired, edit }: Wanted): readonly string[] {
  const exclusions = edit.exclusions.map(
    (rule) => `Logging is switched off in rule "${rule}", and stays off.`,
  );
  return [...exclusions, ...edit.notes, ...desired.notes];
}

/** Returns why a change starts from another version than the live one, as sentences. */
export function startNotes({ live }: ActiveProperty, { tag, version }: StartingVersion): readonly string[] {
  switch (tag) {
    case 'live':
      return [];
    case 'copy':
      return [
        `Version ${version} is an unchanged copy of version ${live.version}, so it is changed instead of a new one.`,
      ];
    case 'planned':
      return [`Version ${version} has this change already, and no other.`];
    default:
      return tag satisfies never;
  }
}

/** Returns warnings about the activations of earlier versions. */
export function propertyWarnings(
  name: string,
  property: ActiveProperty,
  { tag, version }: StartingVersion,
): readonly Warning[] {
  const rolledBack = rolledBackVersion(property);
  const failed = tag === 'planned' ? failedActivation(property, version) : undefined;
  return [
    ...(rolledBack === undefined
      ? []
      : [
          {
            code: 'rolled-back' as const,
            message: `version ${rolledBack} of ${property.propertyName} was active on production, and version ${property.live.version} was activated after it: make sure that this change was not rolled back on purpose`,
            name,
          },
        ]),
    ...(failed
      ? [
          {
            code: 'activation-failed' as const,
            message: `the last activation of version ${version} on ${failed.network.toLowerCase()} ended as ${failed.status}${failed.failureCause === undefined ? '' : `: ${failed.failureCause}`}`,
            name,
          },
        ]
      : []),
  ];
}
