import { beforeEach, describe, expect, test } from 'vitest';
import { ForgeError } from '../../src/workflow/forge/forge.ts';
import { fitRecord, readRecord } from '../../src/workflow/records/apply-record.ts';
import { HOUR, Repository } from './repository.ts';
import { cdn, first } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
});

const change = cdn('web', { fields: [1002] });
const head = () => repository.forge.commits.at(-1) ?? '';
const manually = (planId: string) =>
  repository.apply({
    trigger: { tag: 'other', head: head() },
    inputs: { planId },
  });

test('a record of another account is no evidence for the versions of this one', async () => {
  await repository.stable(cdn('web'));
  const pull = await repository.pull(change);
  await repository.concurrentEdit({
    act: 'edit',
    stream: 'web',
    change: { datasetFields: [{ datasetFieldId: 1023 }] },
  });
  await repository.pass(2 * HOUR);
  const last = repository.forge.ledger.at(-1);
  const record = readRecord(last?.record);
  const target = `sha256:${'0'.repeat(64)}`;
  const streams = record?.streams.map((one) => ({ ...one, base: 1, version: 2 }));
  const payload = { ...record, target, complete: false, streams };
  repository.forge.ledger.push({
    ...(last as NonNullable<typeof last>),
    id: 999,
    record: payload,
    state: 'complete',
  });
  repository.merge(pull);
  expect((await repository.apply()).code).toBe(3);
  expect(await repository.state('web')).toBe('ACTIVATED v2');
});

test('DataStream 1: an update that waits for a transition caused by another one is left to the watch', async () => {
  const both = (fields: readonly number[]) => ({ ...first('a', { fields }), ...first('b', { fields }) });
  await repository.stable(both([77]));
  await repository.pass(2 * HOUR);
  repository.merge(await repository.pull(both([77, 78])));
  expect((await repository.apply()).code).toBe(0);
  expect(repository.lastRecord().streams.map(({ name }) => name)).toEqual(['a', 'b']);
  for (let look = 0; look < 3; look += 1) {
    await repository.pass(2 * HOUR);
    expect((await repository.watch()).code).toBe(0);
  }
  expect([await repository.state('a'), await repository.state('b')]).toEqual([
    'ACTIVATED v2',
    'ACTIVATED v2',
  ]);
});

describe('an apply with a plan id', () => {
  test.each(['pullRequestsOf', 'comments', 'compare'] as const)('does not need %s', async (verb) => {
    await repository.stable(cdn('web'));
    repository.push(change);
    const { planId = '' } = (await repository.apply()).counts ?? {};
    Object.assign(repository.forge, {
      [verb]: async () => {
        throw new ForgeError('failed', 'GitHub does not answer.');
      },
    });
    expect((await manually(planId)).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });

  test('of another plan applies nothing of its commit, and the merge remains pending', async () => {
    await repository.stable(cdn('web'));
    repository.merge(await repository.pull(change));
    expect((await manually(`sha256:${'0'.repeat(64)}`)).code).toBe(3);
    expect(repository.lastRecord()).toMatchObject({ refused: true, complete: false });
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });

  test('of an empty plan applies nothing', async () => {
    await repository.stable(cdn('web'));
    const { planId = '' } = (await repository.apply()).counts ?? {};
    repository.merge(await repository.pull(change));
    expect((await manually(planId)).code).toBe(3);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });
});

test('a record that is too small for a stream is not a complete apply, so that the next one continues', async () => {
  const streams = Array.from({ length: 400 }, (_, at) => ({
    ...({ name: `s${at}`, kind: 'DataStream2', logType: 'cdn', streamId: at, base: 1, version: 2 } as const),
    ...{ desired: `sha256:${'0'.repeat(64)}`, status: 'ACTIVATING', left: [] },
  }));
  const { record, dropped } = fitRecord(
    { formatVersion: 1, kind: 'datastream-apply', run: 1, attempt: 1, complete: true, streams },
    60_000,
  );
  expect(dropped).toBeGreaterThan(0);
  expect(record.complete).toBe(false);
});

test('a step that a watch failed to take is taken by the next apply, and by no watch', async () => {
  await repository.stable({ ...cdn('web'), ...cdn('other', { property: 349770 }) });
  const early = await repository.pull(cdn('other', { property: 349770, fields: [1002] }));
  repository.merge(await repository.pull(cdn('web', { state: 'inactive', fields: [1002] })));
  await repository.apply();
  await repository.pass(2 * HOUR);
  // The state after a watch whose write was refused.
  const last = repository.forge.ledger.at(-1);
  const record = readRecord(last?.record);
  const left = [{ do: 'update', activate: false }];
  const streams = record?.streams.map((one) => ({ ...one, status: 'DEACTIVATED', left }));
  const payload = { ...record, by: 'watch', complete: false, streams };
  Object.assign(last ?? {}, { state: 'complete' });
  repository.forge.ledger.push({
    ...(last as NonNullable<typeof last>),
    id: 999,
    record: payload,
    state: 'failed',
  });
  await repository.watch();
  expect(await repository.state('web')).toMatch(/v1$/);
  repository.merge(early);
  await repository.apply();
  expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
});

test('a refusal of another stream does not block a step that was already approved', async () => {
  await repository.stable({ ...cdn('web'), ...cdn('other', { property: 349770 }) });
  repository.merge(await repository.pull(cdn('web', { state: 'inactive', fields: [1002] })));
  await repository.apply();
  await repository.pass(2 * HOUR);
  const { other = '' } = cdn('other', { property: 349770, state: 'inactive' });
  repository.push({ other: other.replace('spec:\n', 'spec:\n  protect: true\n') });
  await repository.watch();
  expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
});
