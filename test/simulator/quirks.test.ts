import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../src/simulator/state/quirks.ts';
import { CANARY, DESTINATION_ROWS, destination } from '../builders/destinations.ts';
import { createBody } from '../builders/request-bodies.ts';
import { memberOf, objectIn, testClient, unmetered } from './client.ts';

async function returned(change: JsonObject, quirks: Partial<Quirks> = {}): Promise<JsonObject> {
  const accountState = unmetered(seededAccountWithoutStreams({ quirks: { ...DEFAULT_QUIRKS, ...quirks } }));
  const client = testClient(accountState);
  const created = objectIn(await client.call('POST', '/cdn/streams', createBody(change)));
  expect((await client.call('GET', '/cdn/streams/7100')).body).toEqual(created);
  return created;
}

const to = (type: string, more: JsonObject = {}) => ({ destination: destination(type, more) });
const delivery = (format: string, more: JsonObject = {}) => ({
  deliveryConfiguration: { format, frequency: { intervalInSeconds: 30 }, ...more },
});
const fieldIds = (body: JsonObject) =>
  (body['datasetFields'] as unknown as JsonObject[]).map((field) => field['datasetFieldId']);

describe('responses contain what the server makes of a request', () => {
  it('members that may be omitted are absent or empty', async () => {
    const omittedMembers = ['contractId', 'groupId', 'integrationType', 'samplingPercentage'] as const;
    const known = await returned({});
    for (const member of omittedMembers) expect(known).toHaveProperty(member);
    const silent = await returned({}, { omittedMembers });
    for (const member of omittedMembers) expect(silent).not.toHaveProperty(member);
    const empty = await returned({}, { omittedMembers, emptiesOmitted: true });
    expect(empty).toMatchObject({ contractId: '', groupId: 0 });
  });

  it('indexName of Elasticsearch may be omitted', async () => {
    expect(memberOf(await returned(to('ELASTICSEARCH')), 'destination')).toHaveProperty('indexName', 'logs');
    const silent = await returned(to('ELASTICSEARCH'), { omittedMembers: ['indexName'] });
    expect(memberOf(silent, 'destination')).not.toHaveProperty('indexName');
  });

  it('fields of JSON streams may change order, columns of STRUCTURED ones never do', async () => {
    const asked = [1000, 1002, 1023];
    expect(fieldIds(await returned(delivery('JSON')))).not.toEqual(asked);
    expect(fieldIds(await returned(delivery('JSON'))).toSorted()).toEqual(asked);
    expect(fieldIds(await returned(delivery('JSON'), { shufflesJsonFields: false }))).toEqual(asked);
    expect(fieldIds(await returned(delivery('STRUCTURED', { fieldDelimiter: 'TAB' })))).toEqual(asked);
  });

  it('sources may change order', async () => {
    const two = { properties: [{ propertyId: 349772 }, { propertyId: 349770 }] };
    expect((await returned(two))['properties']).toMatchObject([
      { propertyId: 349772 },
      { propertyId: 349770 },
    ]);
    const shuffled = await returned(two, { shufflesSources: true });
    expect(shuffled['properties']).toMatchObject([
      { propertyName: 'shop.example.com' },
      { propertyId: 349772 },
    ]);
  });

  it('midgress adds its field and is returned only if it is on', async () => {
    expect(fieldIds(await returned({ collectMidgress: true }))).toContain(2051);
    expect(fieldIds(await returned({ collectMidgress: true }, { addsMidgressField: false }))).not.toContain(
      2051,
    );
    expect(await returned({ collectMidgress: false })).not.toHaveProperty('collectMidgress');
    const open = await returned({ collectMidgress: false }, { omitsFalseMidgress: false });
    expect(open).toHaveProperty('collectMidgress', false);
  });

  it('object stores get file names, HTTPS types lose them', async () => {
    expect((await returned(to('S3')))['deliveryConfiguration']).toMatchObject({
      uploadFilePrefix: 'ak',
      uploadFileSuffix: 'ds',
    });
    const named = { ...to('S3'), ...delivery('JSON', { uploadFilePrefix: 'edge', uploadFileSuffix: '' }) };
    expect((await returned(named))['deliveryConfiguration']).toMatchObject({
      uploadFilePrefix: 'edge',
      uploadFileSuffix: 'ds',
    });
    const quiet = await returned(to('S3'), { returnsFileNameDefaults: false });
    expect(quiet['deliveryConfiguration']).not.toHaveProperty('uploadFilePrefix');
    const omittedMembers = await returned(named, { omittedMembers: ['uploadFilePrefix'] });
    expect(omittedMembers['deliveryConfiguration']).toMatchObject({ uploadFileSuffix: 'ds' });
    expect(omittedMembers['deliveryConfiguration']).not.toHaveProperty('uploadFilePrefix');
    const https = await returned(
      delivery('JSON', { uploadFilePrefix: 'a.b', uploadFileSuffix: 'far too long a suffix' }),
    );
    expect(https['deliveryConfiguration']).toEqual(delivery('JSON').deliveryConfiguration);
  });

  it.each(Object.entries(DESTINATION_ROWS).map(([type, { compressLogs }]) => [type, compressLogs] as const))(
    '%s returns compressLogs %s',
    async (type, compressLogs) => {
      expect(memberOf(await returned(to(type)), 'destination')['compressLogs']).toBe(compressLogs);
      const quiet = await returned(to(type), { returnsCompression: false });
      expect(memberOf(quiet, 'destination')).not.toHaveProperty('compressLogs');
    },
  );

  it('an explicit compression setting is returned unchanged', async () => {
    const chosen = await returned(to('SPLUNK', { compressLogs: false }), { returnsCompression: false });
    expect(memberOf(chosen, 'destination')).toHaveProperty('compressLogs', false);
    const store = await returned(to('S3_COMPATIBLE', { compressLogs: true }), {
      returnsS3CompatibleCompression: true,
    });
    expect(memberOf(store, 'destination')).toHaveProperty('compressLogs', true);
  });

  it('Oracle is returned in mixed case, whatever was sent', async () => {
    const sent = to('ORACLE_CLOUD_STORAGE');
    expect(memberOf(await returned(sent), 'destination')).toHaveProperty(
      'destinationType',
      'Oracle_Cloud_Storage',
    );
    const mixed = to('ORACLE_CLOUD_STORAGE', { destinationType: 'Oracle_Cloud_Storage' });
    const upper = await returned(mixed, { mixedCaseOracle: false });
    expect(memberOf(upper, 'destination')).toHaveProperty('destinationType', 'ORACLE_CLOUD_STORAGE');
  });

  it.each(['HTTPS', 'SPLUNK', 'ELASTICSEARCH'])('%s: an unset tlsHostname is not returned', async (type) => {
    expect(memberOf(await returned(to(type)), 'destination')).not.toHaveProperty('tlsHostname');
  });

  it('an unset tlsHostname may be returned as the host of the endpoint', async () => {
    const filled = { returnsTlsHostname: true };
    expect(memberOf(await returned({}, filled), 'destination')).toHaveProperty(
      'tlsHostname',
      'logs.example.com',
    );
    const set = await returned(to('HTTPS', { tlsHostname: 'a.example.com' }));
    expect(memberOf(set, 'destination')).toHaveProperty('tlsHostname', 'a.example.com');
    const other = await returned(to('DATADOG'), filled);
    expect(memberOf(other, 'destination')).not.toHaveProperty('tlsHostname');
  });

  it('certificates are returned only as a marker', async () => {
    const pair = to('HTTPS', { clientCert: CANARY, clientKey: CANARY });
    expect(memberOf(await returned(pair), 'destination')).toHaveProperty('mTlsEnabled', true);
    expect(memberOf(await returned(pair, { mutualTls: 'mTLS' }), 'destination')).toHaveProperty(
      'mTLS',
      'Enabled',
    );
    const lone = to('HTTPS', { caCert: CANARY });
    expect(memberOf(await returned(lone), 'destination')).not.toHaveProperty('mTlsEnabled');
    const eager = await returned(lone, { mutualTlsForAuthorityOnly: true });
    expect(memberOf(eager, 'destination')).toHaveProperty('mTlsEnabled', true);
    expect(JSON.stringify([await returned(pair), eager])).not.toContain(CANARY);
  });

  it('duplicates may be merged', async () => {
    const twice = { datasetFields: [{ datasetFieldId: 1000 }, { datasetFieldId: 1000 }] };
    expect(fieldIds(await returned(twice))).toEqual([1000]);
    expect(fieldIds(await returned(twice, { collapsesDuplicates: false }))).toEqual([1000, 1000]);
  });

  it('unset members may be returned as empty values', async () => {
    expect(await returned({})).not.toHaveProperty('notificationEmails');
    const open = await returned(to('DATADOG'), { returnsUnset: true });
    expect(open).toHaveProperty('notificationEmails', []);
    expect(memberOf(open, 'destination')).toHaveProperty('tags', null);
  });

  it('the collector code may be returned', async () => {
    expect(memberOf(await returned(to('SUMO_LOGIC')), 'destination')).not.toHaveProperty('collectorCode');
    const open = await returned(to('SUMO_LOGIC'), { returnsCollectorCode: true });
    expect(memberOf(open, 'destination')).toHaveProperty('collectorCode', CANARY);
  });

  it.each([
    [[349772], 'PM_DEPENDENT'],
    [[349776], 'DS_MANAGED'],
    [[349772, 349776], 'HYBRID'],
  ])('properties %j make it %s', async (ids, integrationType) => {
    const properties = ids.map((propertyId) => ({ propertyId }));
    expect(await returned({ properties })).toHaveProperty('integrationType', integrationType);
  });
});

describe('undocumented members', () => {
  it('are accepted and returned unchanged if the settings name them, and refused elsewhere', async () => {
    const extraMembers = {
      root: ['latencyProfile'],
      deliveryConfiguration: ['burst'],
      destination: ['retries'],
    };
    const client = testClient(unmetered(seededAccountWithoutStreams({ extraMembers })));
    const body = createBody({
      latencyProfile: { kind: 'LOW' },
      ...delivery('JSON', { burst: 3 }),
      destination: destination('S3', { retries: [1] }),
    });
    expect((await client.call('POST', '/cdn/streams', body)).body).toMatchObject({
      latencyProfile: { kind: 'LOW' },
      deliveryConfiguration: { burst: 3 },
      destination: { retries: [1] },
    });
    expect((await testClient().call('POST', '/cdn/streams', body)).status).toBe(400);
  });
});

it('appsec returns fields that cannot be chosen', async () => {
  const answer = await testClient().call('POST', '/appsec/streams', createBody({}, 'appsec'));
  expect(answer.body).toMatchObject({
    appSecConfigs: [{ appSecId: 12345, appSecName: 'Example security' }],
    datasetFields: [{ datasetFieldId: 8001 }, { datasetFieldId: 8000 }],
  });
});
