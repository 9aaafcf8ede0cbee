import { describe, expect, test } from 'vitest';
import { exportSpec } from '../../../src/conversion/stream-to-manifest.ts';
import { CONNECTORS, DESTINATIONS } from '../../../src/destinations/registry.ts';
import { readManifests } from '../../../src/manifest/read-manifests.ts';
import { manifestText } from '../../../src/manifest/write.ts';
import type { DestinationCard } from '../../../src/model/card.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { isSealed } from '../../../src/model/secret.ts';
import { sealDetail } from '../../../src/redaction/seal.ts';
import { redactedUrl } from '../../../src/redaction/urls/secret-url.ts';
import { renderPlan } from '../../../src/render/plan/plan.ts';
import { fullConnector, fullDestination } from '../../manifest/schema-samples.ts';
import { DS1, ds1Live, ds1Spec } from '../datastream1-world.ts';
import { cardNames } from '../samples.ts';
import { CDN, cdnSpec, hash, itemOf, live, planOf, TARGET } from '../world.ts';

/** A token that resembles a word, and one that looks generated. */
const WORD = 'canarytoken';
const RANDOM = '0f8fad5b-d9cb-469f-a165-70867728950e';

/**
 * A URL, its redacted form, and the advice for a new stream that uses it: the members that are meant for the
 * credential, or that a reference can hide the URL. Without advice, it has no credential.
 */
type Row = readonly [address: string, shown: string, returned?: string];

const REFERENCE = 'literal-credential endpoint: { env: NAME }';

/** URLs by type, at least one with a credential and one without. */
const ADDRESSES: Readonly<Record<string, readonly Row[]>> = {
  S3_COMPATIBLE: [
    ['https://objects.example.com', 'https://objects.example.com'],
    [`https://u:${WORD}@objects.example.com`, 'https://***@objects.example.com', REFERENCE],
  ],
  NS4: [
    ['example-nsu.akamaihd.net', 'example-nsu.akamaihd.net'],
    [`https://u:${WORD}@example-nsu.akamaihd.net`, 'https://***@example-nsu.akamaihd.net', REFERENCE],
  ],
  HTTPS: [
    ['https://logs.example.com/in?table=a', 'https://logs.example.com/in?table=a'],
    [`https://logs.example.com/in/${RANDOM}`, 'https://logs.example.com/in/***', REFERENCE],
    [`https://logs.example.com/in?apiKey=${WORD}`, 'https://logs.example.com/in?apiKey=***', REFERENCE],
    [`https://logs.example.com/in#${WORD}`, 'https://logs.example.com/in#***', REFERENCE],
  ],
  SPLUNK: [
    ['https://s.example.com/services/collector/raw', 'https://s.example.com/services/collector/raw'],
    [
      `https://s.example.com/${RANDOM}/collector/raw`,
      'https://s.example.com/***/collector/raw',
      'credential-in-path "eventCollectorToken"',
    ],
    [
      `s.example.com:8088/${RANDOM}/collector/raw`,
      's.example.com:8088/***/collector/raw',
      'credential-in-path "eventCollectorToken"',
    ],
  ],
  SUMO_LOGIC: [
    ['https://c.example.com/receiver/v1/http', 'https://c.example.com/receiver/v1/http'],
    ['https://c.example.com/receiver/v1/http/', 'https://c.example.com/receiver/v1/http/'],
    [
      `https://c.example.com/receiver/v1/http/${WORD}`,
      'https://c.example.com/receiver/v1/http/***',
      'credential-in-path "collectorCode"',
    ],
  ],
  DATADOG: [
    ['https://d.example.com/v1/input/?ddsource=a', 'https://d.example.com/v1/input/?ddsource=a'],
    [
      `https://d.example.com/v1/input/${WORD}`,
      'https://d.example.com/v1/input/***',
      'credential-in-path "authToken"',
    ],
    // The notation of sites in the vendor's guide.
    [
      `d.example.com/v1/input/${WORD}?table=a`,
      'd.example.com/v1/input/***?table=a',
      'credential-in-path "authToken"',
    ],
  ],
  LOGGLY: [
    ['https://logs-01.loggly.com/bulk/', 'https://logs-01.loggly.com/bulk/'],
    [
      `logs-01.loggly.com/bulk/${WORD}/tag/x`,
      'logs-01.loggly.com/bulk/***/tag/x',
      'credential-in-path "authToken"',
    ],
    [
      `https://logs-01.loggly.com/bulk/${WORD}/tag/x`,
      'https://logs-01.loggly.com/bulk/***/tag/x',
      'credential-in-path "authToken"',
    ],
  ],
  NEWRELIC: [
    ['https://log-api.newrelic.com/log/v1/', 'https://log-api.newrelic.com/log/v1/'],
    [
      `https://log-api.newrelic.com/log/v1/${RANDOM}`,
      'https://log-api.newrelic.com/log/v1/***',
      'credential-in-path "authToken"',
    ],
    [
      `https://log-api.newrelic.com/log/v1?Api-Key=${WORD}`,
      'https://log-api.newrelic.com/log/v1?Api-Key=***',
      'literal-credential "authToken"',
    ],
  ],
  ELASTICSEARCH: [
    ['https://e.example.com:9243/_bulk/', 'https://e.example.com:9243/_bulk/'],
    [`https://e.example.com:9243/${RANDOM}/_bulk/`, 'https://e.example.com:9243/***/_bulk/', REFERENCE],
  ],
  TRAFFICPEAK: [
    [
      `https://t.example.com/ingest/event?table=a.b&token=${WORD}`,
      'https://t.example.com/ingest/event?table=a.b&token=***',
      REFERENCE,
    ],
    ['https://t.example.com/ingest/event?table=a.b', 'https://t.example.com/ingest/event?table=a.b'],
  ],
  DYNATRACE: [
    [
      'https://abc12345.live.dynatrace.com/api/v2/logs/ingest',
      'https://abc12345.live.dynatrace.com/api/v2/logs/ingest',
    ],
    [
      `https://u:${WORD}@abc12345.live.dynatrace.com/api/v2/logs/ingest`,
      'https://***@abc12345.live.dynatrace.com/api/v2/logs/ingest',
      'literal-credential "authToken"',
    ],
  ],
};

