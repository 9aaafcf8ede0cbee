import path from 'node:path';
import { makeOwnFolder, UnwritableFile } from '../../files/write-file.ts';
import type { Clock } from '../../model/clock.ts';
import { collectionOf, isStream } from '../../model/collection.ts';
import type { Listener } from '../../model/event.ts';
import { parseJson } from '../../model/json.ts';
import { IDENTITY, inCollection, VERSION } from '../../model/members.ts';
import { STABLE_STATUSES } from '../../model/phase.ts';
import type { Warning } from '../../model/plan.ts';
import { STEPS } from '../../model/plan-item.ts';
import { keyById } from '../../model/resource-key.ts';
import { either, type ObjectOf, object, oneOf, type Static, text, timestamp } from '../../model/shape.ts';
import { SIGHTING, SIGHTING_MEMBERS, type Sighting } from '../../model/sighting.ts';
import type { StartedTransition } from '../../plan/transition-start.ts';
import { parseAs } from '../../schema/validate.ts';
import { appendLine } from './atomic.ts';

const ENTRY = {
  ...IDENTITY,
  step: oneOf(STEPS),
  result: oneOf(['begun', 'done', 'failed', 'unknown', 'reverted']),
  /** The status before a write. */
  'from?': text(),
  /** The version and the status after the step, as far as they are known. */
  'version?': VERSION,
  'status?': text(),
  /** The status in which the awaited transition, or the one that the write starts, has to end. */
  'towards?': oneOf(STABLE_STATUSES),
  'error?': text(),
  /** The manifest whose update started the transition of this stream, if that was not its own step. */
  'by?': text(),
};
/**
 * One line of the journal. `begun` is recorded before a write is sent; all other results are recorded after
 * it. `reverted`: the transition ended in another status. Lines contain no secrets, and error texts are redacted.
 */
export type JournalEntry = ObjectOf<typeof ENTRY>;

const SIGHTING_ENTRY = {
  ...SIGHTING_MEMBERS,
  result: oneOf(['first-seen', 'no-longer-seen']),
  /** When the run read the account. Taken right before the read. */
  lookedAt: timestamp(),
};
/**
 * A stream that a run saw in a transition whose start is not known, or no longer in it. It is not a step:
 * nothing in this repository started the transition.
 */
export type SightingEntry = ObjectOf<typeof SIGHTING_ENTRY>;

const WRITTEN = { time: timestamp(), target: text() };
const LINE = either(
  'A line of a journal.',
  inCollection(object({ ...WRITTEN, ...ENTRY })),
  inCollection(object({ ...WRITTEN, ...SIGHTING_ENTRY })),
);
type Line = Static<typeof LINE>;

/** The path of the journal, relative to the working directory. */
export const JOURNAL = '.datastream/journal.jsonl';

/**
 * Whether a folder contains the journal. If CI systems keep that folder as a cache, anyone could read the
 * journal there.
 */
export function holdsJournal(directory: string): boolean {
  const way = path.relative(directory, JOURNAL);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** The record of writes, for people and for `status`. No decision depends on it. */
export interface Journal {
  record(entry: JournalEntry): Promise<void>;
}

/** A journal in a file. */
export interface FileJournal extends Journal {
  record(entry: JournalEntry | SightingEntry): Promise<void>;
  /** Whether everything has been written so far. */
  isWhole(): boolean;
}

/**
 * Appends lines of JSON, each with its time and target. If the file cannot be written, that is reported once.
 */
export function fileJournal(options: {
  readonly file: string;
  readonly target: string;
  readonly clock: Clock;
  readonly listen: Listener;
}): FileJournal {
  const { file, target, clock, listen } = options;
  let broken = false;
  return {
    isWhole: () => !broken,
    record: async (entry) => {
      if (broken) return;
      const line = JSON.stringify({ time: new Date(clock.now()).toISOString(), target, ...entry });
      try {
        await makeOwnFolder(path.dirname(file));
        await appendLine(file, line);
      } catch (error) {
        broken = true;
        listen({ tag: 'warning', warning: unwritable(file, error) });
      }
    },
  };
}

function unwritable(file: string, error: unknown): Warning {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reason = error instanceof UnwritableFile ? error.reason : code;
  return {
    code: 'journal-unwritable',
    message: `The journal ${file} cannot be written (${reason}); this run continues without recording what it did or saw.`,
  };
}

/**
 * The transitions that runs started and did not see end, from the text of a journal: the latest one for each
 * stream of a target. Damaged lines and lines that another version of this product wrote are ignored.
 */
export function transitions(journal: string, target: string): readonly StartedTransition[] {
  const latest = new Map<string, StartedTransition>();
  for (const line of linesOf(journal, target)) {
    if (line.result !== 'done' || line.streamId === undefined || !isStream(line)) continue;
    const { streamId, step, time: startedAt, from = '', towards } = line;
    const key = keyById(line, streamId);
    if (step === 'await' || towards === undefined || towards === 'INACTIVE') latest.delete(key);
    else latest.set(key, { ...collectionOf(line), streamId, startedAt, from, towards });
  }
  return [...latest.values()];
}

/**
 * Streams in transitions whose start is not known, from the text of a journal. A completed step starts or
 * ends a transition, so earlier sightings no longer apply. If several runs saw the same transition, the first
 * one counts.
 */
export function sightings(journal: string, target: string): readonly Sighting[] {
  const byStream = new Map<string, Sighting>();
  for (const line of linesOf(journal, target)) {
    if (line.streamId === undefined) continue;
    const key = keyById(line, line.streamId);
    const next = sightingAfter(byStream.get(key), line);
    if (next) byStream.set(key, next);
    else byStream.delete(key);
  }
  return [...byStream.values()];
}

function linesOf(journal: string, target: string): readonly Line[] {
  const lines = journal.split('\n').flatMap((line) => parseAs(LINE, parseJson(line)) ?? []);
  return lines.filter((line) => line.target === target);
}

function sightingAfter(known: Sighting | undefined, line: Line): Sighting | undefined {
  switch (line.result) {
    case 'first-seen': {
      const isSame = known && known.status === line.status && known.version === line.version;
      return isSame ? known : parseAs(SIGHTING, line);
    }
    case 'no-longer-seen':
      // A run that read the account before the sighting cannot end it.
      return known && Date.parse(line.lookedAt) >= Date.parse(known.firstSeenAt) ? undefined : known;
    case 'done':
    case 'reverted':
      return undefined;
    case 'begun':
    case 'failed':
    case 'unknown':
      return known;
    default:
      return line satisfies never;
  }
}
