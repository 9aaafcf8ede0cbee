import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FailedUpload, type Post } from '../../../src/simulator/delivery/post.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { DEFAULT_SETTINGS } from '../../../src/simulator/state/settings.ts';
import { recordRuns } from '../../../src/simulator/traffic/records.ts';
import { total } from '../../../src/simulator/traffic/runs.ts';
import { runs } from '../../soak.ts';
import { unmetered } from '../client.ts';
import {
  type DeliveringAccount,
  deliveringAccount,
  httpsDestination,
  MINUTE,
  streamBody,
} from './delivering.ts';

type Act = 'edit' | 'toggle' | 'wait' | 'sleep';

const scenario = fc.record({
  answers: fc.array(fc.constantFrom(200, 200, 200, 401, 429, 503, 'ECONNRESET'), {
    minLength: 1,
    maxLength: 12,
  }),
  draws: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    minLength: 1,
    maxLength: 20,
  }),
  acts: fc.array(fc.constantFrom<Act>('edit', 'toggle', 'wait', 'sleep'), { maxLength: 6 }),
  uploaders: fc.integer({ min: 1, max: 5 }),
  interval: fc.constantFrom(30, 60),
  gzip: fc.boolean(),
});

/** Returns the values of a list again and again. */
function cycle<T>(values: readonly [T, ...T[]] | readonly T[]): () => T {
  let next = 0;
  return () => values[next++ % values.length] as T;
}

async function act(account: DeliveringAccount, streamId: number, what: Act, body: object): Promise<void> {
  const { status } = account.accountState.current().streams[0] ?? {};
  if (what === 'edit' && status === 'ACTIVATED') {
    await account.call('PUT', `/cdn/streams/${streamId}?activate=true`, streamBody({ ...body }));
  }
  if (what === 'toggle' && (status === 'ACTIVATED' || status === 'DEACTIVATED')) {
    const path = status === 'ACTIVATED' ? 'deactivate' : 'activate';
    await account.call('POST', `/cdn/streams/${streamId}/${path}`);
  }
  if (what === 'sleep') await account.clock.advance(11 * MINUTE);
  await account.pass(MINUTE);
}

it('every collected record is delivered once or lost, never both, and metrics say which', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ answers, draws, acts, uploaders, interval, gzip }) => {
      const accepted: string[] = [];
      const sent = new Set<string>();
      const answer = cycle(answers);
      const post: Post = async ({ body }) => {
        const lines = (gzip ? gunzipSync(body) : Buffer.from(body)).toString().trimEnd().split('\n');
        const ids = lines.map((line) => String(JSON.parse(line).reqId));
        for (const id of ids) sent.add(id);
        const status = answer();
        if (typeof status === 'string') throw new FailedUpload(status);
        if (status === 200) accepted.push(...ids);
        return status;
      };
      const traffic = { ...DEFAULT_SETTINGS.traffic, requestsPerMinute: 20 };
      const first = unmetered(seededAccountWithoutStreams({ traffic }));
      const account = deliveringAccount({ post, uploaders, random: cycle(draws), first });
      const body = {
        deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: interval } },
        destination: httpsDestination(8443, { compressLogs: gzip }),
      };
      const streamId = await account.activeStream(body);
      for (const what of acts) await act(account, streamId, what, body);
      const stop = account.clock.now();
      const { status } = account.accountState.current().streams[0] ?? {};
      if (status === 'ACTIVATED') await account.call('POST', `/cdn/streams/${streamId}/deactivate`);
      await account.pass(8 * MINUTE);

      const uploads = account.uploads(streamId);
      expect(new Set(accepted).size).toBe(accepted.length);
      expect(uploads.attempted - uploads.failed).toBe(accepted.length);
      expect(uploads.attempted).toBe(sent.size);
      const state = account.accountState.current();
      const [stream] = state.streams;
      const collected = state.delivered?.find((one) => one.streamId === streamId)?.collected ?? [];
      if (!stream) throw new Error('the stream is gone');
      const expected = collected.map((period) => total(recordRuns(state, stream, period)));
      expect(uploads.attempted).toBe(expected.reduce((sum, count) => sum + count, 0));
      expect(collected.every(({ to }) => to <= stop + 20_000)).toBe(true);
      for (const { attempted, failed } of state.delivered?.[0]?.intervals ?? []) {
        expect(failed).toBeLessThanOrEqual(attempted);
      }
    }),
    { numRuns: runs(40) },
  );
});
