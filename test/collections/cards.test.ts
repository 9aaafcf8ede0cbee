import { describe, expect, it } from 'vitest';
import { STREAM_CARDS, streamCard } from '../../src/collections/registry.ts';
import type { ListCard, StreamCard } from '../../src/model/card.ts';
import { type Collection, collectionKey, LOG_TYPES } from '../../src/model/collection.ts';
import type { MemberCard } from '../../src/model/member-card.ts';

/**
 * The members of each collection, written a second time, independently of the cards, from the
 * vendor's documents and clients. `!` required, `+` required to create, `~` may be missing in responses, `=x`
 * default, `-` returned but not chosen, `@x` in streams of that type only, `<n` at most that many items.
 */
const PLACE = ['contractId!~', 'groupId+~', 'samplingPercentage~=100', 'notificationEmails=[]'];
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  'DataStream2/cdn': [
    'contractId~',
    'groupId~',
    'collectMidgress=false',
    'samplingPercentage~=100',
    'notificationEmails=[]',
  ],
  'DataStream2/edns': PLACE,
  'DataStream2/gtm': PLACE,
  'DataStream2/edgeworkers': PLACE,
  'DataStream2/appsec': PLACE,
  'DataStream2/answerx': PLACE,
  DataStream1: [
    ...['streamType!', 'contractId!', 'groupId+'],
    ...['sampleRate~=25@streamType RAW', 'timeFrame=1@streamType AGGREGATE'],
  ],
};
const FIELDS = 'datasetFields!: number datasetFieldId (datasetFieldJsonKey, datasetFieldName)';
const LISTS: Readonly<Record<string, readonly string[]>> = {
  'DataStream2/cdn': ['properties!: number propertyId (propertyName)', FIELDS],
  'DataStream2/edns': ['zones!: string zoneName ()', FIELDS],
  'DataStream2/gtm': ['properties!: string propertyName ()', FIELDS],
  'DataStream2/edgeworkers': [FIELDS],
  'DataStream2/appsec': ['appSecConfigs!: number appSecId (appSecName)', FIELDS.replace('!', '-')],
  'DataStream2/answerx': ['serviceSubletterIds!: number ssid (name)', FIELDS],
  DataStream1: [
    'properties!<15: number propertyId (propertyName)',
    'datasetFields!: number datasetFieldId (datasetFieldName)',
  ],
};

function marked([member, card]: readonly [string, MemberCard]): string {
  const marks = [
    card.required ? '!' : '',
    card.requiredToCreate ? '+' : '',
    card.absence?.means === 'unknown' && !card.writeOnly ? '~' : '',
    card.writeOnly ? '*' : '',
    card.default === undefined ? '' : `=${JSON.stringify(card.default)}`,
    card.onlyWhen ? `@${card.onlyWhen.member} ${String(card.onlyWhen.equals)}` : '',
  ];
  return `${member}${marks.join('')}`;
}

function listed(list: ListCard): string {
  const mark = list.readOnly ? '-' : list.required ? '!' : '';
  const most = list.most === undefined ? '' : `<${list.most}`;
  return `${list.member}${mark}${most}: ${list.id} ${list.idMember} (${list.nameMembers.join(', ')})`;
}

const each = it.each(STREAM_CARDS.map((card) => [collectionKey(card.collection), card] as const));

describe('the members of each collection', () => {
  it('has a card for every log type of DataStream 2, and one for DataStream 1', () => {
    const collections: readonly Collection[] = [
      ...LOG_TYPES.map((logType) => ({ kind: 'DataStream2' as const, logType })),
      { kind: 'DataStream1' },
    ];
    expect(STREAM_CARDS.map((card) => card.collection)).toEqual(collections);
    for (const collection of collections) expect(streamCard(collection).collection).toEqual(collection);
  });
  each('%s: members', (key, card) => {
    expect(Object.entries(card.members).map(marked).sort()).toEqual([...(MEMBERS[key] ?? [])].sort());
  });
  each('%s: lists', (key, card) => {
    expect(card.lists.map(listed)).toEqual(LISTS[key]);
  });
  each('%s: the same delivery in every log type', (_key, { collection, delivery }) => {
    const wanted = [
      ...['format!', 'fieldDelimiter@format STRUCTURED', 'frequency!'],
      ...['uploadFilePrefix~="ak"', 'uploadFileSuffix~="ds"'],
    ];
    const members = delivery && Object.entries(delivery).map(marked);
    expect(members).toEqual(collection.logType === undefined ? undefined : wanted);
  });
  each(
    '%s: the group stays as it was when the stream was made, and in DataStream 1 its type',
    (_key, card) => {
      const { logType } = card.collection;
      expect(card.immutable).toEqual(logType === undefined ? ['groupId', 'streamType'] : ['groupId']);
    },
  );
});

