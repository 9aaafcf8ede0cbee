import type { Obstacle } from '../../model/blocked-code.ts';
import type {
  ActivationNetwork,
  PropertyActivation,
  PropertyState,
  PropertyVersion,
  RuleOperation,
  VersionContent,
} from '../../model/property-logging.ts';
import { versionDifference } from '../../properties/edit/version-difference.ts';

/** The states of a version on both networks, in one word. */
export type VersionStatus =
  | 'INACTIVE'
  | 'PENDING_STAGING'
  | 'ACTIVE_STAGING'
  | 'PENDING_PRODUCTION'
  | 'ACTIVE_PRODUCTION';

/** A property that is active on a network, so that it has a live version. */
export type ActiveProperty = PropertyState & { readonly live: VersionContent };

/**
 * The version that the next step starts from.
 *
 * - `live`: a new version is created from the live one
 * - `copy`: a copy of the live version, which a lost response left, is changed instead of a new one
 * - `planned`: a version has the planned change already, and only has to be activated
 */
export interface StartingVersion {
  readonly tag: 'live' | 'copy' | 'planned';
  readonly version: number;
  readonly status: VersionStatus;
  /** The newest version with other content that is newer than the live one and was never active on production. */
  readonly unreleased?: VersionContent;
}

type Start = StartingVersion | ({ readonly tag: 'blocked' } & Obstacle);

/**
 * Finds the version that a change of a property starts from.
 *
 * @param operations the planned change of the live version, not empty
 */
export function startingVersion(
  property: ActiveProperty,
  operations: readonly RuleOperation[],
  network: ActivationNetwork,
): Start {
  const { live, staging } = property;
  const newer = newerVersions(property);
  const isCopy = (version: VersionContent) => versionDifference(version, live, []) === undefined;
  const planned = newer.find((version) => versionDifference(version, live, operations) === undefined);
  const obstacle = explainActivation(property, planned, network);
  if (obstacle !== undefined) return { tag: 'blocked', code: 'activation-in-progress', reason: obstacle };
  if (network !== 'NONE' && staging && staging.version !== planned?.version && !isCopy(staging)) {
    return { tag: 'blocked', code: 'tested-on-staging', reason: stagedReason(property, staging) };
  }
  const copy = newer.find(
    (version) =>
      isCopy(version) && property.versions.some((row) => row.version === version.version && isEditable(row)),
  );
  const unreleased = newer.find(
    (version) => version !== planned && !isCopy(version) && !wasOnProduction(property, version.version),
  );
  const { version } = planned ?? copy ?? live;
  return {
    tag: planned ? 'planned' : copy ? 'copy' : 'live',
    version,
    status: statusOf(property, version),
    ...(unreleased ? { unreleased } : {}),
  };
}

/** Returns the versions that are newer than the live one, as far as they were read, the newest first. */
export function newerVersions({ live, staging, draft }: ActiveProperty): readonly VersionContent[] {
  return [draft, staging].filter((one) => one !== undefined).filter(({ version }) => version > live.version);
}

/** Returns the newest version that was active on production after the live one: it was rolled back. */
export function rolledBackVersion(property: ActiveProperty): number | undefined {
  const { live, productionVersion, versions, activations } = property;
  if (productionVersion !== live.version) return undefined;
  const later = [...versions, ...activations].map(({ version }) => version).sort((a, b) => b - a);
  return later.find((version) => version > live.version && wasOnProduction(property, version));
}

/** Returns the failed activation of a version, if no later activation of it succeeded or is in progress. */
export function failedActivation(
  { activations }: PropertyState,
  version: number,
): PropertyActivation | undefined {
  const last = activations.find((one) => one.version === version && one.type === 'ACTIVATE');
  return last && ['FAILED', 'ABORTED'].includes(last.status) ? last : undefined;
}

/** A displaced version is DEACTIVATED in the list of versions, and its activation may stay ACTIVE. */
function wasOnProduction({ versions, activations }: PropertyState, version: number): boolean {
  const status = versions.find((one) => one.version === version)?.productionStatus;
  return (
    status === 'ACTIVE' ||
    status === 'DEACTIVATED' ||
    activations.some(
      (one) =>
        one.version === version &&
        one.network === 'PRODUCTION' &&
        one.type === 'ACTIVATE' &&
        ['ACTIVE', 'INACTIVE', 'DEACTIVATED'].includes(one.status),
    )
  );
}

/** Returns true for a version that can be edited: it was never active. */
export function isEditable({
  stagingStatus,
  productionStatus,
}: Pick<PropertyVersion, 'stagingStatus' | 'productionStatus'>): boolean {
  return stagingStatus === 'INACTIVE' && productionStatus === 'INACTIVE';
}

/** The statuses of activations that have ended. Any other status, even an unknown one, counts as running. */
const ENDED = new Set(['ACTIVE', 'INACTIVE', 'ABORTED', 'FAILED', 'DEACTIVATED']);

/** Returns true while an activation has not ended. */
export function isRunning({ status }: Pick<PropertyActivation, 'status'>): boolean {
  return !ENDED.has(status);
}

/** Returns the status of a version on both networks. */
export function statusOf(property: ActiveProperty, version: number): VersionStatus {
  const running = property.activations.filter((one) => one.version === version && isRunning(one));
  if (running.some(({ network }) => network === 'PRODUCTION')) return 'PENDING_PRODUCTION';
  if (property.productionVersion === version) return 'ACTIVE_PRODUCTION';
  if (running.some(({ network }) => network === 'STAGING')) return 'PENDING_STAGING';
  return property.stagingVersion === version ? 'ACTIVE_STAGING' : 'INACTIVE';
}

/** An activation that is in progress can only be the one that the plan would start. */
function explainActivation(
  { activations }: PropertyState,
  planned: VersionContent | undefined,
  network: ActivationNetwork,
): string | undefined {
  const other = activations
    .filter(isRunning)
    .find(
      (one) =>
        one.version !== planned?.version ||
        one.type !== 'ACTIVATE' ||
        (one.network === 'PRODUCTION' && network !== 'PRODUCTION'),
    );
  if (!other) return undefined;
  const what = other.type === 'ACTIVATE' ? 'activation' : 'deactivation';
  return `the ${what} of version ${other.version} on ${other.network.toLowerCase()} is in progress (${other.status}, submitted ${other.submitDate}); run again when it has ended`;
}

function stagedReason({ live, versions }: ActiveProperty, { version }: VersionContent): string {
  return `${authoredVersion(version, versions)} is active on staging, and version ${live.version} on production: activating another version on staging would end a test of it; activate version ${version} on production or version ${live.version} on staging in Property Manager, or set spec.activation.network to NONE`;
}

/** Returns a version with its last author, whom to ask: `version 12 (mrossi, 2026-01-05T08:00:00Z)`. */
export function authoredVersion(
  version: number,
  versions: readonly Pick<PropertyVersion, 'version' | 'modifiedBy' | 'modifiedDate'>[],
): string {
  const { modifiedBy, modifiedDate } = versions.find((one) => one.version === version) ?? {};
  const author = [modifiedBy, modifiedDate].filter((part) => part !== undefined).join(', ');
  return author === '' ? `version ${version}` : `version ${version} (${author})`;
}
