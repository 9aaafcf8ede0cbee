import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { rotate } from '../../src/commands/rotate.ts';
import type { RotateOptions } from '../../src/commands/session/file-options.ts';
import { validate } from '../../src/commands/validate.ts';
import { ROTATE_SCHEMA } from '../../src/render/schemas/rotate.ts';
import { violationsOf } from '../../src/schema/validate.ts';
import { cdnText } from '../builders/manifest-texts.ts';
import { type Workspace, workspace } from './workspace.ts';

const OPTIONS = { color: false, width: 100, streams: 'streams', only: [], files: [] } as const;
const NOW = '2026-01-05T09:00:00Z';
const LINE = `  rotateSecretsAfter: "${NOW}"`;
const EMPTY = { rotateSecretsAfter: NOW, updated: [], notUpdated: [], alsoUsed: [] };

let space: Workspace;
beforeEach(async () => {
  space = await workspace();
  await space.clock.advance(700);
  await space.write(
    'streams/web.yaml',
    `# Our site\n${cdnText('web').replace('active', 'active # for now')}`,
  );
  await space.write('streams/both.yaml', [cdnText('shop'), cdnText('open', { variables: [] })].join('---\n'));
  await space.write('streams/other.yaml', cdnText('other', { variables: ['OTHER'] }));
});

function run(names: readonly string[], parts: Partial<RotateOptions> = {}) {
  const options: RotateOptions = { ...OPTIONS, format: 'json', names, allUsing: [], ...parts };
  return space.run((context) => rotate(context, options));
}

async function result(names: readonly string[], allUsing: readonly string[] = []) {
  const { output, exitCode } = await run(names, { allUsing });
  const report = JSON.parse(output);
  expect(violationsOf(ROTATE_SCHEMA, report)).toEqual([]);
  const { formatVersion: _, ...rest } = report;
  return { ...rest, exitCode };
}

async function changed(file: string, before: string): Promise<readonly string[]> {
  const [old, now] = [before, await readFile(file, 'utf8')].map((text) => text.split('\n'));
  return [
    ...(old ?? []).filter((line) => !now?.includes(line)).map((line) => `- ${line}`),
    ...(now ?? []).filter((line) => !old?.includes(line)).map((line) => `+ ${line}`),
  ];
}

test('adds one line after the state, and changes nothing else', async () => {
  const before = await readFile('streams/web.yaml', 'utf8');
  expect(await result(['web'])).toMatchObject({
    exitCode: 0,
    rotateSecretsAfter: NOW,
    updated: [{ file: 'streams/web.yaml', name: 'web', secrets: ['env:TOKEN'] }],
    alsoUsed: [{ secret: 'env:TOKEN', names: ['shop'] }],
  });
  const after = await readFile('streams/web.yaml', 'utf8');
  expect(after).toBe(before.replace('active # for now\n', `active # for now\n${LINE}\n`));
  const { exitCode } = await space.run((context) => validate(context, { ...OPTIONS, format: 'json' }));
  expect(exitCode).toBe(0);
});

test('replaces the time of an earlier rotation, also one in the future, and keeps its comment', async () => {
  const later = cdnText('web', { rotateSecretsAfter: '2027-01-01T00:00:00+01:00 # last time' });
  await space.write('streams/web.yaml', later);
  expect(await result(['web'])).toMatchObject({ updated: [{ before: '2026-12-31T23:00:00Z' }] });
  expect(await changed('streams/web.yaml', later)).toEqual([
    '-   rotateSecretsAfter: 2027-01-01T00:00:00+01:00 # last time',
    `+ ${LINE} # last time`,
  ]);
});

test('takes patterns, and changes only the named manifest of a file', async () => {
  const before = await readFile('streams/both.yaml', 'utf8');
  expect(await result(['sh*'])).toMatchObject({ exitCode: 0, updated: [{ name: 'shop' }] });
  expect(await changed('streams/both.yaml', before)).toEqual([`+ ${LINE}`]);
});

describe('--all-using', () => {
  test('writes every manifest that refers to a variable', async () => {
    const { updated, alsoUsed } = await result([], ['env:TOKEN']);
    expect(updated.map(({ name }: { name: string }) => name).sort()).toEqual(['shop', 'web']);
    expect(alsoUsed).toEqual([]);
  });

  test('finds a file by its path, from whatever folder a manifest refers to it', async () => {
    const byFile = (name: string, file: string) =>
      cdnText(name, { property: 349774 }).replaceAll('{ env: TOKEN }', `{ file: ${file} }`);
    await space.write('streams/a.yaml', byFile('a', 'keys/token'));
    await space.write('streams/eu/b.yaml', byFile('b', '../keys/token'));
    const { updated } = await result([], ['file:streams/keys/token']);
    expect(updated).toMatchObject([
      { name: 'a', secrets: ['file:streams/keys/token'] },
      { name: 'b', secrets: ['file:streams/keys/token'] },
    ]);
  });

  test.each([
    ['env:NOPE', 'No manifest refers to env:NOPE.'],
    ['TOKEN', '--all-using TOKEN: write env:NAME, or file:PATH with a path from this folder.'],
  ])('refuses %s', async (secret, message) => {
    await expect(run([], { allUsing: [secret] })).rejects.toThrow(message);
  });
});

describe('a manifest is not written', () => {
  test.each<[string, string, string, string]>([
    ['without secrets', 'open', '', 'it refers to no secret, so there is nothing to send again'],
    [
      'of a stream to delete',
      'gone',
      cdnText('gone', { state: 'absent' }),
      'it has state: absent, so nothing is sent',
    ],
    [
      'whose time another member shares',
      'one',
      cdnText('one', { rotateSecretsAfter: '&time 2026-01-01T00:00:00Z' }).replace(
        'displayName: Logs',
        'displayName: *time',
      ),
      'edit it manually: other members of it share, by an anchor, what differs',
    ],
  ])('%s', async (_, name, text, message) => {
    if (text !== '') await space.write('streams/more.yaml', text);
    const before = text !== '' ? text : await readFile('streams/both.yaml', 'utf8');
    expect(await result([name])).toEqual({ ...EMPTY, exitCode: 1, notUpdated: [{ name, message }] });
    expect(await changed(text !== '' ? 'streams/more.yaml' : 'streams/both.yaml', before)).toEqual([]);
  });

  test('of properties, and the others are', async () => {
    await space.write(
      'streams/properties/www.yaml',
      `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata: { name: www }
spec:
  properties: [www.example.com]
  streams: [web]
  activation: { network: PRODUCTION, notifyEmails: [cdn@example.com] }
`,
    );
    expect(await result(['web', 'PropertyLogging/www'])).toMatchObject({
      exitCode: 1,
      updated: [{ name: 'web' }],
      notUpdated: [
        { name: 'www', message: 'a manifest of properties has no secrets; name manifests of streams' },
      ],
    });
    expect((await result([], ['env:TOKEN'])).notUpdated).toEqual([]);
  });

  test('with errors, and neither are the others', async () => {
    await space.write('streams/bad.yaml', cdnText('bad').replace('contractId', 'contractID'));
    expect((await run(['bad'])).exitCode).toBe(1);
    expect((await run([], { allUsing: ['env:TOKEN'] })).exitCode).toBe(1);
    expect(await readFile('streams/web.yaml', 'utf8')).not.toContain(LINE);
    expect((await run(['web'])).exitCode).toBe(0);
  });

  test('without a name', async () => {
    await expect(run([])).rejects.toThrow('Name the manifests to rotate');
    expect((await run(['nope'])).output).toContain('nope');
  });
});
