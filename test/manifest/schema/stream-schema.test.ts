import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { CONNECTORS, DESTINATIONS } from '../../../src/destinations/registry.ts';
import { parseFile } from '../../../src/manifest/parse.ts';
import { collectionKey } from '../../../src/model/collection.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { EXAMPLES } from '../../examples.ts';
import {
  card,
  cdn,
  fullConnector,
  fullDestination,
  fullManifest,
  manifest,
  parses,
  reference,
  withAggregate,
  withConnectors,
  withDestination,
  wrong,
} from '../schema-samples.ts';

const fifteen = Array.from({ length: 15 }, (_, index) => `site-${index}`);

describe('valid manifests pass', () => {
  for (const file of readdirSync(EXAMPLES)) {
    it(`the example ${file}`, () => {
      const text = readFileSync(`${EXAMPLES}${file}`, 'utf8');
      for (const document of parseAllDocuments(text)) expect(wrong(document.toJS())).toEqual([]);
      const { entries, findings } = parseFile(file, text);
      expect([...findings, ...entries.flatMap((entry) => entry.findings)]).toEqual([]);
    });
  }

  for (const card of DESTINATIONS) {
    it(`every member of ${card.type}`, () => {
      const full = manifest({ ...cdn, destination: fullDestination(card) });
      expect(wrong(full)).toEqual([]);
      expect(parses(full)).toBe(true);
    });
    it(`only what ${card.type} requires`, () => {
      const full = Object.entries(fullDestination(card));
      const needed = full.filter(([member]) => card.members[member]?.required || !(member in card.members));
      expect(wrong(manifest({ ...cdn, destination: Object.fromEntries(needed) }))).toEqual([]);
    });
  }

  for (const card of CONNECTORS) {
    it(`every member of connector ${card.type}, and only what it requires`, () => {
      const full = fullConnector(card);
      const needed = Object.entries(full).filter(
        ([member]) => card.members[member]?.required || !(member in card.members),
      );
      for (const connector of [full, Object.fromEntries(needed)]) {
        expect(wrong(withConnectors(connector))).toEqual([]);
        expect(parses(withConnectors(connector))).toBe(true);
      }
    });
  }

  for (const card of STREAM_CARDS) {
    it(`every member of ${collectionKey(card.collection)}`, () => {
      const full = fullManifest(card);
      expect(wrong(full)).toEqual([]);
      expect(parses(full)).toBe(true);
    });
  }

  const passing: readonly (readonly [string, JsonObject])[] = [
    ['a stream that is to be absent needs nothing else', manifest({ state: 'absent' })],
    ['of any log type', manifest({ state: 'absent', logType: 'appsec' })],
    ['our own members', manifest({ ...cdn, protect: true, streamId: 7050, streamName: 'b' })],
    ['a stream of its own', manifest({ ...cdn, separate: true })],
    ['members the vendor adds', manifest({ ...cdn, extra: { latency: { profile: 'LOW' } } })],
    ['and in the destination', withDestination({ extra: { newMember: 1 } })],
    [
      'ids in every form',
      manifest({ ...cdn, properties: [349772, '349772', 'prp_349772', { propertyId: 349772 }] }),
    ],
    [
      'the API’s own objects',
      manifest({ ...cdn, datasetFields: [{ datasetFieldId: 1000, datasetFieldName: 'CP' }] }),
    ],
    ['duplicates, which count once', manifest({ ...cdn, datasetFields: ['cp', 'cp'], properties: [1, 1] })],
    ['fields the product does not know', manifest({ ...cdn, datasetFields: [987654, 'somethingNew'] })],
    ['prefixes of contract and group', manifest({ ...cdn, contractId: 'ctr_C-1', groupId: 'grp_21484' })],
    ['a group as digits', manifest({ ...cdn, groupId: '21484' })],
    ['a credential by reference', withDestination({ endpoint: reference })],
    ['a secret from a file', withDestination({ password: { file: 'secrets/password' } })],
    [
      'an unknown destination type',
      manifest({
        ...cdn,
        destination: { destinationType: 'LINODE', allowUnknownType: true, clusterId: 1 },
      }),
    ],
    [
      'an unknown destination type without write-only members',
      manifest({
        ...cdn,
        destination: { destinationType: 'LINODE', allowUnknownType: 'without-secrets' },
      }),
    ],
    [
      'a type in the case in which Oracle comes back',
      manifest({
        ...cdn,
        destination: {
          ...fullDestination(card('ORACLE_CLOUD_STORAGE')),
          destinationType: 'Oracle_Cloud_Storage',
        },
      }),
    ],
  ];
  const splunk = { connectorType: 'splunk', connectorName: 'a', url: reference, authToken: reference };
  const streams1: readonly (readonly [string, JsonObject])[] = [
    ['DataStream 1: absent', manifest({ state: 'absent' }, 'DataStream1')],
    ['DataStream 1: logs that are only pulled', withConnectors()],
    ['DataStream 1: connectors of one type', withConnectors(splunk, { ...splunk, connectorName: 'b' })],
    ['DataStream 1: a connector type in any case', withConnectors({ ...splunk, connectorType: 'Splunk' })],
    [
      'DataStream 1: a new connector type, whose members pass',
      withConnectors({ connectorType: 'KAFKA', allowUnknownType: true, connectorName: 'a', topic: 'logs' }),
    ],
    ['DataStream 1: a RAW stream', withAggregate({ streamType: 'RAW', sampleRate: 1, datasetFields: [1] })],
    ['DataStream 1: a time frame', withAggregate({ timeFrame: 60 })],
    [
      'DataStream 1: fields in every form',
      withAggregate({ datasetFields: ['2xx', 78, '79', { datasetFieldId: 80 }, 987654, 'new'] }),
    ],
    ['DataStream 1: as many properties as there may be', withAggregate({ properties: fifteen })],
    ['DataStream 1: our own members', withAggregate({ protect: true, streamId: 7, streamName: 'b' })],
    [
      'DataStream 1: members the vendor adds',
      withAggregate({ extra: { newMember: 1 }, connectors: [{ ...splunk, extra: { newMember: 1 } }] }),
    ],
  ];
  it.each([...passing, ...streams1])('%s', (_name, value) => {
    expect(wrong(value)).toEqual([]);
    expect(parses(value)).toBe(true);
  });
});
