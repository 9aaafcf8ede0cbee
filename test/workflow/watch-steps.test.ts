import { beforeEach, describe, expect, test } from 'vitest';
import { ApplyRunning } from '../../src/apply/files/lock.ts';
import { HOUR, Repository } from './repository.ts';
import type { Ran } from './run-result.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
});

/** Stops the logs, then updates: the update is left to the watch. */
const stopped = cdn('web', { state: 'inactive', fields: [1002] });

async function applied(change = stopped): Promise<void> {
  repository.merge(await repository.pull(change));
  expect((await repository.apply()).code).toBe(0);
}

const writesOf = ({ events }: Ran) => events.filter(({ tag }) => tag === 'step-started');
/** Streams whose configuration was read, since the cache does not have it. */
const readsOf = ({ events }: Ran) => events.filter(({ tag }) => tag === 'reading').length;
const drift = () => repository.forge.issues.filter(({ isOpen }) => isOpen).map(({ title }) => title);

describe('open steps', () => {
  test('are taken once when due, and recorded, and their deployments end in success', async () => {
    await applied();
    expect(await repository.state('web')).toBe('DEACTIVATING v1');
    await repository.pass(2 * HOUR);
    const ran = await repository.watch();
    expect(ran.code).toBe(0);
    expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
    expect(repository.lastRecord()).toMatchObject({
      by: 'watch',
      streams: [{ base: 1, version: 2, left: [] }],
    });
    expect(repository.states().slice(-2)).toEqual(['complete', 'complete']);
    expect(writesOf(await repository.watch())).toEqual([]);
    expect(drift()).toEqual([]);
  });

  test('are not taken, and so not left unrecorded, by a watch that is killed while it checks properties', async () => {
    await applied();
    await repository.pass(2 * HOUR);
    const killed = repository.watch({
      inputs: { checkProperties: true },
      at: (event) => {
        if (event.tag === 'reading' && event.what === 'properties') throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    expect(await repository.state('web')).toMatch(/ v1$/);
    await repository.watch({ inputs: { checkProperties: true } });
    expect(repository.lastRecord()).toMatchObject({ by: 'watch', streams: [{ base: 1, version: 2 }] });
  });

  test('are not taken again if another user already took them', async () => {
    await applied();
    await repository.pass(2 * HOUR);
    let taken: Promise<void> | undefined;
    await repository.watch({
      at: (event) => {
        if (event.tag !== 'reading' || event.done < event.total) return;
        const change = { datasetFields: [{ datasetFieldId: 1002 }] };
        taken ??= repository.concurrentEdit({ act: 'edit', stream: 'web', change });
      },
    });
    await taken;
    expect(await repository.state('web')).toMatch(/ v2$/);
  });

  // The API has no conditional write, so that two runs could create a version each. The lock separates runs
  // on one machine, `concurrency` in the workflows those on several.
  test('are written once by two concurrent watches, and the next one has nothing to do or to report', async () => {
    await applied();
    await repository.pass(2 * HOUR);
    await repository.watchTwice();
    expect(writesOf(await repository.watch())).toEqual([]);
    expect(await repository.state('web')).toMatch(/ v2$/);
    expect(drift()).toEqual([]);
  });

  test('refuse a watch with a due step while an apply holds the lock; the next one takes the step', async () => {
    await applied();
    const free = await repository.lock();
    expect((await repository.watch()).code).toBe(0);
    await repository.pass(2 * HOUR);
    await expect(repository.watch()).rejects.toThrow(ApplyRunning);
    await free();
    expect((await repository.watch()).code).toBe(0);
    expect(await repository.state('web')).toMatch(/ v2$/);
  });

  test('cause no write and no repeated report during a transition', async () => {
    await applied();
    const before = repository.forge.writes.length;
    const ran = await repository.watch();
    expect(writesOf(ran)).toEqual([]);
    expect(repository.forge.writes.slice(before)).toEqual([]);
    expect(ran.counts).toMatchObject({ pending: 1 });
    expect(readsOf(ran)).toBe(0);
  });

  test('cause no read of a stream if nothing is due', async () => {
    await repository.watch();
    expect(readsOf(await repository.watch())).toBe(0);
  });

  test('close their deployment when an activation completes', async () => {
    await applied(cdn('web', { fields: [1002] }));
    expect(repository.states().at(-1)).toBe('open');
    await repository.pass(2 * HOUR);
    expect((await repository.watch()).code).toBe(0);
    expect(repository.states().at(-1)).toBe('complete');
  });

  test('keep the deployment open, with a description, while one of two is still in transition', async () => {
    await applied({ ...cdn('web', { fields: [1002] }), ...cdn('new', { property: 349770 }) });
    await repository.revise((accountState) => ({
      ...accountState,
      streams: accountState.streams.map(({ transition, ...stream }) =>
        stream.versions.length === 2
          ? { ...stream, status: 'ACTIVATED' }
          : { ...stream, ...(transition ? { transition } : {}) },
      ),
    }));
    await repository.watch();
    const last = repository.forge.ledger.at(-1);
    expect(last?.state).toBe('open');
    expect(last?.summary).toBe('1 in transition and 1 done.');
  });
});

describe('deviations from the record', () => {
  test('do not undo a deactivation by another user, for instance of a flooding stream at night', async () => {
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.pass(2 * HOUR);
    const ran = await repository.watch();
    expect(writesOf(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(drift()).toHaveLength(1);
    expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  });

  test('do not undo one during our own recorded activation either', async () => {
    await applied(cdn('web', { fields: [1002] }));
    await repository.pass(2 * HOUR);
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.pass(2 * HOUR);
    expect(writesOf(await repository.watch())).toEqual([]);
    // The stream's history shows that the activation was complete, and what came after it is drift.
    expect(repository.states().at(-1)).toBe('complete');
    expect(drift()).toHaveLength(1);
    expect(writesOf(await repository.watch())).toEqual([]);
  });

  test.each<[string, () => Promise<void> | void]>([
    [
      'the manifest changed in the meantime',
      () => void repository.push(cdn('web', { state: 'inactive', fields: [1023] })),
    ],
    ['the manifest was removed', () => repository.empty()],
    [
      'the version changed',
      () =>
        repository.concurrentEdit({
          act: 'edit',
          stream: 'web',
          change: { datasetFields: [{ datasetFieldId: 1023 }] },
        }),
    ],
    ['the stream was activated again', () => repository.concurrentEdit({ act: 'activate', stream: 'web' })],
    ['the stream no longer exists', () => repository.concurrentEdit({ act: 'delete', stream: 'web' })],
    ['the record is missing', () => void repository.forge.ledger.splice(0)],
    [
      'another user created the record',
      () => void repository.forge.ledger.map((record) => Object.assign(record, { author: 'mallory' })),
    ],
    [
      'the record is invalid',
      () =>
        void repository.forge.ledger.map((record) =>
          Object.assign(record, { record: { kind: 'datastream-apply' } }),
        ),
    ],
    [
      'the deployment is closed',
      () => void Object.assign(repository.forge.ledger.at(-1) ?? {}, { state: 'failed' }),
    ],
    [
      'the record is of another target',
      () => void repository.forge.ledger.map((one) => Object.assign(one, { target: 'x' })),
    ],
  ])('prevent the step: %s', async (_, meanwhile) => {
    await applied();
    await repository.pass(2 * HOUR);
    await meanwhile();
    const ran = await repository.watch();
    expect(writesOf(ran)).toEqual([]);
  });

  test('prevent a delete or a create that a record asks for', async () => {
    await applied(cdn('web', { state: 'absent' }));
    await repository.pass(2 * HOUR);
    const record = repository.forge.ledger.at(-1);
    const payload = repository.lastRecord();
    const streams = payload.streams.map((stream) => ({
      ...stream,
      left: [...stream.left, { do: 'delete' }],
    }));
    Object.assign(record ?? {}, { record: { ...payload, streams } });
    expect(writesOf(await repository.watch())).toEqual([]);
    expect(await repository.state('web')).toMatch(/ v1$/);
  });

  test('include a merge that was not applied yet, which the watch does not apply', async () => {
    repository.merge(await repository.pull(cdn('web', { fields: [1002] })));
    const ran = await repository.watch();
    expect(writesOf(ran)).toEqual([]);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });
});

describe('failed transitions', () => {
  async function revert(): Promise<void> {
    await applied(cdn('web', { fields: [1002] }));
    await repository.revise((accountState) => ({
      ...accountState,
      streams: accountState.streams.map(({ transition: _, ...stream }) => ({
        ...stream,
        status: 'DEACTIVATED',
      })),
    }));
  }

  test('of a reverted stream are reported, not repeated, and fail its deployment', async () => {
    await revert();
    const ran = await repository.watch();
    expect(writesOf(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(repository.states().at(-1)).toBe('failed');
    expect(drift()[0]).toContain('reverted');
  });

  test('that are overdue are reported and remain open', async () => {
    await applied(cdn('web', { fields: [1002] }));
    await repository.revise((accountState) => ({
      ...accountState,
      streams: accountState.streams.map((stream) =>
        stream.transition
          ? { ...stream, transition: { ...stream.transition, endsAt: Number.MAX_SAFE_INTEGER } }
          : stream,
      ),
    }));
    await repository.pass(24 * HOUR);
    const ran = await repository.watch();
    expect(writesOf(ran)).toEqual([]);
    expect(repository.states().at(-1)).toBe('open');
    expect(drift()[0]).toContain('overdue');
  });
});
