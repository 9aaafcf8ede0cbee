/** The phase of a stream, as planning and waiting use it. */
export type Phase =
  | { readonly tag: 'stable'; readonly active: boolean }
  | { readonly tag: 'in-transition'; readonly towards: StableStatus }
  | { readonly tag: 'unknown'; readonly status: string };

/** The statuses in which a stream can be updated. */
export const STABLE_STATUSES = ['ACTIVATED', 'DEACTIVATED', 'INACTIVE'] as const;
export type StableStatus = (typeof STABLE_STATUSES)[number];

/** Returns the phase of a status. A status that the vendor does not document is `unknown`; it is never guessed. */
export function phaseOf(status: string): Phase {
  switch (status) {
    case 'ACTIVATED':
      return { tag: 'stable', active: true };
    case 'INACTIVE':
    case 'DEACTIVATED':
      return { tag: 'stable', active: false };
    case 'ACTIVATING':
      return { tag: 'in-transition', towards: 'ACTIVATED' };
    case 'DEACTIVATING':
      return { tag: 'in-transition', towards: 'DEACTIVATED' };
    default:
      return { tag: 'unknown', status };
  }
}

/**
 * Returns whether a stream is active, or will be once its transition is complete. `undefined` if the vendor does not
 * document the status.
 */
export function leadsToActive(status: string): boolean | undefined {
  const phase = phaseOf(status);
  switch (phase.tag) {
    case 'stable':
      return phase.active;
    case 'in-transition':
      return phase.towards === 'ACTIVATED';
    case 'unknown':
      return undefined;
    default:
      return phase satisfies never;
  }
}
