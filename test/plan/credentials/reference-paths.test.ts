import { describe, expect, test } from 'vitest';
import { streamCard } from '../../../src/collections/registry.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { StreamDetail } from '../../../src/model/observed.ts';
import { canonicalDesired, canonicalLive } from '../../../src/plan/canonical/canonical.ts';
import { referencePlaces, sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { baseOf } from '../../../src/plan/diff/base-version.ts';
import { compare } from '../../../src/plan/diff/compare.ts';
import { planReferences, referenceIndex } from '../../../src/plan/match/reference-index.ts';
import { nameIndex } from '../../../src/plan/resolve/resolve.ts';
import { textsAt } from '../../../src/redaction/reference-places.ts';
import { sealer } from '../../../src/redaction/seal.ts';
import { manifest } from '../../apply/manifests.ts';

const cdn = { kind: 'DataStream2', logType: 'cdn' } as const;
const datastream1 = { kind: 'DataStream1' } as const;
const hash = (text: string) =>
  `h(${text.length}:${[...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 1e9, 7)})`;
const reference = { env: 'X' };

const https = (change: JsonObject): JsonObject => ({
  destinationType: 'HTTPS',
  displayName: 'Logs',
  authenticationType: 'NONE',
  endpoint: 'https://logs.example.com/in',
  ...change,
});

const detailOf = (body: JsonObject, collection: StreamDetail['collection'] = cdn): StreamDetail => ({
  collection,
  streamId: 7,
  name: 'web',
  version: 3,
  status: 'ACTIVATED',
  sources: [],
  body,
});

const redacted = (detail: StreamDetail, places: readonly string[]) =>
  sealDetail(detail, 'target', hash, places);

const shown = { $sealed: expect.any(String), shown: '***' };

describe('the paths of references', () => {
  test('include extra and credentials, with one path for all list items, and exclude write-only members', () => {
    const spec = {
      extra: { ticket: reference, plain: 'x' },
      destination: https({
        endpoint: reference,
        customHeaderValue: reference,
        password: reference,
        extra: { 'a/b': { c: reference }, headers: [{ name: 'x', value: reference }, { value: reference }] },
      }),
    };
    expect(referencePlaces(streamCard(cdn), spec)).toEqual([
      '/destination/a~1b/c',
      '/destination/customHeaderValue',
      '/destination/endpoint',
      '/destination/headers/*/value',
      '/ticket',
    ]);
  });

  test('of connectors contain their names, also those without a reference if others have one', () => {
    const connectors = [
      { connectorType: 'HTTPS', connectorName: 'One', url: reference },
      { connectorType: 'HTTPS', connectorName: 'Two', url: 'https://two.example.com' },
    ];
    const card = streamCard(datastream1);
    expect(referencePlaces(card, { connectors })).toEqual(['/connectors/One/url', '/connectors/Two/']);
    expect(referencePlaces(card, { connectors: connectors.slice(1) })).toEqual([]);
  });
});

describe('redacted members', () => {
  test('are redacted whatever their name and type, and completely if the live value has another shape', () => {
    const body = {
      ticket: 4711,
      destination: https({
        traceId: 'trace',
        nothing: null,
        listed: [{ value: 'one' }, { value: 'two', name: 'kept' }],
        textForObject: 'whole',
        objectForList: { value: 'whole' },
        listForObject: ['whole'],
        other: 'kept',
      }),
    };
    const places = [
      '/ticket',
      '/destination/traceId',
      '/destination/nothing',
      '/destination/listed/*/value',
      '/destination/textForObject/a',
      '/destination/objectForList/*/value',
      '/destination/listForObject/a',
      '/destination/absent',
    ];
    const result = redacted(detailOf(body), places);
    expect(result.body).toEqual({
      ticket: shown,
      destination: https({
        traceId: shown,
        nothing: null,
        listed: [{ value: shown }, { value: shown, name: 'kept' }],
        textForObject: shown,
        objectForList: shown,
        listForObject: shown,
        other: 'kept',
      }),
    });
    expect(redacted(result, places)).toEqual(result);
    expect(new Set(textsAt(streamCard(cdn), body, places))).toEqual(
      new Set(['4711', 'one', 'trace', 'two', 'whole']),
    );
    const url = { ticket: 'https://logs.example.com/in/Zx81qQ7?key=K1' };
    expect(textsAt(streamCard(cdn), url, ['/ticket'])).toEqual(
      expect.arrayContaining(['https://logs.example.com/in/Zx81qQ7?key=K1', 'Zx81qQ7', 'K1']),
    );
  });

  test('do not change the base of a plan, so that a fresh read matches it', () => {
    const detail = detailOf({ destination: https({ traceId: 'trace' }) });
    const places = ['/destination/endpoint', '/destination/traceId'];
    const plain = baseOf(sealDetail(detail, 'target', hash), hash);
    expect(baseOf(redacted(detail, places), hash)).toEqual({ ...plain, references: places });
    const sealed = sealDetail(detail, 'target', hash);
    expect(redacted(sealed, [])).toEqual(sealed);
    expect(redacted(sealed, places)).toEqual(redacted(detail, places));
  });

  test('hide the host of a URL, and a member whose default is the host is still compared', () => {
    const card = streamCard(cdn);
    const seal = sealer('target', cdn, 7, hash);
    const live = (tlsHostname?: string) => {
      const body = { destination: https(tlsHostname === undefined ? {} : { tlsHostname }) };
      return redacted(detailOf(body), ['/destination/endpoint']);
    };
    const changesOf = (tlsHostname: string | undefined, detail: StreamDetail) => {
      const own = tlsHostname === undefined ? {} : { tlsHostname };
      const spec = { destination: https({ endpoint: reference, ...own }) };
      const desired = canonicalDesired(card, spec, 'web');
      const names = nameIndex({ rows: new Map(), details: new Map(), names: new Map() });
      return compare(card, desired, canonicalLive(card, detail), seal, names)
        .map(({ path }) => path)
        .filter((path) => path.startsWith('/destination/'));
    };
    expect(JSON.stringify(live('logs.example.com').body)).not.toContain('logs.example.com');
    expect(changesOf(undefined, live('logs.example.com'))).toEqual([]);
    expect(changesOf('Logs.example.com', live())).toEqual([]);
    expect(changesOf('logs.example.com', live('logs.example.com'))).toEqual([]);
    expect(changesOf('other.example.com', live())).toEqual(['/destination/tlsHostname']);
    expect(changesOf(undefined, live('other.example.com'))).toEqual(['/destination/tlsHostname']);
  });

  test('of a connector are found by its name, and a connector in no manifest may be a renamed one', () => {
    const connectors = [
      { connectorType: 'HTTPS', connectorName: 'One', url: 'https://one.example.com' },
      { connectorType: 'HTTPS', connectorName: 'Two', url: 'https://two.example.com' },
      { connectorType: 'HTTPS', connectorName: 'Old', url: 'https://old.example.com' },
      'no connector',
    ];
    const places = ['/connectors/One/url', '/connectors/Two/'];
    const [one, two, old, none] = redacted(detailOf({ connectors }, datastream1), places).body[
      'connectors'
    ] as readonly JsonObject[];
    expect([one?.['url'], old?.['url']]).toEqual([
      { ...shown, host: expect.any(String) },
      { ...shown, host: expect.any(String) },
    ]);
    expect(JSON.stringify(two)).toContain('two.example.com');
    expect(none).toBe('no connector');
  });
});

describe('the references of a stream', () => {
  const extra = { destination: https({ extra: { traceId: reference } }) };
  const row = (streamId: number, name: string) => ({ ...detailOf({}), streamId, name });

  test('are those of the manifest with its id or name, or those of all manifests if it is unmanaged', () => {
    const index = referenceIndex([
      manifest('bound', { streamId: 1 }, extra),
      manifest('named', {}, { destination: https({ endpoint: reference }) }),
      manifest('plain', {}, { destination: https({}) }),
    ]);
    const places = (streamId: number, name: string) => [
      index.of(row(streamId, name)),
      index.ofAny(row(streamId, name)),
    ];
    expect(places(1, 'other')).toEqual([['/destination/traceId'], ['/destination/traceId']]);
    expect(places(2, 'named')).toEqual([['/destination/endpoint'], ['/destination/endpoint']]);
    expect(places(3, 'plain')).toEqual([[], []]);
    expect(places(2, 'bound')).toEqual([[], ['/destination/endpoint', '/destination/traceId']]);
    expect(index.ofAny({ ...row(2, 'x'), collection: datastream1 })).toEqual([]);
  });

  test('in a plan are those of the desired spec and of the base', () => {
    const item = {
      name: 'a',
      ...cdn,
      action: 'update',
      changes: [],
      effects: [],
      steps: [],
      source: { file: 'a.yaml', line: 1 },
    } as const;
    const desired = { state: 'active', spec: extra, folder: '.', resolved: [] } as const;
    const base = { version: 1, status: 'ACTIVATED', content: 'sha256:x', references: ['/ticket'] };
    const placesOf = planReferences([
      { ...item, streamId: 1, base, desired: { ...desired, state: 'absent', spec: {} } },
      { ...item, action: 'create', desired: { ...desired, spec: { ...extra, streamName: 'new' } } },
      { ...item, action: 'none', streamId: 3 },
    ]);
    expect(placesOf(row(1, 'x'))).toEqual(['/ticket']);
    expect(placesOf(row(2, 'new'))).toEqual(['/destination/traceId']);
    expect(placesOf(row(3, 'y'))).toEqual([]);
  });
});
