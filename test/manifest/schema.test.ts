import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { STREAM_CARDS } from '../../src/log-types/registry.ts';
import { parseFile } from '../../src/manifest/parse.ts';
import type { JsonObject } from '../../src/model/json.ts';
import {
  card,
  cdn,
  fullDestination,
  fullSpec,
  manifest,
  parses,
  reference,
  withDestination,
  wrong,
} from './schema-samples.ts';

describe('valid manifests pass', () => {
  const streams = new URL('../../streams/', import.meta.url);
  for (const file of readdirSync(streams)) {
    it(`streams/${file}`, () => {
      const text = readFileSync(new URL(file, streams), 'utf8');
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

  for (const card of STREAM_CARDS) {
    it(`every member of log type ${card.collection.logType}`, () => {
      const full = manifest(fullSpec(card));
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
      manifest({ ...cdn, destination: { destinationType: 'LINODE', clusterId: 1 } }),
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
  it.each(passing)('%s', (_name, value) => {
    expect(wrong(value)).toEqual([]);
    expect(parses(value)).toBe(true);
  });
});
