import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { importStreams } from '../../src/commands/import/import.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { describeWithReference } from '../reference.ts';
import { objectIn, type TestClient, testClient } from '../simulator/client.ts';
import { accountOf, type Recorded, recordedRequests } from '../simulator/terraform.ts';
import { DEFAULTS, workspace } from './workspace.ts';

const FILE = '.datastream/simulator.json';
const APPLY = { ...DEFAULTS, format: 'json', simulator: FILE, yes: true, detailedExitcode: false } as const;
const IMPORT = { ...APPLY, which: [], logType: [], kind: [], all: true, force: false } as const;

/** Sends recorded requests and lets every transition end. */
async function replay(client: TestClient, requests: readonly Recorded[]): Promise<AccountState> {
  const ids = new Map(
    client.accountState
      .current()
      .streams.map((stream) => [stream.versions.at(-1)?.content['streamName'], stream.streamId]),
  );
  for (const { method, url, body } of requests) {
    const id = ids.get(body['streamName']);
    objectIn(await client.send(method, url.replace('/ID', `/${id}`), body));
  }
  client.pass(client.accountState.current().settings.transitionTime);
  await client.call('GET', '/cdn/streams');
  return client.accountState.current();
}

/** Rewrites the imported manifests. Returns the variable names in their references. */
async function editManifests(): Promise<readonly string[]> {
  const names: string[] = [];
  for (const file of await readdir('streams')) {
    const text = await readFile(`streams/${file}`, 'utf8');
    expect(text).toContain('intervalInSeconds: 60');
    await writeFile(`streams/${file}`, text.replace('intervalInSeconds: 60', 'intervalInSeconds: 30'));
    names.push(...[...text.matchAll(/env: (\w+)/g)].map(([, name = '']) => name));
  }
  return names;
}

/**
 * Import writes references for values that act as credentials and that the API returns. They have to stay the
 * same.
 */
function valueFor(variable: string, requests: readonly Recorded[]): string {
  const bodies = requests.map(({ body }) => body['destination']).filter(isObject);
  const peak = bodies.find(({ destinationType }) => destinationType === 'TRAFFICPEAK');
  if (variable.includes('ENDPOINT')) return String(peak?.['endpoint']);
  return variable.includes('HEADER') ? 'v' : 'a value';
}

/**
 * The body of the last write of each stream, as the simulator keeps it. The order of JSON fields does not
 * matter.
 */
function sentBodies({ streams }: Pick<AccountState, 'streams'>): Readonly<Record<string, JsonObject>> {
  const entries = streams.map(({ versions }): [string, JsonObject] => {
    const { content = {}, given = [] } = versions.at(-1) ?? {};
    return [String(content['streamName']), { ...comparable(content), given: given.toSorted() }];
  });
  return Object.fromEntries(entries);
}

function comparable(content: JsonObject): JsonObject {
  const { deliveryConfiguration, datasetFields } = content;
  const json = isObject(deliveryConfiguration) && deliveryConfiguration['format'] === 'JSON';
  return { ...content, datasetFields: json ? sorted(datasetFields) : (datasetFields ?? null) };
}

function sorted(list: Json | undefined): readonly Json[] {
  const texts = (isArray(list) ? list : []).map((item) => JSON.stringify(item));
  return texts.toSorted().map((text) => JSON.parse(text) as Json);
}

describeWithReference('the same edit by the official Terraform provider and by apply', () => {
  test('apply sends equal bodies for streams of all destinations', { timeout: 60_000 }, async () => {
    const requests = recordedRequests();
    const client = testClient(accountOf(requests));
    const created = await replay(
      client,
      requests.filter(({ method }) => method === 'POST'),
    );
    const edited = await replay(
      client,
      requests.filter(({ method }) => method === 'PUT'),
    );

    const { run } = await workspace();
    await mkdir('.datastream', { recursive: true });
    await writeFile(FILE, JSON.stringify(created));
    await run((context) => importStreams(context, { ...IMPORT, yes: false }));
    const env = Object.fromEntries((await editManifests()).map((name) => [name, valueFor(name, requests)]));
    const done = await run((context) => apply({ ...context, env }, APPLY));
    expect(done.exitCode, done.output).toBe(0);
    const ours = JSON.parse(await readFile(FILE, 'utf8')) as AccountState;
    expect(sentBodies(ours)).toEqual(sentBodies(edited));
  });
});
