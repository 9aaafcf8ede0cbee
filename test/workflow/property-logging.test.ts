import { beforeEach, describe, expect, test } from 'vitest';
import type { TimeWindow } from '../../src/model/time-window.ts';
import { applyPropertyEdit } from '../../src/simulator/property-manager/concurrent-edit.ts';
import type { ConcurrentPropertyEdit } from '../../src/simulator/protocol/faults.ts';
import { newestVersion } from '../../src/simulator/state/property.ts';
import { readRecord } from '../../src/workflow/records/apply-record.ts';
import { HOUR, Repository } from './repository.ts';
import type { Ran } from './run-result.ts';
import { cdn, type Files } from './stream-files.ts';

const WWW = 'www.example.com';
const ITEM = `PropertyLogging/www-logging/${WWW}`;
const WEEK = new Set([0, 1, 2, 3, 4, 5, 6]);
const ALWAYS: TimeWindow = [{ days: WEEK, from: 0, to: 24 * 60, zone: 'UTC' }];

/** The file of the property, in the folder that CODEOWNERS protects. */
function www(network = 'PRODUCTION', note = 'CHG-1'): Files {
  const text = `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata: { name: www-logging }
spec:
  properties: [${WWW}]
  streams: [web]
  activation: { network: ${network}, notifyEmails: [cdn@example.com], note: ${note} }
`;
  return { 'properties/www': text };
}

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  // The streams that the seeded rule trees name do not exist in this account.
  await repository.revise((state) => {
    const { accountObjects } = state;
    const properties = JSON.parse(JSON.stringify(accountObjects.properties).replaceAll('["7050"]', '[]'));
    return { ...state, accountObjects: { ...accountObjects, properties } };
  });
});

function edit(act: Omit<ConcurrentPropertyEdit, 'property'>): Promise<void> {
  const now = repository.workspace.clock.now();
  return repository.revise((state) =>
    applyPropertyEdit(state, { property: WWW, by: 'colleague', ...act }, now),
  );
}

/** Releases a copy of a version with another note. */
async function release(version: number): Promise<void> {
  await edit({ act: 'new-version', version, note: 'unrelated' });
  await edit({ act: 'activate-version', network: 'STAGING' });
  await edit({ act: 'complete' });
  await edit({ act: 'activate-version' });
  await edit({ act: 'complete' });
}

async function newest(): Promise<number> {
  let found = 0;
  await repository.revise((state) => {
    const property = state.accountObjects.properties.find(({ propertyName }) => propertyName === WWW);
    if (property) found = newestVersion(property).version;
    return state;
  });
  return found;
}

const stepsOf = ({ events }: Ran) =>
  events.flatMap((event) => (event.tag === 'step-started' && event.name === ITEM ? [event.step] : []));
const issue = () => repository.forge.issues.at(-1);
const record = () => repository.lastRecord().streams.find(({ name }) => name === ITEM);

async function merged(change: Files): Promise<Ran> {
  const { number } = await repository.propose(change);
  repository.merge(number);
  return repository.apply();
}

