import { readdir, readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { readSecretFile } from '../../../src/apply/secrets/file-reference.ts';
import { migrateStreams } from '../../../src/commands/migrate/migrate.ts';
import { plan } from '../../../src/commands/plan.ts';
import type { MigrateOptions } from '../../../src/commands/session/file-options.ts';
import { validate } from '../../../src/commands/validate.ts';
import { MIGRATE_SCHEMA } from '../../../src/render/schemas/migrate.ts';
import { ARCHIVE, ds1, ds2, MIGRATE, migrated, OFFLINE, SPLUNK, SUMO } from '../migrate-workspace.ts';
import { DEFAULTS, workspace } from '../workspace.ts';

describe('a migrated manifest', () => {
  test('is NAME-ds2 with the name of the stream, inactive, and plans as one create and nothing else', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', ds1(ARCHIVE));
    const { exitCode, migrated: results, target } = await migrated(made);
    expect({ exitCode, target }).toEqual({ exitCode: 0, target: undefined });
    expect(results).toMatchObject([
      { file: 'out/shop-errors-ds2.yaml', name: 'shop-errors-ds2', streamName: 'shop-errors' },
    ]);
    const { output, exitCode: code } = await made.run((context) =>
      plan(context, { ...DEFAULTS, streams: 'out', format: 'json' }),
    );
    expect(code, output).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      summary: { create: 1, update: 0, activate: 0, blocked: 0 },
      items: [{ name: 'shop-errors-ds2', action: 'create', steps: [{ do: 'create', activate: false }] }],
      refusals: [],
    });
  });

  test('has no finding next to its original, which has one', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', ds1(ARCHIVE + SUMO));
    await migrated(made, { out: 'streams' });
    const { output, exitCode } = await made.run((context) =>
      validate(context, { ...OFFLINE, format: 'json' }),
    );
    expect(exitCode, output).toBe(0);
    const { findings } = JSON.parse(output);
    expect(findings.map(({ file }: { file: string }) => file)).toEqual(['streams/shop.yaml']);
  });

  test('states in comments what to do in which order, and what became of each field', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', ds1(SUMO));
    await migrated(made);
    const text = await readFile('out/shop-errors-ds2.yaml', 'utf8');
    const order = [
      'env SHOP_ERRORS_COLLECTOR_CODE',
      'state: inactive, as it is written',
      'Property Manager',
      'Check that logs arrive',
      'state: inactive in the manifest of shop-errors',
      '2xx (77) → statusCode (1008) and reqTimeSec (1100), inferred',
      'Origin Response Time (91): no documented field',
    ].map((words) => text.replaceAll(/\n#\s+/g, ' ').indexOf(words));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(text).not.toContain('CANARYCODE');
  });

  test('contains no line from users outside a comment', async () => {
    const made = await workspace();
    const hostile = ARCHIVE.replace('Archive', '"A\\u2028kind: Evil \\u202e #"');
    await made.write('streams/shop.yaml', ds1(hostile));
    const { exitCode } = await migrated(made);
    expect(exitCode).toBe(0);
    const lines = (await readFile('out/shop-errors-ds2.yaml', 'utf8')).split('\n');
    const comments = lines.filter((line) => line.startsWith('#')).join(' ');
    expect(comments).toContain('A\\u2028kind: Evil \\u202e #');
    expect(comments).not.toMatch(/[\u2028\u202e]/);
  });
});

test('is one for each connector; one that cannot be migrated does not stop the others, exit 1', async () => {
  const made = await workspace();
  await made.write('streams/shop.yaml', ds1(ARCHIVE + SPLUNK + SUMO));
  const { exitCode, migrated: results, refused } = await migrated(made);
  expect(exitCode).toBe(1);
  expect(results).toMatchObject([
    { name: 'shop-errors-ds2-archive', streamName: 'shop-errors' },
    { name: 'shop-errors-ds2-sumo-logic', streamName: 'shop-errors (Sumo Logic)' },
  ]);
  expect(refused).toMatchObject([{ name: 'shop-errors', connector: 'Splunk' }]);
  expect(await readdir('out')).toHaveLength(2);
});

test('existing secret references are kept; new ones are reported, and have their own variables', async () => {
  const made = await workspace();
  await made.write('streams/shop.yaml', ds1(ARCHIVE + SUMO));
  await made.write(
    'streams/other.yaml',
    ds1(ARCHIVE.replace('ARCHIVE_KEY', 'SHOP_ERRORS_SUMO_LOGIC_COLLECTOR_CODE'), 'other'),
  );
  const { migrated: results } = await migrated(made);
  expect(results.flatMap(({ secrets }) => secrets)).toMatchObject([
    { member: 'accessKey', reference: 'env ARCHIVE_KEY', isNew: false },
    { member: 'secretAccessKey', reference: 'env ARCHIVE_SECRET', isNew: false },
    { member: 'collectorCode', reference: 'env SHOP_ERRORS_SUMO_LOGIC_2_COLLECTOR_CODE', isNew: true },
  ]);
});

