/** The impact of a change outside the API. The renderers have one sentence for each. */
export const EFFECTS = [
  'goes-live',
  'cosmetic-goes-live',
  'starts-logs',
  'stops-logs',
  'source-removed',
  'fields-removed',
  'sampling-reduced',
  'midgress-change',
  'secret-to-new-destination',
  'column-order',
  'format-change',
  'destination-change',
  'destination-probe',
  'secret-needed',
  'secret-rotation',
  'irreversible',
] as const;

export type Effect = (typeof EFFECTS)[number];
