import { beforeEach, describe, expect, test } from 'vitest';
import { environmentOf, MOST_RECORDS, readRecord } from '../../src/action/records/deployment-record.ts';
import { fitSightings, latestSightings } from '../../src/action/records/sightings.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import type { ConcurrentEdit } from '../../src/simulator/protocol/faults.ts';
import { HOUR, Repository } from './repository.ts';
import { first } from './stream-files.ts';

const MINUTE = 60_000;
let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(first('errors'));
  await repository.pass(HOUR);
  await repository.watch();
});

/** Another user acts on the stream. */
function other(act: ConcurrentEdit['act']): Promise<void> {
  return repository.concurrentEdit({ act, stream: 'errors', kind: 'DataStream1' });
}

const issues = () => repository.hub.tickets.filter(({ isOpen }) => isOpen);
/** The sightings of all records that have any, oldest first. */
const recorded = () => repository.hub.records.flatMap(({ payload }) => readRecord(payload)?.sightings ?? []);
const records = () =>
  repository.hub.records.filter(({ payload }) => readRecord(payload)?.sightings !== undefined);
const START = '2026-01-05T12:00:00.000Z';

describe('a transition that another user started', () => {
  test('is recorded once by the watch, and overdue when it lasts too long since then', async () => {
    await other('deactivate');
    const { summary, code } = await repository.watch();
    expect(code).toBe(0);
    expect(summary).toMatch(
      /DEACTIVATING \(start not known; first seen 2026-01-05 12:<!-- -->00 UTC\), which takes/,
    );
    expect(recorded()).toMatchObject([{ kind: 'DataStream1', status: 'DEACTIVATING', firstSeenAt: START }]);
    expect(repository.lastRecord()).toMatchObject({ by: 'watch', streams: [], complete: true });
    expect(repository.hub.records.at(-1)?.description).toBe('Start not known: 1 stream in transition.');
    await repository.pass(40 * MINUTE);
    await repository.watch();
    expect(
      issues()
        .map(({ title }) => title)
        .join(),
    ).not.toContain('overdue');
    await repository.pass(6 * MINUTE);
    const late = await repository.watch();
    expect(records()).toHaveLength(1);
    expect(issues()[0]?.title).toContain('1 overdue');
    for (const text of [issues()[0]?.body, late.summary]) {
      expect(text).toMatch(/DEACTIVATING \(start not known; first seen 2026-01-05 12:<!-- -->00 UTC\)/);
    }
    expect(repository.hub.writes.filter((write) => write.startsWith('updateIssue'))).toHaveLength(1);
    await repository.pass(5 * MINUTE);
    await repository.watch();
    expect(repository.hub.writes.filter((write) => write.startsWith('updateIssue'))).toHaveLength(1);
  });

  test('is dropped when a watch sees the stream stable, and has not reverted', async () => {
    await other('deactivate');
    await repository.watch();
    await repository.pass(2 * HOUR);
    const { summary } = await repository.watch();
    expect(summary).not.toMatch(/[Rr]everted|start not known/);
    expect(records().map(({ payload }) => readRecord(payload)?.sightings?.length)).toEqual([1, 0]);
    expect(repository.hub.records.at(-1)?.description).toContain('No stream is in a transition');
    await other('activate');
    await repository.watch();
    expect(recorded().at(-1)).toMatchObject({
      status: 'ACTIVATING',
      firstSeenAt: '2026-01-05T14:00:00.000Z',
    });
  });

  test('leaves the records of applies as they are: nothing is open, and what was applied last stays so', async () => {
    const applied = repository.hub.records.map(({ state }) => state);
    await other('deactivate');
    await repository.watch();
    expect(repository.states()).toEqual([...applied, 'success']);
    expect(MOST_RECORDS.isOfInterest(repository.hub.records.at(-1)?.payload)).toBe(false);
    expect((await repository.apply()).code).not.toBe(1);
  });

  test('counts from this run if the record is of another account', async () => {
    await other('deactivate');
    await repository.watch();
    const kept = repository.hub.records.at(-1);
    Object.assign(kept?.payload ?? {}, { target: `sha256:${'0'.repeat(64)}` });
    await repository.pass(46 * MINUTE);
    expect((await repository.watch()).summary).toContain('first seen 2026-01-05 12:<!-- -->46 UTC');
  });

  test('counts from the newest record with sightings, past those of versions that make none', async () => {
    await other('deactivate');
    await repository.watch();
    const payload = { ...repository.lastRecord(), sightings: undefined };
    const about = { sha: 'c1', environment: environmentOf('production'), description: '' };
    await repository.hub.createDeployment({ ...about, payload });
    await repository.pass(46 * MINUTE);
    await repository.watch();
    expect(issues()[0]?.title).toContain('1 overdue');
  });

  test('fails the watch if GitHub does not accept the record', async () => {
    await other('deactivate');
    repository.hub.forbidden.add('createDeployment');
    const { code, errors } = await repository.watch();
    expect(code).toBe(1);
    expect(errors.join()).toContain('may not createDeployment');
  });
});

describe('the sightings of a record', () => {
  const seen: Sighting = {
    kind: 'DataStream1',
    streamId: 7,
    status: 'ACTIVATING',
    version: 1,
    firstSeenAt: START,
  };
  const payload = {
    formatVersion: 1,
    kind: 'datastream-apply',
    run: 1,
    attempt: 1,
    by: 'watch',
    complete: true,
    streams: [],
  };

  test('of another form are left out, and the record stays valid', () => {
    const read = (sightings: unknown) => readRecord({ ...payload, sightings });
    expect(read([seen, { ...seen, kind: 'DataStream3' }, 'x'])?.sightings).toEqual([seen]);
    expect(read('x')).toEqual(payload);
    expect(read(undefined)).toEqual(payload);
  });

  test('of which there are too many are the oldest ones, the same in every run', () => {
    const many = Array.from({ length: 400 }, (_, n): Sighting => ({ ...seen, streamId: 1000 + n }));
    const later = many.map((one) => ({
      ...one,
      streamId: one.streamId - 500,
      firstSeenAt: '2026-01-06T00:00:00.000Z',
    }));
    const sightings = fitSightings([...later, ...many].reverse());
    expect(sightings).toEqual(many.slice(0, 300));
    expect(JSON.stringify(sightings).length).toBeLessThan(60_000);
  });

  test('of an apply are none: only watches record them', () => {
    const { by: _, ...apply } = payload;
    const record = readRecord({ ...apply, sightings: [seen] });
    const deployment = { id: 1, sha: '', createdAt: '', payload: {}, creator: '' };
    expect(latestSightings(record ? [{ record, deployment }] : [], 'a')).toEqual([]);
  });
});
