import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { UsageError } from '../../src/commands/session/context.ts';
import { namesPlan, showPlan } from '../../src/commands/show/show-plan.ts';
import type { Plan } from '../../src/model/plan.ts';
import { fingerprintOf } from '../../src/plan/saved/fingerprint.ts';
import { withDigest } from '../../src/plan/saved/saved-plan.ts';
import { runs } from '../soak.ts';
import { DEFAULTS, exampleSecrets, type Workspace, workspace } from './workspace.ts';

const FILE = 'plan.json';
const SHOW = { what: FILE, format: 'terminal', color: false, width: 80, streams: 'streams' } as const;
const EDGE = 'streams/edge-archive.yaml';

async function saved(options: object = {}): Promise<Workspace> {
  const at = await workspace({ examples: true, env: await exampleSecrets() });
  await at.run((context) => plan(context, { ...DEFAULTS, ...options, out: FILE }));
  return at;
}

/** An environment in which neither a request nor the home folder is possible. */
const shown = (at: Workspace, options: object = {}) =>
  at.run((context) => showPlan({ ...context, env: {}, home: '/dev/null' }, { ...SHOW, ...options }));

const savedReport = async (at: Workspace, options: object = {}) =>
  JSON.parse((await shown(at, { format: 'json', ...options })).output).saved;

const flat = (text: string) => text.replace(/\s+/g, ' ');

