import type { PropertyVersions } from '../../api/property-manager/decode.ts';
import { capitalized } from '../../model/capitalized.ts';
import type { DesiredLogging, RuleOperation, VersionContent } from '../../model/property-logging.ts';
import { removedStreams } from '../../plan/property-logging/effects.ts';
import { loggingDigest } from '../../plan/property-logging/logging-digest.ts';
import { inactiveStreams } from '../../plan/streams/expected-streams.ts';
import { editLogging } from '../../properties/edit/edit-logging.ts';
import { versionDifference } from '../../properties/edit/version-difference.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { Snapshot } from '../items/snapshot.ts';
import type { Failure } from '../items/write-result.ts';
import { type ContentReads, readContent } from '../observe/read-version.ts';
import { noCache } from '../observe/version-cache.ts';
import { networkStatus } from './version-status.ts';
import { failure, versionText } from './version-text.ts';

/** A property as it is now, and what its change consists of. */
export interface LiveProperty {
  readonly tag: 'live';
  readonly property: PropertyVersions;
  /** The version that the change starts from, with its hostnames. */
  readonly live: VersionContent;
  /** The change. Empty: the live version logs as desired. */
  readonly operations: readonly RuleOperation[];
}

/**
 * Reads a property and its live version, and compares what it logs with the base of the plan.
 *
 * @throws {ApiError} if the account cannot be read
 */
export async function readLive(
  run: ApplyContext,
  progress: ItemProgress,
  isValidated: boolean,
): Promise<LiveProperty | Failure> {
  const propertyId = progress.live.knownId;
  const property = await run.propertyWriter.property(propertyId);
  if (!property)
    return failure(
      `Property ${propertyId} no longer exists, or the API client has no access to it`,
      'Check the access of the API client',
    );
  const isReleased = desiredOf(progress).activation.network === 'PRODUCTION';
  const version = property.productionVersion ?? (isReleased ? undefined : property.stagingVersion);
  if (version === undefined)
    return failure(
      `Property ${propertyId} is no longer active on ${isReleased ? 'production' : 'any network'}, and a change starts from the active version`,
      'Activate a version in Property Manager, and plan again',
    );
  const read = await readContent(readsOf(run), property, version, isValidated);
  const edit = editLogging(read, desiredOf(progress), { inactive: inactiveStreams({ rows: run.startRows }) });
  if (edit.tag === 'blocked') return failure(capitalized(edit.reason));
  const { operations } = edit;
  const isAsPlanned = loggingDigest(read, run.hash) === progress.base.content;
  if (!isAsPlanned && operations.length > 0)
    return failure(
      `What ${await versionText(run, propertyId, version)} logs has changed since the plan`,
      'Nothing was written; plan again',
    );
  // Limits and `protect` were compared with what the plan shows.
  const shown = removedStreams(progress.item.changes);
  if (removedStreams(edit.changes).some((stream) => !shown.includes(stream)))
    return failure(
      'The change would remove streams from the property, which the plan does not show',
      'Nothing was written; plan again',
    );
  return { tag: 'live', property, live: await withHostnames(run, propertyId, read), operations };
}

/** Returns the live version, for a property that logs as desired. */
export function liveSnapshot({ property, live: { version } }: LiveProperty): Snapshot {
  const network = property.productionVersion === version ? 'PRODUCTION' : 'STAGING';
  return { id: property.propertyId, version, status: networkStatus('ACTIVE', network) };
}

/**
 * Reads another version of a property, with its hostnames.
 *
 * @throws {ApiError} if the account cannot be read
 */
export async function readVersion(
  run: ApplyContext,
  property: PropertyVersions,
  version: number,
): Promise<VersionContent> {
  return withHostnames(run, property.propertyId, await readContent(readsOf(run), property, version));
}

/**
 * Returns a failure if staging has other content than the live version: another user tests it there, and it is not
 * replaced.
 *
 * @throws {ApiError} if the account cannot be read
 */
export async function stagingInUse(
  run: ApplyContext,
  property: PropertyVersions,
  live: VersionContent,
): Promise<Failure | undefined> {
  const { propertyId, stagingVersion } = property;
  if (stagingVersion === undefined || stagingVersion === live.version) return undefined;
  const staged = await readVersion(run, property, stagingVersion);
  if (versionDifference(staged, live, []) === undefined) return undefined;
  return failure(
    `${capitalized(await versionText(run, propertyId, stagingVersion))} is active on staging, and version ${live.version} on production`,
    'The change would replace what is tested on staging; run again when both networks have the same version',
  );
}

async function withHostnames(
  { propertyWriter }: ApplyContext,
  propertyId: number,
  content: VersionContent,
): Promise<VersionContent> {
  return { ...content, hostnames: await propertyWriter.hostnames(propertyId, content.version) };
}

/** Includes are read again each time, because their active versions change independently of the property. */
function readsOf({ propertyWriter: properties, cache = noCache() }: ApplyContext): ContentReads {
  return { properties, cache, included: new Map() };
}

/** The desired content of a plan item of this kind has this form. */
export function desiredOf({ desired }: ItemProgress): DesiredLogging {
  return desired.spec as unknown as DesiredLogging;
}
