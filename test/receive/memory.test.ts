import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CREDENTIAL, openUploaders } from '../../bench/uploaders.ts';
import { makeUploads } from '../../bench/uploads.ts';
import { temporaryFolder } from '../apply/temporary.ts';
import { start } from '../cli/built.ts';
import { runs } from '../soak.ts';

/** Uploaders that send a file of 20 records every 30 seconds. */
const UPLOADERS = runs(500);
/** Each round sends the files of so many minutes. */
const MINUTES = 2;
const ROUNDS = 60 / MINUTES;
/** In a round, the files of all uploaders are sent over so many new connections. */
const CONNECTIONS = 16;
/** Rounds in which V8 compiles, and the heap gets its size. */
const WARM_UP = 9;
const TEXT = makeUploads(32, 20, false);
const GZIP = makeUploads(4, 1000, true);
const MIB = 1024 * 1024;

test('memory is flat over an hour of uploads', async () => {
  const folder = temporaryFolder();
  const options = [
    '--self-signed',
    '--port',
    '0',
    '--admin-port',
    '0',
    '--dir',
    'out',
    '--rotate-size',
    '16MiB',
  ];
  const receiver = start(
    ['receive', ...options, '--user', CREDENTIAL.user, '--password', 'env:LOGS_PASSWORD'],
    { cwd: folder, env: { LOGS_PASSWORD: CREDENTIAL.password } },
  );
  onTestFinished(() => void receiver.child.kill());
  const [, port] = await receiver.saw(/listening on https:\S+:(\d+)/);
  const [, metrics = ''] = await receiver.saw(/metrics on (\S+)/);
  const closed = path.join(folder, 'out/closed');
  const ca = await readFile(path.join(folder, '.datastream/receive/localhost.crt'), 'utf8');
  const target = { port: Number(port), ca, uploaders: CONNECTIONS };
  const seen: Memory[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const text = await openUploaders(target, TEXT);
    await text.send({ requests: UPLOADERS * MINUTES * 2 });
    const gzip = await openUploaders({ ...target, uploaders: 2 }, GZIP);
    await gzip.send({ requests: MINUTES });
    text.close();
    gzip.close();
    for (const file of await readdir(closed)) await rm(path.join(closed, file));
    const memory = await readMetrics(metrics);
    expect(memory.records).toBe((round + 1) * MINUTES * (UPLOADERS * 2 * 20 + 1000));
    seen.push(memory);
  }
  receiver.child.kill('SIGTERM');
  expect((await receiver.finished).exitCode).toBe(0);
  const third = (ROUNDS - WARM_UP) / 3;
  const first = seen.slice(WARM_UP, WARM_UP + third);
  const last = seen.slice(-third);
  // The allocator keeps more or less of what was freed, so that a few MiB are no growth.
  expect(median(last, 'resident')).toBeLessThan(median(first, 'resident') * 1.25);
  expect(least(last, 'heap')).toBeLessThan(least(first, 'heap') + 8 * MIB);
  expect(Math.max(...seen.map(({ resident }) => resident))).toBeLessThan(512 * MIB);
});

/** Memory in bytes, and the number of records that were written. */
interface Memory {
  readonly resident: number;
  /** With garbage that was not collected yet. */
  readonly heap: number;
  readonly records: number;
}

async function readMetrics(url: string): Promise<Memory> {
  const text = await (await fetch(url)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return {
    resident: value('process_resident_memory_bytes'),
    heap: value('nodejs_heap_size_used_bytes'),
    records: value('datastream_receive_records_total'),
  };
}

function median(seen: readonly Memory[], of: 'resident' | 'heap'): number {
  const sorted = seen.map((each) => each[of]).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function least(seen: readonly Memory[], of: 'resident' | 'heap'): number {
  return Math.min(...seen.map((each) => each[of]));
}
