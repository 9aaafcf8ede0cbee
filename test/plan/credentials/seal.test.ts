import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { edns } from '../../../src/collections/edns.ts';
import { exportSpec } from '../../../src/conversion/stream-to-manifest.ts';
import { DESTINATIONS } from '../../../src/destinations/registry.ts';
import { isObject, type JsonObject } from '../../../src/model/json.ts';
import { isSealed } from '../../../src/model/secret.ts';
import { canonicalDesired, canonicalLive } from '../../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { compare } from '../../../src/plan/diff/compare.ts';
import { sealer } from '../../../src/redaction/seal.ts';
import {
  answerTo,
  cardNames,
  detailOf,
  fullSpec,
  sha256,
  TARGET,
  withPart,
} from '../../builders/card-samples.ts';

const seal = sealer(TARGET, cdn.collection, 7050, sha256);
const https = DESTINATIONS.find(({ type }) => type === 'HTTPS');
if (!https) throw new Error('no card for HTTPS');

/** All encodings in which a string may leak. */
function encodings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replaceAll('=', ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    sha256(secret),
  ];
}

describe('a sealed value', () => {
  it.each([
    ['https://logs.example.com/akamai', undefined],
    ['https://logs.example.com/akamai?token=abc', 'https://logs.example.com/akamai?token=***'],
    ['https://logs.example.com/akamai#abc', 'https://logs.example.com/akamai#***'],
    ['https://a.example.com/in?table=akamai.logs&transform=x', undefined],
    [
      'https://a.example.com/in?table=akamai.logs&token=abc&transform=x',
      'https://a.example.com/in?table=akamai.logs&token=***&transform=x',
    ],
    [
      'https://a.example.com/in?table=x;X-Amz-Signature=abc',
      'https://a.example.com/in?table=x;X-Amz-Signature=***',
    ],
    ['https://a.example.com/in?%74oken=abc', 'https://a.example.com/in?%74oken=***'],
    [
      'https://a.example.com/in?dd-api-key=abc&code=1&sig=2',
      'https://a.example.com/in?dd-api-key=***&code=***&sig=***',
    ],
    ['https://a.example.com/in?encode=gzip&author=me&turkey=1', undefined],
    ['https://a.example.com/in?x=4f9d2a1b7c3e8f60a5b1', 'https://a.example.com/in?x=***'],
    ['https://a.example.com/in?next=https%3A%2F%2Fu:p@h', 'https://a.example.com/in?next=***'],
    ['https://a.example.com/in?next=%2Fa%3Ftoken%3Db', 'https://a.example.com/in?next=***'],
    ['https://a.example.com/in/0f8fad5b-d9cb-469f-a165-70867728950e/x', 'https://a.example.com/in/***/x'],
    ['https://a.example.com/akamai-logs-2026-prod-eu1/v1/myLogCollector', undefined],
    ['https://user:pw@logs.example.com:8443/a', 'https://***@logs.example.com:8443/a'],
    ['https://us@er:p/w@logs.example.com/a', '***'],
    ['https://user:p?w@logs.example.com/a', '***'],
    ['https://user:p/w@logs.example.com/a', '***'],
    ['https://[::1]:8443/a?b', 'https://[::1]:8443/a?***'],
    ['https://logs.example.com/@team', undefined],
    ['//user:pw@logs.example.com', '***'],
    ['not a URL', undefined],
    ['', undefined],
  ])('of the URL %j shows %j', (url, shown) => {
    const value = seal('url', url);
    expect(isSealed(value) ? value.shown : undefined).toBe(shown);
    if (shown === undefined) expect(value).toBe(url);
  });

  it('does not change when it is sealed again, and a reference is not sealed', () => {
    const once = seal('whole', 'abc');
    expect(seal('whole', once)).toBe(once);
    expect(seal('whole', { env: 'TOKEN' })).toEqual({ env: 'TOKEN' });
  });

  it('is the same within one stream, and differs between streams, collections and targets', () => {
    const others = [
      sealer(TARGET, cdn.collection, 7051, sha256),
      sealer(TARGET, edns.collection, 7050, sha256),
      sealer('https://other', cdn.collection, 7050, sha256),
      sealer(TARGET, cdn.collection, undefined, sha256),
    ];
    expect(seal('whole', 'abc')).toEqual(sealer(TARGET, cdn.collection, 7050, sha256)('whole', 'abc'));
    for (const other of others) expect(other('whole', 'abc')).not.toEqual(seal('whole', 'abc'));
  });

  it('differs if the value differs', () => {
    expect(seal('url', 'https://a.example.com?a')).not.toEqual(seal('url', 'https://a.example.com?b'));
  });
});

