import { beforeEach, describe, expect, test } from 'vitest';
import { fitRecord } from '../../src/workflow/records/apply-record.ts';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
});

const change = cdn('web', { fields: [1002] });

async function refusedWith(code: number): Promise<string> {
  const ran = await repository.apply();
  expect(ran.code).toBe(code);
  expect(await repository.state('web')).toBe('ACTIVATED v1');
  return [...ran.errors, ...ran.notices].join('\n');
}

describe('an apply without authority writes nothing', () => {
  test('for a push without a pull request', async () => {
    repository.push(change);
    expect(await refusedWith(3)).toContain('without a change request');
    expect(repository.lastRecord()).toMatchObject({ complete: false, streams: [] });
    expect(repository.states().at(-1)).toBe('failed');
  });

  test.each([
    ['another author', { author: 'mallory' }],
    ['another target', { target: 'staging' }],
  ])('for a plan of %s', async (_, parts) => {
    repository.merge(await repository.pull(change, parts));
    await refusedWith(3);
  });

  test('for a plan of an earlier commit of the pull request', async () => {
    const pull = await repository.pull(change);
    repository.forge.request(pull).head = 'pushed-after-the-plan';
    repository.merge(pull);
    expect(await refusedWith(3)).toContain('no plan of ours for production at its last commit');
  });

  test('for a comment whose marker is invalid, or is in the middle of a text', async () => {
    const pull = await repository.pull(change);
    for (const remark of repository.forge.posted) {
      if (remark.change === pull) remark.body = `${remark.body}\nand more`;
    }
    repository.merge(pull);
    await refusedWith(3);
  });

  test('for a pull request that is not merged, even if it shares the commit', async () => {
    const pull = await repository.pull(change);
    repository.merge(pull);
    repository.forge.unmerge(pull);
    await refusedWith(3);
  });

  test('for a pull request that was merged into another branch', async () => {
    const pull = await repository.pull(change);
    repository.merge(pull);
    repository.forge.request(pull).branch = 'scratch';
    await refusedWith(3);
  });

  test('for a plan that was created or changed after the merge', async () => {
    const pull = await repository.pull(change);
    repository.merge(pull);
    await repository.pass(1000);
    for (const { id, body } of repository.forge.posted) await repository.forge.updateNote(id, body);
    await refusedWith(3);
  });

  test('or an older plan of a pull request: the newest one counts', async () => {
    const pull = await repository.pull(change);
    await repository.plan(pull, cdn('web', { fields: [1023] }));
    repository.merge(pull);
    await refusedWith(3);
  });

  test('or in a run for a pull request', async () => {
    const ran = await repository.apply({
      trigger: { tag: 'change', number: 12, head: 'x', base: 'y', isFork: false },
    });
    expect(ran.code).toBe(3);
    expect(ran.errors.join(' ')).toContain('Only what is merged is applied');
    expect(repository.forge.ledger).toHaveLength(1);
  });

  test('or after the history was rewritten', async () => {
    repository.merge(await repository.pull(change));
    for (const record of repository.forge.ledger) Object.assign(record, { commit: 'gone' });
    expect(await refusedWith(3)).toContain('rewritten');
  });

  test('or if references have no value: all are reported before the first write', async () => {
    const lacking = {
      ...cdn('web', { fields: [1002], variables: ['NOT_THERE'] }),
      ...cdn('new', { property: 349770, variables: ['NOR_THIS'] }),
    };
    repository.merge(await repository.pull({ ...lacking, ...cdn('fine', { property: 349774 }) }));
    const output = await refusedWith(1);
    expect(output).toContain('NOT_THERE');
    expect(output).toContain('NOR_THIS');
    expect(await repository.state('fine')).toBe('gone');
    expect(repository.lastRecord().complete).toBe(false);
  });
});

describe('the authority of an apply', () => {
  test('is main alone without require-approved-plan', async () => {
    repository.push(change);
    const { code } = await repository.apply({ inputs: { requireApprovedPlan: false } });
    expect(code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });

  test('is not a deployment of another author: a forged complete apply does not hide a merge', async () => {
    const pull = await repository.pull(change);
    const commit = repository.merge(pull);
    const record = { ...repository.lastRecord(), streams: [] };
    const forged = { target: 'production', commit, record, state: 'complete', summary: '', url: '' } as const;
    await repository.forge.addRecord(forged);
    Object.assign(repository.forge.ledger.at(-1) ?? {}, { author: 'mallory' });
    await repository.forge.addRecord({
      ...forged,
      record: { ...record, streams: [{ name: 'half' }] },
    });
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });

  test('is not affected by a watch that took a step: the merge is still applied', async () => {
    repository.merge(await repository.pull(cdn('web', { state: 'inactive', fields: [1002] })));
    await repository.apply();
    await repository.pass(2 * HOUR);
    repository.merge(await repository.pull(cdn('new', { property: 349770 })));
    await repository.watch();
    expect(repository.lastRecord()).toMatchObject({ by: 'watch', complete: true });
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('new')).toBe('ACTIVATING v1');
  });

  test('is the push if there is no deployment yet', async () => {
    repository.merge(await repository.pull(change));
    repository.forge.ledger.splice(0);
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });

  test('includes an approved stream that is blocked now and applied later', async () => {
    const pull = await repository.pull({ ...change, ...cdn('new', { property: 349770 }) });
    repository.merge(pull);
    await repository.revise((accountState) => ({
      ...accountState,
      streams: accountState.streams.map((stream) => ({ ...stream, status: 'PONDERING' })),
    }));
    expect((await repository.apply()).code).toBe(1);
    expect(repository.lastRecord().complete).toBe(false);
    await repository.revise((accountState) => ({
      ...accountState,
      streams: accountState.streams.map((stream) =>
        stream.transition ? stream : { ...stream, status: 'ACTIVATED' },
      ),
    }));
    await repository.apply();
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });
});

describe('errors of GitHub', () => {
  test('a missing permission to comment is not a failure', async () => {
    repository.forge.forbidden.add('addNote');
    repository.merge(await repository.pull(change));
    const { code, notices } = await repository.apply();
    expect(code).toBe(0);
    expect(notices.join(' ')).toContain('job summary');
  });

  test('a record that was not stored is reported, and the summary lists what was done', async () => {
    repository.forge.forbidden.add('addRecord');
    repository.merge(await repository.pull(change));
    const { code, errors, summary } = await repository.apply();
    expect(code).toBe(1);
    expect(errors.join(' ')).toContain('not recorded');
    expect(summary).toContain('web');
  });

  test('a record that is too long omits whole streams, stable ones first', () => {
    const [stream] = repository.lastRecord().streams;
    if (!stream) throw new Error('no stream');
    const streams = Array.from({ length: 40 }, (_, n) => ({
      ...stream,
      streamId: n,
      left: n % 2 ? stream.left : [],
    }));
    const record = { ...repository.lastRecord(), streams };
    const { record: kept, dropped } = fitRecord(record, 7000);
    expect(JSON.stringify(kept).length).toBeLessThanOrEqual(7000);
    expect(kept.streams.length + dropped).toBe(40);
    expect(dropped).toBeGreaterThan(0);
    expect(kept.streams.filter(({ left }) => left.length > 0)).toHaveLength(20);
    expect(fitRecord(record, 60_000).dropped).toBe(0);
  });
});
