import { ApiError } from '../../api/errors/errors.ts';
import type { PropertyVersions } from '../../api/property-manager/decode.ts';
import type { Network, PropertyActivation } from '../../model/property-logging.ts';
import { isRunning } from '../../plan/property-logging/starting-version.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { apiSentence, isForGood, sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { WaitObservation } from '../items/write-result.ts';
import { activeOn, networkText, newestActivation, recordUndo } from './activations.ts';
import { networkStatus } from './version-status.ts';
import { versionText } from './version-text.ts';

/** Judges an awaited activation. A read that fails proves nothing, unless every further one fails too. */
export async function observeActivation(run: ApplyContext, progress: ItemProgress): Promise<WaitObservation> {
  try {
    return await judge(run, progress);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!isForGood(error)) return { tag: 'unclear' };
    const { knownId: id, version, status = '' } = progress.live;
    return { tag: 'failed', error: apiSentence(error, progress.item), seen: { id, version, status } };
  }
}

/** One request while the activation is in progress, and the property itself when it has ended. */
async function judge(run: ApplyContext, progress: ItemProgress): Promise<WaitObservation> {
  const { knownId: id, version } = progress.live;
  const network = progress.awaited === 'ACTIVE_STAGING' ? 'STAGING' : 'PRODUCTION';
  const activations = await run.propertyWriter.activations(id);
  const newest = newestActivation(activations, version, network);
  if (newest && isRunning(newest))
    return { tag: 'in-transition', seen: { id, version, status: networkStatus('PENDING', network) } };
  const property = await run.propertyWriter.property(id);
  if (!property) return { tag: 'doubt', doubt: `Property ${id} no longer exists.` };
  if (property.productionVersion === version || activeOn(property, network) === version) {
    recordUndo(progress, network, property, activations);
    const status = networkStatus('ACTIVE', property.productionVersion === version ? 'PRODUCTION' : network);
    return { tag: 'arrived', seen: { id, version, status } };
  }
  return notActive(run, progress, network, property, newest);
}

/** The list and the property may lag behind, so every failure has to be seen twice. */
async function notActive(
  run: ApplyContext,
  { live: { knownId: id, version } }: ItemProgress,
  network: Network,
  property: PropertyVersions,
  newest: PropertyActivation | undefined,
): Promise<WaitObservation> {
  const where = networkText(network);
  if (newest?.status === 'FAILED' || newest?.status === 'ABORTED') {
    const { status, failureCause } = newest;
    const doubt = sentences(
      `The activation of version ${version} on ${where} has the status ${status}`,
      failureCause ?? '',
      'It is not repeated in this run; fix the cause and run again',
    );
    const isStaged = network === 'PRODUCTION' && property.stagingVersion === version;
    const revertedTo = { id, version, status: isStaged ? 'ACTIVE_STAGING' : 'INACTIVE' };
    return { tag: 'doubt', doubt, revertedTo };
  }
  const active = activeOn(property, network);
  const instead =
    active === undefined
      ? `no version is active on ${where}`
      : `${await versionText(run, id, active)} is active on ${where}`;
  const ended = newest
    ? `The activation of version ${version} has the status ${newest.status}`
    : `The activation of version ${version} is not listed; it may have been cancelled`;
  return { tag: 'doubt', doubt: sentences(`${ended}, but ${instead}`, 'Plan again') };
}
