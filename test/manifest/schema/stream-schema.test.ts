import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { CONNECTORS, DESTINATIONS } from '../../../src/destinations/registry.ts';
import { parseFile } from '../../../src/manifest/parse.ts';
import { collectionKey } from '../../../src/model/collection.ts';
import type { JsonObject } from '../../../src/model/json.ts';
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
} from '../../builders/schema-samples.ts';
import { EXAMPLES } from '../../examples.ts';

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
    it(`only the required members of ${card.type}`, () => {
      const full = Object.entries(fullDestination(card));
      const needed = full.filter(([member]) => card.members[member]?.required || !(member in card.members));
      expect(wrong(manifest({ ...cdn, destination: Object.fromEntries(needed) }))).toEqual([]);
    });
  }

  for (const card of CONNECTORS) {
    it(`every member of connector ${card.type}, and only the required ones`, () => {
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
    ['an absent stream with no other members', manifest({ state: 'absent' })],
    ['an absent stream of any log type', manifest({ state: 'absent', logType: 'appsec' })],
    ['members of this tool', manifest({ ...cdn, protect: true, streamId: 7050, streamName: 'b' })],
    ['a separate stream', manifest({ ...cdn, separate: true })],
    ['members that the vendor adds', manifest({ ...cdn, extra: { latency: { profile: 'LOW' } } })],
    ['members that the vendor adds to the destination', withDestination({ extra: { newMember: 1 } })],
    [
      'ids in every notation',
      manifest({ ...cdn, properties: [349772, '349772', 'prp_349772', { propertyId: 349772 }] }),
    ],
    [
      'objects in the notation of the API',
      manifest({ ...cdn, datasetFields: [{ datasetFieldId: 1000, datasetFieldName: 'CP' }] }),
    ],
    ['duplicates, which count once', manifest({ ...cdn, datasetFields: ['cp', 'cp'], properties: [1, 1] })],
    ['fields that this version does not know', manifest({ ...cdn, datasetFields: [987654, 'somethingNew'] })],
    ['prefixes of contract and group', manifest({ ...cdn, contractId: 'ctr_C-1', groupId: 'grp_21484' })],
    ['a group as a string of digits', manifest({ ...cdn, groupId: '21484' })],
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
      'Oracle in the case that the API returns',
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
    ['DataStream 1: without connectors', withConnectors()],
    ['DataStream 1: connectors of one type', withConnectors(splunk, { ...splunk, connectorName: 'b' })],
    ['DataStream 1: a connector type in any case', withConnectors({ ...splunk, connectorType: 'Splunk' })],
    [
      'DataStream 1: a new connector type with unknown members',
      withConnectors({ connectorType: 'KAFKA', allowUnknownType: true, connectorName: 'a', topic: 'logs' }),
    ],
    ['DataStream 1: a RAW stream', withAggregate({ streamType: 'RAW', sampleRate: 1, datasetFields: [1] })],
    ['DataStream 1: a time frame', withAggregate({ timeFrame: 60 })],
    [
      'DataStream 1: fields in every notation',
      withAggregate({ datasetFields: ['2xx', 78, '79', { datasetFieldId: 80 }, 987654, 'new'] }),
    ],
    ['DataStream 1: the maximum number of properties', withAggregate({ properties: fifteen })],
    ['DataStream 1: members of this tool', withAggregate({ protect: true, streamId: 7, streamName: 'b' })],
    [
      'DataStream 1: members that the vendor adds',
      withAggregate({ extra: { newMember: 1 }, connectors: [{ ...splunk, extra: { newMember: 1 } }] }),
    ],
  ];
  it.each([...passing, ...streams1])('%s', (_name, value) => {
    expect(wrong(value)).toEqual([]);
    expect(parses(value)).toBe(true);
  });
});
