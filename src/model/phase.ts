import type { Kind } from './collection.ts';

/**
 * The phase of a resource, as planning and waiting use it. `active`: whether it serves production, or will when its
 * transition is complete.
 */
export type Phase =
  /** `as`: the stable status that a wait for this one names; DEACTIVATED for every status of a stream that is off. */
  | { readonly tag: 'stable'; readonly active: boolean; readonly as: StableStatus }
  | { readonly tag: 'in-transition'; readonly active: boolean; readonly towards: StableStatus }
  | { readonly tag: 'unknown'; readonly status: string };

/** The statuses in which a resource can be updated. */
export const STABLE_STATUSES = ['ACTIVATED', 'DEACTIVATED', 'INACTIVE'] as const;
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

/** The life cycle of each type of resources: the phase of each status that its API documents. */
const LIFE_CYCLES: Readonly<Record<Kind, Phases>> = { DataStream2: STREAM, DataStream1: STREAM };

/** Returns the phase of a status. A status that the vendor does not document is `unknown`; it is never guessed. */
export function phaseOf({ kind }: { readonly kind: Kind }, status: string): Phase {
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
export function leadsToActive(resource: { readonly kind: Kind }, status: string): boolean | undefined {
  const phase = phaseOf(resource, status);
  return phase.tag === 'unknown' ? undefined : phase.active;
}

/** Returns whether a resource is stable in the status that was waited for. */
export function hasReached(
  resource: { readonly kind: Kind },
  status: string | undefined,
  until: StableStatus,
): boolean {
  const [phase, goal] = [phaseOf(resource, status ?? ''), phaseOf(resource, until)];
  return phase.tag === 'stable' && goal.tag === 'stable' && phase.as === goal.as;
}
