import { describe, expect, it } from 'vitest';
import type { Upload } from '../../../src/simulator/delivery/post.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { type MemoryStore, memoryStore } from '../../../src/simulator/state/store.ts';
import { recordRuns } from '../../../src/simulator/traffic/records.ts';
import { total } from '../../../src/simulator/traffic/runs.ts';
import { unmetered } from '../client.ts';
import { type DeliveringAccount, deliveringAccount, MINUTE, recordingPost } from './delivering.ts';

const HOUR = 60 * MINUTE;
const JSON_LINES = { deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } } };

/** The ids of all received records. */
function recordIds(received: readonly Upload[]): readonly string[] {
  return received.flatMap(({ body }) =>
    Buffer.from(body)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => String(JSON.parse(line).reqId)),
  );
}

/** The records of the times that the state has as collected. */
function collectedRecords({ accountState }: DeliveringAccount): number {
  const state = accountState.current();
  const [stream] = state.streams;
  if (!stream) throw new Error('the stream is gone');
  return total(
    (state.delivered?.[0]?.collected ?? []).flatMap((period) => recordRuns(state, stream, period)),
  );
}

/** Ends the deliveries, so that everything that was collected is delivered or lost. */
async function stop({ delivery }: DeliveringAccount): Promise<void> {
  await delivery.run(AbortSignal.abort());
}

describe('after the clock was set back, records are collected and sent once', () => {
  it('by minutes', async () => {
    const { post, received } = recordingPost(200);
    const account = deliveringAccount({ post });
    const streamId = await account.activeStream(JSON_LINES);
    await account.pass(5 * MINUTE);
    const before = received.length;
    account.clock.set(-3 * MINUTE);
    await account.pass(6 * MINUTE);
    expect(received.length).toBeGreaterThan(before);
    const ids = recordIds(received);
    expect(new Set(ids).size).toBe(ids.length);
    await stop(account);
    expect(account.uploads(streamId).attempted).toBe(collectedRecords(account));
    expect(account.accountState.current().delivered?.[0]?.collected).toHaveLength(1);
  });

  it('by hours, and deliveries continue at once', async () => {
    const { post, received } = recordingPost(200);
    const account = deliveringAccount({ post });
    const streamId = await account.activeStream(JSON_LINES);
    account.clock.set(5 * HOUR);
    await account.pass(3 * MINUTE);
    const wrong = received.length;
    account.clock.set(-5 * HOUR);
    await account.pass(3 * MINUTE);
    expect(received.length).toBeGreaterThan(wrong + 3);
    // Now the clock passes the times of the wrong clock.
    account.clock.set(5 * HOUR - 7 * MINUTE);
    await account.pass(10 * MINUTE);
    const ids = recordIds(received);
    expect(new Set(ids).size).toBe(ids.length);
    await stop(account);
    expect(account.uploads(streamId).attempted).toBe(collectedRecords(account));
  });

  it('by another process', async () => {
    const { post, received } = recordingPost(200);
    const before = deliveringAccount({ post });
    await before.activeStream(JSON_LINES);
    await before.pass(5 * MINUTE);
    await stop(before);
    // Its clock starts at the same time as the first one.
    const after = deliveringAccount({ post, first: before.accountState.current() });
    await after.pass(8 * MINUTE);
    const ids = recordIds(received);
    expect(new Set(ids).size).toBe(ids.length);
    await stop(after);
    const { streamId } = after.accountState.current().streams[0] ?? {};
    expect(after.uploads(streamId ?? 0).attempted).toBe(collectedRecords(after));
  });
});

it('results that could not be stored are stored with the next ones', async () => {
  const { post } = recordingPost(200);
  const memory = memoryStore(unmetered(seededAccountWithoutStreams()));
  const failures: Error[] = [];
  const accountState: MemoryStore = {
    ...memory,
    change: async (step) => {
      const failure = failures.pop();
      if (!failure) return memory.change(step);
      step(memory.current());
      throw failure;
    },
  };
  const account = deliveringAccount({ post, accountState });
  const streamId = await account.activeStream(JSON_LINES);
  await account.pass(2 * MINUTE);
  await account.clock.advance(10_000);
  // The second one is that of the end of the deliveries.
  failures.push(new Error('the disk is full'), new Error('the disk is full'));
  await expect(account.delivery.run(new AbortController().signal)).rejects.toThrow('the disk is full');
  await stop(account);
  expect(account.accountState.current().delivered?.[0]?.collected).toHaveLength(1);
  expect(account.uploads(streamId).attempted).toBe(collectedRecords(account));
});
