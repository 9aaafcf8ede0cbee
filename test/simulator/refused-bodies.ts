import type { Json, JsonObject } from '../../src/model/json.ts';
import { CANARY, destination } from '../builders/destinations.ts';

const structured = { format: 'STRUCTURED', fieldDelimiter: 'SPACE', frequency: { intervalInSeconds: 30 } };
const json = { format: 'JSON', frequency: { intervalInSeconds: 30 } };
const s3 = { destination: destination('S3') };
const https = (more: JsonObject) => ({ destination: destination('HTTPS', more) });
const fields = (...ids: Json[]) => ({ datasetFields: ids.map((datasetFieldId) => ({ datasetFieldId })) });
const properties = (...ids: Json[]) => ({ properties: ids.map((propertyId) => ({ propertyId })) });

/**
 * What is wrong, the change that causes it, the member that the response names, and a part of its message.
 */
export const REFUSED: readonly (readonly [string, JsonObject, string, RegExp])[] = [
  ['an empty name', { streamName: '' }, 'streamName', /blank/],
  ['a name of spaces', { streamName: '   ' }, 'streamName', /blank/],
  ['an endpoint without a host', https({ endpoint: 'https://?' }), 'destination.endpoint', /no URL/],
  [
    'a type in lower case',
    https({ destinationType: 'https', userName: '' }),
    'destination.destinationType',
    /unknown/,
  ],
  ['a name that is not a string', { streamName: 7 }, 'streamName', /string/],
  ['a name of 1001 characters', { streamName: 'x'.repeat(1001) }, 'streamName', /at most 1000/],
  ['an unknown member', { tags: 'a' }, 'tags', /Unknown member/],
  ['the prototype as a member', JSON.parse('{"__proto__": 1}') as JsonObject, '__proto__', /Unknown member/],
  ['a read-only member on create', { streamStatus: 'ACTIVATED' }, 'streamStatus', /Unknown member/],
  ['an unknown group', { groupId: 1 }, '', /not having access for the group/],
  ['group zero', { groupId: 0 }, 'groupId', /at least 1/],
  ['a contract of another group', { contractId: 'K-0N7RAK7', groupId: 21484 }, 'contractId', /belong/],
  ['midgress as a word', { collectMidgress: 'yes' }, 'collectMidgress', /true or false/],
  ['sampling of 0 percent', { samplingPercentage: 0 }, 'samplingPercentage', /at least 1/],
  ['sampling of 101 percent', { samplingPercentage: 101 }, 'samplingPercentage', /at most 100/],
  ['half a percent', { samplingPercentage: 0.5 }, 'samplingPercentage', /integer/],
  ['an e-mail without @', { notificationEmails: ['x'] }, 'notificationEmails[0]', /e-mail/],
  ['no properties', { properties: [] }, 'properties', /at least 1/],
  ['properties as plain ids', { properties: [349772] }, 'properties[0]', /object/],
  ['a property by name', { properties: [{ propertyName: 'x' }] }, 'properties[0].propertyName', /Unknown/],
  ['a property id that is not a number', properties('prp_349772'), 'properties[0].propertyId', /integer/],
  ['an unknown property', properties(1), 'properties', /does not have/],
  ['a property that was never active', properties(349780), 'properties', /never activated/],
  ['properties of two products', properties(349772, 389150), 'properties', /same product/],
  ['no fields', fields(), 'datasetFields', /at least 1/],
  ['an unknown field', fields(1000, 77), 'datasetFields', /77 does not exist/],
  [
    'the midgress field without collectMidgress',
    fields(1000, 2051),
    'datasetFields',
    /2051 follows collectMidgress/,
  ],
  [
    'a field with its name',
    { datasetFields: [{ datasetFieldId: 1000, datasetFieldName: 'x' }] },
    'datasetFields[0].datasetFieldName',
    /Unknown/,
  ],
  [
    'no format',
    { deliveryConfiguration: { frequency: { intervalInSeconds: 30 } } },
    'deliveryConfiguration.format',
    /blank/,
  ],
  [
    'an unknown format',
    { deliveryConfiguration: { ...json, format: 'CSV' } },
    'deliveryConfiguration.format',
    /one of/,
  ],
  ['no frequency', { deliveryConfiguration: { format: 'JSON' } }, 'deliveryConfiguration.frequency', /blank/],
  [
    '45 seconds',
    { deliveryConfiguration: { ...json, frequency: { intervalInSeconds: 45 } } },
    'deliveryConfiguration.frequency.intervalInSeconds',
    /one of 30, 60/,
  ],
  [
    'STRUCTURED without delimiter',
    { deliveryConfiguration: { ...json, format: 'STRUCTURED' } },
    'deliveryConfiguration.fieldDelimiter',
    /STRUCTURED log format cannot be blank\.$/,
  ],
  [
    'JSON with delimiter',
    { deliveryConfiguration: { ...json, fieldDelimiter: 'SPACE' } },
    'deliveryConfiguration.fieldDelimiter',
    /JSON/,
  ],
  [
    'an unknown delimiter',
    { deliveryConfiguration: { ...structured, fieldDelimiter: 'COMMA' } },
    'deliveryConfiguration.fieldDelimiter',
    /one of/,
  ],
  [
    'an unknown delivery member',
    { deliveryConfiguration: { ...json, gzip: true } },
    'deliveryConfiguration.gzip',
    /Unknown/,
  ],
  [
    'a prefix of 201 characters',
    { ...s3, deliveryConfiguration: { ...json, uploadFilePrefix: 'a'.repeat(201) } },
    'deliveryConfiguration.uploadFilePrefix',
    /at most 200/,
  ],
  [
    'a suffix of 11 characters',
    { ...s3, deliveryConfiguration: { ...json, uploadFileSuffix: 'a'.repeat(11) } },
    'deliveryConfiguration.uploadFileSuffix',
    /at most 10/,
  ],
  [
    'a suffix with a variable',
    { ...s3, deliveryConfiguration: { ...json, uploadFileSuffix: '{%Y}' } },
    'deliveryConfiguration.uploadFileSuffix',
    /none of/,
  ],
  ['no destination', { destination: 'S3' }, 'destination', /object/],
  ['no destination type', { destination: { displayName: 'x' } }, 'destination.destinationType', /blank/],
  [
    'an unknown destination type',
    { destination: { destinationType: 'LINODE', displayName: 'x' } },
    'destination.destinationType',
    /unknown/,
  ],
  [
    'a destination type from the object prototype',
    { destination: { destinationType: 'constructor' } },
    'destination.destinationType',
    /unknown/,
  ],
  ['no display name', https({ displayName: '' }), 'destination.displayName', /blank/],
  ['a member of another destination', https({ bucket: 'b' }), 'destination.bucket', /Unknown/],
  [
    'compressLogs where it is fixed',
    { destination: destination('S3', { compressLogs: true }) },
    'destination.compressLogs',
    /Unknown/,
  ],
  [
    'an uncompressed S3-compatible destination',
    { destination: destination('S3_COMPATIBLE', { compressLogs: false }) },
    'destination.compressLogs',
    /one of true/,
  ],
  ['an http endpoint', https({ endpoint: 'http://logs.example.com' }), 'destination.endpoint', /https/],
  ['BASIC without a password', https({ password: '' }), 'destination.password', /blank/],
  [
    'another authentication',
    https({ authenticationType: 'DIGEST' }),
    'destination.authenticationType',
    /one of/,
  ],
  [
    'a header without a value',
    https({ customHeaderName: 'x-a' }),
    'destination.customHeaderValue',
    /together/,
  ],
  [
    'a header without a name',
    https({ customHeaderValue: CANARY }),
    'destination.customHeaderName',
    /together/,
  ],
  [
    'a header name with a space',
    https({ customHeaderName: `x ${CANARY}`, customHeaderValue: 'v' }),
    'destination.customHeaderName',
    /letters/,
  ],
  [
    'a client certificate without its key',
    https({ clientCert: CANARY }),
    'destination.clientKey',
    /together/,
  ],
  ['a key without its certificate', https({ clientKey: CANARY }), 'destination.clientCert', /together/],
  ['a secret that is not a string', https({ password: 5 }), 'destination.password', /string/],
  [
    'an invalid Splunk endpoint',
    { destination: destination('SPLUNK', { endpoint: 'https://x.example.com/event' }) },
    'destination.endpoint',
    /collector\/raw/,
  ],
  [
    'a TrafficPeak endpoint without a token',
    { destination: destination('TRAFFICPEAK', { endpoint: 'https://x.example.com/ingest/event?table=a' }) },
    'destination.endpoint',
    /token/,
  ],
  [
    'TrafficPeak without BASIC',
    { destination: destination('TRAFFICPEAK', { authenticationType: 'NONE' }) },
    'destination.authenticationType',
    /BASIC/,
  ],
  [
    'a Dynatrace endpoint of another host',
    { destination: destination('DYNATRACE', { endpoint: 'https://x.example.com/api/v2/logs/ingest' }) },
    'destination.endpoint',
    /dynatrace/,
  ],
];
