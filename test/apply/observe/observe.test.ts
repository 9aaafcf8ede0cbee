import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../src/api/errors/errors.ts';
import type { CatalogEntry, StreamReader } from '../../../src/api/streams/client.ts';
import { observe, observeStreams } from '../../../src/apply/observe/observe.ts';
import { type CachedNames, noCache, type VersionCache } from '../../../src/apply/observe/version-cache.ts';
import type { Collection } from '../../../src/model/collection.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { StreamDetail, StreamList, StreamRow, UnusableRow } from '../../../src/model/observed.ts';
import { HTTPS } from '../../builders/streams.ts';
import { manualClock } from '../../manual-clock.ts';
import { hash } from '../account.ts';
import { manifest } from '../manifests.ts';

const cdn: Collection = { kind: 'DataStream2', logType: 'cdn' };
const KEY = 'DataStream2/cdn';

const row = (streamId: number, change: Partial<StreamRow> = {}): StreamRow => ({
  collection: cdn,
  streamId,
  name: `s${streamId}`,
  version: 1,
  status: 'ACTIVATED',
  sources: [{ id: 349772, name: 'www.example.com' }],
  ...change,
});

const body: JsonObject = {
  streamName: 's1',
  properties: [{ propertyId: 349772, propertyName: 'www.example.com' }],
  datasetFields: [{ datasetFieldId: 1000, datasetFieldName: 'CP code', datasetFieldJsonKey: 'cp' }],
  deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
  destination: {
    destinationType: 'HTTPS',
    displayName: 'x',
    endpoint: 'https://logs.example.com/x?token=canary-token',
    authenticationType: 'NONE',
    customHeaderName: 'x-key',
    customHeaderValue: 'canary-header',
  },
};

/** An account that returns lists and counts requests. */
class Reader implements StreamReader {
  readonly asked: string[] = [];
  constructor(
    readonly rows: readonly StreamRow[],
    readonly details: Readonly<Record<number, Partial<StreamDetail> | 'gone'>> = {},
    readonly entries: readonly CatalogEntry[] = [],
    readonly unusable: readonly UnusableRow[] = [],
  ) {}

  list(): Promise<StreamList> {
    this.asked.push('list');
    return Promise.resolve({ rows: this.rows, unusable: this.unusable });
  }

  get(_collection: Collection, streamId: number): Promise<StreamDetail> {
    this.asked.push(`get ${streamId}`);
    const detail = this.details[streamId];
    if (detail === 'gone') {
      const details = { request: 'GET', happened: 'nothing' } as const;
      return Promise.reject(new ApiError('no-such-stream', 'Stream does not exist.', details));
    }
    const known = this.rows.find((each) => each.streamId === streamId) ?? row(streamId);
    return Promise.resolve({ ...known, body, ...detail });
  }

  sources(_collection: Collection, place: object): Promise<readonly CatalogEntry[]> {
    this.asked.push(`sources ${JSON.stringify(place)}`);
    return Promise.resolve(this.entries);
  }

  fields(): Promise<readonly CatalogEntry[]> {
    this.asked.push('fields');
    return Promise.resolve(this.entries);
  }

  history = () => Promise.resolve({ versions: [], unusable: [] });
  activationHistory = () => Promise.resolve([]);
  groups = () => Promise.resolve([]);
}

function memoryCache(): VersionCache & {
  readonly kept: StreamDetail[];
  readonly keptNames: Map<string, CachedNames>;
} {
  const kept: StreamDetail[] = [];
  const keptNames = new Map<string, CachedNames>();
  return {
    ...noCache(),
    kept,
    keptNames,
    detail: async (_collection, streamId, version) =>
      kept.find((detail) => detail.streamId === streamId && detail.version === version),
    keepDetail: async (detail) => {
      kept.push(detail);
    },
    names: async (key) => keptNames.get(key),
    keepNames: async (key, names) => {
      keptNames.set(key, names);
    },
  };
}

function ports(reader: StreamReader, cache: VersionCache = noCache()) {
  const events: RunEvent[] = [];
  const clock = manualClock();
  const listen = (event: RunEvent) => events.push(event);
  return { reader, cache, target: 'simulator', hash, clock, listen, events };
}

