import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileCache, noCache, type VersionCache } from '../src/apply/observe/version-cache.ts';
import type { Manifest } from '../src/model/manifest.ts';
import { type Account, HOUR, MINUTE, type Planned, type Sent } from './account.ts';
import { fleetOf, propertyIds } from './fleet.ts';
import { liveAccount, UNLIMITED } from './live.ts';
import { count, type Row, ratio, type Section } from './report.ts';
import { requestsToEditOne, requestsToPlan, requestsToWait } from './terraform.ts';

const SIZES = [1, 40, 200, 1000] as const;
/** Duration of an activation in minutes. The provider's model and the simulator use the same value. */
const ACTIVATION = 60;

type Manifests = readonly Manifest[];

/** A task of a user with a fleet, performed with both tools. */
interface Task {
  readonly title: string;
  /** Number of requests in the provider's model for a number of streams. */
  readonly theirs: (streams: number) => number;
  readonly ways: readonly Way[];
}

/** One way to perform the task with this product. */
interface Way {
  readonly label: string;
  /** Performs the task and returns the number of requests. */
  readonly ours: (fleet: Manifests) => Promise<number>;
  readonly aim: string;
  readonly most: (streams: number) => number;
}

/** Compares the requests of plan and apply with the model of the Terraform provider, for fleets of increasing size. */
export async function measureRequests(): Promise<Section> {
  const fleets = SIZES.map((size) => fleetOf(size).manifests);
  const rows: Row[] = [];
  for (const task of TASKS) rows.push(...(await rowsOf(task, fleets)));
  return {
    title: '1. Requests, against the model of the Terraform provider (activation: 60 min)',
    notes: [
      'Ours are counted on the wire, against the simulator, on a manually advanced clock.',
      'Below each: the ratio of ours to the model. n: streams.',
    ],
    heads: SIZES.map(count),
    rows,
  };
}

async function rowsOf({ title, theirs, ways }: Task, fleets: readonly Manifests[]): Promise<readonly Row[]> {
  const model = { label: '  Terraform provider (model)', cells: SIZES.map((size) => count(theirs(size))) };
  const rows: Row[] = [{ label: title, cells: [] }, model];
  for (const { label, ours, aim, most } of ways) {
    const measured: { readonly size: number; readonly requests: number }[] = [];
    for (const fleet of fleets) measured.push({ size: fleet.length, requests: await ours(fleet) });
    const met = measured.every(({ size, requests }) => requests <= most(size));
    rows.push(
      {
        label: `  ${label}`,
        cells: measured.map(({ requests }) => count(requests)),
        aim: { text: aim, met },
      },
      { label: '    ratio', cells: measured.map(({ size, requests }) => ratio(requests / theirs(size))) },
    );
  }
  return rows;
}

const TASKS: readonly Task[] = [
  {
    title: 'plan, nothing changed',
    theirs: requestsToPlan,
    ways: [
      { label: 'cold cache', ours: (fleet) => cold(fleet, plan), aim: 'n + 1', most: (n) => n + 1 },
      { label: 'warm cache', ours: (fleet) => warm(fleet, plan), aim: '1', most: () => 1 },
    ],
  },
  {
    title: 'plan, one stream edited elsewhere',
    theirs: requestsToPlan,
    ways: [
      {
        label: 'cold cache',
        ours: (fleet) => cold(fleet, planAfterConcurrentEdit),
        aim: 'n + 1',
        most: (n) => n + 1,
      },
      { label: 'warm cache', ours: (fleet) => warm(fleet, planAfterConcurrentEdit), aim: '2', most: () => 2 },
    ],
  },
  {
    title: 'plan one manifest that a branch changes (--changed-since)',
    theirs: requestsToPlan,
    ways: [
      {
        label: 'cold cache',
        ours: (fleet) => cold(edited(fleet, 'ids'), planChanged),
        aim: '2',
        most: () => 2,
      },
    ],
  },
  {
    title: 'apply one edit of an active stream',
    theirs: (streams) => requestsToEditOne(streams, ACTIVATION),
    ways: [
      {
        label: 'cold cache',
        ours: (fleet) => cold(edited(fleet, 'ids'), apply),
        aim: 'n + 3',
        most: (n) => n + 3,
      },
      { label: 'warm cache', ours: (fleet) => warm(edited(fleet, 'ids'), apply), aim: '3', most: () => 3 },
      {
        label: 'warm, properties by name',
        ours: (fleet) => warm(edited(fleet, 'names'), apply),
        aim: '4',
        most: () => 4,
      },
    ],
  },
  {
    title: 'watch n activations for 60 minutes',
    theirs: (streams) => streams * requestsToWait(ACTIVATION),
    ways: [
      { label: 'likely end (default)', ours: (fleet) => watch(fleet), aim: '15', most: () => 15 },
      { label: 'every minute', ours: (fleet) => watch(fleet, MINUTE), aim: '60', most: () => 60 },
      { label: 'every 5 minutes', ours: (fleet) => watch(fleet, 5 * MINUTE), aim: '12', most: () => 12 },
    ],
  },
];

