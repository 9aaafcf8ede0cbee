/**
 * The safety limits: what each one counts and how much of it one run may do by default. The check, the parser of
 * `--allow`, help and the input of the Action are made from this list.
 */
const SAFETY_LIMITS = {
  live: { counts: 'edits of active streams', most: 10 },
  deactivate: { counts: 'deactivations', most: 2 },
  delete: { counts: 'deletions', most: 1 },
  remove: { counts: 'sources removed from streams', most: 5 },
} as const;

export type LimitKind = keyof typeof SAFETY_LIMITS;

/** How many changes of each kind one run may make. */
export type Limits = Readonly<Record<LimitKind, number>>;

/** In the order in which refusals and help name them. */
export const LIMIT_KINDS = Object.keys(SAFETY_LIMITS) as readonly LimitKind[];

export const DEFAULT_LIMITS: Limits = limitsFrom((kind) => SAFETY_LIMITS[kind].most);

/** `live=N, deactivate=N, …`: the form of `--allow`, for help. */
export const ALLOWANCE_FORM = LIMIT_KINDS.map((kind) => `${kind}=N`).join(', ');

/** One number for each limit. */
export function limitsFrom(numberOf: (kind: LimitKind) => number): Limits {
  return Object.fromEntries(LIMIT_KINDS.map((kind) => [kind, numberOf(kind)])) as Record<LimitKind, number>;
}

/** What a limit counts, for people: `edits of active streams`. */
export function countedBy(kind: LimitKind): string {
  return SAFETY_LIMITS[kind].counts;
}

/**
 * Reads `live=12,delete=2`.
 * @returns limits for one run; undefined if the text does not have that form or names another limit
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
