import { describe, expect, it } from 'vitest';
import { STREAM_CARDS } from '../../src/collections/registry.ts';
import { displayName } from '../../src/destinations/members.ts';
import {
  CONNECTORS,
  DESTINATION_SETS,
  DESTINATIONS,
  destinationCard,
  destinationSet,
} from '../../src/destinations/registry.ts';
import type { DestinationCard, DestinationSet, MemberCard } from '../../src/model/card.ts';

/**
 * What each type takes, written down a second time and apart from the cards, from the fact sheet (section 6) and
 * the vendor's clients. `!` required, `*` write-only, `~` told by some answers only, `?` a credential that is told,
 * `=x` default, `#x` fixed by the vendor.
 */
const HEADER = ['customHeaderName', 'customHeaderValue?whole'];
const TLS = ['tlsHostname', 'caCert*', 'clientCert*', 'clientKey*'];
const ENDPOINT = 'endpoint!?url';
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  S3: ['bucket!', 'region!', 'path!', 'accessKey!*', 'secretAccessKey!*', 'compressLogs#true'],
  AZURE: ['accountName!', 'containerName!', 'path!', 'accessKey!*', 'compressLogs#true'],
  GCS: ['bucket!', 'projectId!', 'serviceAccountName!', 'path', 'privateKey!*', 'compressLogs#true'],
  ORACLE_CLOUD_STORAGE: [
    ...['bucket!', 'namespace!', 'region!', 'path!'],
    ...['accessKey!*', 'secretAccessKey!*', 'compressLogs#true'],
  ],
  S3_COMPATIBLE: [
    ...[ENDPOINT, 'bucket!', 'region!', 'path'],
    ...['accessKey!*', 'secretAccessKey!*', 'compressLogs#true'],
  ],
  NS4: [ENDPOINT, 'bucket!', 'path', 'userName!*', 'secretAccessKey!*', 'compressLogs#true'],
  HTTPS: [
    ...[ENDPOINT, 'authenticationType!', 'userName*', 'password*'],
    ...['compressLogs~=false', 'contentType', ...HEADER, ...TLS],
  ],
  SPLUNK: [ENDPOINT, 'eventCollectorToken!*', 'compressLogs~=true', ...HEADER, ...TLS],
  SUMO_LOGIC: [ENDPOINT, 'collectorCode!*?whole', 'compressLogs~=true', 'contentType', ...HEADER],
  DATADOG: [ENDPOINT, 'authToken!*', 'service', 'source', 'tags', 'compressLogs~=false'],
  LOGGLY: [ENDPOINT, 'authToken!*', 'tags', 'compressLogs#true', 'contentType', ...HEADER],
  NEWRELIC: [ENDPOINT, 'authToken!*', 'compressLogs#true', 'contentType', ...HEADER],
  ELASTICSEARCH: [
    ...[ENDPOINT, 'indexName!~', 'userName!*', 'password!*'],
    ...['compressLogs~=true', 'contentType', ...HEADER, ...TLS],
  ],
  TRAFFICPEAK: [
    ...[ENDPOINT, 'authenticationType!~', 'userName!*', 'password!*'],
    ...['contentType!~', 'compressLogs~=true', ...HEADER],
  ],
  DYNATRACE: [ENDPOINT, 'authToken!*', 'contentType', ...HEADER],
};

/** The same for connectors of DataStream 1: fact sheet, section 6.3. */
const CONNECTOR_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  S3: ['bucket!', 'region!', 'path!', 'accessKey!*', 'secretAccessKey!*'],
  DATADOG: ['url!?url', 'authToken!*', 'service'],
  SPLUNK: ['url!?url', 'authToken!*'],
  SUMO_LOGIC: ['url!?url-path'],
  HTTPS: ['url!?url-path'],
};

function marked([member, card]: readonly [string, MemberCard]): string {
  const marks = [
    card.required ? '!' : '',
    card.writeOnly ? '*' : '',
    card.absence?.means === 'unknown' && !card.writeOnly ? '~' : '',
    card.credential ? `?${typeof card.credential === 'object' ? 'url' : card.credential}` : '',
    card.default === undefined ? '' : `=${JSON.stringify(card.default)}`,
    card.constant === undefined ? '' : `#${JSON.stringify(card.constant)}`,
  ];
  return `${member}${marks.join('')}`;
}

function setOf(wanted: (set: DestinationSet) => boolean): DestinationSet {
  const found = DESTINATION_SETS.find(wanted);
  if (!found) throw new Error('no such set of destinations');
  return found;
}

/** A destination type of DataStream 2. */
function destinationOf(type: string): DestinationCard | undefined {
  return destinationCard(
    setOf(({ many }) => !many),
    type,
  );
}