const URL_REFERENCE = 'literal-credential url: { env: NAME }';

/** The same for connectors of DataStream 1. */
const CONNECTOR_ADDRESSES: Readonly<Record<string, readonly Row[]>> = {
  DATADOG: [
    ['https://d.example.com/v1/input/', 'https://d.example.com/v1/input/'],
    [
      `https://d.example.com/v1/input/${WORD}?ddsource=a`,
      'https://d.example.com/v1/input/***?ddsource=a',
      'credential-in-path "authToken"',
    ],
    [`d.example.com/v1/input/${WORD}`, 'd.example.com/v1/input/***', 'credential-in-path "authToken"'],
  ],
  SPLUNK: [
    ['https://s.example.com/services/collector/raw', 'https://s.example.com/services/collector/raw'],
    [`https://s.example.com/${RANDOM}`, 'https://s.example.com/***', 'credential-in-path "authToken"'],
  ],
  SUMO_LOGIC: [
    ['https://c.example.com?table=a', 'https://c.example.com?table=a'],
    [`https://c.example.com/receiver/v1/http/${WORD}?a=b`, 'https://c.example.com/***?a=b', URL_REFERENCE],
  ],
  HTTPS: [
    ['https://h.example.com/', 'https://h.example.com/'],
    [`https://h.example.com/in/${WORD}?table=a`, 'https://h.example.com/***?table=a', URL_REFERENCE],
    [`https://h.example.com?sig=${WORD}&table=a`, 'https://h.example.com?sig=***&table=a', URL_REFERENCE],
  ],
};

/** These destinations have no URL but a bucket, a container or a project. */
const WITHOUT_ADDRESS = ['S3', 'AZURE', 'GCS', 'ORACLE_CLOUD_STORAGE'];

test('there are URLs for every type of both generations, with and without a credential', () => {
  const types = (cards: readonly DestinationCard[]) =>
    cards.map(({ type }) => type).filter((type) => !WITHOUT_ADDRESS.includes(type));
  expect(Object.keys(ADDRESSES).sort()).toEqual([...types(DESTINATIONS)].sort());
  expect(Object.keys(CONNECTOR_ADDRESSES).sort()).toEqual([...types(CONNECTORS)].sort());
  for (const rows of [...Object.values(ADDRESSES), ...Object.values(CONNECTOR_ADDRESSES)]) {
    expect(new Set(rows.map(([, , returned]) => returned !== undefined)).size).toBe(2);
  }
});

test.each([...DESTINATIONS, ...CONNECTORS].map((card) => [card.title, card] as const))(
  '%s has one rule for its URL, and none for other members',
  (_title, card) => {
    const rules = Object.entries(card.members).filter(
      ([, { credential }]) => credential !== undefined && credential !== 'whole',
    );
    const hosts = 'hostIn' in card.audience ? [card.audience.hostIn] : [];
    expect(rules.map(([member]) => member)).toEqual(hosts);
  },
);

