import { fleetOf } from './fleet.ts';
import { liveAccount } from './live.ts';
import { count, type Section } from './report.ts';

const STREAMS = 1000;
/** Akamai's documented token bucket: this many requests at once, then one per interval (milliseconds). */
const BURST = 20;
const INTERVAL = 3000;

/**
 * Measures the wall-clock time of a plan without a cache, compared with a client that uses every token as soon as it is
 * available.
 */
export async function measurePacing(): Promise<Section> {
  const quick = await paced(0);
  const real = await paced(400);
  const within = (value: number) => ({ text: 'at most 1.02', met: value <= 1.02 });
  return {
    title: '2. Pacing of a cold plan of 1,000 streams, against the ideal token bucket',
    notes: [
      `Ideal: ${BURST} at once, then one every ${INTERVAL / 1000} s. By the manual clock,`,
      'with responses after 0 and 0.4 seconds.',
    ],
    heads: ['at once', '0.4 s'],
    rows: [
      { label: 'requests', cells: [quick, real].map(({ requests }) => count(requests)) },
      { label: 'seconds', cells: [quick, real].map(({ seconds }) => count(seconds)) },
      {
        label: 'ratio to the ideal',
        cells: [quick, real].map(({ ideal }) => ideal.toFixed(4)),
        aim: within(Math.max(quick.ideal, real.ideal)),
      },
      {
        label: 'responses of 429',
        cells: [quick, real].map(({ refused }) => count(refused)),
        aim: { text: '0', met: quick.refused + real.refused === 0 },
      },
    ],
  };
}

async function paced(latency: number) {
  const account = await liveAccount(STREAMS);
  const { requests, refused, elapsed } = await account.plan(fleetOf(STREAMS).manifests, { latency });
  const ideal = elapsed / (Math.max(0, requests - BURST) * INTERVAL);
  return { requests, refused, seconds: elapsed / 1000, ideal };
}
