import { describe, expect, it } from 'vitest';
import { streamCard } from '../../src/collections/registry.ts';
import { CONNECTORS, destinationSet } from '../../src/destinations/registry.ts';
import type { MemberCard } from '../../src/model/member-card.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { TYPE_MEMBERS, VENDOR_CONNECTORS, vendorFields1 } from '../../src/simulator/vendor/datastream1.ts';
import {
  aggregateBody,
  ask1,
  connector1,
  created1,
  detailOf1,
  details1,
  rawBody,
} from '../builders/datastream1-bodies.ts';
import { testClient } from './client.ts';

const card = streamCard({ kind: 'DataStream1' });
const set = destinationSet(card);

/** What a card states about its members: required, secret, default, fixed, credential. */
const marks = (members: Readonly<Record<string, MemberCard>>) =>
  Object.fromEntries(
    Object.entries(members).map(([member, { required, writeOnly, default: assumed, constant: fixed }]) => [
      member,
      { required: required === true, secret: writeOnly === true, assumed, fixed },
    ]),
  );

describe('the cards and the simulator’s own table of connectors agree', () => {
  it('on types', () => {
    expect(CONNECTORS.map(({ type }) => type).sort()).toEqual(Object.keys(VENDOR_CONNECTORS).sort());
    expect(set).toMatchObject({
      member: 'connectors',
      many: true,
      typeMember: 'connectorType',
      nameMember: 'connectorName',
    });
  });

  it.each(CONNECTORS.map((connector) => [connector.type, connector] as const))('on %s', (type, connector) => {
    const rules = Object.entries(VENDOR_CONNECTORS[type] ?? {});
    expect(marks(connector.members)).toEqual(
      Object.fromEntries(
        rules.map(([member, { required, secret }]) => [
          member,
          { required: required === true, secret: secret === true, assumed: undefined, fixed: undefined },
        ]),
      ),
    );
    expect(marks({ name: set.name })).toEqual({
      name: { required: true, secret: false, assumed: undefined, fixed: undefined },
    });
  });

  it.each(CONNECTORS.map((connector) => [connector.type, connector] as const))(
    'on %s: a response contains the members that are not write-only, and those that are read-only',
    async (type, { members, readOnly }) => {
      const client = testClient();
      const id = await created1(client, rawBody({ connectors: [connector1(type)] }));
      const [returned] = (await detailOf1(client, id))['connectors'] as unknown as object[];
      const open = Object.keys(members).filter((member) => members[member]?.writeOnly !== true);
      expect(Object.keys(returned ?? {}).sort()).toEqual(
        [...open, ...readOnly, set.typeMember, set.nameMember].sort(),
      );
    },
  );
});

describe('the card and the simulator of DataStream 1 streams agree', () => {
  it('on members of one type and their defaults', () => {
    const only = Object.entries(card.members).flatMap(([member, { onlyWhen: when, default: assumed }]) =>
      when ? [[member, { member: when.member, type: when.equals, assumed }] as const] : [],
    );
    expect(Object.fromEntries(only)).toEqual(
      Object.fromEntries(
        Object.entries(TYPE_MEMBERS).map(([member, { type, assumed }]) => [
          member,
          { member: 'streamType', type, assumed },
        ]),
      ),
    );
    expect(card.members).toMatchObject({
      sampleRate: { schema: { minimum: 1, maximum: 100 } },
      timeFrame: { schema: { enum: TYPE_MEMBERS.timeFrame.rule.values } },
    });
  });

  it('on defaults: those in a response, and the others in the stored state', async () => {
    const defaults = Object.entries(card.members).flatMap(
      ([member, { default: assumed, absence, onlyWhen: only }]) =>
        assumed === undefined
          ? []
          : [{ member, assumed, omittedMembers: absence?.means === 'unknown', type: only?.equals }],
    );
    expect(defaults.map(({ member }) => member).sort()).toEqual(Object.keys(TYPE_MEMBERS).sort());
    for (const { member, assumed, omittedMembers, type } of defaults) {
      const client = testClient();
      const { [member]: _, ...body } = type === 'RAW' ? rawBody() : aggregateBody();
      const detail = await detailOf1(client, await created1(client, body));
      expect(detail[member]).toEqual(omittedMembers ? undefined : assumed);
      const [kept] = client.accountState.current().datastream1.streams;
      expect(kept?.versions[0]?.content[member]).toBe(assumed);
    }
  });

  it.each(Object.keys(card.members))('on %s: required or not', async (member) => {
    const { required, requiredToCreate, onlyWhen: only } = card.members[member] ?? {};
    const { [member]: _, ...body } = only?.equals === 'RAW' ? rawBody() : aggregateBody();
    const answer = await ask1(testClient(), 'POST', '/streams', body);
    const needed = required === true || requiredToCreate === true;
    expect(answer.status).toBe(needed ? 400 : 202);
    if (needed) expect(details1(answer)).toContain(`${member} cannot be blank. (simulated text)`);
  });

  it('on members that no card marks as secret or fixed: all are returned, or are marked as not returned', async () => {
    const client = testClient();
    for (const body of [rawBody({ streamName: 'raw' }), aggregateBody()]) {
      const detail = await detailOf1(client, await created1(client, body));
      for (const [member, { writeOnly, absence, constant: fixed }] of Object.entries(card.members)) {
        expect([member, writeOnly, fixed]).toEqual([member, undefined, undefined]);
        if (body[member] === undefined) continue;
        expect([member, detail[member] === undefined]).toEqual([member, absence?.means === 'unknown']);
      }
    }
  });

  it('on every member of a response', async () => {
    const client = testClient();
    const id = await created1(client, rawBody());
    const [row] = (await ask1(client, 'GET', '/streams')).body as unknown as object[];
    const returned = [...Object.keys(await detailOf1(client, id)), ...Object.keys(row ?? {})];
    const known = ['streamName', 'datasets', set.member, ...card.readOnly, ...Object.keys(card.members)];
    const lists = card.lists.map(({ member }) => member);
    expect([...known, ...lists]).toEqual(expect.arrayContaining(returned));
  });

  it('on limits, immutable members and traits', () => {
    const properties = card.lists.find(({ role }) => role === 'sources');
    const { limits } = DEFAULT_SETTINGS.datastream1;
    expect(properties?.most).toBe(limits.propertiesPerStream);
    expect(properties?.streamsPerItem).toBe(limits.streamsPerProperty);
    expect(card.immutable).toContain('groupId');
    expect(card.activation).toBe('inherited');
    expect(card).toMatchObject({ editRepeats: true, namedByGroup: true, writesReturnIdsOnly: true });
  });

  it.each(['RAW', 'AGGREGATE'] as const)('on fields of %s streams', (type) => {
    const carded = card.fields.filter(({ onlyWhen: only }) => only?.equals === type).map(({ id }) => id);
    expect(vendorFields1(type).map(({ id }) => id)).toEqual(expect.arrayContaining(carded));
    expect(carded.length).toBeGreaterThan(10);
  });
});