describe('what each destination type takes', () => {
  it('has a row for every card', () => {
    expect(DESTINATIONS.map((card) => card.type)).toEqual([
      ...['S3', 'AZURE', 'GCS', 'ORACLE_CLOUD_STORAGE', 'S3_COMPATIBLE', 'NS4'],
      ...['HTTPS', 'SPLUNK', 'SUMO_LOGIC', 'DATADOG', 'LOGGLY', 'NEWRELIC'],
      ...['ELASTICSEARCH', 'TRAFFICPEAK', 'DYNATRACE'],
    ]);
    expect(new Set(DESTINATIONS.map((card) => card.type))).toEqual(new Set(Object.keys(MEMBERS)));
  });
  it.each(DESTINATIONS.map((card) => [card.type, card] as const))('%s', (type, card) => {
    expect(Object.entries(card.members).map(marked).sort()).toEqual([...(MEMBERS[type] ?? [])].sort());
  });
  it('displayName, which all have', () => {
    expect(marked(['displayName', displayName])).toBe('displayName!');
    expect(displayName.cosmetic).toBe(true);
  });
});

describe('what each connector type takes', () => {
  it('has a row for every card', () => {
    expect(CONNECTORS.map((card) => card.type)).toEqual(Object.keys(CONNECTOR_MEMBERS));
  });
  it.each(CONNECTORS.map((card) => [card.type, card] as const))('%s', (type, card) => {
    expect(Object.entries(card.members).map(marked)).toEqual(CONNECTOR_MEMBERS[type]);
  });
  it('its id is told by answers only', () => {
    for (const { readOnly } of CONNECTORS) expect(readOnly).toEqual(['connectorId']);
  });
  it('has no choice of formats, and no check of access that the documents tell of', () => {
    for (const { formats, probe } of CONNECTORS) expect([formats, probe]).toEqual([undefined, undefined]);
  });
});

describe('how each API says where logs go', () => {
  const set = (member: string) => setOf(({ member: own }) => own === member);
  it('one destination, or a list of connectors', () => {
    const traits = DESTINATION_SETS.map(({ member, many, noun, typeMember, nameMember, name }) =>
      [member, many, noun, typeMember, marked([nameMember, name])].join(' '),
    );
    expect(traits).toEqual([
      'destination false destination destinationType displayName!',
      'connectors true connector connectorType connectorName!',
    ]);
  });
  it('connectors in DataStream 1 only', () => {
    for (const card of STREAM_CARDS) {
      const wanted = card.collection.kind === 'DataStream1' ? 'connectors' : 'destination';
      expect(destinationSet(card)).toBe(set(wanted));
    }
  });
  it('the name of a connector tells it apart, so that changing it is no matter of looks', () => {
    expect(set('connectors').name.cosmetic).toBeUndefined();
  });
});

/** Traits of whole types: fact sheet, sections 6.1 and 6.2. */
const OBJECT_STORES = ['AZURE', 'GCS', 'NS4', 'ORACLE_CLOUD_STORAGE', 'S3', 'S3_COMPATIBLE'];
const JSON_ONLY = ['DYNATRACE', 'ELASTICSEARCH', 'NEWRELIC', 'TRAFFICPEAK'];
const MUTUAL_TLS = ['ELASTICSEARCH', 'HTTPS', 'SPLUNK'];
const NO_HEADER = [...OBJECT_STORES, 'DATADOG'];

describe('what is true of whole types', () => {
  const typesWith = (trait: (card: DestinationCard) => boolean) =>
    DESTINATIONS.filter(trait)
      .map((card) => card.type)
      .sort();
  const pairs = (card: DestinationCard) => card.requiredTogether.map((pair) => pair.join('+'));

  it('object stores take file names', () => {
    expect(typesWith((card) => card.family === 'object')).toEqual(OBJECT_STORES);
  });
  it('some take JSON only, the others both formats', () => {
    expect(typesWith((card) => !card.formats?.includes('STRUCTURED'))).toEqual(JSON_ONLY);
    expect(typesWith((card) => card.formats?.includes('JSON') ?? false)).toHaveLength(DESTINATIONS.length);
  });
  it('client certificates go with keys and are told as mTlsEnabled or mTLS', () => {
    expect(typesWith((card) => pairs(card).includes('clientCert+clientKey'))).toEqual(MUTUAL_TLS);
    expect(typesWith((card) => card.readOnly.includes('mTlsEnabled'))).toEqual(MUTUAL_TLS);
    expect(typesWith((card) => card.readOnly.includes('mTLS'))).toEqual(MUTUAL_TLS);
    const hasDefaultHost = (card: DestinationCard) =>
      Object.values(card.members).some((memberCard) => memberCard.defaultHostOf === 'endpoint');
    expect(typesWith(hasDefaultHost)).toEqual(MUTUAL_TLS);
  });
  it('the name of a header goes with its value', () => {
    expect(typesWith((card) => !pairs(card).includes('customHeaderName+customHeaderValue'))).toEqual(
      NO_HEADER.sort(),
    );
  });
  it('BASIC needs user name and password where it is a choice', () => {
    expect(typesWith((card) => card.requiredWhen.length > 0)).toEqual(['HTTPS']);
    expect(destinationOf('HTTPS')?.requiredWhen).toEqual([
      { member: 'authenticationType', equals: 'BASIC', needs: ['userName', 'password'] },
    ]);
  });
});

