import type { Obstacle } from '../../model/blocked-code.ts';
import type { TypeOfResource } from '../../model/collection.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { Step } from '../../model/plan-item.ts';
import { idMember } from '../../model/resource-key.ts';
import type { JournalEntry } from '../files/journal.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { Snapshot } from '../items/snapshot.ts';
import type { WriteResult } from '../items/write-result.ts';

/** Marks the next step as done and reports it. */
export function stepDone(run: ApplyContext, itemProgress: ItemProgress, seen: Snapshot | undefined): void {
  const { next } = itemProgress;
  if (!next) throw new Error(`${itemProgress.name}: a step was done after the last one`);
  if (seen) itemProgress.live.see(redactedSnapshot(run, seen));
  else itemProgress.live.forget();
  itemProgress.advance();
  run.listen({
    tag: 'step-done',
    name: itemProgress.name,
    step: next.do,
    ...snapshotMembers(run, itemProgress.item, seen),
  });
}

/** Marks the next step as failed and reports it. Secrets are redacted in the error. */
export function stepFailed(
  run: ApplyContext,
  itemProgress: ItemProgress,
  error: string,
  seen?: Snapshot,
): void {
  const { next } = itemProgress;
  if (!next) throw new Error(`${itemProgress.name}: a step failed after the last one`);
  const clean = run.secrets.redact(error);
  if (seen) itemProgress.live.see(redactedSnapshot(run, seen));
  itemProgress.fail(clean);
  run.listen({ tag: 'step-failed', name: itemProgress.name, step: next.do, error: clean });
}

/** Marks the item as one for which nothing could be tried and reports it. */
export function itemBlocked(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: Step['do'],
  { code, reason }: Obstacle,
): void {
  const clean = run.secrets.redact(reason);
  itemProgress.block({ code, reason: clean });
  run.listen({ tag: 'step-failed', name: itemProgress.name, step, error: clean });
}

/** Records a write in the journal, before it is sent and when its result is known. */
export function journalWrite(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: Step,
  verdict: WriteResult | { readonly tag: 'begun' },
): Promise<void> {
  const { after } = itemProgress;
  return run.journal.record({
    ...itemProgress.live.identity,
    step: step.do,
    from: itemProgress.live.status ?? 'INACTIVE',
    // A write that starts a transition is followed by the wait for it.
    ...(after?.do === 'await' ? { towards: after.until } : {}),
    ...resultMembers(run, itemProgress.item, verdict),
  });
}

/** Records the end of an awaited transition in the journal. */
export function journalArrival(
  run: ApplyContext,
  itemProgress: ItemProgress,
  until: StableStatus,
  seen: Snapshot,
  result: 'done' | 'reverted',
): Promise<void> {
  return run.journal.record({
    ...itemProgress.live.identity,
    step: 'await',
    result,
    towards: until,
    ...snapshotMembers(run, itemProgress.item, seen),
  });
}

function resultMembers(
  run: ApplyContext,
  type: TypeOfResource,
  verdict: WriteResult | { readonly tag: 'begun' },
): Pick<JournalEntry, 'result' | 'error'> & SnapshotMembers {
  switch (verdict.tag) {
    case 'begun':
      return { result: 'begun' };
    case 'done':
      return { result: 'done', ...snapshotMembers(run, type, verdict.seen) };
    case 'failed': {
      const result = verdict.unknown ? 'unknown' : 'failed';
      return {
        result,
        error: run.secrets.redact(verdict.error),
        ...snapshotMembers(run, type, verdict.seen),
      };
    }
    case 'blocked':
      return { result: 'failed', error: run.secrets.redact(verdict.reason) };
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

/** A snapshot in the journal and in events. */
type SnapshotMembers = ReturnType<typeof idMember> & Pick<JournalEntry, 'version' | 'status'>;

function snapshotMembers(
  run: ApplyContext,
  type: TypeOfResource,
  seen: Snapshot | undefined,
): SnapshotMembers {
  if (!seen) return {};
  const { id, ...others } = redactedSnapshot(run, seen);
  return { ...idMember(type, id), ...others };
}

/** The status is the server's text and may contain anything. */
function redactedSnapshot(run: ApplyContext, seen: Snapshot): Snapshot {
  return { ...seen, status: run.secrets.redact(seen.status) };
}