describe('observing', () => {
  test('reads one list and the streams that manifests are about', async () => {
    const reader = new Reader([row(1), row(2), row(3)]);
    const observed = await observe([manifest('s1'), manifest('s3')], ports(reader));
    expect(reader.asked).toEqual(['list', 'get 1', 'get 3']);
    expect([...observed.details.keys()]).toEqual([`${KEY}/1`, `${KEY}/3`]);
    expect(observed.rows.get(KEY)).toHaveLength(3);
  });

  test('blocks only the stream whose content cannot be read, and caches nothing of it', async () => {
    const reader = new Reader([row(1), row(2)]);
    const read = reader.get.bind(reader);
    const details = { request: 'GET', happened: 'nothing' } as const;
    reader.get = (collection, streamId) =>
      streamId === 1
        ? Promise.reject(new ApiError('unreadable', 'It has no usable destination.', details))
        : read(collection, streamId);
    const observed = await observe([manifest('s1'), manifest('s2')], ports(reader));
    expect([...observed.details.keys()]).toEqual([`${KEY}/2`]);
    expect(observed.unreadable?.get(`${KEY}/1`)).toBe('It has no usable destination.');
  });

  test('reads only one list once all versions are cached, for any number of streams', async () => {
    const rows = Array.from({ length: 50 }, (_, n) => row(n + 1));
    const cache = memoryCache();
    const manifests = rows.map(({ name }) => manifest(name));
    await observe(manifests, ports(new Reader(rows), cache));
    const reader = new Reader(rows);
    const observed = await observe(manifests, ports(reader, cache));
    expect(reader.asked).toEqual(['list']);
    expect(observed.details.size).toBe(50);
  });

  test('takes content from the cache and everything else from the row', async () => {
    const cache = memoryCache();
    await observe(
      [manifest('s1')],
      ports(new Reader([row(1, { groupId: 21484, contractId: 'C-1' })]), cache),
    );
    const now = row(1, {
      status: 'DEACTIVATED',
      sources: [{ id: 349772, name: 'renamed' }],
      modifiedBy: 'jdoe',
    });
    const observed = await observe([manifest('s1')], ports(new Reader([now]), cache));
    expect(observed.details.get(`${KEY}/1`)).toMatchObject({ ...now, groupId: 21484, contractId: 'C-1' });
  });

  test('reads a version that is not in the cache', async () => {
    const cache = memoryCache();
    await observe([manifest('s1')], ports(new Reader([row(1)]), cache));
    const reader = new Reader([row(1, { version: 2 })]);
    await observe([manifest('s1')], ports(reader, cache));
    expect(reader.asked).toEqual(['list', 'get 1']);
  });

  test('uses a detail that is newer than its row', async () => {
    const reader = new Reader([row(1)], { 1: { version: 2, status: 'ACTIVATING' } });
    const observed = await observe([manifest('s1')], ports(reader));
    expect(observed.rows.get(KEY)).toMatchObject([{ version: 2, status: 'ACTIVATING' }]);
    expect(observed.details.get(`${KEY}/1`)).toMatchObject({ version: 2, status: 'ACTIVATING' });
  });

  test('omits a stream that is deleted between list and read', async () => {
    const observed = await observe([manifest('s1')], ports(new Reader([row(1), row(2)], { 1: 'gone' })));
    expect(observed.rows.get(KEY)?.map(({ streamId }) => streamId)).toEqual([2]);
    expect(observed.details.size).toBe(0);
  });

  test('seals credentials before anything is cached or returned', async () => {
    const cache = memoryCache();
    const observed = await observe([manifest('s1')], ports(new Reader([row(1)]), cache));
    const all = JSON.stringify([[...observed.details.values()], cache.kept]);
    expect(all).toContain('$sealed');
    expect(all).not.toMatch(/canary/);
  });

  test('counts the streams that it reads, not the requests: 2 of 2 for two streams', async () => {
    const wired = ports(new Reader([row(1), row(2)]));
    await observe([manifest('s1'), manifest('s2')], wired);
    expect(wired.events).toEqual([
      { tag: 'reading', done: 1, total: 2 },
      { tag: 'reading', done: 2, total: 2 },
    ]);
  });

  test('counts streams whose version is in the cache as read', async () => {
    const cache = memoryCache();
    await observe([manifest('s1')], ports(new Reader([row(1)]), cache));
    const wired = ports(new Reader([row(1), row(2)]), cache);
    await observe([manifest('s1'), manifest('s2')], wired);
    expect(wired.events).toEqual([{ tag: 'reading', done: 2, total: 2 }]);
  });

  test('passes on the error of a read', async () => {
    const reader = new Reader([row(1)]);
    const details = { request: 'GET', happened: 'nothing' } as const;
    reader.get = () => Promise.reject(new ApiError('server', 'It failed.', details));
    await expect(observe([manifest('s1')], ports(reader))).rejects.toThrow('It failed.');
  });

  test('reads listed streams without a manifest', async () => {
    const reader = new Reader([row(1), row(2)]);
    const observed = await observeStreams([row(1), row(2)], ports(reader));
    expect(reader.asked).toEqual(['get 1', 'get 2']);
    expect(observed.details.size).toBe(2);
  });
});

