import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { importStreams } from '../../src/commands/import/import.ts';
import { updateManifests } from '../../src/commands/import/update.ts';
import { plan } from '../../src/commands/plan.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import type { AccountState, SimulatedStream } from '../../src/simulator/state/account-state.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../src/simulator/state/quirks.ts';
import { destination } from '../builders/destinations.ts';
import { createBody } from '../builders/request-bodies.ts';
import { testClient, unmetered } from '../simulator/client.ts';
import { DEFAULTS, workspace } from './workspace.ts';

/** What apply sends for live streams that deviate from the documents, through the whole stack. */
const FILE = '.datastream/simulator.json';
const OPTIONS = { ...DEFAULTS, format: 'json', simulator: FILE, yes: true, detailedExitcode: false } as const;
const IMPORT = { ...OPTIONS, which: [], logType: [], kind: [], all: true, force: false } as const;

/** An account with one inactive stream, and its imported manifest. */
async function importedStream(
  body: JsonObject,
  quirks: Partial<Quirks> = {},
  change: (content: JsonObject) => JsonObject = (content) => content,
) {
  const client = testClient(
    unmetered(seededAccountWithoutStreams({ quirks: { ...DEFAULT_QUIRKS, ...quirks } })),
  );
  await client.call('POST', '/cdn/streams', createBody(body));
  const made = await workspace();
  await mkdir('.datastream', { recursive: true });
  const accountState = client.accountState.current();
  await writeFile(
    FILE,
    JSON.stringify({ ...accountState, streams: accountState.streams.map((one) => changed(one, change)) }),
  );
  const imported = await made.run((context) => importStreams(context, { ...IMPORT, yes: false }));
  const [file = ''] = await readdir('streams');
  return { ...made, output: JSON.parse(imported.output).imported[0], file: `streams/${file}` };
}

function changed(stream: SimulatedStream, change: (content: JsonObject) => JsonObject): SimulatedStream {
  const versions = stream.versions.map((version) => ({ ...version, content: change(version.content) }));
  return { ...stream, versions };
}

/** Applies an update of the manifest. Returns the plan's warnings and the resulting stream. */
async function applyEdit(made: Awaited<ReturnType<typeof importedStream>>, from: string, to: string) {
  const text = await readFile(made.file, 'utf8');
  expect(text).toContain(from);
  await writeFile(made.file, text.replace(from, to));
  const env = Object.fromEntries([...text.matchAll(/env: (\w+)/g)].map(([, name = '']) => [name, 'a value']));
  const done = await made.run((context) => apply({ ...context, env }, OPTIONS));
  expect(done.exitCode, done.output).toBe(0);
  const accountState = JSON.parse(await readFile(FILE, 'utf8')) as AccountState;
  const content = accountState.streams[0]?.versions.at(-1)?.content ?? {};
  const warnings: readonly { readonly message: string }[] = JSON.parse(done.output).plan.warnings;
  return { content, warnings: warnings.map(({ message }) => message) };
}

async function plannedActions({
  run,
}: Awaited<ReturnType<typeof importedStream>>): Promise<readonly string[]> {
  const planned = JSON.parse((await run((context) => plan(context, OPTIONS))).output);
  return planned.items.map(({ action }: { action: string }) => action);
}

function placeOf(content: JsonObject): JsonObject {
  const place = content['destination'];
  return isObject(place) ? place : {};
}

test('compressLogs of Elasticsearch: import keeps it, and another update keeps it', async () => {
  const made = await importedStream({ destination: destination('ELASTICSEARCH', { compressLogs: false }) });
  expect(await readFile(made.file, 'utf8')).toContain('compressLogs: false');
  expect(await plannedActions(made)).toEqual(['none']);
  const { content } = await applyEdit(made, 'intervalInSeconds: 30', 'intervalInSeconds: 60');
  expect(placeOf(content)).toHaveProperty('compressLogs', false);
  expect(await plannedActions(made)).toEqual(['none']);
});

