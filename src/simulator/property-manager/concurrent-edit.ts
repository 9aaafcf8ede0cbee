import { isObject } from '../../model/json.ts';
import type { ConcurrentPropertyEdit, StatusFault } from '../protocol/faults.ts';
import { type AccountState, withProperty } from '../state/account-state.ts';
import {
  newestVersion,
  type RuleVersion,
  type SimulatedProperty,
  withCopy,
  withVersion,
} from '../state/property.ts';
import { completeActivations, withActivation } from '../state/property-activations.ts';
import { checkEditable } from './check-edit.ts';
import { applyPatch, readPatch } from './json-patch.ts';
import { problemType } from './problems.ts';
import { checkStart, startActivation, type WantedActivation } from './request-activation.ts';

/**
 * Applies another user's action to a property. Its rule tree is not validated: the author of the script decides what it
 * contains.
 * @param now Milliseconds since 1970.
 * @returns The new simulator state. It is unchanged if the property or the version does not exist.
 * @throws {Refused} If the action is not possible now.
 * @throws {PatchFailure} If the patch does not fit the version.
 */
export function applyPropertyEdit(
  accountState: AccountState,
  edit: ConcurrentPropertyEdit,
  now: number,
): AccountState {
  const property = accountState.accountObjects.properties.find(
    ({ propertyId, propertyName }) => edit.property === propertyId || edit.property === propertyName,
  );
  const number = edit.version ?? (property && newestVersion(property).version);
  const version = property?.versions.find((known) => known.version === number);
  return property && version ? acted(accountState, property, version, edit, now) : accountState;
}

function acted(
  accountState: AccountState,
  property: SimulatedProperty,
  version: RuleVersion,
  edit: ConcurrentPropertyEdit,
  now: number,
): AccountState {
  const act = { by: edit.by ?? 'another-user', now };
  switch (edit.act) {
    case 'new-version': {
      const copied = withCopy(property, version, act);
      return withProperty(accountState, withEdit(copied, newestVersion(copied), edit, act));
    }
    case 'edit-version':
      checkEditable(property, version);
      return withProperty(accountState, withEdit(property, version, edit, act));
    case 'activate-version': {
      const wanted: WantedActivation = {
        network: edit.network ?? 'PRODUCTION',
        version: version.version,
        type: 'ACTIVATE',
        note: edit.note ?? '',
        notifyEmails: [`${act.by}@example.com`],
        usesFallback: false,
      };
      checkStart(accountState, property, wanted, now);
      return startActivation(accountState, property, wanted, act).accountState;
    }
    case 'complete':
      return withProperty(accountState, completedNow(property, now));
    default:
      throw new Error(`no such act ${edit.act satisfies never}`);
  }
}

function withEdit(
  property: SimulatedProperty,
  version: RuleVersion,
  { patch = [], note = version.note, hostnames }: ConcurrentPropertyEdit,
  { by, now }: { readonly by: string; readonly now: number },
): SimulatedProperty {
  const patched = applyPatch({ rules: version.rules }, readPatch(patch));
  const rules = isObject(patched) && isObject(patched['rules']) ? patched['rules'] : version.rules;
  return withVersion(property, {
    ...version,
    rules,
    note,
    ...(hostnames === undefined ? {} : { hostnames }),
    edits: (version.edits ?? 0) + 1,
    updatedBy: by,
    updatedAt: now,
  });
}

/** Ends the activations in progress at this time. */
function completedNow(property: SimulatedProperty, now: number): SimulatedProperty {
  const running = (property.activationRequests ?? []).filter(({ status }) => status === undefined);
  const due = running.reduce(
    (state, request) => withActivation(state, { ...request, endsAt: now }),
    property,
  );
  return completeActivations(due, now);
}

/**
 * Changes the result of a request: the status of its activation, which ends it, or the status in which it ends.
 * @param now Milliseconds since 1970.
 */
export function withFaultyActivation(
  accountState: AccountState,
  activationId: number,
  fault: StatusFault,
  now: number,
): AccountState {
  const requests = accountState.accountObjects.properties.flatMap((property) =>
    (property.activationRequests ?? []).map((request) => ({ property, request })),
  );
  const found = requests.find(({ request }) => request.activationId === activationId);
  if (!found) return accountState;
  const [changed, end] =
    fault.do === 'status'
      ? [{ status: fault.word, endsAt: now }, fault.word]
      : [{ towards: fault.to }, fault.to];
  const request = { ...found.request, ...changed, ...(end === 'FAILED' ? FAILED : {}) };
  return withProperty(accountState, withActivation(found.property, request));
}

/** The type is in the vendor's list of 2020. */
const FAILED = {
  failureCause: {
    type: problemType('v1/activation/property_activation_failed'),
    title: 'Activation failed',
    detail: 'The property activation failed.',
    status: 500,
  },
};