describe('names', () => {
  const named = manifest('new', {}, { properties: ['shop.example.com'], destination: HTTPS });
  const shop = { id: 349770, name: 'shop.example.com' };

  test('are looked up in the group of the manifest if neither rows nor details have them', async () => {
    const reader = new Reader([row(1)], {}, [shop]);
    const observed = await observe([named], ports(reader));
    expect(reader.asked).toEqual(['list', 'sources {"groupId":21484,"contractId":"C-0N7RAC7"}']);
    expect(observed.names.get(`${KEY}/properties`)).toEqual([{ ...shop, origin: 'live' }]);
  });

  test('are not looked up if a row has them', async () => {
    const reader = new Reader([row(1, { sources: [shop] })]);
    await observe([named], ports(reader));
    expect(reader.asked).toEqual(['list']);
  });

  test('are cached for a day', async () => {
    const cache = memoryCache();
    await observe([named], ports(new Reader([], {}, [shop]), cache));
    const later = ports(new Reader([], {}, [shop]), cache);
    const observed = await observe([named], later);
    expect(observed.names.get(`${KEY}/properties`)).toEqual([{ ...shop, origin: 'kept' }]);
    await later.clock.advance(25 * 3_600_000);
    const reader = new Reader([], {}, [shop]);
    await observe([named], { ...later, reader });
    expect(reader.asked).toHaveLength(2);
  });

  test('are looked up again if the cache does not have them or its entry is from the future', async () => {
    const cache = memoryCache();
    await observe([named], ports(new Reader([], {}, []), cache));
    const again = new Reader([], {}, [shop]);
    await observe([named], ports(again, cache));
    expect(again.asked).toHaveLength(2);
    for (const [key, kept] of cache.keptNames) cache.keptNames.set(key, { ...kept, at: kept.at + 3_600_000 });
    const future = new Reader([], {}, [shop]);
    await observe([named], ports(future, cache));
    expect(future.asked).toHaveLength(2);
  });
});

describe('ids of data set fields that are on no card', () => {
  const cp = { id: 1000, name: 'CP code', key: 'cp' };
  const fielded = (name: string) =>
    manifest(name, {}, { properties: [349772], datasetFields: [1000, 77777], destination: HTTPS });

  test('are looked up with one request for all manifests, which is valid for a day even if it does not list them', async () => {
    const cache = memoryCache();
    const reader = new Reader([], {}, [cp]);
    const first = ports(reader, cache);
    const observed = await observe([fielded('new'), fielded('other')], first);
    expect(reader.asked).toEqual(['list', 'fields']);
    expect(observed.names.get(`${KEY}/datasetFields`)).toEqual([{ ...cp, origin: 'live' }]);
    const again = new Reader([], {}, [cp]);
    await observe([fielded('new')], ports(again, cache));
    expect(again.asked).toEqual(['list']);
    await first.clock.advance(25 * 3_600_000);
    const later = new Reader([], {}, [cp]);
    await observe([fielded('new')], { ...first, reader: later });
    expect(later.asked).toEqual(['list', 'fields']);
  });

  test('are not looked up if the live stream has them', async () => {
    const fields = [{ datasetFieldId: 1000 }, { datasetFieldId: 77777 }];
    const reader = new Reader([row(1)], { 1: { body: { ...body, datasetFields: fields } } });
    await observe([fielded('s1')], ports(reader));
    expect(reader.asked).toEqual(['list', 'get 1']);
  });

  test('are not checked if the API refuses its list, with a warning', async () => {
    const reader = new Reader([], {}, []);
    const refused = new ApiError('forbidden', 'GET was refused.', { request: 'GET', happened: 'nothing' });
    reader.fields = () => Promise.reject(refused);
    const events: RunEvent[] = [];
    const observed = await observe([fielded('new')], {
      ...ports(reader),
      listen: (event) => events.push(event),
    });
    expect(observed.names.size).toBe(0);
    expect(events).toContainEqual({
      tag: 'warning',
      warning: {
        code: 'fields-not-checked',
        message: 'Field ids of DataStream2/cdn are not checked: GET was refused.',
      },
    });
  });
});

describe('rows that cannot be used', () => {
  const unusable: UnusableRow = {
    collection: cdn,
    streamId: 1,
    name: 's1',
    sources: [],
    reason: 'has no usable version',
  };

  test('are kept separate, and neither read nor completed from the cache', async () => {
    const reader = new Reader([row(2)], {}, [], [unusable]);
    const cache = memoryCache();
    cache.kept.push({ ...row(1), body });
    const seen = await observe([manifest('s1'), manifest('s2')], ports(reader, cache));
    expect(seen.unusable).toEqual(new Map([[KEY, [unusable]]]));
    expect(seen.rows.get(KEY)?.map(({ streamId }) => streamId)).toEqual([2]);
    expect(reader.asked).toEqual(['list', 'get 2']);
  });
});
