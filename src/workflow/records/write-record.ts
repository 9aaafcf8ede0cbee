import type { ApplyRecord } from '../../model/approval.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import { keyOf } from '../../model/resource-key.ts';
import { refusalText } from '../../render/plan/headline.ts';
import { count, listing } from '../../render/text/words.ts';
import { ForgeError, type LedgerStatus } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import { fitRecord, isOpen, type Recorded } from './apply-record.ts';

/**
 * Records what a run did and what is still open, in a record of its own. Older records whose streams it has
 * taken over are superseded.
 * @returns false if the forge did not keep the record. The log reports that, because the writes to streams have already
 * happened
 */
export async function writeRecord(
  job: Job,
  record: ApplyRecord,
  end: LedgerStatus,
  older: readonly Recorded[],
): Promise<boolean> {
  const { forge, settings, trigger, reporter } = job;
  const fitted = fitRecord(record, forge.limits.record);
  if (fitted.dropped > 0) {
    reporter.warning(
      `The record of this run is full and omits ${count(fitted.dropped, 'stream')}: no watch will continue them. Run the apply workflow again.`,
    );
  }
  try {
    await forge.addRecord({
      target: settings.targetName,
      commit: trigger.head,
      record: fitted.record,
      ...end,
      url: job.run.url,
    });
    await retire(job, fitted.record, older);
    return true;
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    reporter.error(
      `This run is not recorded: ${error.message} No watch will continue it; the next apply will.`,
    );
    return false;
  }
}

/** Closes older records if the new record contains all of their open streams. */
async function retire(job: Job, record: ApplyRecord, older: readonly Recorded[]): Promise<void> {
  const taken = new Set(record.streams.map(keyOf));
  for (const one of older) {
    const open = one.record.streams.filter(({ left }) => left.length > 0);
    const isTaken = open.length > 0 && open.every((stream) => taken.has(keyOf(stream)));
    if (!isOpen(one) || !isTaken) continue;
    const summary = `Run ${record.run} has taken over.`;
    await job.forge.setRecordState(one.entry.id, { state: 'superseded', summary, url: job.run.url });
  }
}

/** Describes a run that is not allowed to write anything. Its streams are in none of the counts of a tally. */
export function refusedText({ outcome, refusals }: ApplyOutcome): string | undefined {
  return outcome === 'refused' ? `Refused (${refusalText(refusals)}): nothing was written.` : undefined;
}

/** Formats counts as text: `2 in transition, 1 stopped`. */
export function tally(counts: Readonly<Record<string, number>>): string {
  const shown = Object.entries(counts).filter(([, number]) => number > 0);
  return shown.length === 0
    ? 'Nothing to do.'
    : `${listing(shown.map(([what, number]) => `${number} ${what}`))}.`;
}