describe('cards are consistent in themselves', () => {
  const all = DESTINATION_SETS.flatMap((set) => set.cards.map((card) => ({ set, card })));
  it.each(all)('$set.noun $card.type', ({ set, card }) => {
    const members = Object.keys(card.members);
    expect(members).not.toContain(set.typeMember);
    expect(members).not.toContain(set.nameMember);
    expect(members).toEqual(expect.arrayContaining([...card.address, ...card.requiredTogether.flat()]));
    for (const { member, needs } of card.requiredWhen)
      expect(members).toEqual(expect.arrayContaining([member, ...needs]));
    for (const memberCard of Object.values(card.members)) {
      if (memberCard.defaultHostOf) expect(members).toContain(memberCard.defaultHostOf);
    }
    for (const member of card.readOnly) expect(members).not.toContain(member);
    // A secret goes to a new place when the address changes; a secret is no address itself.
    for (const member of card.address) expect(card.members[member]?.writeOnly).toBeUndefined();
    expect(card.probe ?? '').not.toMatch(/\.$/);
    expect(card.source).toMatch(
      set.many ? /^DataStream 1 Configuration API/ : /^https:\/\/techdocs\.akamai\.com\//,
    );
  });
});

describe('looking up a card', () => {
  it('takes any case, since answers spell Oracle in mixed case', () => {
    expect(destinationOf('Oracle_Cloud_Storage')?.type).toBe('ORACLE_CLOUD_STORAGE');
  });
  it('finds none for types that are new at the vendor', () => {
    expect(destinationOf('LINODE')).toBeUndefined();
    expect(destinationOf('__proto__')).toBeUndefined();
  });
  it('keeps types of one name apart', () => {
    for (const { type } of CONNECTORS) {
      const [one, other] = DESTINATION_SETS.map((set) => destinationCard(set, type));
      expect(one).not.toBe(other);
      expect([one?.type, other?.type]).toEqual([type, type]);
    }
    expect(
      destinationCard(
        setOf(({ many }) => many),
        'AZURE',
      ),
    ).toBeUndefined();
  });
});

/** Endpoints and what the vendor documents of them. */
const ENDPOINTS: readonly (readonly [string, string, boolean])[] = [
  ['SPLUNK', 'https://splunk.example.com:8088/services/collector/raw', true],
  ['SPLUNK', 'https://splunk.example.com/services/collector/event', false],
  ['SPLUNK', 'https://splunk.example.com/services/collector', false],
  ['TRAFFICPEAK', 'https://a.example.com/ingest/event?table=a.b&token=c', true],
  ['TRAFFICPEAK', 'https://a.example.com/ingest/event?table=a.b', true],
  ['DYNATRACE', 'https://abc.live.dynatrace.com/api/v2/logs/ingest', true],
  ['DYNATRACE', 'https://abc.example.com/api/v2/logs/ingest', false],
  ['SUMO_LOGIC', 'https://collectors.example.com/receiver/v1/http', true],
  ['SUMO_LOGIC', 'https://logs.akamaized.example.com/any/path', false],
  ['ELASTICSEARCH', 'https://elastic.example.com:9243/_bulk', true],
  ['ELASTICSEARCH', 'https://logs.akamaized.example.com/any/path', false],
  ['LOGGLY', 'http://logs-01.loggly.com/inputs/', true],
  ['NEWRELIC', 'http://logs.example.com/', false],
  ['S3_COMPATIBLE', 'http://objects.example.com', true],
  ['S3_COMPATIBLE', 'objects.example.com', true],
];

describe('endpoints', () => {
  it.each(ENDPOINTS)('%s %s: %s', (type, url, accepted) => {
    const pattern = destinationOf(type)?.members['endpoint']?.schema['pattern'];
    expect(new RegExp(String(pattern), 'u').test(url)).toBe(accepted);
  });
});
