import { readFile, rename, symlink } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { updateManifests } from '../../../src/commands/import/update.ts';
import { removedReferences } from '../../../src/commands/import/update-edits.ts';
import { plan } from '../../../src/commands/plan.ts';
import { activate } from '../../../src/configuration/activate.ts';
import { parseConfiguration } from '../../../src/configuration/parse.ts';
import type { Edit } from '../../../src/manifest/edit/edit.ts';
import { UPDATE_SCHEMA } from '../../../src/render/schemas/update.ts';
import { DEFAULTS, workspace } from '../workspace.ts';

const OPTIONS = {
  ...DEFAULTS,
  format: 'json',
  which: [],
  logType: [],
  kind: [],
  all: false,
  force: false,
} as const;
const asks = { ...OPTIONS, update: true } as const;
const update = { ...asks, yes: true } as const;

interface Item {
  readonly name: string;
  readonly action: string;
  readonly changes: readonly { readonly path: string }[];
}

test('import --update applies live changes to the manifests, and plan then shows none', async () => {
  const { run } = await workspace({ examples: true });
  const before: readonly Item[] = JSON.parse((await run((context) => plan(context, OPTIONS))).output).items;
  const differing = before.filter(({ action }) => ['update', 'activate', 'deactivate'].includes(action));
  expect(differing.length).toBeGreaterThan(1);

  const printed = JSON.parse((await run((context) => updateManifests(context, update))).output);
  const isValid = new Ajv({ strict: true }).compile(UPDATE_SCHEMA);
  expect(isValid(printed), JSON.stringify(isValid.errors)).toBe(true);
  const { updated, notUpdated } = printed;
  const named = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name).sort();
  expect(named([...updated, ...notUpdated])).toEqual(
    named(before.filter(({ action }) => action !== 'none' && action !== 'wait')),
  );
  expect(named(updated)).toEqual(named(differing));

  const after: readonly Item[] = JSON.parse((await run((context) => plan(context, OPTIONS))).output).items;
  const left = after.filter(({ name }) => named(updated).includes(name));
  expect(left.map(({ action }) => action).filter((action) => !['none', 'wait'].includes(action))).toEqual([]);
});

test('import --update rewrites only what differs, and keeps comments, order, references and protect', async () => {
  const { run, write } = await workspace({ examples: true });
  const file = 'streams/dns-queries.yaml';
  const original = await readFile(file, 'utf8');
  await write(file, original.replace('state: active', 'state: active\n  protect: true # never stop it'));
  await run((context) => updateManifests(context, { ...update, which: ['dns-queries'] }));
  const live = await readFile(file, 'utf8');
  const edited = live
    .replace(/datasetFields: \[(.*?)\]/, 'datasetFields: [4001, $1]')
    .replace(/intervalInSeconds: \d+/, 'intervalInSeconds: 60');
  expect(edited).not.toBe(live);
  await write(file, edited);
  const result = await run((context) => updateManifests(context, { ...update, which: ['dns-queries'] }));
  expect(JSON.parse(result.output).notUpdated).toEqual([]);
  expect(await readFile(file, 'utf8')).toBe(live);
  expect(live).toContain('protect: true # never stop it');
});

test('import --update leaves a requested rotation alone, with and without another difference', async () => {
  const { run, write, clock } = await workspace({ examples: true });
  const which = ['dns-queries'];
  const update1 = () => run((context) => updateManifests(context, { ...update, which }));
  await update1();
  const file = 'streams/dns-queries.yaml';
  const after = new Date(clock.now()).toISOString();
  const live = (await readFile(file, 'utf8')).replace(
    'state: active',
    `state: active\n  rotateSecretsAfter: ${after} # a new key`,
  );
  await write(file, live);
  const due = JSON.parse((await run((context) => plan(context, { ...OPTIONS, only: which }))).output);
  expect(due.items[0]).toMatchObject({ changes: [], effects: expect.arrayContaining(['secret-rotation']) });
  for (const text of [live, live.replace(/intervalInSeconds: \d+/, 'intervalInSeconds: 60')]) {
    await write(file, text);
    expect(JSON.parse((await update1()).output)).toMatchObject({ notUpdated: [], refusals: [] });
    expect(await readFile(file, 'utf8')).toBe(live);
  }
});

const texts = () =>
  Promise.all(
    ['shop', 'dns-queries', 'edge-archive'].map((name) => readFile(`streams/${name}.yaml`, 'utf8')),
  );

test('import --update shows the differences before it asks, and writes nothing without confirmation', async () => {
  const { run, said } = await workspace({ examples: true, answer: 'no' });
  const before = await texts();
  const result = await run((context) => updateManifests(context, { ...asks, format: 'terminal' }));
  expect(result.exitCode).toBe(3);
  expect(result.output).toMatch(/^DataStream import\b[\s\S]*Import cancelled\./);
  expect(said.join('\n')).toMatch(/DataStream import[\s\S]*~ update/);
  expect(await texts()).toEqual(before);
});

test('import --update writes after confirmation on the terminal', async () => {
  const { run } = await workspace({ examples: true, answer: 'yes' });
  const before = await texts();
  const result = await run((context) => updateManifests(context, asks));
  expect(JSON.parse(result.output)).toMatchObject({ refusals: [] });
  expect(await texts()).not.toEqual(before);
});

