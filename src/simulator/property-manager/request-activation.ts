import type { JsonObject } from '../../model/json.ts';
import { Refused, refusedSimulated } from '../protocol/refusal.ts';
import { type AccountState, withProperty } from '../state/account-state.ts';
import type { ActivationRequest } from '../state/activation-request.ts';
import { type SimulatedProperty, statusOn } from '../state/property.ts';
import { currentActivation, fallbackOf, withActivation } from '../state/property-activations.ts';
import { propertyManagerSettings } from '../state/property-manager-settings.ts';
import { PapiRefused, problemType } from './problems.ts';

/** What a client or another user wants to activate or deactivate. */
export interface WantedActivation
  extends Pick<ActivationRequest, 'network' | 'version' | 'type' | 'note' | 'notifyEmails'> {
  /** Return to the version that the current one replaced, within seconds. */
  readonly usesFallback: boolean;
  /** The problem with which it fails later. Absent: it succeeds. */
  readonly failureCause?: JsonObject;
}

/**
 * Checks that an activation can start now.
 * @param now Milliseconds since 1970.
 * @throws {Refused} With 409 or 422 while another activation is in progress, with 422 if the version has the wanted
 * status, and with 429 if there were too many activations on this network within 24 hours.
 */
export function checkStart(
  accountState: AccountState,
  property: SimulatedProperty,
  wanted: WantedActivation,
  now: number,
): void {
  const { network, version, type } = wanted;
  for (const running of property.activationRequests ?? []) {
    if (running.status !== undefined) continue;
    const isSameVersion = running.version === version;
    if (running.network === network)
      throw isSameVersion ? stillPending(property, version) : new Refused(409, []);
    if (isSameVersion) throw bothNetworks();
  }
  const isActive = statusOn(property, network, version) === 'ACTIVE';
  if (type === 'ACTIVATE' && isActive) {
    throw unprocessable('activation/already-activated', 'Property Manager Exception', property, version);
  }
  if (type === 'DEACTIVATE' && !isActive) {
    const word = `deactivation/not-active-in-${network.toLowerCase()}`;
    throw unprocessable(word, 'Property Manager Exception', property, version);
  }
  if (wanted.usesFallback) checkFallback(property, wanted, now);
  if (quotaOf(accountState, wanted, now).remaining === 0) throw tooMany(accountState, property, wanted, now);
}

function checkFallback(
  property: SimulatedProperty,
  { network, version }: WantedActivation,
  now: number,
): void {
  const current = currentActivation(property, network);
  const fallback = current && fallbackOf(property, current, now);
  if (fallback?.isPossible && fallback.version === version) return;
  throw refusedSimulated(`A fast fallback to version ${version} is not possible now.`, 'useFastFallback');
}

function stillPending(property: SimulatedProperty, version: number): PapiRefused {
  return unprocessable('property_activation_still_pending', 'Property Manager Exception', property, version);
}

/** Seen if both networks are requested at the same moment (issues 139 and 264 of the Terraform provider). */
function bothNetworks(): PapiRefused {
  return new PapiRefused(409, {
    type: 'v0/toolkit/validation_failed.error.arlfile.exists',
    title: 'Conflict',
    detail: 'ARL file/version exist',
  });
}

/** Creates a refusal with 422, which has other members than other problems (OpenAPI document). */
export function unprocessable(
  type: string,
  title: string,
  { propertyId }: SimulatedProperty,
  version: number,
): PapiRefused {
  const messageId = type.replaceAll(/[/-]/gu, '_');
  return new PapiRefused(422, {
    type: `v1/${type}`,
    title,
    members: {
      errors: [{ type: problemType(`v1/${type}`), title, detail: messageId }],
      details: {},
      messageId,
      params: [`Property ${propertyId}`, `Version ${version}`],
      result: 'ERROR',
    },
  });
}

const DAY = 24 * 3_600_000;

/** The activations that an account may still request on a network. */
interface Quota {
  readonly limit: number;
  readonly remaining: number;
  /** When all of them are possible again, milliseconds since 1970. */
  readonly reset: number;
}

/** Returns the quota of activations on a network. */
export function quotaOf(
  { settings, accountObjects }: AccountState,
  { network }: Pick<WantedActivation, 'network'>,
  now: number,
): Quota {
  const limit = propertyManagerSettings(settings).activationsPerDay;
  const times = accountObjects.properties
    .flatMap(({ activationRequests = [] }) => activationRequests)
    .filter((request) => request.network === network && request.submittedAt > now - DAY)
    .map(({ submittedAt }) => submittedAt);
  return {
    limit,
    remaining: Math.max(0, limit - times.length),
    reset: Math.max(now, ...times.map((at) => at + DAY)),
  };
}

/** The type is in the vendor's list of 2020, and the members are those of every quota. */
function tooMany(
  accountState: AccountState,
  { contractId }: SimulatedProperty,
  wanted: WantedActivation,
  now: number,
): PapiRefused {
  const { limit, reset } = quotaOf(accountState, wanted, now);
  return new PapiRefused(429, {
    type: 'v1/rate-limit-exceeded.activations',
    title: 'Too many activations',
    detail: `At most ${limit} activations a day. All are possible again at ${new Date(reset).toISOString()} (simulated text).`,
    members: { limitKey: 'ACTIVATIONS_PER_DAY', instanceKey: contractId, limit, remaining: 0 },
  });
}

/** The first id of a requested activation. Older ones have ids that begin with the id of their property. */
const FIRST_ID = 1_700_000;

/**
 * Starts an activation.
 * @param act Who starts it, and when (milliseconds since 1970).
 */
export function startActivation(
  accountState: AccountState,
  property: SimulatedProperty,
  wanted: WantedActivation,
  { by, now }: { readonly by: string; readonly now: number },
): { readonly accountState: AccountState; readonly activationId: number } {
  const { usesFallback, failureCause, ...rest } = wanted;
  const ids = accountState.accountObjects.properties
    .flatMap(({ activationRequests = [] }) => activationRequests)
    .map(({ activationId }) => activationId);
  const activationId = Math.max(FIRST_ID, ...ids) + 1;
  const replaced = usesFallback ? currentActivation(property, wanted.network) : undefined;
  const success = wanted.type === 'ACTIVATE' ? 'ACTIVE' : 'DEACTIVATED';
  const request: ActivationRequest = {
    ...rest,
    activationId,
    by,
    submittedAt: now,
    endsAt: now + durationOf(accountState, wanted),
    towards: failureCause === undefined ? success : 'FAILED',
    ...(failureCause === undefined ? {} : { failureCause }),
    ...(replaced === undefined ? {} : { fallbackFrom: replaced.request.activationId }),
  };
  return { accountState: withProperty(accountState, withActivation(property, request)), activationId };
}

/** A fast fallback takes seconds instead of minutes (OpenAPI document). */
function durationOf({ settings }: AccountState, { network, usesFallback }: WantedActivation): number {
  const { stagingTime, productionTime } = propertyManagerSettings(settings);
  const whole = network === 'STAGING' ? stagingTime : productionTime;
  return usesFallback ? Math.round(whole / 20) : whole;
}
