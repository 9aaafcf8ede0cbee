import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
});

describe('an apply on merge', () => {
  test('writes what the merged plan showed, records it and comments on the pull request', async () => {
    const pull = await repository.pull(cdn('web'));
    repository.merge(pull);
    const { code, summary, counts } = await repository.apply();
    expect(code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v1');
    expect(repository.states()).toEqual(['open']);
    const record = repository.lastRecord();
    expect(record.complete).toBe(true);
    expect(record.streams[0]).toMatchObject({ name: 'web', base: null, version: 1, left: [{ do: 'await' }] });
    expect(repository.forge.said(pull, 'web')).toContain('DataStream apply');
    expect(summary).toContain('web');
    for (const text of [summary, repository.forge.said(pull, 'DataStream apply')])
      expect(text).toMatch(/<sub>Applied commit \[c1\].*\[manifests\].*\[run \d+\]/);
    expect(counts).toMatchObject({ changed: 1, pending: 1 });
  });

  test('does not wait: the clock does not advance', async () => {
    repository.merge(await repository.pull(cdn('web')));
    const began = repository.workspace.clock.now();
    await repository.apply();
    expect(repository.workspace.clock.now() - began).toBeLessThan(60_000);
  });

  test.each([
    ['a squash', 1],
    ['a merge or a rebase of three commits', 3],
  ])('finds the pull request of %s', async (_, commits) => {
    repository.merge(await repository.pull(cdn('web')), commits);
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v1');
  });

  test('after three merges, with the middle run replaced in the queue, the third run applies both', async () => {
    await repository.stable(cdn('first'));
    const second = await repository.pull(cdn('second', { property: 349770 }));
    const third = await repository.pull(cdn('third', { property: 349774 }));
    repository.merge(second);
    repository.merge(third);
    const { code } = await repository.apply();
    expect(code).toBe(0);
    expect(await repository.state('second')).toBe('ACTIVATING v1');
    expect(await repository.state('third')).toBe('ACTIVATING v1');
    expect(repository.forge.said(second, 'second')).toContain('DataStream apply');
    expect(repository.forge.said(third, 'third')).toContain('DataStream apply');
  });

  test('a late run is refused, since it would undo a later one', async () => {
    await repository.stable(cdn('first'));
    const early = repository.merge(await repository.pull(cdn('second', { property: 349770 })));
    const before = repository.main;
    const last = repository.merge(await repository.pull(cdn('second', { property: 349770, fields: [1002] })));
    await repository.apply();
    repository.main = before;
    const { code, errors } = await repository.apply({ trigger: { tag: 'push', head: early } });
    expect(code).toBe(3);
    expect(errors.join(' ')).toContain('this run would undo its changes');
    expect(repository.forge.ledger.filter(({ commit }) => commit === last)).toHaveLength(1);
  });

  test('a run for a commit that is already applied has nothing to do', async () => {
    await repository.stable(cdn('web'));
    const { code } = await repository.apply();
    expect(code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });

  test('a pull request without effect on the target gets no comment', async () => {
    await repository.stable(cdn('web'));
    const docs = await repository.pull({});
    repository.merge(docs);
    expect((await repository.apply()).code).toBe(0);
    expect(repository.forge.said(docs, 'DataStream apply')).toBeUndefined();
  });
});

test('a plan comment that was edited approves nothing, and the run says so', async () => {
  await repository.stable(cdn('web'));
  const pull = await repository.pull(cdn('web', { fields: [1002] }));
  const remark = repository.forge.posted.findLast(({ change }) => change === pull);
  if (remark) remark.body = remark.body.replace('A plan.', 'A harmless plan.');
  repository.merge(pull);
  const { code, notices } = await repository.apply();
  expect(code).toBe(3);
  expect(notices.join()).toContain(`The plan comment on #${pull} was edited after it was written`);
});

test('a plan comment of another author approves nothing, and the run says which comment-author to set', async () => {
  await repository.stable(cdn('web'));
  repository.merge(await repository.pull(cdn('web', { fields: [1002] }), { author: 'my-app[bot]' }));
  const { code, notices } = await repository.apply();
  expect(code).toBe(3);
  expect(notices.join()).toContain('set comment-author: my-app[bot]');
});

describe('two pull requests on one stream', () => {
  beforeEach(async () => {
    await repository.stable(cdn('web'));
  });

  test('with the second planned before the first was applied, each with the content of main then: both are applied', async () => {
    const one = await repository.pull(cdn('web', { fields: [1000, 1002] }));
    repository.merge(one);
    const two = await repository.pull(cdn('web', { fields: [1000, 1002, 1023] }));
    await repository.apply();
    expect(await repository.state('web')).toBe('ACTIVATING v2');
    repository.merge(two);
    // The first transition is still running: the second is recorded, and a watch takes it later.
    const { code } = await repository.apply();
    expect(code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
    expect(repository.states().slice(-2)).toEqual(['superseded', 'open']);
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(await repository.state('web')).toBe('ACTIVATING v3');
  });

  test('with the second planned before the first was stable and applied after it: version 1 led to 2 by our own apply alone', async () => {
    const one = await repository.pull(cdn('web', { fields: [1000, 1002] }));
    repository.merge(one);
    const two = await repository.pull(cdn('web', { fields: [1000, 1002, 1023] }));
    await repository.apply();
    await repository.pass(2 * HOUR);
    await repository.watch();
    repository.merge(two);
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v3');
  });

  test('that combine into an unplanned content are stopped with a report, and other streams are applied', async () => {
    const left = await repository.pull({
      ...cdn('web', { fields: [1000, 1002] }),
      ...cdn('new', { property: 349770 }),
    });
    const right = await repository.pull(cdn('web', { fields: [1000, 1023] }));
    repository.merge(left);
    repository.merge(right);
    repository.main = { ...repository.main, ...cdn('web', { fields: [1000, 1002, 1023] }) };
    const { code, errors, summary } = await repository.apply();
    expect(code).toBe(1);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
    expect(await repository.state('new')).toBe('ACTIVATING v1');
    expect(errors.join(' ')).toContain('"web"');
    expect(summary).toContain(`#${right}`);
    expect(repository.states().at(-1)).toBe('open');
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(repository.lastRecord().stopped).toBe(1);
    expect(repository.states().at(-1)).toBe('failed');
  });
});

describe('changes by another user', () => {
  beforeEach(async () => {
    await repository.stable({ ...cdn('web'), ...cdn('other', { property: 349770 }) });
  });

  test('an edit between plan and merge stops its stream, and is reported with who and when', async () => {
    const pull = await repository.pull({
      ...cdn('web', { fields: [1002] }),
      ...cdn('other', { property: 349770, fields: [1002] }),
    });
    await repository.concurrentEdit({
      act: 'edit',
      stream: 'web',
      change: { datasetFields: [{ datasetFieldId: 1023 }] },
    });
    repository.merge(pull);
    const { code, summary } = await repository.apply();
    expect(code).toBe(1);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
    expect(await repository.state('other')).toBe('ACTIVATING v2');
    expect(summary).toContain('last changed by <code>another-user');
    expect(summary).toContain(`#${pull}`);
    expect(summary).toContain('version 1');
  });

  test('an edit that the plan showed is overwritten, since that was approved', async () => {
    await repository.concurrentEdit({
      act: 'edit',
      stream: 'web',
      change: { datasetFields: [{ datasetFieldId: 1023 }] },
    });
    await repository.pass(2 * HOUR);
    repository.merge(await repository.pull(cdn('web', { fields: [1002] })));
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v3');
  });

  test('a version that we only activated is still that of another user', async () => {
    // Planned from version 1; then another user makes version 2, and a plan id has it stopped and started as it is.
    const old = await repository.pull(cdn('web', { fields: [1002] }));
    await repository.concurrentEdit({
      act: 'edit',
      stream: 'web',
      change: { datasetFields: [{ datasetFieldId: 1023 }] },
    });
    await repository.pass(2 * HOUR);
    repository.merge(await repository.pull(cdn('web', { state: 'inactive', fields: [1023] })));
    expect((await repository.apply()).code).toBe(0);
    await repository.pass(2 * HOUR);
    expect(repository.lastRecord().streams[0]).toMatchObject({ base: 2, version: 2 });
    repository.merge(old);
    expect((await repository.apply()).code).toBe(3);
    expect(await repository.state('web')).toMatch(/ v2$/);
  });

  test('a stopped stream with nothing else to do results in exit code 3, and the plan id resolves it', async () => {
    const pull = await repository.pull(cdn('web', { fields: [1002] }));
    await repository.concurrentEdit({
      act: 'edit',
      stream: 'web',
      change: { datasetFields: [{ datasetFieldId: 1023 }] },
    });
    await repository.pass(2 * HOUR);
    repository.merge(pull);
    const stopped = await repository.apply();
    expect(stopped.code).toBe(3);
    expect(repository.states().at(-1)).toBe('failed');
    expect(repository.lastRecord()).toMatchObject({ complete: false, streams: [] });
    const [planId = ''] = /sha256:[0-9a-f]{64}/.exec(stopped.errors.join(' ')) ?? [];
    const head = repository.forge.commits.at(-1) ?? '';
    const trigger = { tag: 'other', head } as const;
    const manually = await repository.apply({ trigger, inputs: { planId } });
    expect(manually.code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v3');
  });

  test('a wrong plan id writes nothing, and the correct one is reported', async () => {
    repository.push(cdn('web', { fields: [1002] }));
    const planId = `sha256:${'0'.repeat(64)}`;
    const { code, errors, counts } = await repository.apply({ inputs: { planId } });
    expect(code).toBe(3);
    expect(errors.join(' ')).toContain(counts?.planId);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });
});
