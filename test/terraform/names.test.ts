import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { STREAM_CARDS } from '../../src/collections/registry.ts';
import { DESTINATIONS, destinationCard, destinationSet } from '../../src/destinations/registry.ts';
import { isArray, isObject, type JsonObject, objectsIn } from '../../src/model/json.ts';
import { counterpartOf, hasNoMember } from '../../src/terraform/hint.ts';
import {
  ATTRIBUTES_WITHOUT_MEMBER,
  CONNECTOR_BLOCKS,
  connectorAttributes,
  DELIVERY_ATTRIBUTES,
  FREQUENCY_ATTRIBUTES,
  STREAM_ATTRIBUTES,
} from '../../src/terraform/names.ts';
import { describeWithReference, reference } from '../reference.ts';
import { CONNECTORS, DELIVERY, FREQUENCY, RESOURCE } from './provider-attributes.ts';

const SET = destinationSet({ destinations: 'destination' });

/** The attributes that the tables have for a connector block. */
function attributesOf(block: string): ReadonlyMap<string, string> {
  const card = destinationCard(SET, CONNECTOR_BLOCKS[block] ?? '');
  return card ? connectorAttributes(card) : new Map();
}

describe('every attribute of the provider has a member, or is known to have none', () => {
  it('of the resource', () => {
    const known = [...Object.keys(STREAM_ATTRIBUTES), ...ATTRIBUTES_WITHOUT_MEMBER];
    expect([...RESOURCE, 'm_tls'].toSorted()).toEqual(known.toSorted());
  });

  it('of the delivery configuration', () => {
    expect(Object.keys(DELIVERY_ATTRIBUTES).toSorted()).toEqual(DELIVERY.toSorted());
    expect(Object.keys(FREQUENCY_ATTRIBUTES)).toEqual(FREQUENCY);
  });

  it('of the connector blocks: each block has a destination type of its own', () => {
    expect(Object.keys(CONNECTOR_BLOCKS).toSorted()).toEqual(Object.keys(CONNECTORS).toSorted());
    const types = Object.values(CONNECTOR_BLOCKS);
    expect(new Set(types).size).toBe(types.length);
    expect(DESTINATIONS.map(({ type }) => type)).toEqual(expect.arrayContaining(types));
  });

  it.each(Object.entries(CONNECTORS))('of %s', (block, attributes) => {
    const known = attributesOf(block);
    const unknown = attributes.filter(
      (name) => !known.has(name) && !ATTRIBUTES_WITHOUT_MEMBER.includes(name),
    );
    expect(unknown).toEqual([]);
  });
});

test('every member in the tables exists on a card', () => {
  const members = STREAM_CARDS.flatMap((card) => [
    ...Object.keys(card.members),
    ...card.lists.map(({ member }) => member),
  ]);
  const own = ['state', 'streamId', 'logType', 'streamName', 'deliveryConfiguration'];
  for (const member of Object.values(STREAM_ATTRIBUTES)) expect([...own, ...members]).toContain(member);
  const delivery = STREAM_CARDS.flatMap((card) => Object.keys(card.delivery ?? {}));
  for (const member of Object.values(DELIVERY_ATTRIBUTES)) expect(delivery).toContain(member);
});

describe('what to write instead of an attribute', () => {
  it.each([
    ['active', true, 'spec', 'state: active'],
    ['active', false, 'spec', 'state: inactive'],
    ['active', 'canary', 'spec', 'state: active or inactive'],
    ['id', '7100', 'spec', 'streamId: 7100'],
    ['log_type', 'APPSEC', 'spec', 'logType: appsec'],
    ['log_type', 'canary', 'spec', 'logType: …'],
    ['stream_name', 'canary', 'spec', 'streamName: …'],
    ['group_id', 'grp_21484', 'spec', 'groupId: 21484'],
    ['group_id', 'canary', 'spec', 'groupId: …'],
    ['service_ids', [101, 102], 'spec', 'serviceSubletterIds: [101, 102]'],
    ['service_ids', ['canary'], 'spec', 'serviceSubletterIds: […]'],
    ['app_sec_configs', [12345], 'spec', 'appSecConfigs: [12345]'],
    ['collect_midgress', true, 'spec', 'collectMidgress: true'],
    ['interval_in_secs', 60, 'spec.deliveryConfiguration.frequency', 'intervalInSeconds: 60'],
    ['field_delimiter', 'SPACE', 'spec.deliveryConfiguration', 'fieldDelimiter: …'],
    ['api_token', 'canary', 'spec.destination', 'authToken: { env: NAME }'],
    ['domain_prefix', 'canary', 'spec.destination', 'endpoint: …'],
    ['cp_code', '1234', 'spec.destination', 'bucket: …'],
    ['compress_logs', true, 'spec.destination', 'compressLogs: true'],
  ] as const)('%s: %j', (name, value, block, form) => {
    expect(counterpartOf(name, value)).toMatchObject({ block: block.split('.'), form });
  });

  it.each(Object.keys(CONNECTOR_BLOCKS))(
    'a pasted %s gives the whole destination, without a value',
    (block) => {
      const given = Object.fromEntries((CONNECTORS[block] ?? []).map((name) => [name, 'canary']));
      for (const value of [given, [given]]) {
        const form = counterpartOf(block, value)?.form ?? '';
        expect(form).toMatch(/^destination: \{ destinationType: [A-Z0-9_]+, displayName: …, /);
        expect(form).not.toContain('canary');
        const card = destinationCard(SET, CONNECTOR_BLOCKS[block] ?? '');
        for (const [member, { writeOnly, constant }] of Object.entries(card?.members ?? {})) {
          if (constant || ![...(CONNECTORS[block] ?? [])].some((n) => attributesOf(block).get(n) === member))
            continue;
          expect(form).toContain(writeOnly ? `${member}: { env: NAME }` : `${member}: …`);
        }
      }
    },
  );

  it('an empty connector block gives the required members', () => {
    expect(counterpartOf('s3_connector', null)?.form).toBe(
      'destination: { destinationType: S3, displayName: …, bucket: …, region: …, path: …, accessKey: { env: NAME }, secretAccessKey: { env: NAME } }',
    );
  });

  it.each(ATTRIBUTES_WITHOUT_MEMBER)('%s has no member', (name) => {
    expect(hasNoMember(name)).toBe(true);
    expect(counterpartOf(name, 'x')).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'toString', 'state', 'unknown'])('%s is no attribute', (name) => {
    expect(counterpartOf(name, 'x')).toBeUndefined();
  });
});

describeWithReference('the state that the official provider wrote', () => {
  it('has no attribute that the tables do not know', () => {
    const file = reference('terraform/terraform.tfstate');
    const state = JSON.parse(readFileSync(file ?? '', 'utf8')) as JsonObject;
    const all = objectsIn(state['resources']).flatMap((one) => objectsIn(one['instances']));
    const blocks = new Map<string, readonly string[]>();
    for (const { attributes } of all) {
      if (!isObject(attributes)) continue;
      const names = Object.keys(attributes).filter((name) => !CONNECTORS[name]);
      expect(RESOURCE).toEqual(expect.arrayContaining(names));
      for (const [name, value] of Object.entries(attributes)) {
        const [first] = isArray(value) ? value : [];
        if (CONNECTORS[name] && isObject(first)) blocks.set(name, Object.keys(first));
      }
    }
    expect(all).toHaveLength(18);
    expect(blocks.size).toBe(14);
    for (const [block, names] of blocks) {
      expect(names.toSorted(), block).toEqual([...(CONNECTORS[block] ?? [])].toSorted());
    }
  });
});
