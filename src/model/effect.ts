/** The impact of a change of a stream outside the API, in the order in which it is reported. */
export const STREAM_EFFECTS = [
  'goes-live',
  'cosmetic-goes-live',
  'starts-logs',
  'stops-logs',
  'source-removed',
  'fields-removed',
  'sampling-reduced',
  'midgress-change',
  'secret-to-new-destination',
  'personal-data-added',
  'column-order',
  'format-change',
  'destination-change',
  'destination-probe',
  'secret-needed',
  'secret-rotation',
  'irreversible',
] as const;

export type StreamEffect = (typeof STREAM_EFFECTS)[number];

/** The impact of a change of what a property logs, in the order in which it is reported. */
export const PROPERTY_EFFECTS = [
  'goes-live',
  'version-saved',
  'starts-logs',
  'stops-logs',
  'sampling-reduced',
  'personal-data-logged',
] as const;

export type PropertyEffect = (typeof PROPERTY_EFFECTS)[number];

/** The effects of all types of resources. Each type has its own texts for its effects. */
export const EFFECTS: readonly (StreamEffect | PropertyEffect)[] = [
  ...new Set([...STREAM_EFFECTS, ...PROPERTY_EFFECTS]),
];
export type Effect = (typeof EFFECTS)[number];

/** Returns whether all effects are among those of one type of resources. */
export function areAmong(effects: readonly Effect[], known: readonly Effect[]): boolean {
  return effects.every((effect) => known.includes(effect));
}