describe('a property whose streams are active', () => {
  beforeEach(() => repository.stable(cdn('web')));

  test('is changed by the apply of its merge, and followed by the watch', async () => {
    const { number } = await repository.propose(www());
    repository.merge(number);
    const ran = await repository.apply();
    expect(ran.errors).toEqual([]);
    expect(stepsOf(ran)).toEqual(['update', 'activate', 'activate']);
    expect(record()).toMatchObject({ version: 3, status: 'PENDING_PRODUCTION', base: 2 });
    await repository.pass(HOUR);
    const watched = await repository.watch();
    expect(stepsOf(watched)).toEqual([]);
    expect(watched.summary).toContain('Nothing to report');
    expect(repository.states().at(-1)).toBe('complete');
    const [comment] = (await repository.forge.notes(number)).slice(-1);
    expect(comment?.body).toContain('property 349772, version 3 | ✓ ACTIVE&#95;PRODUCTION |');
  });

  test('is changed in a version that contains what a colleague has released since the review', async () => {
    const number = await repository.pull(www());
    await release(2);
    repository.merge(number);
    const ran = await repository.apply();
    expect(ran.code).toBe(0);
    expect(record()).toMatchObject({ base: 3, version: 4 });
  });

  test('that was rolled back is reported, and stays so', async () => {
    await merged(www());
    await repository.pass(HOUR);
    await repository.watch();
    await edit({ act: 'activate-version', version: 2 });
    await edit({ act: 'complete' });
    const watched = await repository.watch({ inputs: { propertyWindow: ALWAYS } });
    expect(stepsOf(watched)).toEqual([]);
    expect(issue()?.body).toContain('version 3 was replaced by version 2: someone rolled it back');
    // The approval counts again in the next apply if its own apply was not complete.
    const entry = repository.forge.ledger.find((one) => readRecord(one.record)?.streams[0]?.name === ITEM);
    Object.assign(entry ?? {}, { record: { ...readRecord(entry?.record), complete: false } });
    const ran = await merged(cdn('other', { property: 349770 }));
    expect(stepsOf(ran)).toEqual([]);
    expect(ran.summary).toContain('version 3 was replaced by version 2: someone rolled it back');
    expect(await newest()).toBe(3);
  });

  test('whose change another pipeline removed is reported with what that has to add', async () => {
    await merged(www());
    await repository.pass(HOUR);
    await repository.watch();
    await release(2);
    await repository.watch();
    expect(issue()?.body).toMatch(
      /version 3 was replaced by version 4 by `colleague` .* another pipeline writes this property/,
    );
    expect(issue()?.body).toContain('"logStreamName": [');
    expect(issue()?.body).toContain('log_stream_name');
    expect(stepsOf(await repository.apply())).toEqual([]);
  });

  test('is not changed by a merge about something else', async () => {
    await merged(www());
    await repository.pass(HOUR);
    await release(2);
    const { number, ran } = await repository.propose(cdn('other', { property: 349770 }));
    expect(ran.summary).toMatch(/Not part of this: 1 property .*, and merging changes nothing of that/);
    repository.merge(number);
    const applied = await repository.apply();
    expect(stepsOf(applied)).toEqual([]);
    expect(applied.summary).toMatch(/Not changed: 1 property .* no merged change touches it/);
    expect(await repository.state('other')).toBe('ACTIVATING v1');
  });

  test('that was rolled back is changed again by a merge that edits its manifest', async () => {
    await merged(www());
    await edit({ act: 'complete' });
    await edit({ act: 'activate-version', version: 2 });
    await edit({ act: 'complete' });
    const ran = await merged(www('PRODUCTION', 'CHG-2'));
    expect(stepsOf(ran)).not.toEqual([]);
    expect(ran.code).toBe(0);
  });
});

describe('a property that needs a new stream', () => {
  /** The stream and the property come with one merge, and the stream is active now. */
  async function streamActive(): Promise<void> {
    const ran = await merged({ ...cdn('web'), ...www() });
    expect(ran.code).toBe(0);
    expect(stepsOf(ran)).toEqual([]);
    expect(record()?.left).toHaveLength(5);
    await repository.pass(2 * HOUR);
  }

  test('is left to a person by a watch without a window', async () => {
    await streamActive();
    const ran = await repository.watch();
    expect(ran.code).toBe(0);
    expect(stepsOf(ran)).toEqual([]);
    expect(ran.summary).toContain('`datastream apply --only PropertyLogging/www-logging`');
    expect(issue()).toMatchObject({
      isOpen: true,
      title: expect.stringContaining('1 step waits for a person'),
    });
    expect(repository.states().at(-1)).toBe('open');
    expect(await newest()).toBe(2);
  });

  test('is changed by a watch within the window, which follows it', async () => {
    await streamActive();
    const ran = await repository.watch({ inputs: { propertyWindow: ALWAYS } });
    expect(stepsOf(ran)).toEqual(['update', 'activate', 'activate']);
    await repository.pass(HOUR);
    expect((await repository.watch()).summary).toContain('Nothing to report');
    expect(repository.states()).toEqual(['complete', 'complete']);
  });

  test('is changed by the next apply, which someone starts', async () => {
    await streamActive();
    const ran = await repository.apply();
    expect(stepsOf(ran)).toEqual(['update', 'activate', 'activate']);
    expect(ran.summary).toContain('an earlier apply');
  });

  test('is still changed after a colleague has released another change meanwhile', async () => {
    await streamActive();
    await release(2);
    const ran = await repository.watch({ inputs: { propertyWindow: ALWAYS } });
    expect(stepsOf(ran)).toEqual(['update', 'activate', 'activate']);
    expect(record()).toMatchObject({ base: 3, version: 4 });
  });
});