test('a live value other than the documented one: import names it, and so does the plan of an update', async () => {
  const made = await importedStream({ destination: destination('S3') }, {}, (content) => ({
    ...content,
    destination: { ...placeOf(content), compressLogs: false },
  }));
  expect(made.output).toMatchObject({
    undocumentedValues: [{ member: 'destination.compressLogs', value: false }],
    unknownMembers: [],
  });
  const text = await readFile(made.file, 'utf8');
  expect(text).toContain(
    '# destination.compressLogs of the live stream is false, which the vendor does not document',
  );
  expect(await plannedActions(made)).toEqual(['none']);
  const { warnings } = await applyEdit(made, 'intervalInSeconds: 30', 'intervalInSeconds: 60');
  expect(warnings).toContain(
    'destination.compressLogs of the live stream is false, and the vendor documents only true; the update sends it back as it is',
  );
});

test('a manifest with the documented value: import --update takes the live one', async () => {
  const made = await importedStream({ destination: destination('S3') }, {}, (content) => ({
    ...content,
    destination: { ...placeOf(content), compressLogs: false },
  }));
  const text = await readFile(made.file, 'utf8');
  const stated = text.replace('    bucket:', '    compressLogs: true\n    bucket:');
  await writeFile(made.file, stated);
  expect(await plannedActions(made)).toEqual(['update']);
  const options = { ...IMPORT, all: false, update: true };
  const result = await made.run((context) => updateManifests(context, options));
  expect(JSON.parse(result.output)).toMatchObject({ notUpdated: [], updated: [{ name: made.output.name }] });
  expect(await plannedActions(made)).toEqual(['none']);
  expect(await readFile(made.file, 'utf8')).not.toContain('compressLogs: true');
});

test.each(['uploadFilePrefix', 'uploadFileSuffix'] as const)(
  'a response without a configured %s is not a difference, and an update keeps the configured one',
  async (member) => {
    const named = {
      format: 'JSON',
      frequency: { intervalInSeconds: 30 },
      uploadFilePrefix: 'mine',
      uploadFileSuffix: 'gz',
    };
    const body = { destination: destination('S3'), deliveryConfiguration: named };
    const made = await importedStream(body, { omittedMembers: [member] });
    expect(made.output.notReturned).toEqual([
      { member: `deliveryConfiguration.${member}`, sets: member === 'uploadFilePrefix' ? 'ak' : 'ds' },
    ]);
    const text = await readFile(made.file, 'utf8');
    const written = text.replace(
      'intervalInSeconds: 30 }',
      `intervalInSeconds: 30 }\n    ${member}: ${named[member]}`,
    );
    await writeFile(made.file, written);
    expect(await plannedActions(made)).toEqual(['none']);
    const { content, warnings } = await applyEdit(made, 'intervalInSeconds: 30', 'intervalInSeconds: 60');
    expect(content['deliveryConfiguration']).toEqual({ ...named, frequency: { intervalInSeconds: 60 } });
    expect(warnings).toContain(
      `deliveryConfiguration.${member} is not returned by the API; this update sets it to "${named[member]}"`,
    );
    expect(await plannedActions(made)).toEqual(['none']);
  },
);

test('an update of a stream that has only defaults sends none of them', async () => {
  const made = await importedStream(
    { destination: destination('HTTPS') },
    { omittedMembers: ['samplingPercentage'] },
  );
  const { content, warnings } = await applyEdit(made, 'intervalInSeconds: 30', 'intervalInSeconds: 60');
  for (const member of ['samplingPercentage', 'notificationEmails', 'collectMidgress']) {
    expect(content).not.toHaveProperty(member);
  }
  expect(warnings).toEqual([
    "samplingPercentage is not returned by the API; this update omits it, so the vendor's default (100) applies",
  ]);
  expect(await plannedActions(made)).toEqual(['none']);
});
