import type { ResourceKind } from './collection.ts';

/**
 * The phase of a resource, as planning and waiting use it. `active`: whether it serves production, or will when its
 * transition is complete.
 */
export type Phase =
  /** `as`: the stable status that a wait for this one names; DEACTIVATED for every status of a stream that is off. */
  | { readonly tag: 'stable'; readonly active: boolean; readonly as: StableStatus }
  | { readonly tag: 'in-transition'; readonly active: boolean; readonly towards: StableStatus }
  | { readonly tag: 'unknown'; readonly status: string };

/** The statuses that a resource keeps until it is changed. */
export const STABLE_STATUSES = [
  'ACTIVATED',
  'DEACTIVATED',
  'INACTIVE',
  'ACTIVE_STAGING',
  'ACTIVE_PRODUCTION',
] as const;
export type StableStatus = (typeof STABLE_STATUSES)[number];

type Phases = ReadonlyMap<string, Phase>;

const OFF: Phase = { tag: 'stable', active: false, as: 'DEACTIVATED' };
const STREAM: Phases = new Map<string, Phase>([
  ['ACTIVATED', { tag: 'stable', active: true, as: 'ACTIVATED' }],
  ['INACTIVE', OFF],
  ['DEACTIVATED', OFF],
  ['ACTIVATING', { tag: 'in-transition', active: true, towards: 'ACTIVATED' }],
  ['DEACTIVATING', { tag: 'in-transition', active: false, towards: 'DEACTIVATED' }],
]);

/**
 * The version of a property that a plan is about. Property Manager has one status for each network, and this product
 * combines them: a version is activated on staging first. Only production serves traffic.
 */
const PROPERTY: Phases = new Map<string, Phase>([
  ['INACTIVE', { tag: 'stable', active: false, as: 'INACTIVE' }],
  ['PENDING_STAGING', { tag: 'in-transition', active: false, towards: 'ACTIVE_STAGING' }],
  ['ACTIVE_STAGING', { tag: 'stable', active: false, as: 'ACTIVE_STAGING' }],
  ['PENDING_PRODUCTION', { tag: 'in-transition', active: true, towards: 'ACTIVE_PRODUCTION' }],
  ['ACTIVE_PRODUCTION', { tag: 'stable', active: true, as: 'ACTIVE_PRODUCTION' }],
]);

/** The life cycle of each type of resources: the phase of each status that it can have. */
const LIFE_CYCLES: Readonly<Record<ResourceKind, Phases>> = {
  DataStream2: STREAM,
  DataStream1: STREAM,
  PropertyLogging: PROPERTY,
};

/** Returns the phase of a status. A status that the vendor does not document is `unknown`; it is never guessed. */
export function phaseOf({ kind }: { readonly kind: ResourceKind }, status: string): Phase {
  return LIFE_CYCLES[kind].get(status) ?? { tag: 'unknown', status };
}

/** Returns the phase of a stream, whose life cycle is the same in all generations of the API. */
export function streamPhase(status: string): Phase {
  return phaseOf({ kind: 'DataStream2' }, status);
}

/**
 * Returns whether a resource is active, or will be once its transition is complete. `undefined` if the vendor does not
 * document the status.
 */
export function leadsToActive(
  resource: { readonly kind: ResourceKind },
  status: string,
): boolean | undefined {
  const phase = phaseOf(resource, status);
  return phase.tag === 'unknown' ? undefined : phase.active;
}

/** Returns whether a resource is stable in the status that was waited for. */
export function hasReached(
  resource: { readonly kind: ResourceKind },
  status: string | undefined,
  until: StableStatus,
): boolean {
  const [phase, goal] = [phaseOf(resource, status ?? ''), phaseOf(resource, until)];
  return phase.tag === 'stable' && goal.tag === 'stable' && phase.as === goal.as;
}
