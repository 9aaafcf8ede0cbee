import { expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { datastream } from '../../builders/rule-trees.ts';
import { memberOf, objectIn } from '../client.ts';
import { itemsIn, papiClient } from './client.ts';

/**
 * The requests of the official Terraform provider for one property: prefixes in all ids, no etag, the rule format in
 * the media type, `comments` as the note, and members of its activations that are `false` or empty.
 */
it('the official Terraform provider changes and activates a property', async () => {
  const client = papiClient();
  const prefixes = { 'papi-use-prefixes': 'true', accept: 'application/json' };
  const scope = 'contractId=ctr_C-0N7RAC7&groupId=grp_21484';
  const property = '/properties/prp_349772';
  const call = (method: string, path: string, body?: Json, more = {}) =>
    client.write(method, `${property}${path}?${scope}`, body, { ...prefixes, ...more });

  const newest = await call('GET', '/versions/latest');
  expect(newest.status).toBe(302);
  const link = String(newest.headers['location']);
  expect((await client.send('GET', link, undefined, prefixes)).body).toMatchObject({
    versions: { items: [{ propertyVersion: 2, productionStatus: 'ACTIVE' }] },
  });

  const created = await call('POST', '/versions', { createFromVersion: 2, createFromVersionEtag: '' });
  expect(created.status).toBe(201);
  expect(objectIn(created)['versionLink']).toContain('/prp_349772/versions/3?');

  const rules = ruleTree('www.example.com', { behaviors: [datastream([7050])] });
  const headers = { 'content-type': 'application/vnd.akamai.papirules.v2025-09-09+json' };
  const saved = await call('PUT', '/versions/3/rules', { rules, comments: 'By Terraform' }, headers);
  expect(saved).toMatchObject({
    status: 200,
    body: { rules, ruleFormat: 'v2025-09-09', comments: 'By Terraform' },
  });

  const body = {
    activationType: 'ACTIVATE',
    useFastFallback: false,
    acknowledgeAllWarnings: true,
    fastPush: true,
    ignoreHttpErrors: true,
    propertyVersion: 3,
    network: 'STAGING',
    note: 'By Terraform',
    notifyEmails: ['cdn@example.com'],
  };
  const activated = await call('POST', '/activations', body);
  expect(activated.status).toBe(201);
  expect(objectIn(activated)['activationLink']).toContain('/activations/atv_1700001?');
  expect((await call('POST', '/activations', { ...body, network: 'PRODUCTION' })).status).toBe(409);
  client.pass(2_000);
  const read = await call('GET', '/activations/atv_1700001');
  expect(itemsIn(read, 'activations')).toMatchObject([{ status: 'ACTIVE', propertyVersion: 3 }]);
  const production = await call('POST', '/activations', { ...body, network: 'PRODUCTION' });
  expect(production.status).toBe(201);
  client.pass(6_000);
  const [newestActivation] = itemsIn(await call('GET', '/activations'), 'activations');
  expect(newestActivation).toMatchObject({ network: 'PRODUCTION', status: 'ACTIVE' });
  const { properties } = objectIn(await call('GET', ''));
  expect(memberOf({ properties: properties ?? null }, 'properties')).toMatchObject({
    items: [{ latestVersion: 3, stagingVersion: 3, productionVersion: 3, note: 'By Terraform' }],
  });
});
