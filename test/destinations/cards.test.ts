import { describe, expect, it } from 'vitest';
import { displayName } from '../../src/destinations/members.ts';
import { DESTINATIONS, destinationCard } from '../../src/destinations/registry.ts';
import type { DestinationCard, MemberCard } from '../../src/model/card.ts';

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
  HTTPS: [
    ...[ENDPOINT, 'authenticationType!', 'userName*', 'password*'],
    ...['compressLogs=false', 'contentType', ...HEADER, ...TLS],
  ],
  SPLUNK: [ENDPOINT, 'eventCollectorToken!*', 'compressLogs=true', ...HEADER, ...TLS],
  SUMO_LOGIC: [ENDPOINT, 'collectorCode!*~?whole', 'compressLogs=true', 'contentType', ...HEADER],
  DATADOG: [ENDPOINT, 'authToken!*', 'service', 'source', 'tags', 'compressLogs=false'],
  LOGGLY: [ENDPOINT, 'authToken!*', 'tags', 'compressLogs#true', 'contentType', ...HEADER],
  NEWRELIC: [ENDPOINT, 'authToken!*', 'compressLogs#true', 'contentType', ...HEADER],
  ELASTICSEARCH: [
    ...[ENDPOINT, 'indexName!~', 'userName!*', 'password!*'],
    ...['compressLogs#true', 'contentType', ...HEADER, ...TLS],
  ],
  TRAFFICPEAK: [
    ...[ENDPOINT, 'authenticationType!', 'userName!*', 'password!*'],
    ...['contentType!', 'compressLogs=true', ...HEADER],
  ],
  DYNATRACE: [ENDPOINT, 'authToken!*', ...HEADER],
};

function marked([member, card]: readonly [string, MemberCard]): string {
  const marks = [
    card.required ? '!' : '',
    card.writeOnly ? '*' : '',
    card.untold ? '~' : '',
    card.credential ? `?${card.credential}` : '',
    card.default === undefined ? '' : `=${JSON.stringify(card.default)}`,
    card.fixed === undefined ? '' : `#${JSON.stringify(card.fixed)}`,
  ];
  return `${member}${marks.join('')}`;
}

