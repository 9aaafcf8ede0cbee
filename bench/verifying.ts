import { HOUR } from './account.ts';
import { fleetOf } from './fleet.ts';
import { liveAccount } from './live.ts';
import { count, type Row, type Section } from './report.ts';

const SIZES = [2, 40, 200] as const;

/** Counts the requests of `verify` for streams of one log type in two groups. */
export async function measureVerifying(): Promise<Section> {
  return {
    title: '6. Requests of verify, for streams in two groups',
    notes: [
      'Counted on the wire, against the simulator: one list, two requests for each group, and the',
      'activation history of a stream whose version is less than seven days old. n: streams.',
    ],
    heads: SIZES.map(count),
    rows: [
      await measured('all versions older than a week', 8 * 24 * HOUR, '5', () => 5),
      await measured('all versions new', HOUR, 'n + 5', (n) => n + 5),
    ],
  };
}

async function measured(label: string, age: number, aim: string, most: (n: number) => number): Promise<Row> {
  const requests: number[] = [];
  for (const size of SIZES) {
    const account = await liveAccount(size, { logsInTwoGroups: true });
    await account.pass(age);
    requests.push((await account.verify(fleetOf(size).manifests)).requests);
  }
  const met = SIZES.every((size, index) => (requests[index] ?? 0) <= most(size));
  return { label, cells: requests.map(count), aim: { text: aim, met } };
}
