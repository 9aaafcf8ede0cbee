import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileCache } from '../src/apply/observe/version-cache.ts';
import { HOUR } from './account.ts';
import { fleetOf } from './fleet.ts';
import { liveAccount } from './live.ts';
import { count, type Section } from './report.ts';

/** Numbers of properties. Each stream of a fleet has two, and shares one of them with the next stream. */
const SIZES = [2, 50, 200] as const;

/** Counts the requests of `plan --check-properties` to Property Manager. */
export async function measureChecking(): Promise<Section> {
  const measured = [];
  for (const size of SIZES) measured.push(await requestsFor(size));
  return {
    title: '7. Requests of plan --check-properties to Property Manager',
    notes: ['Counted on the wire, against the simulator, beyond those of the plan itself. n: properties.'],
    heads: SIZES.map(count),
    rows: [
      {
        label: 'cold cache',
        cells: measured.map(({ cold }) => count(cold)),
        aim: { text: '2n + 1', met: measured.every(({ size, cold }) => cold <= 2 * size + 1) },
      },
      {
        label: 'warm cache',
        cells: measured.map(({ warm }) => count(warm)),
        aim: { text: 'n', met: measured.every(({ size, warm }) => warm <= size) },
      },
    ],
  };
}

async function requestsFor(size: number) {
  const directory = await mkdtemp(path.join(tmpdir(), 'datastream-bench-'));
  try {
    const cache = fileCache({ directory, target: 'simulator', key: 'key', listen: () => undefined });
    const account = await liveAccount(size - 1);
    const fleet = fleetOf(size - 1).manifests;
    const { requests: cold } = await account.check(fleet, cache);
    await account.pass(HOUR);
    const { requests: warm } = await account.check(fleet, cache);
    return { size, cold, warm };
  } finally {
    await rm(directory, { recursive: true });
  }
}
