import { expect, it } from 'vitest';
import { datastream2 } from '../../src/api/datastream2/client.ts';
import { readRows } from '../../src/api/datastream2/decode.ts';
import { problem } from '../../src/api/transport/problem-details.ts';
import { streamCard } from '../../src/collections/registry.ts';
import { destinationCard, destinationSet } from '../../src/destinations/registry.ts';
import { manifestText } from '../../src/manifest/write.ts';
import type { Collection } from '../../src/model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { SEEDED_OBJECTS } from '../../src/simulator/seed/account.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { recorded } from '../api/recorded.ts';
import { describeWithReference } from '../reference.ts';
import { unmetered } from '../simulator/client.ts';
import { conversation, loaded, secretValue } from './conversation.ts';
import { EXCEPTIONS, type Exception, fixed } from './exceptions.ts';
import { at, complaints, openapi } from './exchanges.ts';
import { changesAfterImport, imported } from './imported.ts';
import { CREATES, DETAILS, EDITS, MIGRATED, PATCHES, REFUSAL, ROWS } from './samples.ts';
import { requestInV3 } from './v3.ts';

const CDN: Collection = { kind: 'DataStream2', logType: 'cdn' };

const REQUESTS = [...CREATES, ...EDITS, ...PATCHES, ...MIGRATED];

/** A body as a user would copy it into a manifest: unchanged except for its secrets. */
function asManifest(body: JsonObject): string {
  const { streamName, destination, ...spec } = body;
  const name = String(streamName);
  const content = { name, collection: CDN, state: 'inactive' as const };
  return manifestText({
    ...content,
    spec: { ...spec, destination: bySecret(destination, (env) => ({ env })) },
  });
}

/** The same body with the values of the conversation's environment for its secrets. */
function asSent(body: JsonObject): JsonObject {
  return { ...body, destination: bySecret(body['destination'], secretValue) };
}

function bySecret(destination: Json | undefined, put: (name: string) => Json): JsonObject {
  const returned = isObject(destination) ? destination : {};
  const card = destinationCard(destinationSet(streamCard(CDN)), String(returned['destinationType']));
  const members = Object.entries(returned).map(([member, value]): [string, Json] => {
    return [member, card?.members[member]?.writeOnly ? put(`SECRET_${member.toUpperCase()}`) : value];
  });
  return Object.fromEntries(members);
}

/** Members that a body may omit and that the product then sends with the vendor's default. */
const DEFAULTS: JsonObject = {
  collectMidgress: false,
  samplingPercentage: 100,
  notificationEmails: [],
  deliveryConfiguration: { uploadFilePrefix: 'ak', uploadFileSuffix: 'ds' },
  /** By destination type in the document: true for Splunk and Sumo Logic, false for Datadog and HTTPS. */
  destination: { compressLogs: [true, false] },
};

/** The sent body, without defaults that are not in the sample. */
function withoutDefaults(sent: JsonObject, sample: JsonObject, defaults = DEFAULTS): JsonObject {
  const kept = Object.entries(sent).filter(([member, value]) => {
    const byDefault = defaults[member];
    if (sample[member] !== undefined || byDefault === undefined) return true;
    const allowed = isArray(byDefault) && byDefault.length > 0 ? byDefault : [byDefault];
    return !allowed.some((one) => JSON.stringify(one) === JSON.stringify(value));
  });
  const inner = kept.map(([member, value]): [string, Json] => {
    const [returned, below] = [sample[member], defaults[member]];
    const both = isObject(value) && isObject(returned) && isObject(below);
    return [member, both ? withoutDefaults(value, returned, below) : value];
  });
  return Object.fromEntries(inner);
}

/** A body with sorted sets: properties, and data set fields if they are not columns. */
function unordered(body: JsonObject): JsonObject {
  const columns = at(body, 'deliveryConfiguration', 'format') === 'STRUCTURED';
  const sets = ['properties', ...(columns ? [] : ['datasetFields'])];
  const members = Object.entries(body).map(([member, value]): [string, Json] => {
    const texts = sets.includes(member) && isArray(value) ? value.map((each) => JSON.stringify(each)) : [];
    return [member, texts.length > 0 ? texts.sort() : value];
  });
  return Object.fromEntries(members);
}

/** An account that has the resources in a sample. */
function accountStateOf(body: JsonObject): AccountState {
  const contractId = String(body['contractId']);
  const groupId = Number(body['groupId'] ?? 12345);
  const [like] = SEEDED_OBJECTS.properties;
  const ids = isArray(body['properties']) ? body['properties'] : [];
  const properties = ids.flatMap((each) => {
    const propertyId = Number(at(each, 'propertyId'));
    return like ? [{ ...like, propertyId, propertyName: `p${propertyId}`, contractId, groupId }] : [];
  });
  const groups = [{ groupId, groupName: 'Group', contractIds: [contractId], childGroupIds: [] }];
  return {
    ...unmetered(seededAccountWithoutStreams()),
    accountObjects: { ...SEEDED_OBJECTS, groups, properties },
  };
}

