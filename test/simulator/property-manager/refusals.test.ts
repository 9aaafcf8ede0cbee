import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { handle } from '../../../src/simulator/engine/handle.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { withSettings } from '../../../src/simulator/state/account-state.ts';
import { DEFAULT_SETTINGS } from '../../../src/simulator/state/settings.ts';
import { START } from '../client.ts';
import { API, INCLUDE, papiClient, SCOPE, WWW } from './client.ts';

const VERSION = `/properties/${WWW}/versions/2`;
const IN_INCLUDE = `/includes/${INCLUDE}/versions/1`;

describe('a request is refused', () => {
  it.each([
    ['/properties/1', 404],
    ['/properties/www.example.com', 404],
    [`/properties/inc_${WWW}`, 404],
    [`/properties/${WWW}?contractId=K-0N7RAK7`, 404],
    [`/properties/${WWW}?groupId=21485`, 404],
    [`/properties/${WWW}/versions/3`, 404],
    [`/properties/${WWW}/versions/3/rules`, 404],
    [`/properties/${WWW}/versions/0/includes`, 404],
    [`/properties/${WWW}/versions/x/hostnames`, 404],
    [`/properties/${WWW}/versions?limit=0`, 400],
    [`/properties/${WWW}/versions?limit=many`, 400],
    [`/properties/${WWW}/versions?offset=-1`, 400],
    [`/properties/${WWW}/versions/latest?activatedOn=production`, 400],
    [`${VERSION}/rules?validateRules=no`, 400],
    [`${VERSION}/rules?validateMode=slow`, 400],
    [`/includes/${INCLUDE}`, 400],
    [`/includes/${INCLUDE}?contractId=C-0N7RAC7`, 400],
    [`/includes/${INCLUDE}?groupId=21484`, 400],
    [`/includes/1?${SCOPE}`, 404],
    [`/includes/${INCLUDE}?contractId=C-0N7RAC7&groupId=1`, 404],
    [`${IN_INCLUDE}/rules`, 400],
    [`/includes/${INCLUDE}/versions/2?${SCOPE}`, 404],
  ])('GET %s with %i', async (path, status) => {
    const answer = await papiClient().papi(path);
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        status,
        title: status === 404 ? 'Not Found' : 'Bad Request',
        type: expect.stringMatching(/^https:\/\/problems\.luna\.akamaiapis\.net\/papi\/v\d\/http\//),
        instance: expect.stringContaining('/papi/v1/'),
      },
    });
  });

  it.each<[string, Json]>([
    ['no value', {}],
    ['two values', { propertyName: 'www.example.com', hostname: 'www.example.com' }],
    ['an empty value', { propertyName: '' }],
    ['a number', { propertyName: WWW }],
    ['another member', { propertyId: `${WWW}` }],
    ['a list', [{ propertyName: 'www.example.com' }]],
  ])('a search with %s with 400', async (_title, body) => {
    expect(await papiClient().search(body)).toMatchObject({ status: 400, body: { title: 'Bad Request' } });
  });

  it('a wrong word in PAPI-Use-Prefixes with 400', async () => {
    const answer = await papiClient().papi(`/properties/${API}`, { 'papi-use-prefixes': 'no' });
    expect(answer).toMatchObject({ status: 400 });
  });

  it.each([
    ['GET', '/contracts', 501],
    ['PUT', `${VERSION}/hostnames`, 501],
    ['PATCH', `${IN_INCLUDE}/rules`, 501],
    ['GET', `/includes/${INCLUDE}/versions/latest?${SCOPE}`, 501],
    ['DELETE', `/properties/${WWW}`, 501],
    ['PUT', `/properties/${WWW}`, 405],
    ['GET', '/search/find-by-value', 405],
    ['POST', VERSION, 405],
    ['GET', '/property', 404],
    ['GET', '', 404],
    ['GET', `/properties/${WWW}/`, 404],
  ])('%s %s with %i', async (method, path, status) => {
    const { body, ...answer } = await papiClient().send(method, `/papi/v1${path}`);
    expect(answer.status).toBe(status);
    expect(body).toMatchObject({
      status,
      type: expect.stringContaining('https://problems.luna.akamaiapis.net'),
    });
  });

  it('every path of another version with 404', async () => {
    expect(await papiClient().send('GET', `/papi/v0/properties/${WWW}`)).toMatchObject({ status: 404 });
  });

  it('everything without the grant, with 403', async () => {
    const settings = { propertyManager: { ...DEFAULT_SETTINGS.propertyManager, granted: false } };
    const client = papiClient(withSettings(seededAccount(START), settings));
    const refusals = [
      await client.papi(`/properties/${WWW}`),
      await client.papi('/properties/1'),
      await client.search({ propertyName: 'www.example.com' }),
    ];
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ status: 403, body: { title: 'Forbidden', status: 403 } });
    }
    expect(await client.call('GET', '/cdn/streams')).toMatchObject({ status: 200 });
  });

  it('an invalid signature with 401, in the format of this API', () => {
    const request = {
      method: 'GET',
      path: `/papi/v1/properties/${WWW}`,
      denied: 'The nonce was used before.',
    };
    const { response } = handle(seededAccount(START), request, START);
    expect(response).toMatchObject({ status: 401, headers: { 'x-ratelimit-limit': '100' } });
    expect(JSON.parse(response.body)).toMatchObject({
      type: 'https://problems.luna.akamaiapis.net/papi/v0/http/unauthorized',
      detail: 'The nonce was used before.',
    });
  });

  it('a body of another media type with 415', () => {
    const request = {
      method: 'POST',
      path: '/papi/v1/search/find-by-value',
      body: '{}',
      contentType: 'text/plain',
    };
    const { response } = handle(seededAccount(START), request, START);
    expect(response.status).toBe(415);
    expect(JSON.parse(response.body)).toMatchObject({ title: 'Unsupported Media Type' });
  });
});
