import { collectionKey } from '../../model/collection.ts';
import type { Affected } from '../../model/observed.ts';
import { phaseOf, type SettledStatus } from '../../model/phase.ts';
import type { Step } from '../../model/plan.ts';
import { streamKey } from '../../plan/match/match.ts';
import type { JournalEntry } from '../files/journal.ts';
import type { Seen, Track } from './item-progress.ts';
import type { Run } from './ports.ts';
import type { Verdict } from './write-result.ts';

/** Marks the next step as done, and tells so. */
export function stepDone(run: Run, track: Track, seen: Seen | undefined): void {
  const { next } = track;
  if (!next) throw new Error(`${track.name}: a step was done after the last one`);
  if (seen) track.see(seenClean(run, seen));
  else track.forget();
  track.advance();
  run.listen({ tag: 'step-done', name: track.name, step: next.do, ...seenMembers(run, seen) });
}

/** Remembers what else a write has re-activated, and tells so. Those streams are not a stranger's doing. */
export async function noteAffected(run: Run, track: Track, told: Affected): Promise<void> {
  const affected = affectedClean(run, told);
  track.moves(affected);
  run.listen({ tag: 'affected', name: track.name, affected });
  const rows = run.startRows.get(collectionKey(track.collection)) ?? [];
  for (const { streamId, name, version } of affected.streams) {
    run.moved.add(streamKey(track.collection, streamId));
    const from = rows.find((row) => row.streamId === streamId)?.status;
    if (from !== 'ACTIVATED') continue;
    const movement = { step: 'activate', result: 'done', from, towards: 'ACTIVATED' } as const;
    await run.journal.record({ name, ...track.collection, streamId, version, ...movement, by: track.name });
  }
}

/** Names are the server's texts, and may repeat what was sent like all of them. */
function affectedClean({ secrets }: Run, { streams, sources }: Affected): Affected {
  const named = <T extends { readonly name: string }>(one: T): T => ({
    ...one,
    name: secrets.scrub(one.name),
  });
  return {
    streams: streams.map(named),
    sources: sources.map(({ id, name }) =>
      named({ id: typeof id === 'string' ? secrets.scrub(id) : id, name }),
    ),
  };
}

/** Marks the next step as failed, and tells so; no secret leaves with the error. */
export function stepFailed(run: Run, track: Track, error: string, seen?: Seen): void {
  const { next } = track;
  if (!next) throw new Error(`${track.name}: a step failed after the last one`);
  const clean = run.secrets.scrub(error);
  if (seen) track.see(seenClean(run, seen));
  track.fail(clean);
  run.listen({ tag: 'step-failed', name: track.name, step: next.do, error: clean });
}

/** Marks the item as one for which nothing could be tried, and tells so. */
export function itemBlocked(run: Run, track: Track, step: Step['do'], reason: string): void {
  const clean = run.secrets.scrub(reason);
  track.block(clean);
  run.listen({ tag: 'step-failed', name: track.name, step, error: clean });
}

/** Writes a write into the journal: before it is sent, and when it is known what became of it. */
export function journalWrite(
  run: Run,
  track: Track,
  step: Step,
  verdict: Verdict | { readonly tag: 'begun' },
): Promise<void> {
  const towards = targetOf(step);
  return run.journal.record({
    ...identity(track),
    step: step.do,
    from: track.status ?? 'INACTIVE',
    ...(towards ? { towards } : {}),
    ...resultMembers(run, verdict),
  });
}

/** Writes the end of an awaited movement into the journal. */
export function journalArrival(
  run: Run,
  track: Track,
  until: SettledStatus,
  seen: Seen,
  result: 'done' | 'fell-back',
): Promise<void> {
  return run.journal.record({
    ...identity(track),
    step: 'await',
    result,
    towards: until,
    ...seenMembers(run, seen),
  });
}

function identity(track: Track) {
  return {
    name: track.name,
    ...track.collection,
    ...(track.streamId === undefined ? {} : { streamId: track.streamId }),
  };
}

/** Where a step sends the stream; nothing where it starts no movement. */
function targetOf(step: Step): SettledStatus | undefined {
  switch (step.do) {
    case 'create':
    case 'update':
      return step.activate ? 'ACTIVATED' : undefined;
    case 'activate':
      return 'ACTIVATED';
    case 'deactivate':
      return 'DEACTIVATED';
    case 'delete':
      return undefined;
    case 'await':
      return step.until;
    default:
      return step satisfies never;
  }
}

function resultMembers(
  run: Run,
  verdict: Verdict | { readonly tag: 'begun' },
): Pick<JournalEntry, 'result' | 'error'> & Partial<Seen> {
  switch (verdict.tag) {
    case 'begun':
      return { result: 'begun' };
    case 'done':
      return { result: 'done', ...seenMembers(run, verdict.seen) };
    case 'failed': {
      const result = verdict.unknown ? 'unknown' : 'failed';
      return { result, error: run.secrets.scrub(verdict.error), ...seenMembers(run, verdict.seen) };
    }
    case 'blocked':
      return { result: 'failed', error: run.secrets.scrub(verdict.reason) };
    case 'held':
      return {
        result: 'failed',
        error: 'not sent: a write to another stream started a transition of this one',
      };
    case 'interrupted':
      return { result: 'failed', error: 'interrupted before it was sent' };
    default:
      return verdict satisfies never;
  }
}

function seenMembers(run: Run, seen: Seen | undefined): Partial<Seen> {
  return seen ? seenClean(run, seen) : {};
}

/** Only the three members: what is seen often is a whole detail. A status may be any text. */
function seenClean(run: Run, { streamId, version, status }: Seen): Seen {
  return { streamId, version, status: run.secrets.scrub(status) };
}

/** Tells whether a stream has settled where it was to go. */
export function hasArrived(status: string | undefined, until: SettledStatus): boolean {
  if (status === undefined) return false;
  const phase = phaseOf(status);
  return phase.tag === 'settled' && phase.active === (until === 'ACTIVATED');
}
