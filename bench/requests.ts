import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileCache, noCache, type VersionCache } from '../src/apply/cache.ts';
import type { Manifest } from '../src/model/manifest.ts';
import { type Account, HOUR, MINUTE, type Planned } from './account.ts';
import { fleetOf, propertyIds } from './fleet.ts';
import { liveAccount } from './live.ts';
import { count, type Row, ratio, type Section } from './report.ts';
import { requestsToEditOne, requestsToPlan, requestsToWait } from './terraform.ts';

const SIZES = [1, 40, 200, 1000] as const;
/** How long an activation takes, minutes: the provider's model and the simulator agree on it. */
const ACTIVATION = 60;

/** Something a person does with a fleet, as both tools do it. */
interface Task {
  readonly title: string;
  readonly theirs: (streams: number) => number;
  readonly ways: readonly Way[];
}

/** One way in which this product does it. */
interface Way {
  readonly label: string;
  /** Sends the requests and answers their number. */
  readonly ours: (streams: number) => Promise<number>;
  readonly aim: string;
  readonly wanted: (streams: number) => number;
}

/** Requests of plan and apply against the model of the Terraform provider, for fleets of growing size. */
export async function measureRequests(): Promise<Section> {
  const rows: Row[] = [];
  for (const task of TASKS) rows.push(...(await rowsOf(task)));
  return {
    title: '1. Requests, against the model of the Terraform provider (activation: 60 min)',
    notes: [
      'Ours are counted on the wire, against the simulator, on a hand-driven clock.',
      'Below each: the ratio of ours to the model. n: streams.',
    ],
    heads: SIZES.map(count),
    rows,
  };
}

async function rowsOf({ title, theirs, ways }: Task): Promise<readonly Row[]> {
  const rows: Row[] = [{ label: title, cells: [] }, row('  Terraform provider (model)', theirs)];
  for (const { label, ours, aim, wanted } of ways) {
    const numbers: number[] = [];
    for (const size of SIZES) numbers.push(await ours(size));
    const met = SIZES.every((size, index) => (numbers[index] ?? Number.NaN) <= wanted(size));
    rows.push({ label: `  ${label}`, cells: numbers.map(count), aim: { text: aim, met } });
    const ratios = SIZES.map((size, index) => ratio((numbers[index] ?? Number.NaN) / theirs(size)));
    rows.push({ label: '    ratio', cells: ratios });
  }
  return rows;
}

function row(label: string, value: (streams: number) => number): Row {
  return { label, cells: SIZES.map((size) => count(value(size))) };
}

const TASKS: readonly Task[] = [
  {
    title: 'plan, nothing changed',
    theirs: requestsToPlan,
    ways: [
      {
        label: 'cold cache',
        ours: (size) => cold(async (account) => account.plan(fleetOf(size).manifests), size),
        aim: 'n + 1',
        wanted: (size) => size + 1,
      },
      {
        label: 'warm cache',
        ours: (size) => warm((account, cache) => account.plan(fleetOf(size).manifests, { cache }), size),
        aim: '1',
        wanted: () => 1,
      },
    ],
  },
  {
    title: 'plan, one stream edited elsewhere',
    theirs: requestsToPlan,
    ways: [
      {
        label: 'cold cache',
        ours: (size) => cold((account) => planAfterStranger(account, size, noCache()), size),
        aim: 'n + 1',
        wanted: (size) => size + 1,
      },
      {
        label: 'warm cache',
        ours: (size) => warm((account, cache) => planAfterStranger(account, size, cache), size),
        aim: '2',
        wanted: () => 2,
      },
    ],
  },
  {
    title: 'apply one edit of an active stream',
    theirs: (size) => requestsToEditOne(size, ACTIVATION),
    ways: [
      {
        label: 'cold cache',
        ours: (size) => cold((account) => applyEdit(account, oneEdited(size, 'ids'), noCache()), size),
        aim: 'n + 3',
        wanted: (size) => size + 3,
      },
      {
        label: 'warm cache',
        ours: (size) => warm((account, cache) => applyEdit(account, oneEdited(size, 'ids'), cache), size),
        aim: '3',
        wanted: () => 3,
      },
      {
        label: 'warm, properties by name',
        ours: (size) => warm((account, cache) => applyEdit(account, oneEdited(size, 'names'), cache), size),
        aim: '4',
        wanted: () => 4,
      },
    ],
  },
  {
    title: 'watch n activations for 60 minutes',
    theirs: (size) => size * requestsToWait(ACTIVATION),
    ways: [
      { label: 'every minute (default)', ours: (size) => watch(size, MINUTE), aim: '60', wanted: () => 60 },
      { label: 'every 5 minutes', ours: (size) => watch(size, 5 * MINUTE), aim: '12', wanted: () => 12 },
    ],
  },
];

async function cold(work: (account: Account) => Promise<{ readonly requests: number }>, size: number) {
  return (await work(await liveAccount(size))).requests;
}

/** After a plan that filled the cache, and long enough for the token bucket to be full again. */
async function warm(
  work: (account: Account, cache: VersionCache) => Promise<{ readonly requests: number }>,
  size: number,
): Promise<number> {
  const directory = await mkdtemp(path.join(tmpdir(), 'datastream-bench-'));
  try {
    const cache = fileCache({ directory, target: 'simulator', listen: () => undefined });
    const account = await liveAccount(size);
    await account.plan(fleetOf(size).manifests, { cache });
    await account.pass(HOUR);
    return (await work(account, cache)).requests;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Somebody edits one stream in the portal; the edit has gone live when the plan is made. */
async function planAfterStranger(account: Account, size: number, cache: VersionCache): Promise<Planned> {
  account.stranger({ act: 'edit', stream: 'stream-0', change: { samplingPercentage: 50 } });
  await account.pass(2 * HOUR);
  return account.plan(fleetOf(size).manifests, { cache });
}

async function applyEdit(account: Account, manifests: readonly Manifest[], cache: VersionCache) {
  const planned = await account.plan(manifests, { cache });
  if (planned.plan.summary.update !== 1) throw new Error('the plan was to edit exactly one stream');
  const applied = await account.apply(planned);
  return { requests: planned.requests + applied.requests };
}

/** The fleet with an edit of one manifest. A name that ends in a write is looked up afresh, an id is not. */
function oneEdited(size: number, by: 'ids' | 'names'): readonly Manifest[] {
  return fleetOf(size).manifests.map((manifest, index) => {
    if (index > 0) return manifest;
    const sources = by === 'ids' ? { properties: propertyIds(index) } : {};
    return { ...manifest, spec: { ...manifest.spec, ...sources, samplingPercentage: 50 } };
  });
}

/** Follows activations that are under way until all have ended, the plan's own requests left out. */
async function watch(size: number, poll: number): Promise<number> {
  const account = await liveAccount(size, { activating: true, rate: UNLIMITED });
  const planned = await account.plan(fleetOf(size).manifests);
  const { requests } = await account.apply(planned, { wait: 3 * HOUR, poll });
  const left = account.world.streams.filter(({ movement }) => movement);
  if (left.length > 0) throw new Error('activations were still under way when the watch ended');
  return requests;
}

/** So that the plan before the watch takes no time from it. */
const UNLIMITED = { burst: 1_000_000, refill: 1 };
