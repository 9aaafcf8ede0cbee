import { ApiError } from '../../api/errors/errors.ts';
import type { PropertyVersions } from '../../api/property-manager/decode.ts';
import { capitalized } from '../../model/capitalized.ts';
import type { Network, PropertyActivation, VersionContent } from '../../model/property-logging.ts';
import { isRunning } from '../../plan/property-logging/starting-version.ts';
import { versionDifference } from '../../properties/edit/version-difference.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { PreparedRequest } from '../items/resource-verbs.ts';
import type { Snapshot } from '../items/snapshot.ts';
import type { Failure, WriteCheck, WriteResult } from '../items/write-result.ts';
import { activeOn, newestActivation, recordUndo } from './activations.ts';
import {
  desiredOf,
  type LiveProperty,
  liveSnapshot,
  readLive,
  readVersion,
  stagingInUse,
} from './read-live.ts';
import { networkStatus } from './version-status.ts';
import { activationRunning, failure, versionText } from './version-text.ts';

/**
 * Prepares an activation. Everything is read again: the version must be the live one with the planned change and nothing
 * else. An activation of the same version that is running, or has ended well, is taken over.
 *
 * @throws {ApiError} if the account cannot be read
 */
export async function prepareActivation(
  run: ApplyContext,
  progress: ItemProgress,
  network: Network,
): Promise<WriteResult | PreparedRequest> {
  const { knownId, version } = progress.live;
  // First, so that an activation cannot end unseen between this read and that of the live version.
  const activations = await run.propertyWriter.activations(knownId);
  const found = await readLive(run, progress, false);
  if (found.tag === 'failed') return found;
  const { property } = found;
  if (property.productionVersion === version)
    return takeOver(progress, 'PRODUCTION', 'ACTIVE', property, activations);
  if (activeOn(property, network) === version)
    return takeOver(progress, network, 'ACTIVE', property, activations);
  // Another user has released the same change.
  if (found.operations.length === 0) return { tag: 'done', seen: liveSnapshot(found) };
  const problem = await differenceFromPlan(run, progress, found, network);
  if (problem) return problem;
  const running = activations.find(isRunning);
  if (running && running.version === version && running.network === network && running.type === 'ACTIVATE')
    return takeOver(progress, network, 'PENDING', property, activations);
  if (running) return activationRunning(run, property.propertyId, running);
  if (run.signal.aborted) return { tag: 'interrupted' };
  return { tag: 'ready', send: (confirm) => send(run, progress, property, network, confirm) };
}

/**
 * Reads once whether the version is active on a network, or is being activated.
 *
 * @throws {ApiError} if the account cannot be read
 */
export async function lookForActivation(
  run: ApplyContext,
  progress: ItemProgress,
  network: Network,
): Promise<WriteCheck> {
  const { knownId, version } = progress.live;
  const activations = await run.propertyWriter.activations(knownId);
  const property = await run.propertyWriter.property(knownId);
  if (!property)
    return failure(
      `Property ${knownId} no longer exists, or the API client has no access to it`,
      'Check the access of the API client',
    );
  if (activeOn(property, network) === version) {
    recordUndo(progress, network, property, activations);
    return { tag: 'happened', seen: snapshot(progress, network, 'ACTIVE') };
  }
  const newest = newestActivation(activations, version, network);
  if (!newest || !isRunning(newest)) return { tag: 'not-yet' };
  recordUndo(progress, network, property, activations);
  return { tag: 'happened', seen: snapshot(progress, network, 'PENDING') };
}

function takeOver(
  progress: ItemProgress,
  network: Network,
  status: 'ACTIVE' | 'PENDING',
  property: PropertyVersions,
  activations: readonly PropertyActivation[],
): WriteResult {
  recordUndo(progress, network, property, activations);
  return { tag: 'done', seen: snapshot(progress, network, status) };
}

/** Returns why the version, as it was just read, is not what the plan activates on this network. */
async function differenceFromPlan(
  run: ApplyContext,
  { live: { version } }: ItemProgress,
  { property, live, operations }: LiveProperty,
  network: Network,
): Promise<Failure | undefined> {
  const { propertyId, stagingVersion } = property;
  const staged =
    network === 'STAGING' && stagingVersion !== version ? await stagingInUse(run, property, live) : undefined;
  if (staged) return staged;
  if (network === 'PRODUCTION' && stagingVersion !== version)
    return failure(
      `Version ${version} is not active on staging any more, so it is not activated on production`,
      'Plan again',
    );
  if (live.version === version) return undefined;
  if (live.version > version)
    return failure(
      `${capitalized(await versionText(run, propertyId, live.version))} is live, and newer than version ${version}`,
      `Version ${version} is not activated; plan again`,
    );
  const content = await readVersion(run, property, version);
  const difference =
    versionDifference(content, live, operations) ?? (await editedSince(run, property, content));
  if (difference === undefined) return undefined;
  return failure(
    `${capitalized(await versionText(run, propertyId, version))} is not the live version ${live.version} with the planned change: ${difference}`,
    'It is not activated; plan again',
  );
}

/** The API activates a version whatever its etag is, so the etag is the last thing that is read. */
async function editedSince(
  run: ApplyContext,
  { propertyId }: PropertyVersions,
  { version, etag }: VersionContent,
): Promise<string | undefined> {
  const now = await run.propertyWriter.version(propertyId, version);
  return now.etag === etag ? undefined : 'it was changed while it was read';
}

async function send(
  run: ApplyContext,
  progress: ItemProgress,
  property: PropertyVersions,
  network: Network,
  confirm: () => Promise<void>,
): ReturnType<PreparedRequest['send']> {
  const { network: _, ...activation } = desiredOf(progress).activation;
  const { version } = progress.live;
  try {
    await run.propertyWriter.activate(property.propertyId, { ...activation, version, network }, { confirm });
  } catch (error) {
    const check = isConflict(error) ? await lookForActivation(run, progress, network) : undefined;
    if (check?.tag !== 'happened') throw error;
    return { check };
  }
  recordUndo(progress, network, property, []);
  return { check: { tag: 'happened', seen: snapshot(progress, network, 'PENDING') } };
}

/** The API refuses an activation of a version that is active or being activated. The list may not have shown it yet. */
function isConflict(error: unknown): boolean {
  return error instanceof ApiError && (error.details.status === 409 || error.details.status === 422);
}

function snapshot({ live }: ItemProgress, network: Network, status: 'ACTIVE' | 'PENDING'): Snapshot {
  return { id: live.knownId, version: live.version, status: networkStatus(status, network) };
}
