import path from 'node:path';
import { makeOwnFolder, UnwritableFile } from '../../files/write-file.ts';
import type { Clock } from '../../model/clock.ts';
import { type Collection, KINDS, LOG_TYPES } from '../../model/collection.ts';
import type { Listener } from '../../model/event.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { Step } from '../../model/plan.ts';
import { parseSighting, type Sighting } from '../../model/sighting.ts';
import type { StartedTransition } from '../../plan/transition-start.ts';
import { appendLine } from './atomic.ts';

/**
 * One line of the journal. `begun` is recorded before a write is sent; all other results are recorded after
 * it. `fell-back` is a transition that reverted. Lines contain no secrets, and error texts are redacted.
 */
export interface JournalEntry extends Collection {
  readonly name: string;
  readonly streamId?: number;
  readonly step: Step['do'];
  readonly result: 'begun' | 'done' | 'failed' | 'unknown' | 'fell-back';
  /** The status before a write. */
  readonly from?: string;
  /** The version and the status after the step, as far as they are known. */
  readonly version?: number;
  readonly status?: string;
  /** The status in which the awaited transition, or the one that the write starts, has to end. */
  readonly towards?: StableStatus;
  readonly error?: string;
  /** The manifest whose update started the transition of this stream, if that was not its own step. */
  readonly by?: string;
}

/**
 * A stream that a run saw in a transition whose start is not known, or no longer in it. It is not a step:
 * nothing in this repository started the transition.
 */
export interface SightingEntry extends Sighting {
  readonly result: 'first-seen' | 'no-longer-seen';
  /** When the run read the account: ISO 8601, UTC, taken right before the read. */
  readonly lookedAt: string;
}

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

function unwritable(file: string, error: unknown) {
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
  for (const line of journal.split('\n')) {
    const entry = parseLine(line);
    if (entry?.['target'] !== target || entry['result'] !== 'done') continue;
    const key = `${entry['kind']}/${entry['logType'] ?? ''}/${entry['streamId']}`;
    const transition = entry['step'] === 'await' ? undefined : parseEntry(entry);
    if (transition) latest.set(key, transition);
    else latest.delete(key);
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
  for (const line of journal.split('\n')) {
    const entry = parseLine(line);
    if (entry?.['target'] !== target) continue;
    const key = `${entry['kind']}/${entry['logType'] ?? ''}/${entry['streamId']}`;
    const next = sightingAfter(byStream.get(key), entry);
    if (next) byStream.set(key, next);
    else byStream.delete(key);
  }
  return [...byStream.values()];
}

function sightingAfter(known: Sighting | undefined, entry: JsonObject): Sighting | undefined {
  switch (entry['result']) {
    case 'first-seen': {
      const seen = parseSighting(entry);
      const isSame = known && known.status === seen?.status && known.version === seen.version;
      return isSame ? known : (seen ?? known);
    }
    case 'no-longer-seen': {
      // A run that read the account before the sighting cannot end it.
      const lookedAt = Date.parse(String(entry['lookedAt']));
      return known && lookedAt >= Date.parse(known.firstSeenAt) ? undefined : known;
    }
    case 'done':
    case 'fell-back':
      return undefined;
    default:
      return known;
  }
}

function parseLine(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseEntry(entry: JsonObject): StartedTransition | undefined {
  const { streamId, time, from, towards } = entry;
  const kind = KINDS.find((each) => each === entry['kind']);
  const logType = LOG_TYPES.find((each) => each === entry['logType']);
  if (!kind || typeof streamId !== 'number' || typeof time !== 'string') return undefined;
  if (towards !== 'ACTIVATED' && towards !== 'DEACTIVATED') return undefined;
  const collection = { kind, ...(logType === undefined ? {} : { logType }) };
  return { ...collection, streamId, startedAt: time, from: typeof from === 'string' ? from : '', towards };
}
