import { describe, expect, test } from 'vitest';
import { exportSpec } from '../../../src/conversion/stream-to-manifest.ts';
import { CONNECTORS, DESTINATIONS } from '../../../src/destinations/registry.ts';
import { readManifests } from '../../../src/manifest/read-manifests.ts';
import { manifestText } from '../../../src/manifest/write.ts';
import type { DestinationCard } from '../../../src/model/destination-card.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { isSealed } from '../../../src/model/secret.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { redactedUrl } from '../../../src/redaction/urls/secret-url.ts';
import { renderPlan } from '../../../src/render/plan/plan.ts';
import { cardNames } from '../../builders/card-samples.ts';
import { DS1, ds1Live, ds1Spec } from '../../builders/datastream1-streams.ts';
import { type AddressRow, destinationRow, RANDOM, WORD } from '../../builders/destinations.ts';
import { fullConnector, fullDestination } from '../../builders/schema-samples.ts';
import { CDN, cdnSpec, hash, itemOf, live, planOf, TARGET } from '../../builders/streams.ts';

const URL_REFERENCE = 'literal-credential url: { env: NAME }';

/** Addresses of connectors of DataStream 1, with and without a credential. */
const CONNECTOR_ADDRESSES: Readonly<Record<string, readonly AddressRow[]>> = {
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

const addressesOf = (card: DestinationCard) =>
  (CONNECTORS.includes(card) ? CONNECTOR_ADDRESSES[card.type] : destinationRow(card.type).addresses) ?? [];
const cardsWithAddress = [...DESTINATIONS, ...CONNECTORS].filter(
  ({ members }) => 'endpoint' in members || 'url' in members,
);

test('there are addresses for every type of both generations, with and without a credential', () => {
  for (const card of cardsWithAddress) {
    const hasFinding = addressesOf(card).map(([, , finding]) => finding !== undefined);
    expect(new Set(hasFinding).size, card.title).toBe(2);
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

const cases = [...DESTINATIONS, ...CONNECTORS].flatMap((card) => {
  const type = CONNECTORS.includes(card) ? `connector ${card.type}` : card.type;
  return addressesOf(card).map((row) => [type, row[0], card, row] as const);
});

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
