/**
 * The safety limits: what each one counts, and the default maximum for one run. The check, the parser of `--allow`,
 * the help and the input of the Action are created from this list.
 */
const SAFETY_LIMITS = {
  live: { counts: 'edits of active streams', most: 10 },
  deactivate: { counts: 'deactivations', most: 2 },
  delete: { counts: 'deletions', most: 1 },
  remove: { counts: 'sources removed from streams, and streams removed from properties', most: 5 },
  property: { counts: 'activations of properties on production', most: 2 },
  unreleased: { counts: 'properties whose latest version is an unreleased draft', most: 0 },
  warnings: { counts: 'new warnings of the rule tree of a property', most: 0 },
} as const;

/** The name of a safety limit. */
export type LimitKind = keyof typeof SAFETY_LIMITS;

/** The maximum number of changes of each kind in one run. */
export type Limits = Readonly<Record<LimitKind, number>> & {
  /** Where the configuration file sets a limit, for messages: `datastream.yaml:4`. */
  readonly origins?: { readonly [K in LimitKind]?: string };
};

/** The limits in the order of refusals and help. */
export const LIMIT_KINDS = Object.keys(SAFETY_LIMITS) as readonly LimitKind[];

/** The limits of a run without `--allow`. */
export const DEFAULT_LIMITS: Readonly<Record<LimitKind, number>> = limitsFrom(
  (kind) => SAFETY_LIMITS[kind].most,
);

/** The form of `--allow` for help: `live=N, deactivate=N, …`. */
export const ALLOWANCE_FORM = LIMIT_KINDS.map((kind) => `${kind}=N`).join(', ');

/** Creates limits with one number for each kind. */
export function limitsFrom(numberOf: (kind: LimitKind) => number): Readonly<Record<LimitKind, number>> {
  return Object.fromEntries(LIMIT_KINDS.map((kind) => [kind, numberOf(kind)])) as Record<LimitKind, number>;
}

/** Returns what a limit counts, for display: `edits of active streams`. */
export function countedBy(kind: LimitKind): string {
  return SAFETY_LIMITS[kind].counts;
}

/**
 * Parses `live=12,delete=2`.
 * @returns limits for one run; undefined if the string does not have that form or names another limit
 */
export function readAllowances(text: string): Partial<Limits> | undefined {
  const limits: Partial<Record<LimitKind, number>> = {};
  for (const part of text.split(',')) {
    const [, name, number] = /^([a-z]+)=(\d{1,6})$/.exec(part.trim()) ?? [];
    const kind = LIMIT_KINDS.find((limit) => limit === name);
    if (!kind) return undefined;
    limits[kind] = Number(number);
  }
  return limits;
}
