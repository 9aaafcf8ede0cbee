import type { ActivationRequest, Network } from './activation-request.ts';
import { activeVersion, hostnamesOf, type SimulatedProperty } from './property.ts';

/** An activation of the list of activations, and its place in the property's history if it ended well. */
export interface ListedActivation {
  readonly request: ActivationRequest;
  /** Index in `activations`. */
  readonly position?: number;
}

/** Adds a requested activation, or replaces the one with the same id. */
export function withActivation(property: SimulatedProperty, request: ActivationRequest): SimulatedProperty {
  const requests = property.activationRequests ?? [];
  const isKnown = requests.some(({ activationId }) => activationId === request.activationId);
  const activationRequests = isKnown
    ? requests.map((other) => (other.activationId === request.activationId ? request : other))
    : [...requests, request];
  return { ...property, activationRequests };
}

/**
 * Ends every activation of a property that is due, in the order in which they end.
 * @param now Milliseconds since 1970.
 * @returns The same object if none is due.
 */
export function completeActivations(property: SimulatedProperty, now: number): SimulatedProperty {
  // Every request calls this, and most properties of a large account have no activation in progress.
  if (property.activationRequests === undefined) return property;
  return property.activationRequests
    .filter(({ status, endsAt }) => status === undefined && endsAt <= now)
    .toSorted((one, other) => one.endsAt - other.endsAt)
    .reduce(completed, property);
}

function completed(property: SimulatedProperty, request: ActivationRequest): SimulatedProperty {
  const { activationId, network, version, endsAt: at, towards: status } = request;
  const ended = withActivation(property, { ...request, status });
  if (status !== 'ACTIVE' && status !== 'DEACTIVATED') return ended;
  const line = { network, at, activationId, ...(status === 'ACTIVE' ? { version } : {}) };
  return { ...ended, activations: [...ended.activations, line] };
}

/**
 * Lists the activations of a property, oldest first. Those from before the records of the simulator have ids that
 * depend on their place.
 */
export function listActivations(property: SimulatedProperty): readonly ListedActivation[] {
  const { activations, activationRequests = [] } = property;
  const old = activations.flatMap((line, position) =>
    line.activationId === undefined ? [{ request: oldRequest(property, position), position }] : [],
  );
  const requested = activationRequests.map((request) => {
    const position = activations.findIndex(({ activationId }) => activationId === request.activationId);
    return position < 0 ? { request } : { request, position };
  });
  return [...old, ...requested].toSorted((one, other) => one.request.submittedAt - other.request.submittedAt);
}

function oldRequest(property: SimulatedProperty, position: number): ActivationRequest {
  const line = property.activations[position];
  if (!line) throw new Error(`property ${property.propertyId} has no activation ${position}`);
  const { network, at } = line;
  const replaced = versionBefore(property, network, position);
  const version = line.version ?? replaced ?? 1;
  const status = line.version === undefined ? 'DEACTIVATED' : 'ACTIVE';
  const { note = '', updatedBy: by = '' } =
    property.versions.find((known) => known.version === version) ?? {};
  return {
    activationId: property.propertyId * 1_000 + position,
    network,
    version,
    type: status === 'ACTIVE' ? 'ACTIVATE' : 'DEACTIVATE',
    note,
    notifyEmails: [],
    by,
    submittedAt: at,
    endsAt: at,
    towards: status,
    status,
  };
}

/** Returns the version that was active on a network before a line of the history. */
function versionBefore(
  { activations }: SimulatedProperty,
  network: Network,
  position: number,
): number | undefined {
  return activations.slice(0, position).findLast((line) => line.network === network)?.version;
}

/** An hour: how long a fast fallback is possible (techdocs). Milliseconds. */
const FALLBACK_TIME = 3_600_000;

/** How an activation can be replaced by the one before it within seconds. */
export interface Fallback {
  readonly version: number;
  readonly isPossible: boolean;
  readonly wasAttempted: boolean;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * Returns the fast fallback of an activation, or undefined if it did not replace a version. It is possible while the
 * activation is the current one of its network, if the hostnames are the same in both versions.
 * @param now Milliseconds since 1970.
 */
export function fallbackOf(
  property: SimulatedProperty,
  { request, position }: ListedActivation,
  now: number,
): Fallback | undefined {
  if (position === undefined || request.status !== 'ACTIVE') return undefined;
  const version = versionBefore(property, request.network, position);
  const [before, after] = [version, request.version].map((known) =>
    property.versions.find((other) => other.version === known),
  );
  if (version === undefined || !before || !after) return undefined;
  const wasAttempted = (property.activationRequests ?? []).some(
    ({ fallbackFrom }) => fallbackFrom === request.activationId,
  );
  const isCurrent =
    property.activations.findLastIndex(({ network }) => network === request.network) === position;
  const sameHostnames =
    JSON.stringify(hostnamesOf(property, before)) === JSON.stringify(hostnamesOf(property, after));
  const until = request.endsAt + FALLBACK_TIME;
  const isPossible = isCurrent && sameHostnames && !wasAttempted && now < until;
  return { version, isPossible, wasAttempted, until };
}

/** Returns the activation that made the version of a network active. */
export function currentActivation(
  property: SimulatedProperty,
  network: Network,
): ListedActivation | undefined {
  if (!activeVersion(property, network)) return undefined;
  const position = property.activations.findLastIndex((line) => line.network === network);
  return listActivations(property).find((listed) => listed.position === position);
}

/** The statuses of an activation in progress, and the share of its time after which each of them begins. */
const STAGES = [
  ['ZONE_3', 0.8],
  ['ZONE_2', 0.6],
  ['ZONE_1', 0.4],
  ['PENDING', 0.1],
  ['NEW', 0],
] as const;

/** The status of an activation, and since when it has it (milliseconds since 1970). */
export interface ActivationStage {
  readonly status: string;
  readonly since: number;
}

/**
 * Returns the status of an activation. A deactivation in progress has only one.
 * @param now Milliseconds since 1970.
 */
export function stageOf(
  { status, type, submittedAt, endsAt }: ActivationRequest,
  now: number,
): ActivationStage {
  if (status !== undefined) return { status, since: endsAt };
  if (type === 'DEACTIVATE') return { status: 'PENDING_DEACTIVATION', since: submittedAt };
  const begin = (share: number) => submittedAt + Math.ceil((endsAt - submittedAt) * share);
  const [word, share] = STAGES.find(([, part]) => begin(part) <= now) ?? ['NEW', 0];
  return { status: word, since: begin(share) };
}
