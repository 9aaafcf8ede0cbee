import { expect, test } from 'vitest';
import { decodeMarker } from '../../src/workflow/notes/marker.ts';
import { readRecord } from '../../src/workflow/records/apply-record.ts';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

/** The life of one change over a forge that is none of those that exist, and a simulated account. */
test('a change is planned, merged, applied, recorded and watched, and drift gets one ticket', async () => {
  const repository = await Repository.open();
  const { forge } = repository;

  // Plan: one note on the change request, whose marker holds what a merge approves.
  const { number, ran: planned } = await repository.propose(cdn('web'));
  expect(planned).toMatchObject({ code: 0, counts: { changed: 1, live: 1, pending: 0 } });
  const [note, ...others] = await forge.notes(number);
  expect(others).toEqual([]);
  expect(note?.body).toContain('Merging activates 1 stream');
  expect(decodeMarker(note?.body ?? '')?.approvals).toMatchObject([{ name: 'web', base: null }]);
  expect(await repository.state('web')).toBe('gone');

  // Merge and apply: what the note showed is written, and the record keeps what is left.
  repository.merge(number);
  const applied = await repository.apply();
  expect(applied).toMatchObject({ code: 0, counts: { changed: 1, pending: 1 } });
  expect(await repository.state('web')).toBe('ACTIVATING v1');
  const [entry] = await forge.records('production', { records: 9, states: 9, isOfInterest: () => true });
  expect(entry).toMatchObject({ commit: 'c1', state: 'open', summary: '1 in transition.' });
  expect(readRecord(entry?.record)?.streams).toMatchObject([{ name: 'web', left: [{ do: 'await' }] }]);
  expect(forge.said(number, 'DataStream apply')).toContain('In transition');

  // Watch: the transition has ended, so the record is complete and the note on the change says so.
  await repository.pass(2 * HOUR);
  expect(await repository.watch()).toMatchObject({ code: 0, counts: { changed: 0, pending: 0 } });
  expect(await repository.state('web')).toBe('ACTIVATED v1');
  expect(repository.states()).toEqual(['complete']);
  expect(forge.said(number, 'DataStream apply')).toContain('Done: 1 stream');
  expect(await forge.tickets()).toEqual([]);

  // Drift: another user stops the stream. It is reported once, and nothing is written.
  await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
  await repository.pass(2 * HOUR);
  expect(await repository.watch()).toMatchObject({ code: 0, counts: { changed: 1 } });
  expect(await repository.watch()).toMatchObject({ code: 0, counts: { changed: 1 } });
  expect(await forge.tickets()).toMatchObject([{ number: 100, isOpen: true }]);
  expect(await repository.state('web')).toBe('DEACTIVATED v1');

  // The difference goes away: the ticket closes itself.
  await repository.concurrentEdit({ act: 'activate', stream: 'web' });
  await repository.pass(2 * HOUR);
  await repository.watch();
  expect(await forge.tickets()).toMatchObject([{ number: 100, isOpen: false }]);

  const written = [...forge.posted, ...forge.issues].map(({ body }) => body);
  const runs = [planned, applied].flatMap(({ log, notices, errors, summary }) => [
    ...log,
    ...notices,
    ...errors,
    summary,
  ]);
  for (const text of [...written, ...runs]) expect(text).not.toMatch(/github|pull request/i);
});
