/**
 * What a watch does about the steps that an apply left. `complete`: takes those that are due. `report`: only reports
 * them, and writes nothing to Akamai.
 */
export const WATCH_MODES = ['complete', 'report'] as const;

/** One of `WATCH_MODES`. */
export type WatchMode = (typeof WATCH_MODES)[number];
