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
import type { DestinationCard, DestinationSet } from '../../src/model/destination-card.ts';
import type { MemberCard } from '../../src/model/member-card.ts';
import {
  DESTINATION_ROWS,
  type DestinationRow,
  destinationRow,
  typesWith,
} from '../builders/destinations.ts';

/** The members of each connector of DataStream 1, marked as in `DestinationRow`: DataStream 1 Configuration API v1. */
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

describe('the members of each destination type', () => {
  it('has a row for every card, in the order of the documentation', () => {
    expect(DESTINATIONS.map((card) => card.type)).toEqual(Object.keys(DESTINATION_ROWS));
  });
  it.each(DESTINATIONS.map((card) => [card.type, card] as const))('%s', (type, card) => {
    expect(Object.entries(card.members).map(marked).sort()).toEqual([...destinationRow(type).members].sort());
  });
  it('include displayName for all', () => {
    expect(marked(['displayName', displayName])).toBe('displayName!');
    expect(displayName.cosmetic).toBe(true);
  });
});

describe('the members of each connector type', () => {
  it('has a row for every card', () => {
    expect(CONNECTORS.map((card) => card.type)).toEqual(Object.keys(CONNECTOR_MEMBERS));
  });
  it.each(CONNECTORS.map((card) => [card.type, card] as const))('%s', (type, card) => {
    expect(Object.entries(card.members).map(marked)).toEqual(CONNECTOR_MEMBERS[type]);
  });
  it('include the id in responses only', () => {
    for (const { readOnly } of CONNECTORS) expect(readOnly).toEqual(['connectorId']);
  });
  it('include no choice of formats and no documented access check', () => {
    for (const { formats, probe } of CONNECTORS) expect([formats, probe]).toEqual([undefined, undefined]);
  });
});

describe('the destination members of each API', () => {
  const set = (member: string) => setOf(({ member: own }) => own === member);
  it('are one destination, or a list of connectors', () => {
    const traits = DESTINATION_SETS.map(({ member, many, noun, typeMember, nameMember, name }) =>
      [member, many, noun, typeMember, marked([nameMember, name])].join(' '),
    );
    expect(traits).toEqual([
      'destination false destination destinationType displayName!',
      'connectors true connector connectorType connectorName!',
    ]);
  });
  it('include connectors in DataStream 1 only', () => {
    for (const card of STREAM_CARDS) {
      const wanted = card.collection.kind === 'DataStream1' ? 'connectors' : 'destination';
      expect(destinationSet(card)).toBe(set(wanted));
    }
  });
  it('use the name of a connector as its identity, so that a rename is not cosmetic', () => {
    expect(set('connectors').name.cosmetic).toBeUndefined();
  });
});

describe('the traits of each destination type', () => {
  const cardsWith = (trait: (card: DestinationCard) => boolean) =>
    DESTINATIONS.filter(trait)
      .map((card) => card.type)
      .sort();
  const pairs = (card: DestinationCard) => card.requiredTogether.map((pair) => pair.join('+'));
  const hasMember = (member: string) => (row: DestinationRow) => row.members.includes(member);

  it('object stores accept file names', () => {
    const stores = typesWith(({ family }) => family === 'object');
    expect(cardsWith((card) => card.family === 'object')).toEqual(stores);
  });
  it('some accept only JSON, the others both formats', () => {
    const jsonOnly = typesWith((row) => row.jsonOnly === true);
    expect(cardsWith((card) => !card.formats?.includes('STRUCTURED'))).toEqual(jsonOnly);
    expect(cardsWith((card) => card.formats?.includes('JSON') ?? false)).toHaveLength(DESTINATIONS.length);
  });
  it('client certificates require keys and are returned as mTlsEnabled or mTLS', () => {
    const mutualTls = typesWith(hasMember('clientCert*'));
    expect(cardsWith((card) => pairs(card).includes('clientCert+clientKey'))).toEqual(mutualTls);
    expect(cardsWith((card) => card.readOnly.includes('mTlsEnabled'))).toEqual(mutualTls);
    expect(cardsWith((card) => card.readOnly.includes('mTLS'))).toEqual(mutualTls);
    const hasDefaultHost = (card: DestinationCard) =>
      Object.values(card.members).some((member) => member.defaultHostOf === 'endpoint');
    expect(cardsWith(hasDefaultHost)).toEqual(mutualTls);
  });
  it('the name of a header requires its value', () => {
    const withHeader = typesWith(hasMember('customHeaderName'));
    expect(cardsWith((card) => pairs(card).includes('customHeaderName+customHeaderValue'))).toEqual(
      withHeader,
    );
  });
  it.each(DESTINATIONS.map((card) => [card.type, card] as const))(
    '%s: members that other members require',
    (type, card) => {
      expect(card.requiredWhen).toEqual(destinationRow(type).requiredWhen ?? []);
    },
  );
});

describe('each card is internally consistent', () => {
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
    // A changed address means a new destination for secrets, so a secret cannot be an address itself.
    for (const member of card.address) expect(card.members[member]?.writeOnly).toBeUndefined();
    expect(card.probe ?? '').not.toMatch(/\.$/);
    expect(card.source).toMatch(
      set.many ? /^DataStream 1 Configuration API/ : /^https:\/\/techdocs\.akamai\.com\//,
    );
  });
});

describe('looking up a card', () => {
  it('ignores case, since responses spell Oracle in mixed case', () => {
    expect(destinationOf('Oracle_Cloud_Storage')?.type).toBe('ORACLE_CLOUD_STORAGE');
  });
  it('finds none for types that are new at the vendor', () => {
    expect(destinationOf('LINODE')).toBeUndefined();
    expect(destinationOf('__proto__')).toBeUndefined();
  });
  it('distinguishes types with one name', () => {
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

/** Endpoints and what the vendor documents about them. */
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
