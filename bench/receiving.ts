import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, times } from './measure.ts';
import { count, ratio, type Section } from './report.ts';
import { type RunningReceiver, startBareServer, startReceiver, startSender } from './servers.ts';
import type { SendingResult } from './uploaders.ts';

const LEAST = 0.6;
const ROUNDS = 4;
/** The duration of each server in each round, and of the warm-up. */
const SECONDS = 0.8;

/** The uploads that are sent. The bare server discards text, and decompresses and parses gzip. */
const CASES = [
  { recordsPerFile: 20, isGzip: false, uploaders: 64 },
  { recordsPerFile: 1000, isGzip: true, uploaders: 20 },
] as const;

interface Round {
  readonly bare: SendingResult;
  readonly ours: SendingResult;
}

/**
 * Measures how much `datastream receive` receives, compared with a bare server of `node:https`. On two processors, one
 * serves and one sends. The sender is not the limit: its processor is partly idle, as the table shows.
 */
export async function measureReceiving(): Promise<Section> {
  const folder = await mkdtemp(path.join(tmpdir(), 'datastream-bench-'));
  const receiver = await startReceiver(folder);
  try {
    const measured = [];
    for (const each of CASES) measured.push(await measureRounds(receiver, each));
    return sectionOf(measured);
  } finally {
    await receiver.stop();
    await rm(folder, { recursive: true });
  }
}

async function measureRounds(
  receiver: RunningReceiver,
  files: (typeof CASES)[number],
): Promise<readonly Round[]> {
  const bare = await startBareServer({ ...receiver, isReading: files.isGzip });
  const toBare = await startSender({ ...files, ca: receiver.cert, port: bare.port });
  const toOurs = await startSender({ ...files, ca: receiver.cert, port: receiver.port });
  const round = async () => {
    const result = {
      bare: await toBare.send({ seconds: SECONDS }),
      ours: await toOurs.send({ seconds: SECONDS }),
    };
    await receiver.clear();
    return result;
  };
  await round();
  const rounds = await times(ROUNDS, round);
  await toBare.stop();
  await toOurs.stop();
  await bare.stop();
  return rounds;
}

/** Records per second. */
function recordsOf({ records, seconds }: SendingResult): number {
  return records / seconds;
}

/** Megabytes of bodies per second, as sent. */
function megabytesOf({ bytes, seconds }: SendingResult): number {
  return bytes / 1e6 / seconds;
}

function sectionOf(measured: readonly (readonly Round[])[]): Section {
  const each = (side: keyof Round, value: (result: SendingResult) => number) =>
    measured.map((rounds) => count(Math.round(median(rounds.map((round) => value(round[side]))))));
  const busy = measured.map((rounds) =>
    Math.max(...rounds.flatMap(({ bare, ours }) => [bare, ours]).map(({ cpu, seconds }) => cpu / seconds)),
  );
  const ratios = measured.map((rounds) =>
    median(rounds.map(({ bare, ours }) => recordsOf(ours) / recordsOf(bare))),
  );
  const [text = 0, gzip = 0] = ratios;
  const aim = (value: number) => ({ text: `at least ${LEAST}`, met: value >= LEAST });
  return {
    title: '8. datastream receive, against a bare server of node:https',
    notes: [
      'Uploads of 20 records as text, and of 1,000 as gzip; a record has 0.8 to 1.5 kB. The bare server',
      'discards the former, and decompresses and parses the latter. Ours checks BASIC and writes files.',
      `Per second of wall-clock time; median of ${ROUNDS} alternating rounds.`,
    ],
    heads: ['20', '1,000'],
    rows: [
      { label: 'bare, thousand records', cells: each('bare', (result) => recordsOf(result) / 1000) },
      { label: 'ours, thousand records', cells: each('ours', (result) => recordsOf(result) / 1000) },
      { label: 'bare, MB as sent', cells: each('bare', megabytesOf) },
      { label: 'ours, MB as sent', cells: each('ours', megabytesOf) },
      { label: 'ratio, text', cells: [ratio(text), ''], aim: aim(text) },
      { label: 'ratio, gzip', cells: ['', ratio(gzip)], aim: aim(gzip) },
      { label: 'busy share of the sender, at most', cells: busy.map(ratio) },
    ],
  };
}