/** A stream with one destination, as in its manifest and as in the API response. */
function streamWith(card: DestinationCard, address: string) {
  const isConnector = CONNECTORS.includes(card);
  const member = isConnector ? 'url' : 'endpoint';
  const sample = isConnector ? fullConnector(card) : fullDestination(card);
  const needed = Object.entries(sample).filter(
    ([name]) => card.members[name]?.required || !(name in card.members),
  );
  const place: JsonObject = { ...Object.fromEntries(needed), [member]: address };
  const spec = isConnector ? ds1Spec({ connectors: [place] }) : cdnSpec({ destination: place });
  const stream = isConnector ? ds1Live(7, 'web', { spec }) : live(7, 'web', { spec });
  const { manifests, findings } = read(spec, isConnector);
  return { member, stream, manifests, findings, isConnector };
}

function read(spec: JsonObject, isConnector: boolean) {
  const collection = isConnector ? DS1 : CDN;
  const text = manifestText({ name: 'web', collection, state: 'active', spec });
  return readManifests([{ file: 'web.yaml', text }], [], 'streams');
}

/** The output of a plan in each format. */
function printed(plan: Plan): readonly string[] {
  const formats = ['terminal', 'markdown', 'json'] as const;
  return formats.map((format) => renderPlan(plan, { format, color: false, width: 200 }));
}

const ABOUT = ['credential-in-path', 'literal-credential'];

const cases = [
  ...DESTINATIONS.flatMap((card) => (ADDRESSES[card.type] ?? []).map((row) => [card, row] as const)),
  ...CONNECTORS.flatMap((card) => (CONNECTOR_ADDRESSES[card.type] ?? []).map((row) => [card, row] as const)),
].map(
  ([card, row]) =>
    [CONNECTORS.includes(card) ? `connector ${card.type}` : card.type, row[0], card, row] as const,
);

describe.each(cases)('%s %s', (_type, _address, card, [address, shown, returned]) => {
  const { member, stream, manifests, findings, isConnector } = streamWith(card, address);
  const planned = (streams: readonly (typeof stream)[], given: readonly Manifest[] = manifests) =>
    planOf(given, streams);

  test('is reported by validation with what to do, and never repeated in the message', () => {
    const about = findings.filter(({ code }) => ABOUT.includes(code));
    const [code, ...rest] = returned?.split(' ') ?? [];
    expect(about.map((one) => one.code)).toEqual(code === undefined ? [] : [code]);
    for (const one of about) {
      expect(one.hint).toContain(rest.join(' '));
      expect(one.severity).toBe(code === 'credential-in-path' ? 'error' : 'warning');
    }
    for (const secret of [WORD, RANDOM]) expect(JSON.stringify(about)).not.toContain(secret);
  });

  test('blocks a new stream only if a member is meant for the credential, and never blocks a live stream', () => {
    const isBlocked = returned?.startsWith('credential-in-path') ?? false;
    expect(itemOf(planned([]), 'web').action).toBe(isBlocked ? 'blocked' : 'create');
    expect(itemOf(planned([stream]), 'web').action).toBe('none');
  });

  test('is shown without the credential in plans and in the cache', () => {
    const rule = card.members[member]?.credential;
    if (rule === undefined || rule === 'whole') throw new Error(`no rule for ${member}`);
    expect(redactedUrl(rule, address) ?? address).toBe(shown);
    const other = streamWith(card, address.replace('.example.', '.example2.'));
    const plans = [planned([stream]), planned([]), planned([other.stream])];
    const texts = [JSON.stringify(sealDetail(stream, TARGET, hash)), ...plans.flatMap(printed)].join('\n');
    for (const secret of [WORD, RANDOM]) expect(texts.includes(secret)).toBe(false);
  });

  test('is imported as a reference if it holds a credential, and then has no changes', () => {
    const { spec } = exportSpec(stream, cardNames);
    const value = addressIn(spec, isConnector, member);
    if (shown === address) expect(value).toBe(address);
    else expect(value).toEqual({ env: expect.stringMatching(/^WEB_.*(ENDPOINT|URL)$/) });
    expect(JSON.stringify(spec)).not.toMatch(new RegExp(`${WORD}|${RANDOM}`));
    const again = read(spec, isConnector).manifests;
    expect(itemOf(planned([stream], again), 'web').action).toBe('none');
  });
});

function addressIn(spec: JsonObject, isConnector: boolean, member: string): Json | undefined {
  const { destination, connectors } = spec;
  const place = isConnector && Array.isArray(connectors) ? connectors[0] : destination;
  return isObject(place) && !isSealed(place) ? place[member] : undefined;
}
