import { describe, expect, it } from 'vitest';
import { CONNECTORS } from '../../../src/destinations/registry.ts';
import {
  aggregate,
  fullConnector,
  manifest,
  parses,
  withAggregate,
  withConnectors,
  withDestination,
  wrong,
} from '../../builders/schema-samples.ts';

const sixteen = Array.from({ length: 16 }, (_, index) => `site-${index}`);
const https = { connectorType: 'HTTPS', connectorName: 'a', url: 'https://logs.example.com/' };
const { connectors: _connectors, ...unsaid } = aggregate;
const { groupId: _groupId, contractId: _contractId, ...nowhere } = aggregate;

describe('each invalid stream of DataStream 1 fails with one error at the right path', () => {
  const failing: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['a log type', withAggregate({ logType: 'cdn' }), ['/spec additionalProperties']],
    ['a destination', withAggregate({ destination: {} }), ['/spec additionalProperties']],
    ['a delivery', withAggregate({ deliveryConfiguration: {} }), ['/spec additionalProperties']],
    [
      'destination of DataStream 2 instead of connectors',
      withDestination({ connectorType: 'S3' }),
      ['/spec/destination additionalProperties'],
    ],
    ['connectors missing', manifest(unsaid, 'DataStream1'), ['/spec required']],
    ['no contract', manifest(nowhere, 'DataStream1'), ['/spec required']],
    ['no state', withAggregate({ state: 'on' }), ['/spec/state enum']],
    [
      'the type in the notation of other API calls',
      withAggregate({ streamType: 'AGGREGATED' }),
      ['/spec/streamType enum'],
    ],
    ['a time frame that does not exist', withAggregate({ timeFrame: 2 }), ['/spec/timeFrame enum']],
    ['a sample rate of an AGGREGATE stream', withAggregate({ sampleRate: 25 }), ['/spec/sampleRate not']],
    [
      'a time frame of a RAW stream',
      withAggregate({ streamType: 'RAW', datasetFields: [1], timeFrame: 1 }),
      ['/spec/timeFrame not'],
    ],
    [
      'a field of RAW streams by id',
      withAggregate({ datasetFields: [77, 3] }),
      ['/spec/datasetFields/1 not'],
    ],
    [
      'a field of RAW streams by id as a string',
      withAggregate({ datasetFields: ['3'] }),
      ['/spec/datasetFields/0 not'],
    ],
    [
      'a field of RAW streams by name',
      withAggregate({ datasetFields: ['HTTP status'] }),
      ['/spec/datasetFields/0 not'],
    ],
    [
      'a field of RAW streams as an object',
      withAggregate({ datasetFields: [{ datasetFieldId: 3 }] }),
      ['/spec/datasetFields/0 not'],
    ],
    [
      'a field of AGGREGATE streams',
      withAggregate({ streamType: 'RAW', datasetFields: ['2xx'] }),
      ['/spec/datasetFields/0 not'],
    ],
    ['too many properties', withAggregate({ properties: sixteen }), ['/spec/properties maxItems']],
    ['connectors that are not a list', withAggregate({ connectors: {} }), ['/spec/connectors type']],
    ['a connector that is not a block', withConnectors('S3'), ['/spec/connectors/0 type']],
    ['a connector without a type', withConnectors({ connectorName: 'a' }), ['/spec/connectors/0 required']],
    [
      'a new type without a name',
      withConnectors(https, { connectorType: 'KAFKA', allowUnknownType: true }),
      ['/spec/connectors/1 required'],
    ],
    [
      'a new type with an invalid name',
      withConnectors({ connectorType: 'KAFKA', allowUnknownType: true, connectorName: 5 }),
      ['/spec/connectors/0/connectorName type'],
    ],
    [
      'the id of a connector',
      withConnectors({ ...https, connectorId: 7 }),
      ['/spec/connectors/0 additionalProperties'],
    ],
    ['a URL without TLS', withConnectors({ ...https, url: 'http://a' }), ['/spec/connectors/0/url pattern']],
    [
      'a reference to two things',
      withConnectors({ ...https, url: { env: 'A', file: 'b' } }),
      ['/spec/connectors/0/url maxProperties'],
    ],
  ];
  it.each(failing)('%s', (_name, value, errors) => {
    expect(wrong(value)).toEqual(errors);
    expect(parses(value)).toBe(false);
  });

  for (const connector of CONNECTORS) {
    const full = fullConnector(connector);
    const required = Object.keys(full).filter((member) => connector.members[member]?.required);
    it.each(['connectorName', ...required])(`${connector.type} without %s`, (member) => {
      const { [member]: _dropped, ...rest } = full;
      expect(wrong(withConnectors(rest))).toEqual(['/spec/connectors/0 required']);
      expect(parses(withConnectors(rest))).toBe(false);
    });
    const secrets = Object.keys(full).filter((member) => connector.members[member]?.writeOnly);
    it.each(secrets)(`${connector.type} with %s in plain text`, (member) => {
      const literal = withConnectors({ ...full, [member]: 'hunter2' });
      expect(wrong(literal)).toEqual([`/spec/connectors/0/${member} type`]);
      expect(parses(literal)).toBe(false);
    });
  }
});