const HTTPS = { destinationType: 'HTTPS', displayName: 'n', authenticationType: 'NONE' };

const CANARIES = ['Canary "1" +/=&ü', 'canary-2-token', 'hunter2\\n'];

/** A body with a canary in every credential and every write-only member of a destination. */
function poisoned(destination: (typeof DESTINATIONS)[number], canary: string): JsonObject {
  const body = answerTo(cdn, destination, fullSpec(cdn, destination, 'JSON'));
  return withPart(body, 'destination', (place) => ({
    ...place,
    ...Object.fromEntries(
      Object.entries(destination.members).flatMap(([member, { writeOnly, credential }]) => {
        const url = `https://${encodeURIComponent(canary)}@logs.example.com/?token=${canary}`;
        if (credential !== undefined && credential !== 'whole') return [[member, url] as const];
        return writeOnly || credential ? [[member, canary] as const] : [];
      }),
    ),
  }));
}

describe('the path of an endpoint that has a separate member for its credential', () => {
  const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
  it.each([
    [
      'LOGGLY',
      `https://logs-01.loggly.com/bulk/TOKEN/tag/akamai`,
      'https://logs-01.loggly.com/bulk/***/tag/akamai',
    ],
    ['LOGGLY', `https://logs-01.loggly.com/inputs/${UUID}`, 'https://logs-01.loggly.com/inputs/***'],
    ['LOGGLY', 'https://logs-01.loggly.com/bulk/', undefined],
    [
      'DATADOG',
      'https://http-intake.logs.datadoghq.com/v1/input/KEY',
      'https://http-intake.logs.datadoghq.com/v1/input/***',
    ],
    ['DATADOG', 'https://http-intake.logs.datadoghq.com/v1/input', undefined],
    ['DATADOG', `https://dd.example.com/x/${UUID}`, 'https://dd.example.com/x/***'],
    [
      'SUMO_LOGIC',
      'https://c.example.com/receiver/v1/http/CODE==',
      'https://c.example.com/receiver/v1/http/***',
    ],
    ['SUMO_LOGIC', 'https://c.example.com/receiver/v1/http', undefined],
    [
      'SPLUNK',
      'https://s.example.com/services/collector/raw?token=a',
      'https://s.example.com/services/collector/raw?token=***',
    ],
    ['DYNATRACE', `https://s.example.com/e/${UUID}/api/v2/logs/ingest`, undefined],
  ])('%s: %s shows %s', (type, endpoint, shown) => {
    const body = { destination: { destinationType: type, displayName: 'n', endpoint } };
    const { destination } = sealDetail(detailOf(cdn, body), TARGET, sha256).body;
    const value = isObject(destination) ? destination['endpoint'] : undefined;
    expect(isSealed(value) ? value.shown : undefined).toBe(shown);
    const exported = exportSpec(detailOf(cdn, body), cardNames).spec['destination'];
    expect(exported).toMatchObject({ endpoint: shown === undefined ? endpoint : { env: 'WEB_ENDPOINT' } });
  });
});

