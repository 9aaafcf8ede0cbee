import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { newestVersion, type SimulatedProperty } from '../../../src/simulator/state/property.ts';
import { objectIn, START } from '../client.ts';
import { itemsIn, newVersion, OLD, type PapiClient, papiClient, SHOP, setHostnames, WWW } from './client.ts';

function propertyOf(client: PapiClient, propertyId: number): SimulatedProperty {
  const { properties } = client.accountState.current().accountObjects;
  const property = properties.find((known) => known.propertyId === propertyId);
  if (!property) throw new Error(`no property ${propertyId}`);
  return property;
}

const etagOf = async (client: PapiClient, path: string) => String(objectIn(await client.papi(path))['etag']);

describe('a new version', () => {
  it('has the number after the newest, and the rules and hostnames of the version it is created from', async () => {
    const client = papiClient();
    client.pass(60_000);
    const answer = await client.write('POST', `/properties/${SHOP}/versions`, { createFromVersion: 1 });
    const link = `/papi/v1/properties/${SHOP}/versions/3?contractId=C-0N7RAC7&groupId=21484`;
    expect(answer).toMatchObject({ status: 201, headers: { location: link }, body: { versionLink: link } });

    const [item] = itemsIn(await client.papi(`/properties/${SHOP}/versions/3`), 'versions');
    expect(item).toMatchObject({
      propertyVersion: 3,
      productionStatus: 'INACTIVE',
      stagingStatus: 'INACTIVE',
      ruleFormat: 'v2023-01-05',
      updatedByUser: 'api-client',
      updatedDate: '2026-03-01T12:01:00Z',
      note: 'Initial version',
    });
    const read = async (path: string) => objectIn(await client.papi(`/properties/${SHOP}/versions/${path}`));
    const [source, copy] = [await read('1/rules'), await read('3/rules')];
    expect(copy['rules']).toEqual(source['rules']);
    expect(copy['etag']).not.toBe(source['etag']);
    const [hostnames, copied] = [await read('1/hostnames'), await read('3/hostnames')];
    expect(copied['hostnames']).toEqual(hostnames['hostnames']);
    const [property] = itemsIn(await client.papi(`/properties/${SHOP}`), 'properties');
    expect(property).toMatchObject({ latestVersion: 3, productionVersion: 1 });
  });

  it('has prefixes in its link if the request asks for them', async () => {
    const headers = { 'papi-use-prefixes': 'true' };
    const body = { createFromVersion: 2 };
    const answer = await papiClient().write('POST', `/properties/prp_${WWW}/versions`, body, headers);
    expect(objectIn(answer)['versionLink']).toBe(
      `/papi/v1/properties/prp_${WWW}/versions/3?contractId=ctr_C-0N7RAC7&groupId=grp_21484`,
    );
  });

  it('is created from a version that has not changed since it was read', async () => {
    const client = papiClient();
    const create = (createFromVersion: number, createFromVersionEtag: string) =>
      client.write('POST', `/properties/${WWW}/versions`, { createFromVersion, createFromVersionEtag });
    const etag = await etagOf(client, `/properties/${WWW}/versions/2/rules`);
    expect((await create(2, etag)).status).toBe(201);
    const refused = await create(1, etag);
    expect(refused).toMatchObject({
      status: 412,
      body: {
        type: expect.stringMatching(/\/etag-conflict$/),
        detail: 'The provided Etag is not the latest.',
      },
    });
    expect(newestVersion(propertyOf(client, WWW)).version).toBe(3);
  });

  it.each<[string, Json, number]>([
    ['no body', null, 400],
    ['no version', {}, 400],
    ['a version in text', { createFromVersion: '1' }, 400],
    ['version 0', { createFromVersion: 0 }, 400],
    ['an unknown member', { createFromVersion: 1, note: 'x' }, 400],
    ['a version that does not exist', { createFromVersion: 3 }, 404],
  ])('is refused with %s', async (_title, body, status) => {
    const client = papiClient();
    const answer = await client.write('POST', `/properties/${WWW}/versions`, body);
    expect(answer.status).toBe(status);
    expect(propertyOf(client, WWW).versions).toHaveLength(2);
  });
});

describe('the etag of a version', () => {
  it('changes with every edit, even one without a change, and stays after a refused one and a dry run', async () => {
    const client = papiClient();
    const path = await newVersion(client, WWW, 2);
    const { rules } = objectIn(await client.papi(`${path}/rules`));
    const body = { rules: rules ?? null };
    const etags = [await etagOf(client, `${path}/rules`)];
    for (const query of ['', '']) {
      const answer = await client.write('PUT', `${path}/rules${query}`, body);
      etags.push(String(objectIn(answer)['etag']));
      expect(answer.headers['etag']).toBe(`"${etags.at(-1)}"`);
    }
    expect(new Set(etags).size).toBe(3);
    await client.write('PUT', `${path}/rules?dryRun=true`, body);
    await client.write('PUT', `${path}/rules`, { rules: {} });
    expect(await etagOf(client, `${path}/rules`)).toBe(etags.at(-1));
  });

  it('covers the hostnames', async () => {
    const client = papiClient();
    const path = await newVersion(client, WWW, 2);
    const before = await etagOf(client, `${path}/rules`);
    setHostnames(client, 3, ['new.example.com.edgekey.net']);
    expect(await etagOf(client, `${path}/rules`)).not.toBe(before);
    expect((await client.papi(`${path}/hostnames`)).body).toMatchObject({
      hostnames: { items: [{ cnameFrom: 'new.example.com' }] },
    });
    expect((await client.papi(`/properties/${WWW}/versions/2/hostnames`)).body).toMatchObject({
      hostnames: { items: [{ cnameFrom: 'www.example.com' }] },
    });
  });

  it('is returned by HEAD without a body', async () => {
    const client = papiClient();
    const path = `/properties/${WWW}/versions/2/rules`;
    const answer = await client.write('HEAD', path);
    expect(answer).toMatchObject({
      status: 204,
      headers: { etag: `"${await etagOf(client, path)}"` },
      body: null,
    });
  });
});

describe('a version can be edited', () => {
  const edit = async (client: PapiClient, path: string) => {
    const { rules = null } = objectIn(await client.papi(`${path}/rules`));
    return client.write('PUT', `${path}/rules`, { rules });
  };

  it.each([
    ['a draft', SHOP, 2, 200],
    ['one that was never activated', OLD, 1, 200],
    ['the live one', SHOP, 1, 403],
    ['one that was live before', WWW, 1, 403],
  ])('%s', async (_title, propertyId, version, status) => {
    const client = papiClient();
    const answer = await edit(client, `/properties/${propertyId}/versions/${version}`);
    expect(answer.status).toBe(status);
    if (status === 403) {
      expect(answer.body).toMatchObject({
        type: expect.stringMatching(/property-version\/already-activated$/),
      });
      expect(propertyOf(client, propertyId)).toEqual(
        seededAccount(START).accountObjects.properties.find((known) => known.propertyId === propertyId),
      );
    }
  });
});
