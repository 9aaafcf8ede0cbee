import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { apply } from '../../../src/commands/apply.ts';
import type { FileBefore } from '../../../src/manifest/previous-manifests.ts';
import { applyConcurrentEdit } from '../../../src/simulator/engine/concurrent-edit.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { fileStore } from '../../../src/simulator/server/file-store.ts';
import { type ChangePlan, planChange } from '../../../src/workflow/account/plan-change.ts';
import { cdnText } from '../../builders/manifest-texts.ts';
import { DEFAULTS, type Workspace, workspace } from '../../commands/workspace.ts';

const OPTIONS = { ...DEFAULTS, simulator: 'simulator.json', yes: true };
const FILE = 'streams/web.yaml';
let at: Workspace;

function text(name: string, field: number, lines = ''): string {
  return `${lines}${cdnText(name, { state: 'inactive', fields: [field] })}`;
}

function accountState(step: Parameters<typeof applyConcurrentEdit>[1]): Promise<void> {
  const file = fileStore({ file: 'simulator.json', first: () => seededAccountWithoutStreams() });
  return file.change((now) => ({
    accountState: applyConcurrentEdit(now, step, at.clock.now()),
    result: undefined,
  }));
}

/** Another user edits the stream outside the repository. */
function edited(field: number): Promise<void> {
  return accountState({ act: 'edit', stream: 'web', change: { datasetFields: [{ datasetFieldId: field }] } });
}

async function plannedChange(before?: readonly FileBefore[]): Promise<ChangePlan> {
  const found = await at.clock.runUntil(planChange(at.context, OPTIONS, before && { files: before }));
  if (found.tag === 'rejected') throw new Error(found.result.output);
  return found;
}

const names = ({ drift }: ChangePlan) => drift.map(({ name }) => name);

beforeEach(async () => {
  at = await workspace({ env: { TOKEN: 'canary-secret' } });
  await accountState({ act: 'complete', stream: -1 });
  await at.write(FILE, text('web', 1000));
  await at.write('streams/calm.yaml', text('calm', 1000));
  await at.run((context) => apply(context, OPTIONS));
});

describe('the plan of a change', () => {
  test('shows what the change brings', async () => {
    await at.write(FILE, text('web', 1002));
    const found = await plannedChange([{ file: FILE, text: text('web', 1000) }]);
    expect(found.approvals.map(({ name }) => name)).toEqual(['web']);
    expect([...(found.changed ?? [])]).toEqual(['web']);
    expect(names(found)).toEqual([]);
  });

  test('shows drift on a stream that the change does not affect', async () => {
    await edited(1023);
    await at.write('streams/calm.yaml', text('calm', 1002));
    const found = await plannedChange([{ file: 'streams/calm.yaml', text: text('calm', 1000) }]);
    expect([...(found.changed ?? [])]).toEqual(['calm']);
    expect(names(found)).toEqual(['web']);
    expect(found.approvals.map(({ name }) => name)).toEqual(['calm', 'web']);
  });

  test('shows drift on a stream that the change affects too', async () => {
    await edited(1023);
    await at.write(FILE, text('web', 1002));
    const found = await plannedChange([{ file: FILE, text: text('web', 1000) }]);
    expect([...(found.changed ?? [])]).toEqual(['web']);
    expect(names(found)).toEqual(['web']);
  });

  test('does not report drift that the change takes over as overwritten', async () => {
    await edited(1023);
    await at.write(FILE, text('web', 1023));
    const found = await plannedChange([{ file: FILE, text: text('web', 1000) }]);
    expect(names(found)).toEqual([]);
    expect(found.approvals).toEqual([]);
  });

  test('reports nothing overwritten for a stream whose manifest the change removes', async () => {
    await edited(1023);
    await at.write(FILE, '# nothing\n');
    const found = await plannedChange([{ file: FILE, text: text('web', 1000) }]);
    expect(names(found)).toEqual([]);
  });

  test.each<[string, readonly FileBefore[]]>([
    ['another line', [{ file: FILE, text: text('web', 1000, '# a comment\n\n') }]],
    ['another file', [{ file: FILE }, { file: 'streams/old.yaml', text: text('web', 1000) }]],
  ])('does not count a manifest as changed that only moved to %s', async (_, before) => {
    expect([...((await plannedChange(before)).changed ?? [])]).toEqual([]);
  });

  test('counts a manifest that was invalid before as changed', async () => {
    expect([...((await plannedChange([{ file: FILE, text: 'kind: [' }])).changed ?? [])]).toEqual(['web']);
  });

  test('names who activated an inactive stream, with one request, and counts it', async () => {
    const before = [{ file: 'streams/calm.yaml', text: text('calm', 1000) }];
    await at.write('streams/calm.yaml', text('calm', 1002));
    await plannedChange(before);
    const calm = await plannedChange(before);
    expect(calm.actors.size).toBe(0);
    await accountState({ act: 'activate', stream: 'web', by: 'night@example.com' });
    await at.clock.advance(60_000);
    const found = await plannedChange(before);
    expect([...found.actors]).toMatchObject([['web', { tag: 'known', by: 'night@example.com' }]]);
    expect(found.plan.requests.used).toBe(calm.plan.requests.used + 1);
  });

  test('does not read a log type that only the earlier manifests use, without an error', async () => {
    const other = text('dns', 2001).replace('state:', 'logType: edns\n  state:');
    expect(names(await plannedChange([{ file: 'streams/dns.yaml', text: other }]))).toEqual([]);
  });

  test('reports nothing overwritten if the earlier manifests are unknown', async () => {
    expect(await plannedChange()).not.toHaveProperty('changed');
  });
});

test('the plan is saved on request, without secrets', async () => {
  await at.write(FILE, text('web', 1002));
  await at.clock.runUntil(planChange(at.context, { ...OPTIONS, out: 'plan.json' }));
  const saved = await readFile('plan.json', 'utf8');
  expect(saved).toContain('"web"');
  expect(saved).not.toContain('canary');
});

test('the plan of a change compares references with the files before the change', async () => {
  await at.write(FILE, text('web', 1000).replace('password: { env: TOKEN }', 'password: { env: OTHER }'));
  const { plan } = await plannedChange([{ file: FILE, text: text('web', 1000) }]);
  expect(plan.items.find(({ name }) => name === 'web')?.action).toBe('none');
  expect(plan.warnings).toEqual([
    {
      code: 'reference-changed',
      message: 'password: reference env TOKEN → env OTHER, sent with the next update',
      name: 'web',
    },
  ]);
});
