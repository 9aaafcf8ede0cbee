import { describe, expect, it } from 'vitest';
import { STREAM_CARDS } from '../../src/collections/registry.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { DEFAULT_QUIRKS } from '../../src/simulator/state/quirks.ts';
import { vendorFields } from '../../src/simulator/vendor/fields.ts';
import { VENDOR_LOG_TYPES } from '../../src/simulator/vendor/log-types.ts';
import { destination } from '../builders/destinations.ts';
import { createBody } from '../builders/request-bodies.ts';
import { objectIn, testClient, unmetered } from './client.ts';

/**
 * The product's cards and the simulator's tables are written separately and must agree. DataStream 1 has its
 * own tables, in datastream1-tables.test.ts.
 */
const logTypeCards = STREAM_CARDS.flatMap((card) => {
  const { logType } = card.collection;
  return logType === undefined ? [] : [[logType, card] as const];
});

describe.each(logTypeCards)('%s', (logType, card) => {
  const vendor = VENDOR_LOG_TYPES[logType];
  const open = { ...DEFAULT_QUIRKS, returnsUnset: true, omitsFalseMidgress: false };
  const client = () => testClient(unmetered(seededAccountWithoutStreams({ quirks: open })));

  it('has the same list of sources', () => {
    const list = card.lists.find(({ role }) => role === 'sources');
    expect(list?.member).toBe(vendor.sources?.member);
    expect(list?.idMember).toBe(vendor.sources?.idMember);
    expect(list && (list.id === 'number' ? 'integer' : 'string')).toBe(vendor.sources?.idType);
    for (const member of list?.nameMembers ?? []) expect(vendor.sources?.returnedMembers).toContain(member);
  });

  it('allows or fixes the choice of fields', () => {
    const list = card.lists.find(({ role }) => role === 'fields');
    expect(list?.readOnly === true).toBe(vendor.fixedFields === true);
    const known = vendorFields(logType).map(({ id }) => id);
    const chosen = card.fields
      .map(({ id }) => id)
      .filter((id) => !card.serverFields.some((field) => field.id === id));
    expect(known).toEqual(expect.arrayContaining(chosen));
    expect(known.length).toBeGreaterThan(0);
  });

  it('requires the members that the server requires', async () => {
    expect(card.members['contractId']?.required === true).toBe(vendor.needsPlace);
    expect('collectMidgress' in card.members).toBe(vendor.midgress);
    expect(card.immutable).toEqual(['groupId']);
    expect(card.lists.find(({ member }) => member === 'properties')?.streamsPerItem).toBe(
      logType === 'cdn' ? seededAccountWithoutStreams().settings.limits.streamsPerProperty : undefined,
    );
  });

  it('has the defaults that the server returns for root members', async () => {
    const returned = objectIn(
      await client().call(
        'POST',
        `/${logType}/streams`,
        createBody(vendor.midgress ? { collectMidgress: false } : {}, logType),
      ),
    );
    const defaults = Object.entries(card.members).flatMap(([m, { default: value }]) =>
      value === undefined ? [] : [[m, value]],
    );
    expect(defaults.length).toBeGreaterThan(0);
    expect(returned).toMatchObject(Object.fromEntries(defaults) as JsonObject);
  });

  it('has the defaults that the server returns for the delivery to an object store', async () => {
    const body = createBody({ destination: destination('S3') }, logType);
    const returned = objectIn(await client().call('POST', `/${logType}/streams`, body));
    const defaults = Object.entries(card.delivery ?? {}).flatMap(([m, { default: value }]) =>
      value === undefined ? [] : [[m, value]],
    );
    const delivery: Json = returned['deliveryConfiguration'] ?? null;
    expect(isObject(delivery) ? delivery : {}).toMatchObject(Object.fromEntries(defaults) as JsonObject);
    expect(defaults).toHaveLength(2);
  });

  it('knows every member of a response', async () => {
    const returned = objectIn(await client().call('POST', `/${logType}/streams`, createBody({}, logType)));
    const known = [
      'streamName',
      'deliveryConfiguration',
      'destination',
      ...card.readOnly,
      ...Object.keys(card.members),
      ...card.lists.map(({ member }) => member),
    ];
    expect(known).toEqual(expect.arrayContaining(Object.keys(returned)));
  });
});
