import { beforeEach, expect, test } from 'vitest';
import type { LatestRecord } from '../../../src/model/approval.ts';
import { type ApprovedApply, applyApproved } from '../../../src/workflow/account/apply-approved.ts';
import { type WatchReport, watch } from '../../../src/workflow/account/watch.ts';
import { cdnText } from '../../builders/manifest-texts.ts';
import { DEFAULTS, type Workspace, workspace } from '../../commands/workspace.ts';

const OPTIONS = { ...DEFAULTS, simulator: 'simulator.json', yes: true, watchMode: 'complete' } as const;
const MINUTE = 60_000;
let at: Workspace;

/** A stream of the DataStream 2 API; with other fields, its content differs. */
function manifest(n: number, state: 'active' | 'inactive', field: number): Promise<void> {
  const text = cdnText(`s${n}`, { state, fields: [field], property: 349770 + 2 * (n % 3) });
  return at.write(`streams/s${n}.yaml`, text);
}

async function applied(allow = {}): Promise<ApprovedApply> {
  const done = await at.clock.runUntil(applyApproved(at.context, { ...OPTIONS, allow }, { tag: 'none' }));
  if (done.tag === 'rejected') throw new Error(done.result.output);
  return done;
}

function kept({ streams }: ApprovedApply): readonly LatestRecord[] {
  const now = new Date(at.clock.now()).toISOString();
  return streams.map((stream) => ({ ...stream, at: now }));
}

async function watched(records: readonly LatestRecord[]): Promise<WatchReport> {
  const found = await at.clock.runUntil(watch(at.context, OPTIONS, { open: records, latest: records }));
  if (found.tag === 'rejected') throw new Error(found.result.output);
  return found;
}

beforeEach(async () => {
  at = await workspace({ env: { TOKEN: 'canary-secret' } });
  await manifest(1, 'active', 1000);
  await applied();
  await at.clock.advance(MINUTE);
});

test('a due step is taken after another read, and its remaining steps are reported', async () => {
  await manifest(1, 'inactive', 1002);
  const records = kept(await applied());
  expect(await watched(records)).toMatchObject({ open: [{ tag: 'in-transition' }], drift: [], streams: [] });
  await at.clock.advance(MINUTE);
  const found = await watched(records);
  expect(found.open.map(({ tag }) => tag)).toEqual(['due']);
  expect(found.streams).toMatchObject([{ name: 's1', base: 1, version: 2, left: [] }]);
  const again = await watched(records);
  expect(again.open.map(({ tag }) => tag)).toEqual(['overtaken']);
  expect(again).not.toHaveProperty('outcome');
  expect(again.drift).toEqual([]);
});

test('recorded steps of an apply need no allowance again', async () => {
  await manifest(1, 'active', 1002);
  const first = kept(await applied());
  await manifest(1, 'inactive', 1023);
  const records = kept(await applied());
  expect(records[0]?.left.map((step) => step.do)).toEqual(['await', 'deactivate', 'await', 'update']);
  await at.clock.advance(MINUTE);
  const options = { ...OPTIONS, allow: { live: 0, deactivate: 0, remove: 0 } };
  const found = await at.clock.runUntil(watch(at.context, options, { open: records, latest: records }));
  expect(found).toMatchObject({ streams: [{ name: 's1', version: 2 }] });
  expect(first).toHaveLength(1);
});

test('without a record every difference is drift, and nothing is written', async () => {
  await manifest(1, 'inactive', 1002);
  await manifest(2, 'active', 1000);
  const found = await watched([]);
  expect(found.drift.map(({ name, action }) => `${name} ${action}`)).toEqual(['s1 update', 's2 create']);
  expect(found).not.toHaveProperty('outcome');
});

test('a stream that cannot be planned is reported', async () => {
  await at.write('streams/s2.yaml', '');
  await manifest(2, 'active', 1000);
  const { readFile } = await import('node:fs/promises');
  const text = await readFile('streams/s2.yaml', 'utf8');
  await at.write('streams/s2.yaml', text.replace('spec:', 'spec:\n  streamId: 999999'));
  expect((await watched([])).drift.map(({ name, action }) => `${name} ${action}`)).toEqual(['s2 blocked']);
});

test('manifests with errors are reported, and nothing is read', async () => {
  await at.write('streams/bad.yaml', 'kind: DataStream2\n');
  expect(await at.clock.runUntil(watch(at.context, OPTIONS, { open: [], latest: [] }))).toMatchObject({
    tag: 'rejected',
  });
});

test('a due stream without its secrets is skipped, and the others are applied', async () => {
  await manifest(2, 'active', 1000);
  await applied();
  await at.clock.advance(MINUTE);
  for (const n of [1, 2]) await manifest(n, 'inactive', 1002);
  const { readFile } = await import('node:fs/promises');
  const text = await readFile('streams/s2.yaml', 'utf8');
  await at.write('streams/s2.yaml', text.replaceAll('env: TOKEN', 'env: OTHER'));
  const env = { TOKEN: 'canary-secret', OTHER: 'another-canary' };
  const context = { ...at.context, env };
  const done = await at.clock.runUntil(applyApproved(context, OPTIONS, { tag: 'none' }));
  if (done.tag === 'rejected') throw new Error(done.result.output);
  await at.clock.advance(MINUTE);
  const found = await watched(kept(done));
  expect(found.open.map(({ tag }) => tag)).toEqual(['due', 'due']);
  expect(found.withoutSecrets).toMatchObject([{ name: 's2', references: ['env OTHER'] }]);
  expect(found.streams.map(({ name }) => name)).toEqual(['s1']);
  expect(found).toMatchObject({ failed: [], drift: [], outcome: { items: [{ name: 's1' }] } });
});

test('a stream whose row cannot be used is reported, its record remains open, and the others are processed', async () => {
  await manifest(2, 'active', 1000);
  await applied();
  await at.clock.advance(MINUTE);
  await manifest(1, 'inactive', 1002);
  const records = kept(await applied());
  const { readFile } = await import('node:fs/promises');
  const text = await readFile('simulator.json', 'utf8');
  await at.write('simulator.json', text.replace(/"status":\s*"DEACTIVATING"/, '"status":""'));
  const found = await watched(records);
  expect(found.open.map(({ tag }) => tag)).toEqual(['unreadable']);
  expect(found.drift).toMatchObject([{ name: 's1', action: 'blocked', unreadable: true }]);
  expect(found.status.items).toMatchObject([
    { name: 's1', condition: 'unknown', reason: expect.stringContaining('has no usable streamStatus') },
    { name: 's2', condition: 'stable' },
  ]);
  await at.write('simulator.json', text);
  await at.clock.advance(MINUTE);
  expect((await watched(records)).streams).toMatchObject([{ name: 's1', version: 2, left: [] }]);
});
