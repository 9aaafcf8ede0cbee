import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { complaints, objectIn, START, testClient, unmetered } from './client.ts';

const client = () => testClient(unmetered(seededAccount(START)));

async function names(query: string): Promise<readonly string[]> {
  const { body } = await client().call('GET', `/cdn/streams${query}`);
  return (body as unknown as JsonObject[]).map((row) => String(row['streamName'])).sort();
}

describe('lists of streams', () => {
  it('contain everything but the content', async () => {
    const { body } = await client().call('GET', '/cdn/streams');
    const rows = body as unknown as JsonObject[];
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      for (const member of ['datasetFields', 'destination', 'deliveryConfiguration', 'notificationEmails']) {
        expect(row).not.toHaveProperty(member);
      }
    }
  });

  it('contain the streams of one log type', async () => {
    const { body } = await client().call('GET', '/edns/streams');
    expect(body).toMatchObject([{ streamName: 'dns-queries', zones: [{ zoneName: 'example.com' }] }]);
  });

  it('are filtered by group and by names of sources', async () => {
    expect(await names('?groupId=21483')).toEqual([]);
    expect(await names('?groupId=21484')).toHaveLength(5);
    expect(await names('?objectName=api.example.com')).toEqual(['edge-archive', 'security-splunk']);
    expect(await names('?objectName=portal.example.com,shop.example.com')).toEqual([
      'portal-experiment',
      'store-elastic',
    ]);
  });

  it.each(['objectName=a,b,c,d,e,f', 'groupId=web'])('refuse ?%s', async (query) => {
    expect((await client().call('GET', `/cdn/streams?${query}`)).status).toBe(400);
  });

  it('GET of a stream returns the latest version, whatever version is requested', async () => {
    const answer = await client().call('GET', '/cdn/streams/7050?version=1');
    expect(answer.body).toMatchObject({ streamVersion: 3 });
  });
});

describe('lists of account resources', () => {
  it('groups, also of one contract', async () => {
    const all = objectIn(await client().call('GET', '/cdn/groups'))['groups'];
    expect(all).toMatchObject([{ groupId: 21484 }, { groupId: 21485 }, { groupId: 21483 }]);
    const some = objectIn(await client().call('GET', '/edns/groups?contractId=K-0N7RAK7'))['groups'];
    expect(some).toMatchObject([{ groupId: 21483, contractIds: ['K-0N7RAK7'] }]);
  });

  it('active properties of a group', async () => {
    const body = objectIn(await client().call('GET', '/cdn/groups/21484/properties'));
    const properties = body['properties'] as unknown as JsonObject[];
    expect(body['groupId']).toBe(21484);
    expect(properties.map((property) => property['propertyName'])).toContain('www.example.com');
    expect(properties.map((property) => property['propertyName'])).not.toContain('old.example.com');
  });

  it('zones, GTM properties, security configurations and AnswerX services', async () => {
    const zones = await client().call('GET', '/edns/contracts/C-0N7RAC7/zones');
    expect(objectIn(zones)['zones']).toContainEqual({ zoneName: 'example.com' });
    const gtm = await client().call('GET', '/gtm/contracts/C-0N7RAC7/properties');
    expect(objectIn(gtm)['properties']).toContainEqual({ propertyName: '@.example.com' });
    const configs = await client().call('GET', '/appsec/groups/21484/contracts/C-0N7RAC7/configs');
    expect(configs.body).toMatchObject([{ id: 12345, name: 'Example security' }, { id: 12346 }]);
  });

  it('AnswerX services, page by page', async () => {
    const path = '/answerx/contracts/C-0N7RAC7/answerxSSIDs';
    const whole = objectIn(await client().call('GET', path));
    expect(whole).toMatchObject({ metadata: { page: 1, lastPage: 1, totalElements: 2 } });
    const second = objectIn(await client().call('GET', `${path}?page=2&pageSize=1`));
    expect(second).toMatchObject({ metadata: { lastPage: 2 }, serviceSubletterIds: [{ ssid: 1235 }] });
    expect((await client().call('GET', `${path}?page=0`)).status).toBe(400);
  });

  it.each([
    '/cdn/groups/1/properties',
    '/edns/contracts/NONE/zones',
    '/gtm/contracts/NONE/properties',
    '/appsec/groups/1/contracts/C-0N7RAC7/configs',
    '/answerx/contracts/NONE/answerxSSIDs',
  ])('%s is forbidden', async (path) => {
    expect((await client().call('GET', path)).status).toBe(403);
  });

  it('data set fields of a log type', async () => {
    const cdn = objectIn(
      await client().call('GET', '/cdn/datasets-fields?productId=Dynamic_Site_Accelerator'),
    );
    expect(cdn['datasetFields']).toContainEqual({
      datasetFieldId: 1000,
      datasetFieldName: 'CP code',
      datasetFieldJsonKey: 'cp',
      datasetFieldDescription: 'CP code.',
      datasetFieldGroup: 'Log information',
    });
    expect(JSON.stringify(cdn)).not.toContain('2051');
    const wrong = await client().call('GET', '/cdn/datasets-fields?productId=Nothing');
    expect(complaints(wrong)[0]?.detail).toMatch(/^Invalid product ID/);
  });
});