test.each(['terminal', 'markdown', 'json'] as const)(
  'import --update without a terminal shows the differences and asks for --yes: %s',
  async (format) => {
    const { run } = await workspace({ examples: true });
    const before = await texts();
    const { output, exitCode } = await run((context) => updateManifests(context, { ...asks, format }));
    expect(exitCode).toBe(3);
    expect(output.replaceAll(/\s+/g, ' ')).toContain(
      'not a terminal: pass --yes to rewrite these manifests without confirmation',
    );
    expect(output).toContain('legacy-datadog');
    expect(await texts()).toEqual(before);
    if (format !== 'json') return;
    const isValid = new Ajv({ strict: true }).compile(UPDATE_SCHEMA);
    expect(isValid(JSON.parse(output)), JSON.stringify(isValid.errors)).toBe(true);
    expect(JSON.parse(output).refusals).toMatchObject([{ code: 'no-consent' }]);
  },
);

test('import --update does not overwrite a file that changed during the prompt', async () => {
  const { run, write } = await workspace({ examples: true });
  const file = 'streams/shop.yaml';
  const edited = `${await readFile(file, 'utf8')}# added meanwhile\n`;
  const ask = async () => {
    await write(file, edited);
    return 'yes';
  };
  const result = await run((context) => updateManifests({ ...context, ask }, asks));
  expect(result.exitCode).toBe(3);
  expect(JSON.parse(result.output).refusals).toMatchObject([
    { code: 'stale-plan', message: expect.stringContaining(file) },
  ]);
  expect(await readFile(file, 'utf8')).toBe(edited);
});

test('import --update needs no consent if there is nothing to write', async () => {
  const { run } = await workspace({ examples: true });
  await run((context) => updateManifests(context, update));
  const result = await run((context) => updateManifests(context, { ...asks, which: ['dns-queries'] }));
  expect({ ...JSON.parse(result.output), code: result.exitCode }).toMatchObject({
    updated: [],
    refusals: [],
    code: 0,
  });
});

test('import --update follows no link below the manifest folder', async () => {
  const { run } = await workspace({ examples: true });
  await rename('streams/shop.yaml', 'elsewhere.yaml');
  await symlink('../elsewhere.yaml', 'streams/shop.yaml');
  const before = await readFile('elsewhere.yaml', 'utf8');
  const result = run((context) => updateManifests(context, { ...update, which: ['legacy-datadog'] }));
  await result.catch(() => undefined);
  expect(await readFile('elsewhere.yaml', 'utf8')).toBe(before);
});

test('import --update changes no member that shares an anchor with one that differs', async () => {
  const { run, write } = await workspace({ examples: true });
  const file = 'streams/shop.yaml';
  const original = await readFile(file, 'utf8');
  const shared = `${original.replace(/compressLogs: true\s*$/, 'compressLogs: &on false')}\n  protect: *on\n`;
  await write(file, shared);
  const result = await run((context) => updateManifests(context, { ...update, which: ['legacy-datadog'] }));
  const { updated, notUpdated } = JSON.parse(result.output);
  expect({ updated, notUpdated }).toMatchObject({
    updated: [],
    notUpdated: [{ message: 'edit it manually: other members of it share, by an anchor, what differs' }],
  });
  expect(await readFile(file, 'utf8')).toBe(shared);
});

test('import --update shows the references that it removes, once', () => {
  const header = { env: 'HEADER' };
  const written = { destination: { customHeaderName: 'X-Key', customHeaderValue: header } };
  const edits = ['customHeaderName', 'customHeaderValue', 'password'].map(
    (member): Edit => ({ tag: 'remove', path: ['spec', 'destination', member] }),
  );
  const path = '/destination/customHeaderValue';
  const name = { path: '/destination/customHeaderName', after: 'X-Key' };
  expect(removedReferences(edits, written, [name])).toEqual([{ path, after: header }]);
  expect(removedReferences(edits, written, [{ path: '/destination', after: {} }])).toEqual([]);
});

test('import --update refuses a name without a manifest', async () => {
  const { run } = await workspace({ examples: true });
  const result = await run((context) => updateManifests(context, { ...update, which: ['nope'] }));
  expect(result.exitCode).toBe(1);
  expect(JSON.parse(result.output).findings[0]).toMatchObject({ code: 'unknown-name' });
});

test('import --update keeps a field set that the live stream has as a whole, and replaces it otherwise', async () => {
  const { run, write } = await workspace({ examples: true });
  const file = 'streams/dns-queries.yaml';
  const which = ['dns-queries'];
  await run((context) => updateManifests(context, { ...update, which }));
  const live = await readFile(file, 'utf8');
  const [, list = ''] = /datasetFields: \[(.*?)\]/.exec(live) ?? [];
  const [first = '', second = '', ...rest] = list.split(', ');
  const updated = async (sets: string, fields: string) => {
    const text = `apiVersion: datastream-gitops/v1\nfieldSets: ${sets}\n`;
    const { configuration } = parseConfiguration('datastream.yaml', text);
    const active = configuration && activate(configuration, undefined);
    if (typeof active !== 'object') throw new Error(active);
    await write(file, live.replace(list, fields));
    const options = { ...update, which, configuration: active };
    expect(JSON.parse((await run((context) => updateManifests(context, options))).output).notUpdated).toEqual(
      [],
    );
    const { items } = JSON.parse((await run((context) => plan(context, { ...options, only: which }))).output);
    expect(items[0]).toMatchObject({ changes: [] });
    return /datasetFields: \[(.*?)\](?= |$)/m.exec(await readFile(file, 'utf8'))?.[1];
  };
  expect(rest.length).toBeGreaterThan(0);
  const written = (id: string) => `field${id}`;
  const base = `{ base: [${first}, ${second}] }`;
  expect(await updated(base, '{ fieldSet: base }, 4001')).toBe(
    `{ fieldSet: base }, ${rest.map(written).join(', ')}`,
  );
  expect(await updated(`{ base: [${first}, 4001] }`, `{ fieldSet: base }, ${second}`)).toBe(
    [second, ...[first, ...rest].map(written)].join(', '),
  );
});