/** A response as the client reads it, whatever its operation. */
function read(value: JsonObject): Promise<StreamDetail> {
  const { streamId } = value;
  const path = `/datastream-config-api/v3/log/cdn/streams/${streamId}`;
  return datastream2(recorded({ [`GET ${path}`]: value })).get(CDN, Number(streamId));
}

describeWithReference("the vendor's samples of requests", () => {
  const cases = REQUESTS.map((sample) => [sample.name, sample] as const);

  it('are complete', () => {
    const sizes = [CREATES, EDITS, PATCHES, MIGRATED].map(({ length }) => length);
    expect(sizes).toEqual([11, 11, 4, 8]);
    expect(new Set(REQUESTS.map(({ name }) => name)).size).toBe(REQUESTS.length);
  });

  it.each(cases)('%s is valid by its own schema', (_, sample) => {
    expect(invalid(fixed(sample))).toEqual([]);
  });

  it.each(cases)('%s becomes a manifest, and is sent unchanged', async (_, sample) => {
    const body = fixed(sample);
    const run = conversation(accountStateOf(body));
    const { outcome } = await run.apply(asManifest(body));
    expect(outcome.outcome, JSON.stringify(outcome.items)).toBe('converged');
    const created = run.exchanges.find(({ method }) => method === 'POST');
    expect(unordered(withoutDefaults(JSON.parse(created?.body ?? 'null'), body))).toEqual(
      unordered(asSent(body)),
    );
  });

  it.each(cases)('%s, once live: import, then an empty plan', async (_, sample) => {
    const body = fixed(sample);
    const run = conversation(accountStateOf(body));
    await run.apply(asManifest(body));
    const [row] = (await run.reader.list(CDN)).rows;
    const detail = await run.reader.get(CDN, row?.streamId ?? 0);
    expect(changesAfterImport(detail)).toEqual({ changes: [], actions: ['none'], orphans: [] });
    const plan = await run.plan(imported(detail));
    expect(plan.items.flatMap(({ changes, steps }) => [...changes, ...steps])).toEqual([]);
  });

  const rows = Object.entries(EXCEPTIONS).flatMap(([name, all]) =>
    all.map((row): [string, string, Exception] => [name, row.contradiction, row]),
  );

  it.each(rows)('the exception of %s is needed: %s', async (name, _, row) => {
    const sample = REQUESTS.find((each) => each.name === name);
    if (!sample) throw new Error(`there is no sample ${name}`);
    expect(row.source).not.toBe('');
    expect(await noticed(fixed(sample, row))).toEqual(row.noticed);
  });
});

/** The errors of a body against its own schema. */
function invalid(body: JsonObject): readonly string[] {
  const [path, verb] =
    body['groupId'] === undefined ? ['/log/streams/{streamId}', 'put'] : ['/log/streams', 'post'];
  const schema = at(openapi, 'paths', path, verb, 'requestBody', 'content', 'application/json', 'schema');
  return complaints(requestInV3(isObject(schema) ? schema : { not: {} }, 'cdn'), body);
}

/** The validations that refuse a body. */
async function noticed(body: JsonObject): Promise<readonly string[]> {
  const refusals = invalid(body).length > 0 ? ['schema'] : [];
  try {
    loaded([asManifest(body)]);
  } catch {
    return [...refusals, 'manifest'];
  }
  const { outcome } = await conversation(accountStateOf(body)).apply(asManifest(body));
  return outcome.outcome === 'converged' ? refusals : [...refusals, 'server'];
}

describeWithReference("the vendor's samples of answers", () => {
  it('are complete', () => {
    expect([DETAILS.length, ROWS.length]).toEqual([10, 5]);
  });

  it.each(DETAILS.map((sample) => [sample.name, sample] as const))(
    '%s: import, then an empty plan',
    async (_, sample) => {
      const detail = await read(sample.value);
      expect(detail).toMatchObject({
        streamId: sample.value['streamId'],
        status: sample.value['streamStatus'],
      });
      expect(changesAfterImport(detail)).toEqual({ changes: [], actions: ['none'], orphans: [] });
    },
  );

  it('rows of the list are read, each with its collection and its sources', () => {
    const { rows } = readRows(CDN, { request: { method: 'GET', path: '/streams' }, body: ROWS, text: '' });
    expect(rows.map(({ streamId, name, version, status }) => ({ streamId, name, version, status }))).toEqual(
      ROWS.map((row) => ({
        streamId: row['streamId'],
        name: row['streamName'],
        version: row['latestVersion'],
        status: row['streamStatus'],
      })),
    );
    for (const row of rows)
      expect(row).toMatchObject({ groupId: expect.any(Number), sources: expect.any(Array) });
    expect(rows.every(({ sources }) => sources.length > 0)).toBe(true);
  });

  it('the refusal of a migration becomes one sentence that names what is wrong', () => {
    const response = { status: 400, headers: {}, body: JSON.stringify(REFUSAL) };
    const error = problem({ method: 'POST', path: '/migration' }, response, { secrets: [] });
    expect(error.message).toMatch(/400/);
  });
});