describe('show PLAN', () => {
  test.each([
    ['terminal', false],
    ['terminal', true],
    ['markdown', false],
    ['json', false],
  ] as const)('prints what plan printed, with its origin first: %s, brief %s', async (format, brief) => {
    const at = await saved();
    const given = { format, brief };
    const planned = await at.run((context) => plan(context, { ...DEFAULTS, ...given, out: FILE }));
    const { output, exitCode } = await shown(at, given);
    expect(exitCode).toBe(0);
    if (format === 'json') {
      const { saved: _, ...rest } = JSON.parse(output);
      expect(rest).toEqual(JSON.parse(planned.output));
      return;
    }
    const rest = new Set(output.split('\n'));
    expect(planned.output.split('\n').filter((line) => !rest.has(line) && !line.startsWith('> [!'))).toEqual(
      [],
    );
    expect(flat(output)).toContain('Saved plan');
  });

  test('says when the plan was created, and with which section, account and target', async () => {
    await workspace({ examples: true });
    const at = await saved();
    const file = JSON.parse(await readFile(FILE, 'utf8'));
    const { digest: _, ...content } = file;
    const origin = { ...file.origin, section: 'logs', accountKey: '1-ABC' };
    const target = 'https://akab-example.luna.akamaiapis.net (account 1-ABC)';
    const fingerprint = fingerprintOf(target, content.items, at.context.hash);
    const changed = { ...content, target, origin, fingerprint, account: undefined };
    await writeFile(FILE, JSON.stringify(withDigest(changed, at.context.hash)));
    await at.clock.advance(3 * 3_600_000);
    const typing = { program: 'datastream', account: [], only: [], changedSince: [], rotate: [], allow: [] };
    const text = flat((await shown(at, { typing })).output);
    expect(text).toContain(
      'Saved plan plan.json, created on 2026-01-05 09:00 UTC (3 h ago), with the section logs.',
    );
    expect(text).toContain(target);
    expect(text).toContain('`datastream apply --plan plan.json --section logs --account-key 1-ABC`');
    expect(await savedReport(at)).toMatchObject({ createdAt: '2026-01-05T09:00:00.000Z', section: 'logs' });
  });

  test('keeps the target of the configuration file, and reads its settings without --target', async () => {
    const at = await workspace({ examples: true, env: await exampleSecrets() });
    const targets = 'targets: { prod: { section: a }, stage: { section: b } }';
    await at.write('datastream.yaml', `apiVersion: datastream-gitops/v1\n${targets}\n`);
    const configuration = { file: 'datastream.yaml', target: 'prod', options: {}, limits: {}, freezes: [] };
    await at.run((context) =>
      plan(context, { ...DEFAULTS, configuration: configuration as never, out: FILE }),
    );
    expect(await savedReport(at)).toMatchObject({ targetName: 'prod', manifests: { comparison: 'same' } });
    expect(await savedReport(at, { target: 'other' })).toMatchObject({
      manifests: { comparison: 'not-compared', reason: expect.stringContaining('other') },
    });
  });

  test.each<[string, object, () => Promise<unknown>, object]>([
    ['nothing changed', {}, async () => {}, { comparison: 'same' }],
    [
      'a comment changed',
      {},
      async () => writeFile(EDGE, `# another comment\n${await readFile(EDGE, 'utf8')}`),
      { comparison: 'same' },
    ],
    ['a manifest changed', {}, () => editEdge(), { comparison: 'different', changed: ['edge-archive'] }],
    ['a manifest was removed', {}, () => rm(EDGE), { comparison: 'different', removed: ['edge-archive'] }],
    ['a manifest was added', {}, () => addOne(), { comparison: 'different', added: ['another'] }],
    ['another one changed', { only: ['store-elastic'] }, () => editEdge(), { comparison: 'same' }],
    ['one was added to a part', { only: ['store-elastic'] }, () => addOne(), { comparison: 'same' }],
    [
      'a manifest has errors',
      {},
      () => writeFile(EDGE, 'apiVersion: x'),
      { comparison: 'not-compared', reason: expect.stringContaining('validate') },
    ],
    [
      'the folder is not here',
      {},
      () => rm('streams', { recursive: true }),
      { comparison: 'not-compared', reason: 'there is no folder streams here' },
    ],
    [
      'the configuration file has errors',
      {},
      () => writeFile('datastream.yaml', 'apiVersion: x'),
      { comparison: 'not-compared', reason: expect.stringContaining('datastream.yaml has errors') },
    ],
  ])('compares the manifests with those of the plan: %s', async (_, options, change, expected) => {
    const at = await saved(options);
    await change();
    expect((await savedReport(at)).manifests).toMatchObject(expected);
    expect(flat((await shown(at)).output)).toMatch(/The manifests (in streams|were not compared)/);
  });

  test('does not search a folder outside of the working directory because a plan names it', async () => {
    const at = await workspace({ examples: true, env: await exampleSecrets() });
    await mkdir('below');
    await at.run((context) => plan(context, { ...DEFAULTS, streams: './streams', out: `below/${FILE}` }));
    process.chdir('below');
    const file = JSON.parse(await readFile(FILE, 'utf8'));
    for (const streams of ['../streams', '/', '..']) {
      const { digest: _, ...content } = file;
      const named = { ...content, origin: { ...file.origin, streams } };
      await writeFile(FILE, JSON.stringify(withDigest(named, at.context.hash)));
      const { comparison, reason } = (await savedReport(at)).manifests;
      expect(comparison).toBe('not-compared');
      expect(reason).toContain('outside of the working directory');
    }
    expect(await savedReport(at, { streams: '../streams' })).toMatchObject({
      manifests: { comparison: 'same' },
    });
  });

  test('shows a plan of a version that recorded no origin', async () => {
    const at = await saved();
    const { digest: _, origin: __, ...content } = JSON.parse(await readFile(FILE, 'utf8'));
    await writeFile(FILE, JSON.stringify(withDigest(content, at.context.hash)));
    const { output } = await shown(at);
    expect(flat(output)).toContain(
      'Saved plan plan.json, created by a version that did not record the time.',
    );
    expect(await savedReport(at)).toMatchObject({ manifests: { comparison: 'not-compared' } });
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ['empty', () => '', /^plan.json: this is no plan saved by/],
    ['no JSON', () => '\u001b[2J{', /^plan.json: this is no plan saved by/],
    ['truncated', (text) => text.slice(0, -20), /^plan.json: this is no plan saved by/],
    ['another document', () => '{"formatVersion":1}', /^plan.json: this is no plan saved by/],
    ['a later format', (text) => text.replace('"formatVersion": 1', '"formatVersion": 2'), /has format 2/],
    ['modified', (text) => text.replace('edge-archive', 'edge-archivf'), /changed or damaged/],
    ['deeply nested', () => `${'['.repeat(200_000)}${']'.repeat(200_000)}`, /nested too deeply/],
    [
      'deeply nested in a member that is not known',
      (text) => text.replace('{', `{"later":${'['.repeat(200_000)}${']'.repeat(200_000)},`),
      /nested/,
    ],
  ])('explains in one sentence why a file cannot be shown: %s', async (_, change, message) => {
    const at = await saved();
    await writeFile(FILE, change(await readFile(FILE, 'utf8')));
    const error: unknown = await shown(at).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(message);
  });

  test('is refused in brief for formats that have everything', async () => {
    const at = await saved();
    await expect(shown(at, { brief: true, format: 'json' })).rejects.toThrow(/--brief is for the terminal/);
  });

  test('shows or refuses whatever is in a file with a valid digest, without another error', async () => {
    const at = await saved();
    const { digest: _, ...content } = JSON.parse(await readFile(FILE, 'utf8'));
    // The manifests are compared in other tests.
    await rm('streams', { recursive: true });
    const paths = pathsIn(content);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), VALUE, async (path, value) => {
        // Deliberately not a plan any more: the readers must not trust the file either.
        const changed = withValue(content, path, value) as Plan;
        let hostile: unknown;
        try {
          const fingerprint = fingerprintOf(changed.target, changed.items, at.context.hash);
          hostile = withDigest({ ...changed, fingerprint }, at.context.hash);
        } catch {
          return;
        }
        await writeFile(FILE, JSON.stringify(hostile));
        for (const options of [{}, { brief: true }, { format: 'markdown' }, { format: 'json' }]) {
          const result: unknown = await shown(at, options).catch((thrown: unknown) => thrown);
          if (result instanceof Error) expect(result).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('the argument of show', () => {
  test.each([
    ['plan', true],
    ['missing.json', true],
    ['streams', false],
    ['edge-archive', false],
  ])('%s is a plan: %s', async (what, expected) => {
    const at = await workspace({ examples: true });
    await at.write('plan', '{}');
    expect(await namesPlan(at.context, what)).toBe(expected);
  });
});

async function editEdge(): Promise<void> {
  await writeFile(EDGE, (await readFile(EDGE, 'utf8')).replace('    - country\n', ''));
}

async function addOne(): Promise<void> {
  await writeFile(
    'streams/another.yaml',
    (await readFile(EDGE, 'utf8')).replace(/edge-archive/g, 'another').replace(/^ *streamId:.*\n/m, ''),
  );
}

/** Values that some reader of a plan might not expect. */
const VALUE = fc.oneof(
  fc.constantFrom<unknown>(null, '', -1, 1e308, 0, true, [], {}, '__proto__', '\u001b[2J', [{}], {
    $id: 'x',
  }),
  fc.constantFrom(
    'PropertyLogging',
    'DataStream1',
    'column-order',
    'version-saved',
    'create',
    'wait',
    'edns',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    pathsIn(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [...(path.length === 0 ? [] : [path]), ...inner];
}

function withValue(value: unknown, [first, ...rest]: Path, replacement: unknown): unknown {
  if (first === undefined) return replacement;
  if (Array.isArray(value))
    return value.with(Number(first), withValue(value[Number(first)], rest, replacement));
  const members = { ...(value as Readonly<Record<string, unknown>>) };
  return { ...members, [first]: withValue(members[first], rest, replacement) };
}
