import { beforeEach, describe, expect, test } from 'vitest';
import type { Sighting } from '../../src/model/sighting.ts';
import type { ConcurrentEdit } from '../../src/simulator/protocol/faults.ts';
import { MOST_RECORDS, readRecord } from '../../src/workflow/records/apply-record.ts';
import { fitSightings, latestSightings } from '../../src/workflow/records/sightings.ts';
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

/** Another user changes the stream. */
function other(act: ConcurrentEdit['act']): Promise<void> {
  return repository.concurrentEdit({ act, stream: 'errors', kind: 'DataStream1' });
}

const issues = () => repository.forge.issues.filter(({ isOpen }) => isOpen);
/** The sightings in all records, oldest first. */
const recorded = () => repository.forge.ledger.flatMap(({ record }) => readRecord(record)?.sightings ?? []);
const records = () =>
  repository.forge.ledger.filter(({ record }) => readRecord(record)?.sightings !== undefined);
const START = '2026-01-05T12:00:00.000Z';

describe('a transition that another user started', () => {
  test('is recorded once by the watch, and overdue if it takes too long since then', async () => {
    await other('deactivate');
    const { summary, code } = await repository.watch();
    expect(code).toBe(0);
    expect(summary).toMatch(
      /DEACTIVATING \(start not known; first seen 2026-01-05 12:<!-- -->00 UTC\), which takes/,
    );
    expect(recorded()).toMatchObject([{ kind: 'DataStream1', status: 'DEACTIVATING', firstSeenAt: START }]);
    expect(repository.lastRecord()).toMatchObject({ by: 'watch', streams: [], complete: true });
    expect(repository.forge.ledger.at(-1)?.summary).toBe('Start not known: 1 stream in transition.');
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
    expect(repository.forge.writes.filter((write) => write.startsWith('updateTicket'))).toHaveLength(1);
    await repository.pass(5 * MINUTE);
    await repository.watch();
    expect(repository.forge.writes.filter((write) => write.startsWith('updateTicket'))).toHaveLength(1);
  });

  test('is dropped when a watch sees the stream stable, and has not reverted', async () => {
    await other('deactivate');
    await repository.watch();
    await repository.pass(2 * HOUR);
    const { summary } = await repository.watch();
    expect(summary).not.toMatch(/[Rr]everted|start not known/);
    expect(records().map(({ record }) => readRecord(record)?.sightings?.length)).toEqual([1, 0]);
    expect(repository.forge.ledger.at(-1)?.summary).toContain('No stream is in a transition');
    await other('activate');
    await repository.watch();
    expect(recorded().at(-1)).toMatchObject({
      status: 'ACTIVATING',
      firstSeenAt: '2026-01-05T14:00:00.000Z',
    });
  });

  test('does not change the records of applies: nothing is open, and the last apply remains the last', async () => {
    const applied = repository.forge.ledger.map(({ state }) => state);
    await other('deactivate');
    await repository.watch();
    expect(repository.states()).toEqual([...applied, 'complete']);
    expect(MOST_RECORDS.isOfInterest(repository.forge.ledger.at(-1)?.record)).toBe(false);
    expect((await repository.apply()).code).not.toBe(1);
  });

  test('starts with this run if the record is of another account', async () => {
    await other('deactivate');
    await repository.watch();
    const kept = repository.forge.ledger.at(-1);
    Object.assign(kept?.record ?? {}, { target: `sha256:${'0'.repeat(64)}` });
    await repository.pass(46 * MINUTE);
    expect((await repository.watch()).summary).toContain('first seen 2026-01-05 12:<!-- -->46 UTC');
  });

  test('starts with the newest record with sightings, ignoring those of versions without any', async () => {
    await other('deactivate');
    await repository.watch();
    const record = { ...repository.lastRecord(), sightings: undefined };
    const about = { target: 'production', commit: 'c1', state: 'complete', summary: '', url: '' } as const;
    await repository.forge.addRecord({ ...about, record });
    await repository.pass(46 * MINUTE);
    await repository.watch();
    expect(issues()[0]?.title).toContain('1 overdue');
  });

  test('fails the watch if the forge does not accept the record', async () => {
    await other('deactivate');
    repository.forge.forbidden.add('addRecord');
    const { code, errors } = await repository.watch();
    expect(code).toBe(1);
    expect(errors.join()).toContain('may not addRecord');
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

  test('with an unknown format are ignored, and the record remains valid', () => {
    const read = (sightings: unknown) => readRecord({ ...payload, sightings });
    expect(read([seen, { ...seen, kind: 'DataStream3' }, 'x'])?.sightings).toEqual([seen]);
    expect(read('x')).toEqual(payload);
    expect(read(undefined)).toEqual(payload);
  });

  test('above the limit are reduced to the oldest ones, the same in every run', () => {
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

  test('of an apply are empty: only watches record them', () => {
    const { by: _, ...apply } = payload;
    const record = readRecord({ ...apply, sightings: [seen] });
    const entry = { id: 1, commit: '', at: '', record: {}, author: '', state: 'complete' } as const;
    expect(latestSightings(record ? [{ record, entry }] : [], 'a')).toEqual([]);
  });
});
