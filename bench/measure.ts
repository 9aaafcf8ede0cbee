import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { GCProfiler, getHeapStatistics } from 'node:v8';

/** The time that some work took. */
export interface Cost {
  /** Processor time of the whole process in seconds, including its garbage collector and compiler threads. */
  readonly cpu: number;
  /** Wall-clock time in seconds. */
  readonly wall: number;
}

/**
 * Runs work and returns its cost. Processor time is included because other programs on the machine increase the
 * wall-clock time.
 */
export async function costOf(work: () => unknown): Promise<Cost> {
  const began = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - began) / 1e3 };
}

/**
 * Runs synchronous work and returns by how many bytes the used heap grew at its peak, including garbage. The heap is
 * measured before and after every collection, and at the end.
 */
export function heapGrowthOf(work: () => unknown): number {
  collectGarbage();
  const before = getHeapStatistics().used_heap_size;
  const profiler = new GCProfiler();
  profiler.start();
  const result = work();
  const after = getHeapStatistics().used_heap_size;
  const seen = profiler.stop().statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize);
  if (result === undefined) throw new Error('the work must return its result, so that it is not collected');
  return Math.max(after, ...seen) - before;
}

/** Frees unused memory, so that earlier work does not affect a measurement. Needs `node --expose-gc`. */
export function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('run with node --expose-gc, as npm run bench does');
  globalThis.gc();
}

/** Returns the median; for an even number of values, the lower of the two middle values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('no values were measured');
  return middle;
}

/** Runs work `count` times in sequence. */
export async function times<T>(count: number, work: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let round = 0; round < count; round += 1) results.push(await work());
  return results;
}
