import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/collections/datastream1.ts';
import { mapFields } from '../../src/conversion/datastream1/fields.ts';
import { exportSpec } from '../../src/conversion/stream-to-manifest.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { isReference } from '../../src/model/secret.ts';
import { nameIndex, resolveSpec } from '../../src/plan/resolve/resolve.ts';
import { destinationsFor, fullDestination } from '../builders/card-samples.ts';
import {
  ARCHIVE,
  COLLECTOR,
  changesTo,
  ds1Live,
  ds1Spec,
  rawSpec,
  SPLUNK,
} from '../builders/datastream1-streams.ts';

/** An export, with its names resolved to ids again. */
function exported(detail: StreamDetail) {
  const names = nameIndex({ rows: new Map(), details: new Map([['x', detail]]), names: new Map() });
  const { spec, references } = exportSpec(detail, names);
  const resolution = resolveSpec(datastream1, spec, names);
  if (resolution.tag === 'unresolved') throw new Error(resolution.problems.join('\n'));
  return { spec, references, resolved: resolution.spec };
}

describe('an exported DataStream 1 stream', () => {
  it('is short: a list of connectors, names for ids, no defaults, and references for secrets', () => {
    const body = {
      timeFrame: 1,
      properties: [{ propertyId: 349772, propertyName: 'shop.example.com' }],
      connectors: [
        { ...COLLECTOR, connectorId: 60 },
        { ...ARCHIVE, accessKey: null, secretAccessKey: null },
      ],
    };
    expect(exported(ds1Live(7, 'shop errors', { body }))).toMatchObject({
      spec: {
        streamType: 'AGGREGATE',
        contractId: 'C-0N7RAC7',
        groupId: 21484,
        properties: ['shop.example.com'],
        datasetFields: ['2xx', '5xx', 'Requests per second'],
        connectors: [
          {
            connectorType: 'SUMO_LOGIC',
            connectorName: 'Collector',
            url: { env: 'SHOP_ERRORS_COLLECTOR_URL' },
          },
          {
            connectorType: 'S3',
            connectorName: 'Archive',
            bucket: 'logs.example.com',
            region: 'AP_Mumbai',
            path: 'logs/{year}',
            accessKey: { env: 'SHOP_ERRORS_ARCHIVE_ACCESS_KEY' },
            secretAccessKey: { env: 'SHOP_ERRORS_ARCHIVE_SECRET_ACCESS_KEY' },
          },
        ],
      },
      references: [
        { member: 'Collector.url', suggestedName: 'SHOP_ERRORS_COLLECTOR_URL' },
        { member: 'Archive.accessKey', suggestedName: 'SHOP_ERRORS_ARCHIVE_ACCESS_KEY' },
        { member: 'Archive.secretAccessKey', suggestedName: 'SHOP_ERRORS_ARCHIVE_SECRET_ACCESS_KEY' },
      ],
    });
  });

  it('has an empty list if it has no connectors, and no defaults of its own', () => {
    const { spec } = exported(ds1Live(7, 'web', { spec: rawSpec({ connectors: [] }) }));
    expect(spec).toMatchObject({ streamType: 'RAW', connectors: [] });
    for (const member of ['sampleRate', 'timeFrame', 'deliveryConfiguration', 'streamName'])
      expect(spec).not.toHaveProperty(member);
  });

  const EACH = destinationsFor(datastream1).map((card, number) => ({
    ...fullDestination(card),
    connectorName: `Connector ${number}`,
  }));
  const stream = fc.record({
    of: fc.constantFrom(ds1Spec, rawSpec),
    connectors: fc.subarray([...EACH, ARCHIVE, { ...ARCHIVE, connectorName: 'archive' }, SPLUNK, COLLECTOR]),
    novelty: fc.boolean(),
  });

  it('has no change once it is imported, whatever connectors it has, and uses distinct variables', () => {
    fc.assert(
      fc.property(stream, ({ of, connectors, novelty }) => {
        const more = novelty ? { latency: 'LOW' } : {};
        const detail = ds1Live(7, 'web', { spec: of({ connectors }), body: more });
        const { references, resolved } = exported(detail);
        expect(changesTo(resolved, detail)).toEqual([]);
        const names = references.map(({ suggestedName }) => suggestedName);
        expect(new Set(names).size).toBe(names.length);
        expect(names.every((env) => isReference({ env }))).toBe(true);
      }),
    );
  });

  it('uses distinct variables if connector names differ only in punctuation', () => {
    const named = (connectorName: string) => ({ ...COLLECTOR, connectorName });
    const connectors = [named('a-b'), named('a b'), named('A_B'), named('a/b url'), named('__proto__')];
    const { references } = exported(ds1Live(7, 'web', { spec: ds1Spec({ connectors }) }));
    expect(references.map(({ suggestedName }) => suggestedName)).toEqual([
      'WEB_A_B_URL',
      'WEB_A_B_URL_2',
      'WEB_A_B_URL_3',
      'WEB_A_B_URL_URL',
      'WEB_PROTO_URL',
    ]);
  });

  it('keeps all members of a connector type without a card, with its URL by reference and without its id', () => {
    const place = { connectorType: 'NEW', connectorName: 'n', topic: 'x', url: 'https://a.example.com/CODE' };
    const detail = ds1Live(7, 'web', { body: { connectors: [{ ...place, connectorId: 5 }] } });
    const { spec, resolved } = exported(detail);
    expect(spec['connectors']).toEqual([{ ...place, url: { env: 'WEB_N_URL' } }]);
    expect(changesTo(resolved, detail)).toEqual([]);
  });
});