describe('what each destination type takes', () => {
  it('has a row for every card', () => {
    expect(DESTINATIONS.map((card) => card.type)).toEqual([
      ...['S3', 'AZURE', 'GCS', 'ORACLE_CLOUD_STORAGE', 'S3_COMPATIBLE'],
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

/** Traits of whole types: fact sheet, sections 6.1 and 6.2. */
const OBJECT_STORES = ['AZURE', 'GCS', 'ORACLE_CLOUD_STORAGE', 'S3', 'S3_COMPATIBLE'];
const JSON_ONLY = ['DYNATRACE', 'ELASTICSEARCH', 'NEWRELIC', 'TRAFFICPEAK'];
const MUTUAL_TLS = ['ELASTICSEARCH', 'HTTPS', 'SPLUNK'];
const NO_HEADER = [...OBJECT_STORES, 'DATADOG'];

describe('what is true of whole types', () => {
  const typesWith = (trait: (card: DestinationCard) => boolean) =>
    DESTINATIONS.filter(trait)
      .map((card) => card.type)
      .sort();
  const pairs = (card: DestinationCard) => card.together.map((pair) => pair.join('+'));

  it('object stores take file names', () => {
    expect(typesWith((card) => card.family === 'object')).toEqual(OBJECT_STORES);
  });
  it('some take JSON only, the others both formats', () => {
    expect(typesWith((card) => !card.formats.includes('STRUCTURED'))).toEqual(JSON_ONLY);
    expect(typesWith((card) => card.formats.includes('JSON'))).toHaveLength(DESTINATIONS.length);
  });
  it('client certificates go with keys and are told as mTlsEnabled or mTLS', () => {
    expect(typesWith((card) => pairs(card).includes('clientCert+clientKey'))).toEqual(MUTUAL_TLS);
    expect(typesWith((card) => card.readOnly.includes('mTlsEnabled'))).toEqual(MUTUAL_TLS);
    expect(typesWith((card) => card.readOnly.includes('mTLS'))).toEqual(MUTUAL_TLS);
    const hasDefaultHost = (card: DestinationCard) =>
      Object.values(card.members).some((told) => told.defaultHostOf === 'endpoint');
    expect(typesWith(hasDefaultHost)).toEqual(MUTUAL_TLS);
  });
  it('the name of a header goes with its value', () => {
    expect(typesWith((card) => !pairs(card).includes('customHeaderName+customHeaderValue'))).toEqual(
      NO_HEADER.sort(),
    );
  });
  it('BASIC needs user name and password where it is a choice', () => {
    expect(typesWith((card) => card.requiredWhen.length > 0)).toEqual(['HTTPS']);
    expect(destinationCard('HTTPS')?.requiredWhen).toEqual([
      { member: 'authenticationType', equals: 'BASIC', needs: ['userName', 'password'] },
    ]);
  });
});

describe('cards are consistent in themselves', () => {
  it.each(DESTINATIONS.map((card) => [card.type, card] as const))('%s', (_type, card) => {
    const members = Object.keys(card.members);
    expect(members).toEqual(expect.arrayContaining([...card.address, ...card.together.flat()]));
    for (const { member, needs } of card.requiredWhen)
      expect(members).toEqual(expect.arrayContaining([member, ...needs]));
    for (const told of Object.values(card.members)) {
      if (told.defaultHostOf) expect(members).toContain(told.defaultHostOf);
    }
    for (const member of card.readOnly) expect(members).not.toContain(member);
    // A secret goes to a new place when the address changes; a secret is no address itself.
    for (const member of card.address) expect(card.members[member]?.writeOnly).toBeUndefined();
    expect(card.probe).not.toMatch(/\.$/);
    expect(card.source).toMatch(/^https:\/\/techdocs\.akamai\.com\//);
  });
});

describe('looking up a card', () => {
  it('takes any case, since answers spell Oracle in mixed case', () => {
    expect(destinationCard('Oracle_Cloud_Storage')?.type).toBe('ORACLE_CLOUD_STORAGE');
  });
  it('finds none for types that are new at the vendor', () => {
    expect(destinationCard('LINODE')).toBeUndefined();
    expect(destinationCard('__proto__')).toBeUndefined();
  });
});

/** Endpoints and what the vendor documents of them. */
const ENDPOINTS: readonly (readonly [string, string, boolean])[] = [
  ['SPLUNK', 'https://splunk.example.com:8088/services/collector/raw', true],
  ['SPLUNK', 'https://splunk.example.com/services/collector/event', false],
  ['SPLUNK', 'https://splunk.example.com/services/collector', false],
  ['TRAFFICPEAK', 'https://a.example.com/ingest/event?table=a.b&token=c', true],
  ['TRAFFICPEAK', 'https://a.example.com/ingest/event?table=a.b', false],
  ['DYNATRACE', 'https://abc.live.dynatrace.com/api/v2/logs/ingest', true],
  ['DYNATRACE', 'https://abc.example.com/api/v2/logs/ingest', false],
  ['SUMO_LOGIC', 'https://logs.akamaized.example.com/any/path', true],
  ['ELASTICSEARCH', 'https://logs.akamaized.example.com/any/path', true],
  ['NEWRELIC', 'http://logs.example.com/', false],
  ['S3_COMPATIBLE', 'http://objects.example.com', true],
  ['S3_COMPATIBLE', 'objects.example.com', false],
];

describe('endpoints', () => {
  it.each(ENDPOINTS)('%s %s: %s', (type, url, accepted) => {
    const pattern = destinationCard(type)?.members['endpoint']?.schema['pattern'];
    expect(new RegExp(String(pattern), 'u').test(url)).toBe(accepted);
  });
});
