import { describe, expect, it } from 'vitest';
import { DESTINATIONS } from '../../../src/destinations/registry.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import {
  card,
  cdn,
  cdnWithoutLists,
  fullDestination,
  manifest,
  parses,
  reference,
  withDestination,
  wrong,
} from '../../builders/schema-samples.ts';

describe('each invalid manifest fails with one error at the right path', () => {
  const { state: _state, ...stateless } = cdn;
  const frequency = { frequency: { intervalInSeconds: 30 } };
  const withDelivery = (members: JsonObject) =>
    manifest({ ...cdn, deliveryConfiguration: { format: 'JSON', ...frequency, ...members } });
  const failing: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['not an object', 'text', [' type']],
    ['another version', { ...manifest(cdn), apiVersion: 'v2' }, ['/apiVersion const']],
    ['another kind', { ...manifest(cdn), kind: 'Stream' }, ['/kind enum']],
    ['an unknown root member', { ...manifest(cdn), status: {} }, [' additionalProperties']],
    ['no name', { ...manifest(cdn), metadata: {} }, ['/metadata required']],
    [
      'a name with a line break',
      { ...manifest(cdn), metadata: { name: 'a\nb' } },
      ['/metadata/name pattern'],
    ],
    [
      'a name that is too long',
      { ...manifest(cdn), metadata: { name: 'a'.repeat(1001) } },
      ['/metadata/name maxLength'],
    ],
    ['no state', manifest(stateless), ['/spec required']],
    ['an unknown state', manifest({ ...cdn, state: 'on' }), ['/spec/state enum']],
    ['an unknown log type', manifest({ ...cdn, logType: 'dns' }), ['/spec/logType enum']],
    ['an unknown member', manifest({ ...cdn, sampling: 5 }), ['/spec additionalProperties']],
    [
      'a member of another log type',
      manifest({ ...cdn, zones: ['example.com'] }),
      ['/spec additionalProperties'],
    ],
    [
      'an unknown member of an absent stream',
      manifest({ state: 'absent', stat: 1 }),
      ['/spec additionalProperties'],
    ],
    ['no sources', manifest({ ...cdn, properties: [] }), ['/spec/properties minItems']],
    ['an invalid id', manifest({ ...cdn, properties: [0] }), ['/spec/properties/0 minimum']],
    [
      'an object without an id',
      manifest({ ...cdn, properties: [{ propertyName: 'a' }] }),
      ['/spec/properties/0 required'],
    ],
    [
      'sampling out of range',
      manifest({ ...cdn, samplingPercentage: 101 }),
      ['/spec/samplingPercentage maximum'],
    ],
    ['a group that is not a number', manifest({ ...cdn, groupId: 'cdn-team' }), ['/spec/groupId pattern']],
    [
      'an interval that does not exist',
      manifest({
        ...cdn,
        deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 45 } },
      }),
      ['/spec/deliveryConfiguration/frequency/intervalInSeconds enum'],
    ],
    [
      'fields of an appsec stream, which cannot be chosen',
      manifest({
        ...cdnWithoutLists,
        logType: 'appsec',
        contractId: 'C-1',
        appSecConfigs: [1],
        datasetFields: [1],
      }),
      ['/spec/datasetFields not'],
    ],
    [
      'a log type other than cdn without a contract',
      manifest({
        ...cdnWithoutLists,
        logType: 'edgeworkers',
        datasetFields: [6000],
      }),
      ['/spec required'],
    ],
    ['no destination type', manifest({ ...cdn, destination: {} }), ['/spec/destination required']],
    [
      'a destination type that is not a string',
      withDestination({ destinationType: 5 }),
      ['/spec/destination/destinationType type'],
    ],
    [
      'an unknown destination member',
      withDestination({ url: 'https://a' }),
      ['/spec/destination additionalProperties'],
    ],
    ['a literal secret', withDestination({ password: 'hunter2' }), ['/spec/destination/password type']],
    [
      'a reference to nothing',
      withDestination({ password: {} }),
      ['/spec/destination/password minProperties'],
    ],
    [
      'a reference to two things',
      withDestination({ password: { env: 'A', file: 'b' } }),
      ['/spec/destination/password maxProperties'],
    ],
    [
      'a reference with an unknown member',
      withDestination({ password: { vault: 'a' } }),
      ['/spec/destination/password additionalProperties'],
    ],
    [
      'an endpoint without TLS',
      withDestination({ endpoint: 'http://logs.example.com' }),
      ['/spec/destination/endpoint pattern'],
    ],
    [
      'a header name with a space',
      withDestination({ customHeaderName: 'a b', customHeaderValue: 'c' }),
      ['/spec/destination/customHeaderName pattern'],
    ],
    [
      'compression disabled where it is fixed',
      manifest({
        ...cdn,
        destination: { ...fullDestination(card('S3')), compressLogs: false },
      }),
      ['/spec/destination/compressLogs const'],
    ],
    [
      'a Splunk endpoint for events',
      manifest({
        ...cdn,
        destination: {
          ...fullDestination(card('SPLUNK')),
          endpoint: 'https://splunk.example.com/services/collector/event',
        },
      }),
      ['/spec/destination/endpoint pattern'],
    ],
    [
      'a header without a value',
      withDestination({ customHeaderName: 'a' }),
      ['/spec/destination dependencies'],
    ],
    [
      'a certificate without its key',
      withDestination({ clientCert: reference }),
      ['/spec/destination dependencies'],
    ],
    [
      'BASIC without a password',
      withDestination({ authenticationType: 'BASIC', userName: reference }),
      ['/spec/destination required'],
    ],
    [
      'STRUCTURED without a delimiter',
      withDelivery({ format: 'STRUCTURED' }),
      ['/spec/deliveryConfiguration required'],
    ],
    [
      'JSON with a delimiter',
      withDelivery({ fieldDelimiter: 'SPACE' }),
      ['/spec/deliveryConfiguration/fieldDelimiter not'],
    ],
    [
      'file names for a destination without files',
      withDelivery({ uploadFilePrefix: 'a' }),
      ['/spec/deliveryConfiguration/uploadFilePrefix not'],
    ],
    [
      'STRUCTURED where only JSON is accepted',
      manifest({
        ...cdn,
        deliveryConfiguration: { ...frequency, format: 'STRUCTURED', fieldDelimiter: 'SPACE' },
        destination: fullDestination(card('NEWRELIC')),
      }),
      ['/spec/deliveryConfiguration/format const'],
    ],
    [
      'a field that the API adds by itself',
      manifest({ ...cdn, datasetFields: [2051] }),
      ['/spec/datasetFields/0 not'],
    ],
  ];
  it.each(failing)('%s', (_name, value, errors) => {
    expect(wrong(value)).toEqual(errors);
    expect(parses(value)).toBe(false);
  });

  for (const destination of DESTINATIONS) {
    const full = fullDestination(destination);
    const required = Object.keys(full).filter((member) => destination.members[member]?.required);
    it.each(['displayName', ...required])(`${destination.type} without %s`, (member) => {
      const { [member]: _dropped, ...rest } = full;
      expect(wrong(manifest({ ...cdn, destination: rest }))).toEqual(['/spec/destination required']);
    });
  }

  it('never accepts a literal for a write-only member', () => {
    for (const destinationType of DESTINATIONS) {
      const secrets = Object.entries(destinationType.members).filter(([, member]) => member.writeOnly);
      for (const [member] of secrets) {
        const literal = { ...fullDestination(destinationType), [member]: 'hunter2' };
        expect(wrong(manifest({ ...cdn, destination: literal }))).toEqual([
          `/spec/destination/${member} type`,
        ]);
      }
    }
  });
});