describe('names in an exported DataStream 1 stream', () => {
  const field = (datasetFieldId: number, datasetFieldName: string) => ({ datasetFieldId, datasetFieldName });
  const raw = (datasetFields: readonly JsonObject[]) =>
    ds1Live(7, 'web', { spec: rawSpec(), body: { datasetFields } });

  it('are those on the card for fields, whatever the account calls them, so that no look-up is needed', () => {
    const detail = raw([field(3, 'HTTP status'), field(7, 'reqMethod'), field(65, 'ctry'), field(100, 'x')]);
    const { spec, resolved } = exported(detail);
    expect(spec['datasetFields']).toEqual(['HTTP status', 'Request method', 'country', 100]);
    expect(changesTo(resolved, detail)).toEqual([]);
    expect(mapFields(spec['datasetFields']).keys).toEqual(['statusCode', 'reqMethod', 'country']);
  });

  it('are those on the card even if the account has another field with that name', () => {
    const detail = raw([field(4, 'ip'), field(7, 'Client IP')]);
    const { spec, resolved } = exported(detail);
    expect(spec['datasetFields']).toEqual(['Client IP', 'Request method']);
    expect(changesTo(resolved, detail)).toEqual([]);
  });

  it.each(['6', 'prp_6', 'PRP_6', ' prp_6', ' www.example.com', 'prp_9007199254740991', ' ', ''])(
    'are ids if a manifest would interpret "%s" as something else',
    (propertyName) => {
      const body = { properties: [{ propertyId: 5, propertyName }] };
      expect(exported(ds1Live(7, 'web', { body })).spec['properties']).toEqual([5]);
    },
  );

  it('are not mistaken for ids because they start like one', () => {
    const body = { properties: [{ propertyId: 5, propertyName: 'prp_6.example.com' }] };
    expect(exported(ds1Live(7, 'web', { body })).spec['properties']).toEqual(['prp_6.example.com']);
  });
});

describe('an exported connector of a type that the product does not know', () => {
  it('has references for every string whose name suggests a secret, at any depth, and has no change', () => {
    const place = {
      connectorType: 'NEW',
      connectorName: 'n',
      topic: 'x',
      token: 'CANARY-1',
      apiKey: '',
      passThrough: true,
      auth: { user: 'u', password: 'CANARY-2', rounds: 3 },
      secrets: ['CANARY-3', { value: 'CANARY-4' }],
    };
    const detail = ds1Live(7, 'web', { body: { connectors: [place] } });
    const { spec, references, resolved } = exported(detail);
    expect(JSON.stringify(spec)).not.toContain('CANARY');
    expect(spec['connectors']).toEqual([
      {
        ...place,
        token: { env: 'WEB_N_TOKEN' },
        auth: { user: 'u', password: { env: 'WEB_N_AUTH_PASSWORD' }, rounds: 3 },
        secrets: [{ env: 'WEB_N_SECRETS_0' }, { value: { env: 'WEB_N_SECRETS_1_VALUE' } }],
      },
    ]);
    expect(references.map(({ member }) => member)).toEqual([
      'n.token',
      'n.auth.password',
      'n.secrets[0]',
      'n.secrets[1].value',
    ]);
    expect(changesTo(resolved, detail)).toEqual([]);
  });
});