describe('each card is internally consistent', () => {
  each('%s', (_key, card) => {
    const members = [...Object.keys(card.members), ...card.lists.map((list) => list.member)];
    expect(new Set(members).size).toBe(members.length);
    expect(members).toEqual(expect.arrayContaining([...card.immutable]));
    expect(members.filter((member) => card.readOnly.includes(member))).toEqual([]);
  });
  each('%s: what is for one type only names a type that there is', (_key, { members, fields }) => {
    for (const { onlyWhen: only } of [...Object.values(members), ...fields]) {
      if (only) expect(members[only.member]?.schema['enum']).toContain(only.equals);
    }
  });
  each('%s: a field has one id, one key and one name', (_key, card) => {
    for (const word of ['id', 'key', 'name'] as const) {
      const values = card.fields.map((field) => field[word]);
      expect(new Set(values).size).toBe(values.length);
    }
  });
  each('%s: fields that the server adds cannot be chosen', (_key, card) => {
    for (const { id, because } of card.serverFields) {
      expect(card.fields.map((field) => field.id)).not.toContain(id);
      expect(Object.keys(card.members)).toContain(because);
    }
  });
});

describe('traits of cdn only', () => {
  const cards = (trait: (card: StreamCard) => boolean) =>
    STREAM_CARDS.filter(trait).map((card) => collectionKey(card.collection));
  it('include the midgress field and a limit of three streams for a property', () => {
    expect(cards((card) => card.serverFields.some((field) => field.id === 2051))).toEqual([
      'DataStream2/cdn',
    ]);
    expect(cards((card) => card.lists.some((list) => list.streamsPerItem === 3))).toEqual([
      'DataStream2/cdn',
    ]);
  });
  it('include known field names, as for all except DataStream 1', () => {
    expect(cards((card) => card.fields.length > 0)).toEqual(['DataStream2/cdn', 'DataStream1']);
  });
});

describe('traits of DataStream 1 only', () => {
  const cards = (trait: (card: StreamCard) => boolean) =>
    STREAM_CARDS.filter(trait).map((card) => collectionKey(card.collection));
  it('include writes that keep the status and return ids, names by group, and a group that updates repeat', () => {
    const only = ['DataStream1'];
    expect(cards((card) => card.activation === 'inherited')).toEqual(only);
    expect(cards((card) => card.writesReturnIdsOnly === true)).toEqual(only);
    expect(cards((card) => card.namedByGroup === true)).toEqual(only);
    expect(cards((card) => card.editRepeats === true)).toEqual(only);
    expect(cards((card) => card.lists.some((list) => list.streamsPerItem === 15))).toEqual(only);
  });
  it('include the complete fields of AGGREGATE streams', () => {
    const { fields } = streamCard({ kind: 'DataStream1' });
    const ids = fields.flatMap(({ id, onlyWhen: only }) => (only?.equals === 'AGGREGATE' ? [id] : []));
    expect(ids).toEqual([77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 91]);
  });
});

describe('prefixes of other tools', () => {
  it('are those of contracts, groups and properties', () => {
    for (const { members, lists } of STREAM_CARDS) {
      expect(members['contractId']?.prefix).toBe('ctr_');
      expect(members['groupId']?.prefix).toBe('grp_');
      const prefixed = lists.filter((list) => list.prefix !== undefined);
      for (const list of prefixed) expect([list.idMember, list.prefix]).toEqual(['propertyId', 'prp_']);
    }
  });
});
