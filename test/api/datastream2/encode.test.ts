import { describe, expect, it } from 'vitest';
import { encodeBody } from '../../../src/api/datastream2/encode.ts';
import { STREAM_CARDS, streamCard } from '../../../src/collections/registry.ts';
import { DESTINATIONS } from '../../../src/destinations/registry.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { credentialTexts } from '../../../src/redaction/credentials.ts';

const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;
const CARDS = STREAM_CARDS.filter(({ collection }) => collection.kind === 'DataStream2');

describe('a body', () => {
  it.each(CARDS.map((card) => [card.collection.logType, card] as const))(
    'of %s sends its lists as objects',
    (_, card) => {
      const spec = Object.fromEntries(
        card.lists.map((list) => [list.member, [list.id === 'number' ? 7 : 'x.example.com']]),
      );
      const sent = encodeBody(card, { spec, carried: {} }, 'create');
      for (const list of card.lists) {
        const expected = list.readOnly
          ? undefined
          : [{ [list.idMember]: list.id === 'number' ? 7 : 'x.example.com' }];
        expect(sent[list.member]).toEqual(expected);
      }
    },
  );

  it('of an update omits what cannot change, and both omit what is only returned', () => {
    const spec = {
      streamName: 'a',
      groupId: 1,
      contractId: 'C-1',
      streamId: 5,
      productId: 'x',
      modifiedBy: 'y',
    };
    const card = streamCard(CDN);
    expect(encodeBody(card, { spec, carried: {} }, 'create')).toEqual({
      streamName: 'a',
      groupId: 1,
      contractId: 'C-1',
    });
    expect(encodeBody(card, { spec, carried: {} }, 'update')).toEqual({ streamName: 'a', contractId: 'C-1' });
  });

  it.each(CARDS.map((card) => [card.collection.logType, card] as const))(
    'of an update in %s never has a group, even if the manifest or the live stream has one',
    (_, card) => {
      const returned = { groupId: 21484 };
      expect(encodeBody(card, { spec: returned, carried: {} }, 'create')).toEqual(returned);
      expect(encodeBody(card, { spec: returned, carried: {} }, 'update')).toEqual({});
      expect(encodeBody(card, { spec: {}, carried: returned }, 'update')).toEqual({});
    },
  );

  it.each(DESTINATIONS.map((card) => [card.type, card] as const))(
    'for %s omits what the vendor fixes',
    (type, card) => {
      const returned = Object.fromEntries(
        [...Object.keys(card.members), ...card.readOnly].map((member) => [member, 'x']),
      );
      const delivery = { format: 'JSON', uploadFilePrefix: 'a', uploadFileSuffix: 'b' };
      const spec: JsonObject = {
        destination: { ...returned, destinationType: type.toLowerCase() },
        deliveryConfiguration: delivery,
      };
      const sent = encodeBody(streamCard(CDN), { spec, carried: {} }, 'create');
      const settable = Object.entries(card.members).filter(([, member]) => member.constant === undefined);
      expect(sent['destination']).toEqual({
        ...Object.fromEntries(settable.map(([member]) => [member, 'x'])),
        destinationType: type,
      });
      expect(sent['deliveryConfiguration']).toEqual(card.family === 'object' ? delivery : { format: 'JSON' });
    },
  );

  it("carries unknown members in addition to the manifest's", () => {
    const spec = {
      streamName: 'a',
      deliveryConfiguration: { format: 'JSON' },
      destination: { destinationType: 'NEW_TYPE', x: 1 },
    };
    const carried = {
      streamName: 'old',
      latency: 'LOW',
      deliveryConfiguration: { format: 'STRUCTURED', batch: { size: 5 } },
      destination: { x: 2, y: [3] },
    };
    expect(encodeBody(streamCard(CDN), { spec, carried }, 'update')).toEqual({
      streamName: 'a',
      latency: 'LOW',
      deliveryConfiguration: { format: 'JSON', batch: { size: 5 } },
      destination: { destinationType: 'NEW_TYPE', x: 1, y: [3] },
    });
  });

  it.each(DESTINATIONS.map((card) => [card.type, card] as const))(
    'for %s lists its secrets',
    (type, card) => {
      const members = Object.keys(card.members).map((member) => [
        member,
        `https://u:pw@h.example.com/?token=${member}`,
      ]);
      const destination = { destinationType: type, displayName: 'shown', ...Object.fromEntries(members) };
      const secrets = credentialTexts(streamCard(CDN), { destination }, 'request');
      for (const [member, returned] of Object.entries(card.members)) {
        const value = `https://u:pw@h.example.com/?token=${member}`;
        const expected =
          returned.writeOnly || returned.credential === 'whole'
            ? value
            : returned.credential
              ? member
              : undefined;
        if (expected) expect(secrets).toContain(expected);
        else expect(secrets).not.toContain(value);
      }
      expect(secrets).not.toContain('shown');
    },
  );

  it('for an unknown type lists every string of it as secret', () => {
    const spec = {
      destination: { destinationType: 'NEW', displayName: 'd', where: 'https://h.example.com/?k=v1', n: 1 },
    };
    expect(credentialTexts(streamCard(CDN), spec, 'request')).toEqual([
      'https://h.example.com/?k=v1',
      '//h.example.com/?k=v1',
      'k=v1',
      'v1',
    ]);
  });
});
