import { latest, type StreamHistory, type Version } from '../state/account-state.ts';

/** A period in which one version of a stream was live. Times are milliseconds since 1970. */
export interface Stretch {
  readonly version: Version;
  readonly from: number;
  /** Infinity while the version is still live. */
  readonly to: number;
}

/** Returns the periods in which a stream was live, each with its version. Logs exist for these periods only. */
export function stretchesOf(stream: StreamHistory): readonly Stretch[] {
  return stream.activations.flatMap(({ status, version, at }, index, lines) => {
    if (status !== 'ACTIVATED') return [];
    const live = stream.versions.find((known) => known.version === version) ?? latest(stream);
    return [{ version: live, from: at, to: lines[index + 1]?.at ?? Number.POSITIVE_INFINITY }];
  });
}

/** A run of consecutive records, identified by number. Record n of a version is always the same. */
export interface RecordRun {
  readonly version: Version;
  readonly first: number;
  readonly count: number;
}

/** Returns the number of records in all runs. */
export function total(runs: readonly Pick<RecordRun, 'count'>[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

/** Returns the record at a position, counted across all runs, with its run. */
export function recordAt<Run extends RecordRun>(
  runs: readonly Run[],
  position: number,
): { readonly run: Run; readonly index: number } {
  let before = 0;
  for (const run of runs) {
    if (position < before + run.count) return { run, index: run.first + position - before };
    before += run.count;
  }
  throw new Error(`there is no record ${position}`);
}

/**
 * Returns a number from 0 to 1 that depends only on the arguments, so repeated requests generate the same traffic.
 */
export function chance(streamId: number, index: number, salt: number): number {
  let word = Math.imul(streamId ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0x27d4eb2f);
  word = Math.imul(word ^ (index % 0x100000000), 0xc2b2ae35);
  word = Math.imul(word ^ (word >>> 15) ^ Math.floor(index / 0x100000000), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return ((word ^ (word >>> 16)) >>> 0) / 0x100000000;
}

/** Picks one of several values. `at` is a number from 0 to 1. */
export function oneOf<T>(choices: readonly [T, ...T[]], at: number): T {
  return choices[Math.floor(at * choices.length)] ?? choices[0];
}
