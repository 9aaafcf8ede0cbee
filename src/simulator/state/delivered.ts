import { list, mapOf, number, type ObjectOf, object, type Static } from '../../model/shape.ts';

const UPLOADS = {
  attempted: number(),
  failed: number(),
  successes: number(),
  bytes: number(),
  /** Failed attempts by error code. */
  failures: mapOf(number()),
  /** Delivered records by range: the time from the edge to the uploader, and the time of the upload. */
  collection: list(number()),
  upload: list(number()),
};
/** The uploads of a stream in a period. */
export type Uploads = ObjectOf<typeof UPLOADS>;

const PERIOD = object({ from: number(), to: number() });
/** A period of time, milliseconds since 1970. `to` is not part of it. */
export type Period = Static<typeof PERIOD>;

/** The real uploads of one stream of DataStream 2. */
export const DELIVERED = object({
  streamId: number(),
  /** When the records of the stream were collected to be sent. Oldest first; no two periods touch. */
  collected: list(PERIOD),
  /** The uploads of five minutes each, by their start. Oldest first; intervals without uploads are missing. */
  intervals: list(object({ start: number(), ...UPLOADS })),
});
export type Delivered = Static<typeof DELIVERED>;

/** The length of the intervals, milliseconds. */
export const FIVE_MINUTES = 5 * 60_000;
/** How long the results of real uploads are kept: longer than metrics can be requested at once; milliseconds. */
const KEPT = 8 * 24 * 3_600_000;

export const NO_UPLOADS: Uploads = {
  attempted: 0,
  failed: 0,
  successes: 0,
  bytes: 0,
  failures: {},
  collection: [],
  upload: [],
};

/** Adds up the uploads of two periods. */
export function sumOf(one: Uploads, other: Uploads): Uploads {
  if (other.attempted === 0) return one;
  const codes = new Set([...Object.keys(one.failures), ...Object.keys(other.failures)]);
  return {
    attempted: one.attempted + other.attempted,
    failed: one.failed + other.failed,
    successes: one.successes + other.successes,
    bytes: one.bytes + other.bytes,
    failures: Object.fromEntries(
      [...codes].map((code) => [code, (one.failures[code] ?? 0) + (other.failures[code] ?? 0)]),
    ),
    collection: summed(one.collection, other.collection),
    upload: summed(one.upload, other.upload),
  };
}

function summed(one: readonly number[], other: readonly number[]): readonly number[] {
  const [longer, shorter] = one.length > other.length ? [one, other] : [other, one];
  return longer.map((count, index) => count + (shorter[index] ?? 0));
}

/** Returns the parts of a period in which records were not collected to be sent, oldest first. */
export function notCollected(period: Period, { collected }: Pick<Delivered, 'collected'>): readonly Period[] {
  return collected.reduce<readonly Period[]>(
    (parts, { from, to }) =>
      parts
        .flatMap((part) => [
          { from: part.from, to: Math.min(part.to, from) },
          { from: Math.max(part.from, to), to: part.to },
        ])
        .filter((part) => part.to > part.from),
    [period],
  );
}

/** A change to the upload results of a stream. */
export type DeliveryNews = { readonly streamId: number } & (
  | { readonly tag: 'collected'; readonly period: Period }
  /** `at`: the first attempt, to whose interval all attempts count, so that no interval loses more than it attempts. */
  | { readonly tag: 'uploaded'; readonly at: number; readonly uploads: Uploads }
);

/**
 * Adds news to the results of real uploads, and removes what is older than `KEPT` or belongs to a deleted stream.
 * @param streamIds The streams that exist.
 */
export function withNews(
  delivered: readonly Delivered[],
  news: readonly DeliveryNews[],
  streamIds: readonly number[],
  now: number,
): readonly Delivered[] {
  const oldest = now - KEPT;
  const known = new Map(delivered.map((one) => [one.streamId, one]));
  for (const one of news) {
    const before = known.get(one.streamId) ?? { streamId: one.streamId, collected: [], intervals: [] };
    known.set(one.streamId, withOne(before, one));
  }
  return [...known.values()]
    .filter(({ streamId }) => streamIds.includes(streamId))
    .map(({ streamId, collected, intervals }) => ({
      streamId,
      collected: collected.filter(({ to }) => to > oldest),
      intervals: intervals.filter(({ start }) => start + FIVE_MINUTES > oldest),
    }));
}

function withOne(before: Delivered, news: DeliveryNews): Delivered {
  if (news.tag === 'collected') return { ...before, collected: joined(before.collected, news.period) };
  const start = Math.floor(news.at / FIVE_MINUTES) * FIVE_MINUTES;
  const same = before.intervals.find((interval) => interval.start === start);
  const interval = { start, ...sumOf(same ?? NO_UPLOADS, news.uploads) };
  const others = before.intervals.filter((other) => other !== same);
  return { ...before, intervals: [...others, interval].toSorted((one, other) => one.start - other.start) };
}

/** Adds a period to a list, oldest first. Periods that touch or overlap become one. */
export function joined(periods: readonly Period[], added: Period): readonly Period[] {
  const touching = periods.filter(({ from, to }) => from <= added.to && to >= added.from);
  const all = [...touching, added];
  const one = { from: Math.min(...all.map(({ from }) => from)), to: Math.max(...all.map(({ to }) => to)) };
  const others = periods.filter((period) => !touching.includes(period));
  return [...others, one].toSorted((left, right) => left.from - right.from);
}
