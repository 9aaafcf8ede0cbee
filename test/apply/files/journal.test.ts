import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  fileJournal,
  type JournalEntry,
  type SightingEntry,
  sightings,
  transitions,
} from '../../../src/apply/files/journal.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { manualClock } from '../../manual-clock.ts';
import { temporaryFolder } from '../temporary.ts';

const TARGET = 'https://a.example.com';
let file = '';
let events: RunEvent[] = [];
const open = (target = TARGET) =>
  fileJournal({ file, target, clock: manualClock(), listen: (event) => events.push(event) });

beforeEach(() => {
  file = path.join(temporaryFolder(), 'deep', 'journal.jsonl');
  events = [];
});

const entry = (change: Partial<JournalEntry> = {}): JournalEntry => ({
  name: 'web',
  kind: 'DataStream2',
  logType: 'cdn',
  streamId: 7,
  step: 'update',
  result: 'done',
  from: 'INACTIVE',
  towards: 'ACTIVATED',
  version: 2,
  status: 'ACTIVATING',
  ...change,
});
const lines = () => readFileSync(file, 'utf8').split('\n').filter(Boolean);

describe('the journal', () => {
  test('does not follow a link, since one in a checkout could lead to a file that someone executes', async () => {
    mkdirSync(path.dirname(file), { recursive: true });
    const profile = path.join(path.dirname(file), 'profile');
    writeFileSync(profile, '');
    symlinkSync(profile, file);
    await open().record(entry());
    expect(readFileSync(profile, 'utf8')).toBe('');
    expect(events).toMatchObject([{ tag: 'warning', warning: { code: 'journal-unwritable' } }]);
  });

  test('is in no folder that is a link', async () => {
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, path.dirname(file));
    await open().record(entry());
    expect(existsSync(path.join(elsewhere, 'journal.jsonl'))).toBe(false);
    expect(events).toMatchObject([{ tag: 'warning' }]);
  });

  test('appends one line for each record, with time and target', async () => {
    await open().record(entry({ result: 'begun' }));
    await open().record(entry());
    expect(lines().map((line) => JSON.parse(line))).toMatchObject([
      { time: '2026-01-01T00:00:00.000Z', target: TARGET, name: 'web', step: 'update', result: 'begun' },
      { result: 'done', version: 2 },
    ]);
  });

  test('starts a new line after an incomplete line of an earlier run', async () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '{"half');
    await open().record(entry());
    expect(lines()).toHaveLength(2);
    expect(transitions(readFileSync(file, 'utf8'), TARGET)).toHaveLength(1);
  });

  test('warns once if it cannot be written, and the run continues', async () => {
    mkdirSync(file, { recursive: true });
    const journal = open();
    await journal.record(entry());
    await journal.record(entry());
    expect(events).toMatchObject([{ tag: 'warning', warning: { code: 'journal-unwritable' } }]);
  });
});

describe('transitions that were started', () => {
  const text = async (...entries: readonly JournalEntry[]) => {
    for (const one of entries) await open().record(one);
    return readFileSync(file, 'utf8');
  };

  test('are the latest of each stream', async () => {
    const journal = await text(
      entry(),
      entry({ streamId: 8 }),
      entry({ step: 'deactivate', towards: 'DEACTIVATED' }),
    );
    expect(transitions(journal, TARGET)).toEqual([
      expect.objectContaining({ streamId: 7, towards: 'DEACTIVATED', startedAt: '2026-01-01T00:00:00.000Z' }),
      expect.objectContaining({ streamId: 8, towards: 'ACTIVATED', from: 'INACTIVE' }),
    ]);
  });

  test.each([
    ['has ended', entry({ step: 'await' })],
    ['was followed by an update without a transition', { ...entry(), towards: undefined }],
    ['was followed by a deletion', { ...entry({ step: 'delete' }), towards: undefined }],
  ])('have ended when it %s', async (_name, later) => {
    const journal = await text(entry(), JSON.parse(JSON.stringify(later)));
    expect(transitions(journal, TARGET)).toEqual([]);
  });

  test('are those of completed writes on this target', async () => {
    const journal = await text(
      entry({ result: 'begun' }),
      entry({ streamId: 8, result: 'failed' }),
      entry({ streamId: 9, result: 'unknown' }),
    );
    expect(transitions(journal, TARGET)).toEqual([]);
    expect(transitions(await text(entry()), 'https://b.example.com')).toEqual([]);
  });

  test('are read from a damaged journal if their lines are complete', async () => {
    const journal = `nonsense\n{"target":1}\n[]\n${await text(entry())}{"time":`;
    expect(transitions(journal, TARGET)).toHaveLength(1);
  });
});

describe('streams in transitions whose start is unknown', () => {
  const START = '2026-01-01T00:00:00.000Z';
  const END = '2026-01-01T01:00:00.000Z';
  const collection = { kind: 'DataStream2', logType: 'cdn' } as const;
  const sighting = { ...collection, streamId: 7, status: 'DEACTIVATING', version: 2, firstSeenAt: START };
  const seen: SightingEntry = { ...sighting, result: 'first-seen', lookedAt: START };
  const gone: SightingEntry = { ...sighting, result: 'no-longer-seen', lookedAt: END };
  const read = async (...entries: readonly (JournalEntry | SightingEntry)[]) => {
    for (const one of entries) await open().record(one);
    return sightings(readFileSync(file, 'utf8'), TARGET);
  };

  test('are not transitions that this repository started', async () => {
    expect(await read(seen)).toEqual([sighting]);
    expect(transitions(readFileSync(file, 'utf8'), TARGET)).toEqual([]);
  });

  test('do not change a recorded transition', async () => {
    await read(entry(), seen, gone);
    expect(transitions(readFileSync(file, 'utf8'), TARGET)).toHaveLength(1);
  });

  test('have the start of the first of two runs that saw the same transition at once', async () => {
    expect(await read(seen, { ...seen, firstSeenAt: END })).toEqual([sighting]);
  });

  test('have a new start in another transition', async () => {
    const next = { ...seen, status: 'ACTIVATING', firstSeenAt: END };
    expect(await read(seen, next)).toMatchObject([{ status: 'ACTIVATING', firstSeenAt: END }]);
  });

  test('are dropped by a run that no longer sees the transition, unless it read the stream earlier', async () => {
    expect(await read(seen, gone)).toEqual([]);
    const later = { ...seen, firstSeenAt: '2026-01-01T02:00:00.000Z' };
    expect(await read(later, gone)).toHaveLength(1);
  });

  test.each(['done', 'reverted'] as const)('are dropped by a step that is %s', async (result) => {
    expect(await read(seen, entry({ result }))).toEqual([]);
  });

  test.each(['begun', 'failed', 'unknown'] as const)('are kept if a step is %s', async (result) => {
    expect(await read(seen, entry({ result }))).toEqual([sighting]);
  });

  test('are those of this target in valid lines', async () => {
    await read(seen);
    const text = readFileSync(file, 'utf8');
    expect(sightings(text, 'https://b.example.com')).toEqual([]);
    const damaged = JSON.stringify({ ...seen, target: TARGET, version: 'x' });
    expect(sightings(`nonsense\n${text}${damaged}\n`, TARGET)).toEqual([sighting]);
    expect(sightings(`${damaged}\n`, TARGET)).toEqual([]);
  });
});