type Work = (account: Account, fleet: Manifests, cache: VersionCache) => Promise<Sent>;

async function cold(fleet: Manifests, work: Work): Promise<number> {
  const sent = await work(await liveAccount(fleet.length), fleet, noCache());
  return sent.requests;
}

/** Runs work with a warm cache: after a plan that filled it, and after enough time to refill the token bucket. */
async function warm(fleet: Manifests, work: Work): Promise<number> {
  const directory = await mkdtemp(path.join(tmpdir(), 'datastream-bench-'));
  try {
    const cache = fileCache({ directory, target: 'simulator', key: 'key', listen: () => undefined });
    const account = await liveAccount(fleet.length);
    await account.plan(fleet, { cache });
    await account.pass(HOUR);
    return (await work(account, fleet, cache)).requests;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function plan(account: Account, fleet: Manifests, cache: VersionCache): Promise<Planned> {
  return account.plan(fleet, { cache });
}

async function planChanged(account: Account, fleet: Manifests): Promise<Planned> {
  const planned = await account.plan(fleet, { changed: fleet.slice(0, 1) });
  if (planned.plan.items.length !== 1) throw new Error('the plan was to have exactly one item');
  return planned;
}

/** Plans after another user edited a stream in the portal; the edit is already active. */
async function planAfterConcurrentEdit(
  account: Account,
  fleet: Manifests,
  cache: VersionCache,
): Promise<Planned> {
  account.concurrentEdit({ act: 'edit', stream: 'stream-0', change: { samplingPercentage: 50 } });
  await account.pass(2 * HOUR);
  return account.plan(fleet, { cache });
}

async function apply(account: Account, fleet: Manifests, cache: VersionCache): Promise<Sent> {
  const planned = await account.plan(fleet, { cache });
  if (planned.plan.summary.update !== 1) throw new Error('the plan was to edit exactly one stream');
  return account.apply(planned);
}

/** Returns the fleet with an edit of one manifest. A name that a write depends on is looked up again; an id is not. */
function edited(fleet: Manifests, by: 'ids' | 'names'): Manifests {
  return fleet.map((manifest, index) => {
    if (index > 0) return manifest;
    const sources = by === 'ids' ? { properties: propertyIds(index) } : {};
    return { ...manifest, spec: { ...manifest.spec, ...sources, samplingPercentage: 50 } };
  });
}

/** Follows activations until all have ended. The count omits the plan's own requests. */
async function watch(fleet: Manifests, poll?: number): Promise<number> {
  const account = await liveAccount(fleet.length, { activating: true, rate: UNLIMITED });
  const planned = await account.plan(fleet);
  const { requests } = await account.apply(planned, {
    wait: 3 * HOUR,
    ...(poll === undefined ? {} : { poll }),
  });
  const left = account.accountState.streams.filter(({ transition }) => transition);
  if (left.length > 0) throw new Error('activations were still under way when the watch ended');
  return requests - planned.requests;
}
