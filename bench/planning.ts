import type { Observed } from '../src/model/account.ts';
import type { Manifest } from '../src/model/manifest.ts';
import type { StreamRow } from '../src/model/observed.ts';
import { planOf } from './account.ts';
import { fleetOf } from './fleet.ts';
import { liveAccount, UNLIMITED } from './live.ts';
import { collectGarbage, costOf, heapGrowthOf, median, times } from './measure.ts';
import { count, ratio, type Section } from './report.ts';

const SMALL = 1000;
const LARGE = 10_000;
/** Number of streams in one simulated account. */
const PART = 200;
const ROUNDS = 4;
const MEGABYTE = 1e6;
/**
 * Limits of the aims. Growth up to the last limit counts as linear; twice the time per stream would far exceed it.
 */
const MOST_SECONDS = 3;
const MOST_MEGABYTES = 300;
const LINEAR = 1.5;

/** Loaded manifests, and what was read of the same number of live streams. */
interface Input {
  readonly manifests: readonly Manifest[];
  readonly observed: Observed;
}

/** Measures planning alone, from values to a plan. One in ten manifests differs from its stream. */
export async function measurePlanning(): Promise<Section> {
  const small = await inputOf(SMALL);
  const large = await inputOf(LARGE);
  const [smalls, larges] = await interleaved(small, large);
  const heap = [small, large].map((input) => heapGrowthOf(() => plan(input)) / MEGABYTE);
  const seconds = [median(smalls), median(larges)] as const;
  const each = [seconds[0] / SMALL, seconds[1] / LARGE] as const;
  const growth = each[1] / each[0];
  return {
    title: '3. Planning loaded manifests against as many live streams',
    notes: [
      'One in ten differs. Processor time; the heap at its highest, garbage included.',
      `Median of ${ROUNDS} alternating runs.`,
    ],
    heads: [count(SMALL), count(LARGE)],
    rows: [
      {
        label: 'seconds',
        cells: seconds.map((one) => one.toFixed(2)),
        aim: { text: `under ${MOST_SECONDS}`, met: seconds[1] < MOST_SECONDS },
      },
      { label: 'microseconds for each stream', cells: each.map((one) => (one * 1e6).toFixed(0)) },
      {
        label: 'ratio of these: 1 is linear',
        cells: ['', ratio(growth)],
        aim: { text: `under ${LINEAR}`, met: growth < LINEAR },
      },
      {
        label: 'heap growth, MB',
        cells: heap.map((megabytes) => megabytes.toFixed(0)),
        aim: { text: `under ${MOST_MEGABYTES}`, met: Math.max(...heap) < MOST_MEGABYTES },
      },
    ],
  };
}

/**
 * Reads a simulated account with the product, one part at a time: the simulator is not designed for so many streams.
 */
async function inputOf(size: number): Promise<Input> {
  const fleet = fleetOf(size).manifests;
  const parts: Observed[] = [];
  for (let start = 0; start < size; start += PART) {
    const account = await liveAccount(PART, { start, rate: UNLIMITED });
    parts.push((await account.plan(fleet.slice(start, start + PART))).observed);
  }
  const manifests = fleet.map((manifest, index) =>
    index % 10 === 0 ? { ...manifest, spec: { ...manifest.spec, samplingPercentage: 50 } } : manifest,
  );
  return { manifests, observed: joined(parts) };
}

/** Joins the parts to what a single read would have returned. */
function joined(parts: readonly Observed[]): Observed {
  const rows = new Map<string, readonly StreamRow[]>();
  for (const part of parts) {
    for (const [key, list] of part.rows) rows.set(key, [...(rows.get(key) ?? []), ...list]);
  }
  const details = new Map(parts.flatMap((part) => [...part.details]));
  return { target: parts[0]?.target ?? '', rows, details, names: new Map() };
}

function plan({ manifests, observed }: Input) {
  const made = planOf(manifests, observed, 1);
  const { update, unchanged } = made.summary;
  if (update * 9 !== unchanged) throw new Error(`the plan edits ${update} and leaves ${unchanged} alone`);
  return made;
}

async function cpu(input: Input): Promise<number> {
  collectGarbage();
  return (await costOf(() => plan(input))).cpu;
}

/** Runs both sizes alternately, so that other load on the machine affects both. */
async function interleaved(small: Input, large: Input) {
  const rounds = await times(ROUNDS, async () => [await cpu(small), await cpu(large)] as const);
  return [rounds.map(([one]) => one), rounds.map(([, other]) => other)] as const;
}
