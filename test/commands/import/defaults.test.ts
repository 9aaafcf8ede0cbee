import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { importStreams } from '../../../src/commands/import/import.ts';
import { updateManifests } from '../../../src/commands/import/update.ts';
import { migrateStreams } from '../../../src/commands/migrate/migrate.ts';
import { plan } from '../../../src/commands/plan.ts';
import { rotate } from '../../../src/commands/rotate.ts';
import { validate } from '../../../src/commands/validate.ts';
import { configured } from '../../manifest/configured.ts';
import { ARCHIVE, ds1, MIGRATE } from '../migrate-workspace.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

/** Defaults that differ from every stream of the account, or that its streams do not have. */
const DEFAULTS_OF_REPOSITORY = configured(`defaults:
  - spec:
      protect: true
      groupId: 1
      notificationEmails: [nobody@example.com]
      collectMidgress: true
      datasetFields: [1000]
      deliveryConfiguration: { uploadFilePrefix: x, uploadFileSuffix: y }
      destination: { displayName: Other, compressLogs: true }
  - { kind: DataStream1, spec: { sampleRate: 50 } }
`);

const OPTIONS = {
  ...DEFAULTS,
  format: 'json',
  which: [],
  logType: [],
  kind: [],
  all: true,
  force: false,
  configuration: DEFAULTS_OF_REPOSITORY,
} as const;

async function planned({ run }: Workspace, options: object = {}) {
  const { output } = await run((context) => plan(context, { ...OPTIONS, ...options }));
  const { items } = JSON.parse(output);
  return new Map<string, { readonly action: string; readonly changes: readonly unknown[] }>(
    items.map((item: { name: string }) => [item.name, item]),
  );
}

test('the plan of imported manifests is empty, whatever the defaults are', async () => {
  const made = await workspace();
  const { output } = await made.run((context) => importStreams(context, OPTIONS));
  const { imported, toMend } = JSON.parse(output);
  expect(imported.length).toBeGreaterThan(5);
  expect(toMend).toEqual([]);
  const items = [...(await planned(made)).values()];
  expect(items).toHaveLength(imported.length);
  for (const { action, changes } of items) {
    expect(changes).toEqual([]);
    expect(['none', 'wait']).toContain(action);
  }
});

test('import --update writes live values over defaults, and removes those that the stream does not have', async () => {
  const made = await workspace({ examples: true });
  const which = ['edge-archive', 'dns-queries'];
  const update = { ...OPTIONS, which, update: true, yes: true } as const;
  await made.run((context) => updateManifests(context, { ...update, configuration: undefined }));
  const live = await readFile('streams/edge-archive.yaml', 'utf8');
  await made.write(
    'streams/edge-archive.yaml',
    live
      .replace('  state: active\n', '')
      .replace(/ {2}groupId: .*\n/, '')
      .replace(/ {2}notificationEmails: .*\n/, '')
      .replace(/ {4}uploadFile.*\n/g, ''),
  );
  const configuration = configured(`defaults:
  - spec:
      state: active
      groupId: 21484
      notificationEmails: [nobody@example.com]
  - logType: cdn
    spec:
      collectMidgress: true
      deliveryConfiguration: { uploadFilePrefix: x, uploadFileSuffix: log }
`);
  const options = { ...update, configuration };
  const { output } = await made.run((context) => updateManifests(context, options));
  const { notUpdated, updated } = JSON.parse(output);
  expect(notUpdated).toEqual([]);
  expect(updated.length).toBeGreaterThan(0);
  const items = await planned(made, { configuration });
  for (const name of which) expect(items.get(name)?.changes).toEqual([]);
  const text = await readFile('streams/edge-archive.yaml', 'utf8');
  expect(text).toContain('uploadFilePrefix: edge');
  // What a default already says is not copied.
  expect(text).not.toContain('uploadFileSuffix');
  expect(text).not.toContain('state: active');
});

test('rotate writes one line, and no default', async () => {
  const { run, write } = await workspace({ examples: true });
  const file = 'streams/edge-archive.yaml';
  const text = (await readFile(file, 'utf8')).replace(/ {4}(accessKey|secretAccessKey): .*\n/g, '');
  await write(file, text);
  const configuration = configured(
    'defaults: [{ spec: { destination: { destinationType: S3, accessKey: { env: A }, secretAccessKey: { env: B } } } }]',
  );
  const options = { ...OPTIONS, names: [], allUsing: ['env:A'], configuration };
  const { output } = await run((context) => rotate(context, options));
  expect(JSON.parse(output)).toMatchObject({ updated: [{ name: 'edge-archive' }], notUpdated: [] });
  const [, line] = /^ {2}(rotateSecretsAfter: .*)\n/m.exec(await readFile(file, 'utf8')) ?? [];
  expect((await readFile(file, 'utf8')).replace(`  ${line}\n`, '')).toBe(text);
});

test('a migrated manifest means the same with defaults as without them', async () => {
  const content = async (configuration: typeof DEFAULTS_OF_REPOSITORY | undefined) => {
    const made = await workspace();
    await made.write('streams/shop.yaml', ds1(ARCHIVE));
    const migrateOptions = { ...MIGRATE, ...(configuration ? { configuration } : {}) };
    await made.run((context) => migrateStreams(context, migrateOptions));
    const options = { ...OPTIONS, streams: 'out', configuration };
    const { exitCode, output } = await made.run((context) => validate(context, { ...options, files: [] }));
    expect(exitCode, output).toBe(0);
    const items = await planned(made, options);
    return [...items.values()].map((item) => ({ ...item, fingerprint: undefined }));
  };
  expect(await content(configured('defaults: [{ spec: { collectMidgress: true } }]'))).toEqual(
    await content(undefined),
  );
});
