import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { JOURNAL } from '../../src/apply/files/journal.ts';
import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import { status } from '../../src/commands/status.ts';
import { applyConcurrentEdit } from '../../src/simulator/engine/concurrent-edit.ts';
import type { ConcurrentEdit } from '../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { fileStore } from '../../src/simulator/server/file-store.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { cdn, first } from '../workflow/stream-files.ts';
import { DEFAULTS, type Workspace, workspace } from './workspace.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SIMULATOR = 'simulator.json';
const OPTIONS = { ...DEFAULTS, simulator: SIMULATOR, yes: true, format: 'json' } as const;
const START = '2026-01-05T12:00:00.000Z';
let at: Workspace;

/** Changes the simulated account. */
function revise(step: (accountState: AccountState) => AccountState): Promise<void> {
  const accountState = fileStore({
    file: SIMULATOR,
    first: () => seededAccountWithoutStreams({ transitionTime: HOUR }),
  });
  return accountState.change((before) => ({ accountState: step(before), result: undefined }));
}

/** Another user changes the DataStream 1 stream, or the other one. */
function other(act: ConcurrentEdit['act'], stream = 'errors'): Promise<void> {
  const about: ConcurrentEdit = { act, stream, ...(stream === 'errors' ? { kind: 'DataStream1' } : {}) };
  return revise((accountState) => applyConcurrentEdit(accountState, about, at.clock.now()));
}

async function itemOf(name = 'errors', options: object = {}) {
  const result = await at.run((context) => status(context, { ...OPTIONS, ...options }));
  const items: readonly { readonly name: string }[] = JSON.parse(result.output).items;
  return items.find((item) => item.name === name);
}

const lines = () => (existsSync(JOURNAL) ? readFileSync(JOURNAL, 'utf8').split('\n') : []);
const sightings = () => lines().filter((line) => /first-seen|no-longer-seen/.test(line));

/** Both streams have been active since 12:00, and no recorded transition is open. */
beforeEach(async () => {
  at = await workspace({ env: { TOKEN: 'canary-secret' } });
  await revise((accountState) => accountState);
  for (const [name, text] of Object.entries({ ...first('errors'), ...cdn('web', { property: 349770 }) })) {
    await at.write(`streams/${name}.yaml`, text);
  }
  await at.run((context) => apply(context, { ...OPTIONS, wait: 2 * HOUR, poll: 10 * MINUTE }));
  await at.clock.advance(Date.parse(START) - at.clock.now());
});

describe('a transition that another user started', () => {
  test('is overdue if it takes too long since the first status that reported it', async () => {
    await other('deactivate');
    const seen = { status: 'DEACTIVATING', condition: 'in-transition', firstSeen: START };
    expect(await itemOf()).toMatchObject(seen);
    await at.clock.advance(40 * MINUTE);
    const item = await itemOf();
    expect(item).toMatchObject(seen);
    expect(item).not.toHaveProperty('since');
    await at.clock.advance(6 * MINUTE);
    expect(await itemOf()).toMatchObject({ ...seen, condition: 'overdue' });
    expect(sightings()).toHaveLength(1);
  });

  test('is also overdue in DataStream 2 if it is a deactivation', async () => {
    await other('deactivate', 'web');
    await itemOf('web');
    await at.clock.advance(50 * MINUTE);
    expect(await itemOf('web', { overdue: 45 * MINUTE })).toMatchObject({
      condition: 'overdue',
      firstSeen: START,
    });
  });

  test.each([
    ['plan', () => at.run((context) => plan(context, OPTIONS))],
    ['apply', () => at.run((context) => apply(context, OPTIONS))],
    ['apply of a saved plan', () => at.run((context) => apply(context, { ...OPTIONS, plan: 'plan.json' }))],
  ])('has a start recorded by a %s, too', async (_, run) => {
    await at.run((context) => plan(context, { ...OPTIONS, out: 'plan.json' }));
    await other('deactivate');
    await run();
    await at.clock.advance(46 * MINUTE);
    expect(await itemOf()).toMatchObject({ condition: 'overdue', firstSeen: START });
  });

  test('is not ours: a stream that left it has not reverted', async () => {
    await other('deactivate');
    await itemOf();
    await at.clock.advance(2 * HOUR);
    expect(await itemOf()).toMatchObject({ status: 'DEACTIVATED', condition: 'stable' });
    expect(sightings().map((line) => JSON.parse(line).result)).toEqual(['first-seen', 'no-longer-seen']);
  });

  test('is forgotten once the stream was stable, so that the same transition later has its own start', async () => {
    await other('deactivate');
    await itemOf();
    await at.clock.advance(2 * HOUR);
    await itemOf();
    await other('activate');
    await at.clock.advance(2 * HOUR);
    await other('deactivate');
    const item = { condition: 'in-transition', firstSeen: '2026-01-05T16:00:00.000Z' };
    expect(await itemOf()).toMatchObject(item);
  });

  test('is kept by a run that read only other streams', async () => {
    await other('deactivate');
    await itemOf();
    await at.clock.advance(46 * MINUTE);
    await itemOf('web', { only: ['web'] });
    expect(await itemOf()).toMatchObject({ condition: 'overdue' });
  });
});

test('a transition that an apply started has a start in the journal, and no sighting', async () => {
  await at.write('streams/errors.yaml', Object.values(first('errors', { state: 'inactive' })).join(''));
  await at.run((context) => apply(context, OPTIONS));
  const item = await itemOf();
  expect(item).toMatchObject({ status: 'DEACTIVATING', since: START });
  expect(item).not.toHaveProperty('firstSeen');
  expect(sightings()).toEqual([]);
});

test('status reports a read-only checkout and does not fail', async () => {
  await other('deactivate');
  await rename(JOURNAL, 'journal.old');
  await mkdir(JOURNAL);
  const item = await itemOf();
  expect(item).toMatchObject({ status: 'DEACTIVATING', condition: 'in-transition' });
  expect(item).not.toHaveProperty('firstSeen');
  expect(at.events).toContainEqual(
    expect.objectContaining({ warning: expect.objectContaining({ code: 'journal-unwritable' }) }),
  );
});
