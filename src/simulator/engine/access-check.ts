import { isObject } from '../../model/json.ts';
import type { AccessCheck } from '../delivery/check-access.ts';
import { newVersions } from '../delivery/write-only-values.ts';
import type { AccountState } from '../state/account-state.ts';
import type { StateStore } from '../state/store.ts';
import { bodyObject, handle, type SimulatedRequest } from './handle.ts';

/** A request as the API handles it, and the state before. Faults change both. */
export interface Incoming {
  readonly before: AccountState;
  readonly request: SimulatedRequest;
}

/**
 * Sends the access check of a create or an edit, and records in the request if the destination rejects it. A request
 * that the API rejects for another reason causes no check.
 * @param incoming Returns what the API will handle.
 */
export async function withAccessCheck(
  request: SimulatedRequest,
  options: {
    readonly accountState: StateStore;
    readonly now: number;
    readonly checkAccess: AccessCheck;
    readonly incoming: (accountState: AccountState) => Incoming;
  },
): Promise<SimulatedRequest> {
  const { accountState, now, checkAccess, incoming } = options;
  if (!isObject(bodyObject(request)?.['destination'])) return request;
  const created = await accountState.change((current) => {
    const { before, request: handled } = incoming(current);
    const after = handle(before, handled, now).accountState;
    return { accountState: current, result: newVersions(before, after, bodyObject(handled)) };
  });
  const accepted = await Promise.all(created.map(checkAccess));
  return accepted.every(Boolean) ? request : { ...request, refusesAccess: true };
}
