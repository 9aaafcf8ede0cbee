import { describe, expect, it } from 'vitest';
import { cdn } from '../../src/collections/cdn.ts';
import { gtm } from '../../src/collections/gtm.ts';
import { exportSpec } from '../../src/conversion/stream-to-manifest.ts';
import { https } from '../../src/destinations/https.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { s3 } from '../../src/destinations/s3.ts';
import { isReference } from '../../src/model/secret.ts';
import { nameIndex } from '../../src/plan/resolve/resolve.ts';
import {
  answerTo,
  cardNames,
  detailOf,
  formatsOf,
  fullSpec,
  leanSpec,
  withPart,
} from '../builders/card-samples.ts';

const full = answerTo(cdn, s3, fullSpec(cdn, s3, 'STRUCTURED'));

describe('an exported stream', () => {
  it('is short: no defaults, names for ids, columns in their order', () => {
    const body = {
      ...answerTo(cdn, s3, leanSpec(cdn, s3, 'STRUCTURED')),
      collectMidgress: false,
      notificationEmails: [],
    };
    const detail = detailOf(cdn, {
      ...body,
      contractId: 'C-1',
      properties: [{ propertyId: 5, propertyName: 'www.example.com' }, { propertyId: 4 }],
      datasetFields: [{ datasetFieldId: 1002 }, { datasetFieldId: 1000 }, { datasetFieldId: 2051 }],
    });
    const names = nameIndex({ rows: new Map(), details: new Map([['x', detail]]), names: new Map() });
    expect(exportSpec(detail, names).spec).toEqual({
      contractId: 'C-1',
      properties: [4, 'www.example.com'],
      datasetFields: ['reqId', 'cp'],
      deliveryConfiguration: {
        format: 'STRUCTURED',
        fieldDelimiter: 'TAB',
        frequency: { intervalInSeconds: 30 },
      },
      destination: {
        destinationType: 'S3',
        displayName: 'Log platform',
        bucket: 'logs.example.com',
        region: 'eu-central-1',
        path: 'akamai/{%Y}/{%m}/{%d}',
        accessKey: { env: 'WEB_ACCESS_KEY' },
        secretAccessKey: { env: 'WEB_SECRET_ACCESS_KEY' },
      },
    });
  });

  it('has an id if its name has several meanings', () => {
    const row = (id: number) => ({
      collection: cdn.collection,
      streamId: id,
      name: `s${id}`,
      version: 1,
      status: 'ACTIVATED',
      sources: [{ id, name: 'www' }],
    });
    const names = nameIndex({
      rows: new Map([['DataStream2/cdn', [row(1), row(2)]]]),
      details: new Map(),
      names: new Map(),
    });
    const detail = detailOf(cdn, { ...full, properties: [{ propertyId: 1, propertyName: 'www' }] });
    expect(exportSpec(detail, names).spec['properties']).toEqual([1]);
  });

  for (const destination of DESTINATIONS) {
    it(`has a reference for every secret that the destination requires: ${destination.title}`, () => {
      const [format = 'JSON'] = formatsOf(destination);
      const detail = detailOf(cdn, answerTo(cdn, destination, leanSpec(cdn, destination, format)));
      const { spec, references } = exportSpec(detail, cardNames);
      const needs = Object.entries(destination.members).filter(
        ([, { writeOnly, required }]) => writeOnly && required,
      );
      for (const [member] of needs) expect(references.map((one) => one.member)).toContain(member);
      for (const { member, suggestedName } of references) {
        expect(spec['destination']).toHaveProperty(member, { env: suggestedName });
      }
    });
  }

  it('has user name and password only if required, and certificates only if set', () => {
    const members = (place: object) =>
      exportSpec(
        detailOf(
          cdn,
          withPart(answerTo(cdn, https, leanSpec(cdn, https, 'JSON')), 'destination', (p) => ({
            ...p,
            ...place,
          })),
        ),
        cardNames,
      )
        .references.map(({ member }) => member)
        .toSorted();
    expect(members({ authenticationType: 'NONE' })).toEqual([]);
    expect(members({ authenticationType: 'BASIC' })).toEqual(['password', 'userName']);
    expect(members({ authenticationType: 'NONE', mTLS: 'Enabled' })).toEqual(['clientCert', 'clientKey']);
    expect(members({ authenticationType: 'NONE', endpoint: 'https://a.b/?token=1' })).toEqual(['endpoint']);
    expect(members({ authenticationType: 'NONE', endpoint: 'https://a.b/?table=1' })).toEqual([]);
  });

  it.each([
    ['web access logs', 'WEB_ACCESS_LOGS_ACCESS_KEY'],
    ['Größe/№ 1', 'GROSSE_NO_1_ACCESS_KEY'],
    ['7-eleven', 'STREAM_7_ELEVEN_ACCESS_KEY'],
    ['github actions', 'STREAM_GITHUB_ACTIONS_ACCESS_KEY'],
    ['akamai', 'STREAM_AKAMAI_ACCESS_KEY'],
    ['日本', 'ACCESS_KEY'],
  ])('suggests a variable for "%s" that references may use: %s', (name, variable) => {
    const { references } = exportSpec({ ...detailOf(cdn, full), name }, cardNames);
    expect(references[0]).toEqual({ member: 'accessKey', suggestedName: variable });
    expect(isReference({ env: variable })).toBe(true);
  });

  it('suggests variables with another prefix, so that two streams do not share one', () => {
    expect(exportSpec(detailOf(cdn, full), cardNames, 'web-7050').references[0]?.suggestedName).toBe(
      'WEB_7050_ACCESS_KEY',
    );
  });

  it('has references for write-only members that another tool is known to have sent, and for nothing else', () => {
    const destination = {
      destinationType: 'SPLUNK',
      displayName: 's',
      endpoint: 'https://a.b/collector/raw',
    };
    const detail = detailOf(cdn, { ...full, destination });
    const members = (type: string) => {
      const given = new Set(['caCert', 'compressLogs', 'tlsHostname', 'unknown']);
      return exportSpec(detail, cardNames, 'web', { type, given }).references.map(({ member }) => member);
    };
    expect(members('SPLUNK')).toEqual(['eventCollectorToken', 'caCert']);
    expect(members('HTTPS')).toEqual(['eventCollectorToken']);
  });

  it('has references for members whose names suggest a secret in a destination type without a card', () => {
    const destination = { destinationType: 'NEW', displayName: 'n', bucket: 'b', token: 'CANARY' };
    const { spec, references } = exportSpec(detailOf(cdn, { ...full, destination }), cardNames);
    expect(spec['destination']).toEqual({ ...destination, token: { env: 'WEB_TOKEN' } });
    expect(references).toEqual([{ member: 'token', suggestedName: 'WEB_TOKEN' }]);
  });

  it('has the names that the account returns for fields of a log type whose card has none', () => {
    const datasetFields = [
      { datasetFieldId: 4000, datasetFieldJsonKey: 'domain', datasetFieldName: 'Domain' },
    ];
    const detail = detailOf(gtm, { datasetFields });
    const names = nameIndex({ rows: new Map(), details: new Map([['x', detail]]), names: new Map() });
    expect(exportSpec(detail, names).spec['datasetFields']).toEqual(['domain']);
  });

  it('keeps all members of a destination type without a card, with references for credentials', () => {
    const destination = {
      destinationType: 'NEW',
      displayName: 'n',
      bucket: 'b',
      endpoint: 'https://u:p@a.b',
      customHeaderValue: 'v',
    };
    const { spec } = exportSpec(detailOf(cdn, { ...full, destination }), cardNames);
    expect(spec['destination']).toEqual({
      destinationType: 'NEW',
      displayName: 'n',
      bucket: 'b',
      endpoint: { env: 'WEB_ENDPOINT' },
      customHeaderValue: { env: 'WEB_CUSTOM_HEADER_VALUE' },
    });
  });
});
