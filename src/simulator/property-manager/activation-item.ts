import type { JsonObject } from '../../model/json.ts';
import type { SimulatedProperty } from '../state/property.ts';
import { fallbackOf, type ListedActivation, stageOf } from '../state/property-activations.ts';
import { isoSeconds, propertyHead } from './answers.ts';
import type { WriteId } from './request.ts';

/** What fast metadata activation has reached in each status. `steady` is also the state after a cancellation. */
const PROGRESS: Readonly<Record<string, string>> = {
  NEW: 'received',
  PENDING: 'received',
  PENDING_DEACTIVATION: 'received',
  ZONE_1: 'lived',
  ZONE_2: 'deployed',
  ZONE_3: 'deployed',
};

/**
 * Builds the item of an activation. An activation whose version was replaced stays ACTIVE here (issue 272 of the
 * Terraform provider), although the version itself is no longer active.
 * @param now Milliseconds since 1970.
 */
export function activationItem(
  property: SimulatedProperty,
  listed: ListedActivation,
  now: number,
  id: WriteId,
): JsonObject {
  const { activationId, version, network, type, submittedAt, note, notifyEmails, failureCause } =
    listed.request;
  const { accountId, groupId, propertyId, propertyName } = propertyHead(property, id);
  const { status, since } = stageOf(listed.request, now);
  return {
    activationId: id('atv_', activationId),
    propertyName: propertyName ?? '',
    propertyId: propertyId ?? '',
    propertyVersion: version,
    network,
    activationType: type,
    status,
    submitDate: isoSeconds(submittedAt),
    updateDate: isoSeconds(since),
    note,
    notifyEmails,
    accountId: accountId ?? '',
    groupId: groupId ?? '',
    fmaActivationState: PROGRESS[status] ?? 'steady',
    ...(failureCause === undefined ? {} : { failureCause }),
    ...fallbackInfo(property, listed, now),
  };
}

function fallbackInfo(property: SimulatedProperty, listed: ListedActivation, now: number): JsonObject {
  const fallback = fallbackOf(property, listed, now);
  if (!fallback) return {};
  return {
    fallbackInfo: {
      canFastFallback: fallback.isPossible,
      fallbackVersion: fallback.version,
      fastFallbackAttempted: fallback.wasAttempted,
      fastFallbackExpirationTime: Math.floor(fallback.until / 1_000),
      fastFallbackRecoveryState: null,
      steadyStateTime: Math.floor(listed.request.endsAt / 1_000),
    },
  };
}
