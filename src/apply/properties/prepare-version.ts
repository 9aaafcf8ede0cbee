import { capitalized } from '../../model/capitalized.ts';
import type { PropertyVersion, VersionContent } from '../../model/property-logging.ts';
import { isEditable, isRunning } from '../../plan/property-logging/starting-version.ts';
import { versionDifference } from '../../properties/edit/version-difference.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { PreparedRequest } from '../items/resource-verbs.ts';
import type { Snapshot } from '../items/snapshot.ts';
import type { Failure, WriteCheck, WriteResult } from '../items/write-result.ts';
import {
  desiredOf,
  type LiveProperty,
  liveSnapshot,
  readLive,
  readVersion,
  stagingInUse,
} from './read-live.ts';
import { saveVersion } from './save-version.ts';
import { versionStatus } from './version-status.ts';
import { activationRunning, failure, versionText } from './version-text.ts';

/**
 * Prepares the version that contains the change: reads the live version, and the latest one if it is newer.
 *
 * @throws {ApiError} if the account cannot be read
 */
export async function prepareVersion(
  run: ApplyContext,
  progress: ItemProgress,
): Promise<WriteResult | PreparedRequest> {
  const { knownId } = progress.live;
  // First, so that an activation cannot end unseen between this read and that of the live version.
  const running = (await run.propertyWriter.activations(knownId)).find(isRunning);
  const found = await readLive(run, progress, true);
  if (found.tag === 'failed') return found;
  if (found.operations.length === 0) return { tag: 'done', seen: liveSnapshot(found) };
  const newer = await readNewer(run, progress, found);
  switch (newer.tag) {
    case 'failed':
      return newer;
    case 'planned':
      return { tag: 'done', seen: newer.seen };
    case 'copy':
    case 'none': {
      if (running) return activationRunning(run, knownId, running);
      if (run.signal.aborted) return { tag: 'interrupted' };
      const copy = newer.tag === 'copy' ? newer.content : undefined;
      return { tag: 'ready', send: (confirm) => saveVersion(run, found, copy, confirm) };
    }
    default:
      return newer satisfies never;
  }
}

/**
 * Reads once whether a version with the change exists. A copy of the live version proves nothing: the change may still
 * be on its way.
 *
 * @throws {ApiError} if the account cannot be read
 */
export async function lookForVersion(run: ApplyContext, progress: ItemProgress): Promise<WriteCheck> {
  const found = await readLive(run, progress, false);
  if (found.tag === 'failed') return found;
  const newer = await readNewer(run, progress, found);
  switch (newer.tag) {
    case 'failed':
      return newer;
    case 'planned':
      return { tag: 'happened', seen: newer.seen };
    case 'copy':
    case 'none':
      return { tag: 'not-yet' };
    default:
      return newer satisfies never;
  }
}

/** The latest version, compared with the live one. `none`: no newer version is in the way. */
type Newer =
  | { readonly tag: 'none' }
  | { readonly tag: 'planned'; readonly seen: Snapshot }
  | { readonly tag: 'copy'; readonly content: VersionContent }
  | Failure;

async function readNewer(run: ApplyContext, progress: ItemProgress, found: LiveProperty): Promise<Newer> {
  const { property, live, operations } = found;
  const { propertyId, latestVersion } = property;
  if (latestVersion <= live.version) return onStaging(run, progress, found);
  const content = await readVersion(run, property, latestVersion);
  const version = await run.propertyWriter.version(propertyId, latestVersion);
  const difference = versionDifference(content, live, operations);
  if (difference === undefined && version.productionStatus === 'DEACTIVATED')
    return failure(
      `${capitalized(await versionText(run, propertyId, latestVersion))} has this change, and was replaced on production by version ${live.version} since the plan`,
      'Nothing was written; plan again',
    );
  if (difference === undefined) return { tag: 'planned', seen: snapshotOf(propertyId, version) };
  const displaced = await onStaging(run, progress, found);
  if (displaced.tag === 'failed') return displaced;
  // A version that was active is no draft, and cannot be changed.
  if (!isEditable(version)) return { tag: 'none' };
  if (versionDifference(content, live, []) === undefined) return { tag: 'copy', content };
  if (progress.item.property?.unreleased === latestVersion) return { tag: 'none' };
  return failure(
    `${capitalized(await versionText(run, propertyId, latestVersion))} is newer than the live version ${live.version} and was never active: ${difference}`,
    'Activate it or start from the live version in Property Manager, or plan again with --allow unreleased=1',
  );
}

/** The version of another user that is tested on staging is not replaced. */
async function onStaging(
  run: ApplyContext,
  progress: ItemProgress,
  { property, live }: LiveProperty,
): Promise<Newer> {
  const isKept = desiredOf(progress).activation.network === 'NONE';
  return (isKept ? undefined : await stagingInUse(run, property, live)) ?? { tag: 'none' };
}

function snapshotOf(id: number, version: PropertyVersion): Snapshot {
  return { id, version: version.version, status: versionStatus(version) };
}