describe('a file reference', () => {
  const withFile = (file: string) => ds1(ARCHIVE.replace('{ env: ARCHIVE_KEY }', `{ file: ${file} }`));
  const codes = (one: { readonly notes: readonly { readonly code: string }[] } | undefined) =>
    one?.notes.map(({ code }) => code);

  test.each([
    ['streams', 'key.txt', undefined],
    ['./streams/', 'key.txt', undefined],
    ['out', '../streams/key.txt', 'file-reference'],
    ['streams/new', '../key.txt', 'file-reference'],
    ['.', 'streams/key.txt', 'file-reference'],
  ])('of a result in %s is %s: the same file', async (out, file, code) => {
    const made = await workspace();
    await made.write('streams/shop.yaml', withFile('key.txt'));
    await made.write('streams/key.txt', 'CANARY');
    const { migrated: results } = await migrated(made, { out });
    expect(results[0]?.secrets).toContainEqual({
      member: 'accessKey',
      reference: `file ${file}`,
      isNew: false,
    });
    expect(codes(results[0])?.includes('file-reference')).toBe(code !== undefined);
    expect(await readFile(results[0]?.file ?? '', 'utf8')).toContain(`file: ${file}`);
  });

  test('is kept if it is not relative to the original, since the secrets folder may contain it', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', withFile('key.txt'));
    const { migrated: results } = await migrated(made);
    expect(results[0]?.secrets[0]).toMatchObject({ reference: 'file key.txt' });
    expect(codes(results[0])).toContain('file-reference');
  });

  test('of a result is read when it is applied with the folder of both', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', withFile('key.txt'));
    await made.write('streams/key.txt', 'value');
    const { migrated: results } = await migrated(made, { out: 'streams/new' });
    expect(results[0]?.secrets[0]?.reference).toBe('file ../key.txt');
    expect(await readSecretFile('../key.txt', 'streams/new', { manifestDirectory: 'streams' })).toBe('value');
  });
});

describe('names that already exist', () => {
  test('an existing manifest with that name in another file is not duplicated', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', ds1(ARCHIVE));
    await made.write('streams/web.yaml', ds2('shop-errors-ds2', 'web'));
    const { exitCode, refused } = await migrated(made);
    expect(exitCode).toBe(1);
    expect(refused[0]?.reason).toContain('A manifest is called shop-errors-ds2 already (streams/web.yaml:1)');
  });

  test('an existing DataStream 2 stream name is not used twice, and the result says so', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', ds1(ARCHIVE));
    await made.write('streams/web.yaml', ds2('web', 'shop-errors'));
    const { migrated: results } = await migrated(made);
    expect(results).toMatchObject([{ streamName: 'shop-errors 2' }]);
    expect(results[0]?.notes).toContainEqual(expect.objectContaining({ code: 'stream-name' }));
  });

  test('an existing file is overwritten with --force only, and then has the same content', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', ds1(ARCHIVE + SUMO));
    const first = await migrated(made, { out: 'streams' });
    await expect(migrated(made, { out: './streams/' })).rejects.toThrow(
      'Nothing was written: streams/shop-errors-ds2-archive.yaml',
    );
    expect(await migrated(made, { out: './streams/', force: true })).toEqual(first);
  });

  test('connectors whose names differ only in punctuation get separate names and files', async () => {
    const made = await workspace();
    await made.write('streams/shop.yaml', ds1(ARCHIVE + ARCHIVE.replace('Archive', 'archive!')));
    const { migrated: results } = await migrated(made);
    expect(results.map(({ file }) => file)).toEqual([
      'out/shop-errors-ds2-archive.yaml',
      'out/shop-errors-ds2-archive-2.yaml',
    ]);
  });
});

test('a property that would be in more streams than the vendor allows is named with all of them', async () => {
  const made = await workspace();
  await made.write('streams/shop.yaml', ds1(ARCHIVE));
  for (const name of ['a', 'b', 'c']) await made.write(`streams/${name}.yaml`, ds2(name, name));
  const { migrated: results, exitCode } = await migrated(made);
  expect(exitCode).toBe(0);
  const [note] = results[0]?.notes.filter(({ code }) => code === 'streams-per-property') ?? [];
  expect(note?.message).toContain(
    'shop.example.com would be in 4 DataStream 2 streams (a, b, c, shop-errors-ds2)',
  );
  expect(await readFile('out/shop-errors-ds2.yaml', 'utf8')).toContain('the vendor allows');
});

test.each<readonly [string, Partial<MigrateOptions>, string]>([
  ['no stream is named', { which: [] }, 'Name the DataStream 1 streams to migrate.'],
  [
    'a name is unknown',
    { which: ['shop'] },
    'is called shop. There are: shop-errors. For live streams say --live',
  ],
  [
    'it is not a DataStream 1 manifest',
    { which: ['web'] },
    'web (streams/web.yaml:1) is a DataStream2 manifest',
  ],
])('if %s, nothing is written', async (_name, options, words) => {
  const made = await workspace();
  await made.write('streams/shop.yaml', ds1(ARCHIVE));
  await made.write('streams/web.yaml', ds2('web', 'web'));
  await expect(migrated(made, { ...options })).rejects.toThrow(words);
  await expect(readdir('out')).rejects.toThrow('ENOENT');
});

test('a run without --out reports the missing option', async () => {
  const made = await workspace();
  await made.write('streams/shop.yaml', ds1(ARCHIVE));
  const { out: _out, ...options } = MIGRATE;
  await expect(migrateStreams(made.context, options)).rejects.toThrow('--out streams');
});

test('every output format lists what was written, refused and omitted; JSON is valid against its schema', async () => {
  const made = await workspace();
  await made.write('streams/shop.yaml', ds1(ARCHIVE + SPLUNK + SUMO));
  const face = async (format: 'terminal' | 'markdown' | 'json') =>
    (await made.run((context) => migrateStreams(context, { ...MIGRATE, format, force: true }))).output;
  for (const format of ['terminal', 'markdown'] as const) {
    const text = (await face(format)).replaceAll(/\\|\s+/g, ' ');
    for (const words of ['shop-errors-ds2-archive', 'Not migrated', 'Omitted fields', 'in this order']) {
      expect(text).toContain(words);
    }
    expect(text.match(/has exactly one destination/g)).toHaveLength(1);
  }
  const holds = new Ajv({ strict: true, allErrors: true }).compile(MIGRATE_SCHEMA);
  expect(holds(JSON.parse(await face('json'))), JSON.stringify(holds.errors)).toBe(true);
});