describe('sealed stream details', () => {
  for (const destination of DESTINATIONS) {
    it(`contain no credential in any encoding: ${destination.title}`, () => {
      for (const canary of CANARIES) {
        const raw = detailOf(cdn, poisoned(destination, canary));
        const sealed = sealDetail(raw, TARGET, sha256);
        const live = canonicalLive(cdn, sealed);
        const spec = { ...raw.body, destination: { ...exportSpec(raw, cardNames).spec } };
        const texts = [
          sealed,
          live,
          exportSpec(raw, cardNames),
          exportSpec(sealed, cardNames),
          compare(
            cdn,
            canonicalDesired(cdn, fullSpec(cdn, destination, 'JSON'), 'web'),
            live,
            seal,
            cardNames,
          ),
        ].map((value) => JSON.stringify(value));
        expect(spec).toBeDefined();
        for (const secret of encodings(canary)) {
          for (const text of texts) expect(text).not.toContain(secret);
        }
      }
    });
  }

  it('are sealed by member name if the destination type has no card', () => {
    const body = {
      destination: {
        destinationType: 'NEW',
        customHeaderValue: 'abc',
        url: 'https://a.b/p?t=x&token=y',
        endpoint: 'https://a.b/?table=x',
      },
    };
    const { destination } = sealDetail(detailOf(cdn, body), TARGET, sha256).body;
    expect(destination).toMatchObject({
      customHeaderValue: { shown: '***' },
      url: { shown: 'https://a.b/***?t=x&token=***' },
      endpoint: 'https://a.b/?table=x',
    });
  });

  it('are sealed at any depth if a member name suggests a secret and no card describes it', () => {
    const place = {
      token: 'CANARY-1',
      apiKey: '',
      passThrough: true,
      constructor: 'plain',
      auth: { user: 'u', password: 'CANARY-2', rounds: 3, customHeaderValue: 'CANARY-3' },
      secrets: ['CANARY-4', { value: 'CANARY-5', url: 'https://a.b' }],
      endpoint: { primary: 'https://a.b/?CANARY-6', backup: 'https://c.d' },
    };
    const hidden = { shown: '***' };
    for (const destination of [
      { destinationType: 'NEW', ...place },
      { ...HTTPS, ...place, endpoint: 'https://a.b/?CANARY-6' },
    ]) {
      const { body } = sealDetail(detailOf(cdn, { destination }), TARGET, sha256);
      expect(JSON.stringify(body)).not.toContain('CANARY');
      expect(body['destination']).toMatchObject({
        token: hidden,
        apiKey: '',
        passThrough: true,
        constructor: 'plain',
        auth: { user: 'u', password: hidden, rounds: 3, customHeaderValue: hidden },
        secrets: [hidden, { value: hidden, url: hidden }],
      });
    }
    const fresh = detailOf(cdn, { destination: { destinationType: 'NEW', ...place } });
    expect(sealDetail(fresh, TARGET, sha256).body['destination']).toMatchObject({
      endpoint: { primary: { shown: 'https://a.b/?***' }, backup: 'https://c.d' },
    });
  });

  it('do not change when they are sealed again', () => {
    const fresh = { destinationType: 'NEW', secrets: ['abc', { value: 'def' }] };
    const unknown = sealDetail(detailOf(cdn, { destination: fresh }), TARGET, sha256);
    expect(sealDetail(unknown, TARGET, sha256)).toEqual(unknown);
    const once = sealDetail(detailOf(cdn, poisoned(https, 'abc')), TARGET, sha256);
    expect(sealDetail(once, TARGET, sha256)).toEqual(once);
  });

  it('compare a literal with its original value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (mine, theirs) => {
        const spec = withPart(fullSpec(cdn, https, 'JSON'), 'destination', (p) => ({
          ...p,
          customHeaderValue: mine,
        }));
        const body = withPart(answerTo(cdn, https, spec), 'destination', (p) => ({
          ...p,
          customHeaderValue: theirs,
        }));
        const live = canonicalLive(cdn, sealDetail(detailOf(cdn, body), TARGET, sha256));
        const made = compare(cdn, canonicalDesired(cdn, spec, 'web'), live, seal, cardNames);
        expect(made.length).toBe(mine === theirs ? 0 : 1);
      }),
    );
  });
});
