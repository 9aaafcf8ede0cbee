import { latest, type StreamHistory, type Version } from '../state/account-state.ts';

/** A time in which one version of a stream was live; milliseconds since 1970. */
interface Stretch {
  readonly version: Version;
  readonly from: number;
  /** Infinity while it lasts. */
  readonly to: number;
}

/** When a stream was live, and with which version: logs exist for these times only. */
export function stretchesOf(stream: StreamHistory): readonly Stretch[] {
  return stream.activations.flatMap(({ status, version, at }, index, lines) => {
    if (status !== 'ACTIVATED') return [];
    const live = stream.versions.find((known) => known.version === version) ?? latest(stream);
    return [{ version: live, from: at, to: lines[index + 1]?.at ?? Number.POSITIVE_INFINITY }];
  });
}

/** Records that follow each other, told by number: record n of a version is always the same. */
export interface RecordRun {
  readonly version: Version;
  readonly first: number;
  readonly count: number;
}

/** How many records there are. */
export function total(runs: readonly RecordRun[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

/** The record at a position, counted over all runs. */
export function recordAt(
  runs: readonly RecordRun[],
  position: number,
): { readonly version: Version; readonly index: number } {
  let before = 0;
  for (const { version, first, count } of runs) {
    if (position < before + count) return { version, index: first + position - before };
    before += count;
  }
  throw new Error(`there is no record ${position}`);
}

/** A number from 0 to 1 that depends on nothing but its arguments: generated traffic is the same at every asking. */
export function chance(streamId: number, index: number, salt: number): number {
  let word = Math.imul(streamId ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0x27d4eb2f);
  word = Math.imul(word ^ (index % 0x100000000), 0xc2b2ae35);
  word = Math.imul(word ^ (word >>> 15) ^ Math.floor(index / 0x100000000), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return ((word ^ (word >>> 16)) >>> 0) / 0x100000000;
}

/** One of several, by chance. */
export function oneOf<T>(choices: readonly [T, ...T[]], at: number): T {
  return choices[Math.floor(at * choices.length)] ?? choices[0];
}
