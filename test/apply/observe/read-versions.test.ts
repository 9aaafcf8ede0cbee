import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ApiError } from '../../../src/api/errors/errors.ts';
import type { StreamReader } from '../../../src/api/streams/client.ts';
import { readOlderVersions } from '../../../src/apply/observe/read-versions.ts';
import { noCache, type VersionCache } from '../../../src/apply/observe/version-cache.ts';
import type { StreamDetail } from '../../../src/model/observed.ts';
import { manualClock } from '../../manual-clock.ts';

const COLLECTION = { kind: 'DataStream2', logType: 'cdn' } as const;
const ROW = {
  ...{ collection: COLLECTION, streamId: 7050, name: 'web', version: 200, status: 'ACTIVATED', sources: [] },
};
const ENDPOINT = '/destination/endpoint';

function version(number: number): StreamDetail {
  const destination = {
    destinationType: 'HTTPS',
    displayName: 'a',
    endpoint: `https://v${number}.example.com`,
  };
  return { ...ROW, version: number, body: { destination } };
}

/** A reader that has versions 1 to 199, and the spans that were requested from it. */
function reader(fail?: (first: number) => ApiError | undefined) {
  const asked: string[] = [];
  const history: StreamReader['history'] = async (_, __, first, last) => {
    asked.push(`${first}-${last}`);
    const failure = fail?.(first);
    if (failure) throw failure;
    const versions = Array.from({ length: last - first + 1 }, (_, index) => version(first + index));
    return { versions, unusable: [] };
  };
  return { asked, reader: { history } as unknown as StreamReader };
}

function memory(): VersionCache & { readonly kept: Map<number, StreamDetail> } {
  const kept = new Map<number, StreamDetail>();
  return {
    ...noCache(),
    kept,
    olderVersion: async (_, __, number) => kept.get(number),
    keepOlderVersion: async (detail) => {
      kept.set(detail.version, detail);
    },
  };
}

function read(
  from: StreamReader,
  cache: VersionCache,
  wanted: readonly number[],
  places: readonly string[] = [],
) {
  const ports = {
    ...{ reader: from, cache, target: 'simulator', clock: manualClock(), listen: () => undefined },
    hash: (text: string) => createHash('sha256').update(text).digest('hex'),
    placesOf: () => places,
  };
  return readOlderVersions(ports, ROW, wanted);
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('versions are read once, in spans of at most 50, and then come from the cache', async () => {
  const [cache, first] = [memory(), reader()];
  expect([...(await read(first.reader, cache, numbers(1, 120))).keys()]).toHaveLength(120);
  expect(first.asked).toEqual(['71-120', '21-70', '1-20']);
  const second = reader();
  await read(second.reader, cache, numbers(100, 125));
  expect(second.asked).toEqual(['121-125']);
});

test('a cached version that hides a value which is no reference any more is read again', async () => {
  const [cache, hidden] = [memory(), reader()];
  const before = await read(hidden.reader, cache, [3], [ENDPOINT]);
  expect(JSON.stringify(before.get(3))).not.toContain('v3.example.com');
  const shown = reader();
  const after = await read(shown.reader, cache, [3]);
  expect(shown.asked).toEqual(['3-3']);
  expect(JSON.stringify(after.get(3))).toContain('v3.example.com');
  // And hidden again, without a request, as soon as the manifest has the reference again.
  const again = reader();
  expect(JSON.stringify((await read(again.reader, cache, [3], [ENDPOINT])).get(3))).not.toContain(
    'v3.example',
  );
  expect(again.asked).toEqual([]);
});

test('after a failure no more requests are sent, and each version says why', async () => {
  const details = { request: 'GET', happened: 'nothing' } as const;
  const failing = reader((first) => (first < 71 ? new ApiError('server', 'It failed.', details) : undefined));
  const versions = await read(failing.reader, noCache(), numbers(1, 120));
  expect(failing.asked).toEqual(['71-120', '21-70']);
  expect([versions.get(71), versions.get(70), versions.get(1)].map((one) => typeof one)).toEqual([
    'object',
    'string',
    'string',
  ]);
});

test('an interruption ends the read', async () => {
  const details = { request: 'GET', happened: 'nothing' } as const;
  const stopped = reader(() => new ApiError('aborted', 'Stopped.', details));
  await expect(read(stopped.reader, noCache(), [1])).rejects.toMatchObject({ kind: 'aborted' });
});
