import { describe, expect, it } from 'vitest';
import { STREAM_CARDS, streamCard } from '../../src/log-types/registry.ts';
import type { ListCard, MemberCard, StreamCard } from '../../src/model/card.ts';
import { KINDS, LOG_TYPES, type LogType } from '../../src/model/collection.ts';

/**
 * What each log type takes, written down a second time and apart from the cards, from the fact sheet (sections 1.1
 * and 3.2). `!` required, `+` required to create, `~` may be missing in answers, `=x` default, `-` told, not chosen.
 */
const PLACE = ['contractId!~', 'groupId+~', 'samplingPercentage~=100', 'notificationEmails=[]'];
const MEMBERS: Readonly<Record<LogType, readonly string[]>> = {
  cdn: [
    'contractId~',
    'groupId~',
    'collectMidgress=false',
    'samplingPercentage~=100',
    'notificationEmails=[]',
  ],
  edns: PLACE,
  gtm: PLACE,
  edgeworkers: PLACE,
  appsec: PLACE,
  answerx: PLACE,
};
const FIELDS = 'datasetFields!: number datasetFieldId (datasetFieldJsonKey, datasetFieldName)';
const LISTS: Readonly<Record<LogType, readonly string[]>> = {
  cdn: ['properties!: number propertyId (propertyName)', FIELDS],
  edns: ['zones!: string zoneName ()', FIELDS],
  gtm: ['properties!: string propertyName ()', FIELDS],
  edgeworkers: [FIELDS],
  appsec: ['appSecConfigs!: number appSecId (appSecName)', FIELDS.replace('!', '-')],
  answerx: ['serviceSubletterIds!: number ssid (name)', FIELDS],
};

function marked([member, card]: readonly [string, MemberCard]): string {
  const marks = [
    card.required ? '!' : '',
    card.requiredToCreate ? '+' : '',
    card.untold ? '~' : '',
    card.writeOnly ? '*' : '',
    card.default === undefined ? '' : `=${JSON.stringify(card.default)}`,
  ];
  return `${member}${marks.join('')}`;
}

function listed(list: ListCard): string {
  const mark = list.readOnly ? '-' : list.required ? '!' : '';
  return `${list.member}${mark}: ${list.id} ${list.idMember} (${list.nameMembers.join(', ')})`;
}

const each = it.each(STREAM_CARDS.map((card) => [card.collection.logType, card] as const));

describe('what each log type takes', () => {
  it('has a card for every log type of every kind', () => {
    const collections = KINDS.flatMap((kind) => LOG_TYPES.map((logType) => ({ kind, logType })));
    expect(STREAM_CARDS.map((card) => card.collection)).toEqual(collections);
    for (const collection of collections) expect(streamCard(collection).collection).toEqual(collection);
  });
  each('%s: members', (logType, card) => {
    expect(Object.entries(card.members).map(marked).sort()).toEqual([...MEMBERS[logType]].sort());
  });
  each('%s: lists', (logType, card) => {
    expect(card.lists.map(listed)).toEqual(LISTS[logType]);
  });
  each('%s: the same delivery', (_logType, card) => {
    expect(Object.entries(card.delivery).map(marked)).toEqual([
      ...['format!', 'fieldDelimiter', 'frequency!'],
      ...['uploadFilePrefix="ak"', 'uploadFileSuffix="ds"'],
    ]);
  });
  each('%s: the group stays as it was when the stream was made', (_logType, card) => {
    expect(card.immutable).toEqual(['groupId']);
  });
});

describe('cards are consistent in themselves', () => {
  each('%s', (_logType, card) => {
    const members = [...Object.keys(card.members), ...card.lists.map((list) => list.member)];
    expect(new Set(members).size).toBe(members.length);
    expect(members).toEqual(expect.arrayContaining([...card.immutable]));
    expect(members.filter((member) => card.readOnly.includes(member))).toEqual([]);
    expect(card.movement.least).toBeLessThanOrEqual(card.movement.most);
    expect(card.movement.most).toBeLessThan(card.movement.overdue);
  });
  each('%s: a field has one id, one key and one name', (_logType, card) => {
    for (const word of ['id', 'key', 'name'] as const) {
      const values = card.fields.map((field) => field[word]);
      expect(new Set(values).size).toBe(values.length);
    }
  });
  each('%s: fields that the server adds cannot be chosen', (_logType, card) => {
    for (const { id, because } of card.serverFields) {
      expect(card.fields.map((field) => field.id)).not.toContain(id);
      expect(Object.keys(card.members)).toContain(because);
    }
  });
});

describe('what only cdn has', () => {
  const cards = (trait: (card: StreamCard) => boolean) =>
    STREAM_CARDS.filter(trait).map((card) => card.collection.logType);
  it('known field names, the midgress field and a limit of three streams for a property', () => {
    expect(cards((card) => card.fields.length > 0)).toEqual(['cdn']);
    expect(cards((card) => card.serverFields.some((field) => field.id === 2051))).toEqual(['cdn']);
    expect(cards((card) => card.lists.some((list) => list.streamsPerItem === 3))).toEqual(['cdn']);
  });
});

describe('prefixes that other tools write', () => {
  it('are those of contracts, groups and properties', () => {
    for (const { members, lists } of STREAM_CARDS) {
      expect(members['contractId']?.prefix).toBe('ctr_');
      expect(members['groupId']?.prefix).toBe('grp_');
      const prefixed = lists.filter((list) => list.prefix !== undefined);
      for (const list of prefixed) expect([list.idMember, list.prefix]).toEqual(['propertyId', 'prp_']);
    }
  });
});
