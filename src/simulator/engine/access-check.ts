import { isObject } from '../../model/json.ts';
import type { AccessCheck } from '../delivery/check-access.ts';
import { newVersions } from '../delivery/write-only-values.ts';
import type { StateStore } from '../state/store.ts';
import { bodyObject, handle, type SimulatedRequest } from './handle.ts';

/**
 * Sends the access check of a create or an edit, and records in the request if the destination rejects it. A request
 * that the API rejects for another reason causes no check.
 */
export async function withAccessCheck(
  request: SimulatedRequest,
  options: {
    readonly accountState: StateStore;
    readonly clock: { now(): number };
    readonly checkAccess: AccessCheck;
  },
): Promise<SimulatedRequest> {
  const { accountState, clock, checkAccess } = options;
  const body = bodyObject(request);
  if (!isObject(body?.['destination'])) return request;
  const created = await accountState.change((before) => ({
    accountState: before,
    result: newVersions(before, handle(before, request, clock.now()).accountState, body),
  }));
  const accepted = await Promise.all(created.map(checkAccess));
  return accepted.every(Boolean) ? request : { ...request, refusesAccess: true };
}
