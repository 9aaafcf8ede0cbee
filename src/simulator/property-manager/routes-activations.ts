import type { JsonObject } from '../../model/json.ts';
import { Refused } from '../protocol/refusal.ts';
import type { Reply, Route, RouteRequest } from '../protocol/route.ts';
import { withProperty } from '../state/account-state.ts';
import type { SimulatedProperty } from '../state/property.ts';
import {
  type ListedActivation,
  listActivations,
  stageOf,
  withActivation,
} from '../state/property-activations.ts';
import { activationItem } from './activation-item.ts';
import { linkIn, propertyHead } from './answers.ts';
import { readActivation, withValidation } from './check-activation.ts';
import { PapiRefused } from './problems.ts';
import { bareId, idWriter, requestedProperty } from './request.ts';
import { checkStart, quotaOf, startActivation, unprocessable } from './request-activation.ts';

const ONE = '/properties/{propertyId}/activations/{activationId}';

/** The operations on activations of properties. */
export const ACTIVATION_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/properties/{propertyId}/activations', run: listAll },
  { method: 'POST', pattern: '/properties/{propertyId}/activations', takesBody: true, run: activate },
  { method: 'GET', pattern: ONE, run: getActivation },
  { method: 'DELETE', pattern: ONE, run: cancelActivation },
];

/** Newest first. Cancelled activations are missing (OpenAPI document). */
function listAll(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const listed = listActivations(property).filter(({ request }) => request.status !== 'ABORTED');
  return { status: 200, body: envelope(call, property, listed.toReversed()) };
}

function envelope(
  call: RouteRequest,
  property: SimulatedProperty,
  listed: readonly ListedActivation[],
): JsonObject {
  const id = idWriter(call);
  const { accountId = '', contractId = '', groupId = '' } = propertyHead(property, id);
  const items = listed.map((each) => activationItem(property, each, call.now, id));
  return { accountId, contractId, groupId, activations: { items } };
}

function activate(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const id = idWriter(call);
  const wanted = readActivation(call);
  const version = property.versions.find((known) => known.version === wanted.version);
  if (!version) throw new Refused(404, []);
  const { accountState: before, now } = call;
  checkStart(before, property, wanted, now);
  const checked = withValidation(call, property, version, wanted);
  const act = { by: before.settings.user, now };
  const { accountState, activationId } = startActivation(before, property, checked, act);
  const activationLink = linkIn(property, `activations/${id('atv_', activationId)}`, id);
  const { limit, remaining, reset } = quotaOf(accountState, wanted, now);
  return {
    accountState,
    status: 201,
    headers: {
      location: activationLink,
      'x-ratelimit-activations-limit': String(limit),
      'x-ratelimit-activations-remaining': String(remaining),
      'x-ratelimit-activations-reset': new Date(reset).toISOString(),
    },
    body: { activationLink },
  };
}

/** `Retry-After` is documented for the status PENDING only, so the other statuses in progress do not have it. */
function getActivation(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const listed = requestedActivation(property, call);
  const { endsAt } = listed.request;
  const isPending = stageOf(listed.request, call.now).status === 'PENDING';
  return {
    status: 200,
    ...(isPending
      ? { headers: { 'retry-after': String(Math.max(1, Math.ceil((endsAt - call.now) / 1_000))) } }
      : {}),
    body: envelope(call, property, [listed]),
  };
}

function requestedActivation(property: SimulatedProperty, { params }: RouteRequest): ListedActivation {
  const id = bareId(params['activationId'], 'atv_');
  const listed = listActivations(property).find(({ request }) => String(request.activationId) === id);
  if (!listed) throw new Refused(404, []);
  return listed;
}

/** An activation can be cancelled until it reaches the first zone. The exact moment is not established. */
function cancelActivation(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const { request } = requestedActivation(property, call);
  const { status } = stageOf(request, call.now);
  if (request.status !== undefined) {
    const type = 'activation-cancellation/unprocessable-status';
    throw unprocessable(type, 'Activation Unprocessable', property, request.version);
  }
  if (status.startsWith('ZONE_')) {
    throw new PapiRefused(400, {
      type: 'v1/activation-cancellation/cancel-error',
      title: 'Error canceling Activation',
      detail: 'cancellation_failed.error.activation.toofar',
    });
  }
  const cancelled = { ...request, status: 'ABORTED', endsAt: call.now };
  const changed = withActivation(property, cancelled);
  return {
    accountState: withProperty(call.accountState, changed),
    status: 200,
    body: envelope(call, changed, [{ request: cancelled }]),
  };
}
