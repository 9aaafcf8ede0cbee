import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportSpec } from '../../src/conversion/stream-to-manifest.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { isSealed } from '../../src/model/secret.ts';
import { sealDetail } from '../../src/plan/credentials/seal-stream.ts';
import { sealer } from '../../src/redaction/seal.ts';
import { cardNames } from '../builders/card-samples.ts';
import { COLLECTOR, connectorChanges, DS1, ds1Live } from '../builders/datastream1-streams.ts';
import { hash, TARGET } from '../builders/streams.ts';

const seal = sealer(TARGET, DS1, 7, hash);

/** A part of a URL that no host in these tests contains. */
const segment = fc.stringMatching(/^[A-Z0-9_-]{4,12}$/).map((text) => `Q${text}`);

/** The end of a query that holds a credential, and that credential. */
const secretQuery = fc.oneof(
  fc.constant({ query: '', hidden: [] as readonly string[] }),
  segment.map((text) => ({ query: `?${text}`, hidden: [text] })),
  fc
    .record({ name: fc.constantFrom('token', 'apiKey', 'X-Amz-Signature', 'sig'), text: segment })
    .map(({ name, text }) => ({ query: `?table=a.b&${name}=${text}`, hidden: [text] })),
);

/** A URL and the parts of it that may be a credential. */
const secretUrl = fc
  .record({
    userinfo: fc.array(segment, { maxLength: 2 }),
    port: fc.constantFrom('', ':8443'),
    path: fc.array(segment, { minLength: 1, maxLength: 4 }),
    query: secretQuery,
    fragment: fc.option(segment, { nil: undefined }),
  })
  .map(({ userinfo, port, path, query, fragment }) => ({
    host: `logs.example.com${port}`,
    parts: [...userinfo, ...path, ...query.hidden, ...(fragment === undefined ? [] : [fragment])],
    url: [
      'https://',
      userinfo.length > 0 ? `${userinfo.join(':')}@` : '',
      `logs.example.com${port}/${path.join('/')}`,
      query.query,
      fragment === undefined ? '' : `#${fragment}`,
    ].join(''),
  }));

const shownOf = (url: string) => {
  const value = seal('url-path', url);
  return isSealed(value) ? value.shown : undefined;
};

describe('a URL whose path is a credential', () => {
  it.each([
    ['https://logs.example.com', undefined],
    ['https://logs.example.com/', undefined],
    ['https://logs.example.com:8443', undefined],
    ['https://logs.example.com/CODE', 'https://logs.example.com/***'],
    ['https://logs.example.com//CODE', 'https://logs.example.com/***'],
    ['https://logs.example.com\\CODE', 'https://logs.example.com/***'],
    ['https://logs.example.com/a/CODE?t=1', 'https://logs.example.com/***?t=1'],
    ['https://logs.example.com/?table=a.b', undefined],
    [
      'https://logs.example.com/CODE?table=a.b&sig=x;se=1',
      'https://logs.example.com/***?table=a.b&sig=***;se=1',
    ],
    ['https://logs.example.com?CODE', 'https://logs.example.com?***'],
    ['https://logs.example.com/#CODE', 'https://logs.example.com/#***'],
    ['https://user:pw@logs.example.com:8443/a', 'https://***@logs.example.com:8443/***'],
    ['https://user:p/w@logs.example.com/a', '***'],
    ['https://[::1]:8443/CODE', 'https://[::1]:8443/***'],
    ['//logs.example.com/CODE', '***'],
    ['logs.example.com/CODE', '***'],
    [' https://logs.example.com/CODE', '***'],
    ['CODE', '***'],
    ['', undefined],
  ])('%j is shown as %j', (url, shown) => {
    expect(shownOf(url)).toBe(shown);
  });

  it('shows its host, and no part that may be a credential', () => {
    fc.assert(
      fc.property(secretUrl, ({ url, host, parts }) => {
        const shown = shownOf(url) ?? '';
        expect(shown).toContain(host);
        for (const part of parts) expect(JSON.stringify(seal('url-path', url))).not.toContain(part);
      }),
    );
  });

  it('is identified by its digest: equal URLs have equal digests, others do not', () => {
    fc.assert(
      fc.property(secretUrl, secretUrl, (one, other) => {
        expect(seal('url-path', one.url)).toEqual(seal('url-path', `${one.url}`));
        if (one.url !== other.url) expect(seal('url-path', one.url)).not.toEqual(seal('url-path', other.url));
      }),
    );
  });

  it('does not change when it is sealed again, and a reference is not sealed', () => {
    const once = seal('url-path', 'https://logs.example.com/CODE');
    expect(seal('url-path', once)).toBe(once);
    expect(seal('url-path', { env: 'URL' })).toEqual({ env: 'URL' });
  });

  it.each(['SUMO_LOGIC', 'HTTPS', 'NEW'])('is in no change, detail or export of a connector: %s', (type) => {
    fc.assert(
      fc.property(secretUrl, secretUrl, (one, other) => {
        const at = (url: string): JsonObject => ({ ...COLLECTOR, connectorType: type, url });
        const changes = connectorChanges([at(one.url)], [at(other.url)]);
        expect(changes.length).toBe(one.url === other.url ? 0 : 1);
        const detail = ds1Live(7, 'web', { body: { connectors: [at(one.url)] } });
        const sealed = sealDetail(detail, TARGET, hash);
        const texts = [changes, sealed, exportSpec(detail, cardNames), connectorChanges([at(one.url)], [])];
        for (const part of [...one.parts, ...other.parts]) expect(JSON.stringify(texts)).not.toContain(part);
      }),
    );
  });
});

describe('a sealed DataStream 1 stream', () => {
  it('has each connector sealed in its original order, and does not change when it is sealed again', () => {
    const connectors = [COLLECTOR, { ...COLLECTOR, connectorName: 'Second' }];
    const once = sealDetail(ds1Live(7, 'web', { body: { connectors } }), TARGET, hash);
    expect(once.body['connectors']).toMatchObject([
      { connectorName: 'Collector', url: { shown: 'https://collectors.example.com/***' } },
      { connectorName: 'Second', url: { shown: 'https://collectors.example.com/***' } },
    ]);
    expect(sealDetail(once, TARGET, hash)).toEqual(once);
  });
});
