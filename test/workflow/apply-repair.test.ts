import { beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { HOUR, Repository } from './repository.ts';
import { cdn, first } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable({ ...cdn('one'), ...cdn('two', { property: 349770 }) });
});

const both = { ...cdn('one', { fields: [1002] }), ...cdn('two', { property: 349770, fields: [1002] }) };

function wrote(event: RunEvent, name: string): boolean {
  return event.tag === 'step-done' && event.name === name;
}

class Killed extends Error {}

/** Ends after a write, without a record of it. */
async function killedAfter(name: string): Promise<void> {
  const at = (event: RunEvent) => {
    if (wrote(event, name)) throw new Killed();
  };
  repository.forge.forbidden.add('addRecord');
  await expect(repository.apply({ at })).rejects.toThrow(Killed);
  repository.forge.forbidden.delete('addRecord');
}

describe('a cancelled run', () => {
  test('records what it did, and the next run does the rest', async () => {
    const pull = await repository.pull(both);
    repository.merge(pull);
    const { code } = await repository.apply({ at: (event, stop) => wrote(event, 'one') && stop() });
    expect(code).toBe(130);
    expect(await repository.state('one')).toBe('ACTIVATING v2');
    expect(await repository.state('two')).toBe('ACTIVATED v1');
    expect(repository.lastRecord()).toMatchObject({
      complete: false,
      streams: [{ name: 'one', version: 2 }],
    });
    repository.merge(await repository.pull({}));
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('two')).toBe('ACTIVATING v2');
    expect(repository.lastRecord().complete).toBe(true);
  });

  test('between create and activation: the watch takes the recorded activation', async () => {
    repository.merge(await repository.pull(first('old')));
    await repository.apply({ at: (event, stop) => wrote(event, 'old') && stop() });
    expect(await repository.state('old')).toBe('DEACTIVATED v1');
    expect(repository.lastRecord().streams[0]?.left.map((step) => step.do)).toEqual(['activate', 'await']);
    await repository.watch();
    expect(await repository.state('old')).toBe('ACTIVATING v1');
  });
});

describe('a re-run of an old run', () => {
  test.each([true, false])(
    'does not overwrite a newer one, also an incomplete one (approved plans: %s)',
    async (requireApprovedPlan) => {
      const old = repository.merge(await repository.pull(both));
      const before = repository.main;
      await repository.apply({ at: (event, stop) => wrote(event, 'one') && stop() });
      await repository.pass(2 * HOUR);
      repository.merge(await repository.pull(cdn('one', { fields: [1000] })));
      await repository.apply({ at: (event, stop) => wrote(event, 'one') && stop() });
      await repository.pass(2 * HOUR);
      const left = await repository.state('one');
      repository.main = before;
      const again = { trigger: { tag: 'push', head: old }, inputs: { requireApprovedPlan } } as const;
      expect((await repository.apply(again)).code).toBe(3);
      expect(await repository.state('one')).toBe(left);
    },
  );
});

describe('a run that is killed without a record', () => {
  test('is repaired by a re-run: its writes match the approval, and the rest is applied', async () => {
    repository.merge(await repository.pull(both));
    await killedAfter('one');
    expect(await repository.state('one')).toBe('ACTIVATING v2');
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('one')).toBe('ACTIVATING v2');
    expect(await repository.state('two')).toBe('ACTIVATING v2');
  });

  test('after creating: the remaining activation was approved with it', async () => {
    repository.merge(await repository.pull(first('old')));
    await killedAfter('old');
    expect(await repository.state('old')).toBe('DEACTIVATED v1');
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('old')).toBe('ACTIVATING v1');
  });

  test('after creating on DataStream 2: nothing is created twice', async () => {
    repository.merge(await repository.pull(cdn('new', { property: 349774 })));
    await killedAfter('new');
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('new')).toBe('ACTIVATING v1');
  });

  test('has a version without a known author: a later approval from the old base for another content stops', async () => {
    repository.merge(await repository.pull(cdn('one', { fields: [1002] })));
    const later = await repository.pull(cdn('one', { fields: [1023] }));
    await killedAfter('one');
    await repository.pass(2 * HOUR);
    repository.merge(later);
    const { code, summary } = await repository.apply();
    expect(code).toBe(3);
    expect(summary).toContain('not by our own applies alone');
    expect(await repository.state('one')).toBe('ACTIVATED v2');
  });
});

test('drift after the plan on a stream that the merge does not change is ignored, and fails no run', async () => {
  const pull = await repository.pull(cdn('one', { fields: [1002] }));
  await repository.concurrentEdit({ act: 'deactivate', stream: 'two' });
  await repository.pass(2 * HOUR);
  repository.merge(pull);
  const { code, errors, summary } = await repository.apply();
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect(summary).toContain('Not changed: 1 stream (`two`) differs from its manifest');
  expect(repository.lastRecord().complete).toBe(true);
  expect(await repository.state('one')).toBe('ACTIVATING v2');
  expect(await repository.state('two')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
});

test('deleting takes two merges: the first stops the logs, and only a run that finds the stream inactive deletes it', async () => {
  repository.merge(await repository.pull(cdn('two', { state: 'absent', property: 349770 })));
  await repository.apply();
  expect(await repository.state('two')).toBe('DEACTIVATING v1');
  await repository.pass(2 * HOUR);
  expect((await repository.watch()).code).toBe(0);
  expect(await repository.state('two')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  expect(repository.states().at(-1)).toBe('open');
  repository.merge(await repository.pull({}));
  expect((await repository.apply()).code).toBe(0);
  expect(await repository.state('two')).toBe('gone');
});
