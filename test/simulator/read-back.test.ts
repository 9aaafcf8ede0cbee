import { describe, expect, it } from 'vitest';
import { LOG_TYPES, type LogType } from '../../src/model/collection.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { seededAccount, seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../src/simulator/state/quirks.ts';
import { secretMembers, VENDOR_DESTINATIONS } from '../../src/simulator/vendor/destinations.ts';
import { CANARY, destination } from '../builders/destinations.ts';
import { createBody } from '../builders/request-bodies.ts';
import { memberOf, objectIn, START, type TestClient, testClient, unmetered } from './client.ts';

const TYPES = Object.keys(VENDOR_DESTINATIONS);
const CASES = LOG_TYPES.flatMap((logType) => TYPES.map((type) => [logType, type] as const));

/** Every behavior of responses that can add a member or null to them. */
const TALKATIVE: Partial<Quirks> = {
  omitsFalseMidgress: false,
  returnsTlsHostname: true,
  returnsS3CompatibleCompression: true,
  returnsUnset: true,
};

const talkative = (): TestClient =>
  testClient(unmetered(seededAccountWithoutStreams({ quirks: { ...DEFAULT_QUIRKS, ...TALKATIVE } })));

/** The body that changes nothing: the response with its write-only members. */
function withSecrets(response: JsonObject, given: readonly string[]): JsonObject {
  const returned = memberOf(response, 'destination');
  const secrets = Object.fromEntries(given.map((member) => [member, CANARY]));
  return { ...response, destination: { ...returned, ...secrets } };
}

function givenFor(type: string, members: JsonObject): readonly string[] {
  const vendor = VENDOR_DESTINATIONS[type];
  return vendor ? secretMembers(vendor).filter((member) => members[member] !== undefined) : [];
}

/** A response without the members that every update changes. */
function comparable({ body }: { readonly body: Json }): JsonObject {
  const { streamVersion, latestVersion, modifiedBy, modifiedDate, ...rest } = objectIn({
    status: 200,
    headers: {},
    body,
  });
  expect([streamVersion, latestVersion, modifiedBy, modifiedDate]).not.toContain(undefined);
  return rest;
}

async function expectAccepted(client: TestClient, path: string, given: readonly string[]): Promise<void> {
  const before = await client.call('GET', path);
  const { latestVersion, streamStatus } = objectIn(before);
  const active = streamStatus === 'ACTIVATED';
  const sent = { ...withSecrets(objectIn(before), given), streamType: 'CDN', clientNote: { of: 'a client' } };
  const answer = await client.call('PUT', `${path}?activate=${active}`, sent);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  client.pass(client.accountState.current().settings.transitionTime);
  const after = await client.call('GET', path);
  expect(comparable(after)).toEqual(comparable(before));
  expect(objectIn(after)['latestVersion']).toBe(Number(latestVersion) + 1);
}

describe('a response with its write-only members is a body that PUT accepts', () => {
  it.each(CASES)('%s to %s', async (logType, type) => {
    const client = talkative();
    const to = destination(type);
    const body = createBody({ destination: to, ...midgressFor(logType) }, logType);
    expect(await client.call('POST', `/${logType}/streams`, body)).toMatchObject({ status: 201 });
    await expectAccepted(client, `/${logType}/streams/7100`, givenFor(type, to));
  });

  it.each(['HTTPS', 'SPLUNK', 'ELASTICSEARCH'])('%s with certificates', async (type) => {
    const client = talkative();
    const to = destination(type, { caCert: CANARY, clientCert: CANARY, clientKey: CANARY });
    await client.call('POST', '/cdn/streams', createBody({ destination: to }));
    await expectAccepted(client, '/cdn/streams/7100', givenFor(type, to));
  });

  it('every stream of the seeded account', async () => {
    const client = testClient(unmetered(seededAccount(START)));
    client.pass(client.accountState.current().settings.transitionTime);
    await client.call('GET', '/cdn/streams');
    for (const { logType, streamId, versions } of client.accountState.current().streams) {
      await expectAccepted(client, `/${logType}/streams/${streamId}`, versions.at(-1)?.given ?? []);
    }
  });
});

function midgressFor(logType: LogType): JsonObject {
  return logType === 'cdn' ? { collectMidgress: true } : {};
}

describe('requests of the vendor’s live tests', () => {
  const live = [
    ['edns', { groupId: '21484', datasetFields: [{ datasetFieldId: '4013' }] }],
    ['gtm', { groupId: '21484', datasetFields: [{ datasetFieldId: 5013 }] }],
    ['answerx', { serviceSubletterIds: [{ ssid: '1234' }], datasetFields: [{ datasetFieldId: 9019 }] }],
    ['appsec', { groupId: '21484', appSecConfigs: [{ appSecId: '12345' }] }],
    ['cdn', { properties: [{ propertyId: '349772' }], datasetFields: [{ datasetFieldId: '1000' }] }],
    ['cdn', { collectMidgress: true, datasetFields: [{ datasetFieldId: 1000 }, { datasetFieldId: 2051 }] }],
  ] as const satisfies readonly (readonly [LogType, JsonObject])[];

  it.each(live)('%s: accepts %j, with ids as numbers in the response', async (logType, change) => {
    const client = testClient();
    const answer = await client.call('POST', `/${logType}/streams`, createBody(change, logType));
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    const text = JSON.stringify(answer.body);
    expect(text).not.toMatch(/"(?:groupId|datasetFieldId|propertyId|appSecId|ssid)":"/);
    expect(text.match(/"datasetFieldId":2051/gu)?.length ?? 0).toBe('collectMidgress' in change ? 1 : 0);
  });

  it('refuses unknown members of a destination on PUT, and unknown root members on POST', async () => {
    const client = testClient();
    const unknown = createBody({ streamType: 'CDN' });
    expect((await client.call('POST', '/cdn/streams', unknown)).status).toBe(400);
    await client.call('POST', '/cdn/streams', createBody());
    const wrong = createBody({ destination: destination('HTTPS', { bucket: 'b' }) });
    expect((await client.call('PUT', '/cdn/streams/7100', wrong)).status).toBe(400);
  });
});
