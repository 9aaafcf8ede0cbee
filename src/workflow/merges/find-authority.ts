import type { GivenApproval } from '../../model/approval.ts';
import type { Authority } from '../account/authority.ts';
import { type ChangeRequest, ForgeError, type Note } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import { isEdited, isNewer } from '../notes/marker.ts';
import { type MarkedNote, markedNotes } from '../notes/sticky-note.ts';
import { allStreams, lastApplied, lastComplete, type Recorded } from '../records/apply-record.ts';
import { latestRecords, openRecords } from '../records/reconcile.ts';
import {
  changesIn,
  comparedOrNothing,
  MOST_LOOKUPS,
  mergedChangesOf,
  type Range,
  rangeSince,
  short,
} from './merged-since.ts';

/** A merged change request and what its plan for this target approved. */
export interface Merged {
  readonly change: ChangeRequest;
  readonly approvals: readonly GivenApproval[];
  /** Why the commented plan approves nothing; a complete sentence. */
  readonly whyNot?: string;
}

/** What allows this apply to write, and the change requests that receive its outcome. */
export type ApprovalSearch =
  | {
      readonly tag: 'found';
      readonly authority: Authority;
      /** Newest first. */
      readonly merged: readonly Merged[];
      /** For the log: why a merged change request approves nothing. */
      readonly notes: readonly string[];
      /** This run's commit is older than the last applied commit, so it does not include everything that was merged. */
      readonly isBehind: boolean;
      /**
       * Why none of the merged changes count as approved, in complete sentences. The run then writes nothing new, and
       * prints the command to run.
       */
      readonly whyNothing?: string;
    }
  | { readonly tag: 'refused'; readonly message: string };

/**
 * Finds what authorizes this run: a plan id that someone entered, the approvals in the plans of the change requests
 * merged since the last complete apply, or nothing if the repository requires no approval.
 * @throws {ForgeError} if the forge does not respond
 */
export async function findAuthority(job: Job, recorded: readonly Recorded[]): Promise<ApprovalSearch> {
  const { settings, trigger } = job;
  if (trigger.tag === 'change' || trigger.tag === 'merge-queue') {
    return refused('Only what is merged is applied: run the command apply on pushes to main and manually.');
  }
  const needsApproval = settings.planId === undefined && settings.requireApprovedPlan;
  const { range, merged } = await orUnknown(needsApproval, () => mergedSince(job, recorded));
  if (settings.planId === undefined) {
    const newer = await newerApply(job, recorded);
    if (newer !== undefined) return refused(tooLate(newer));
  }
  const isBehind = range.tag === 'known' && range.isBehind;
  const known = { tag: 'found', merged, isBehind } as const;
  const approvals = merged.flatMap((one) => one.approvals);
  const before = range.tag === 'known' ? range.before : undefined;
  const evidence = {
    approvals,
    records: allStreams(recorded),
    open: openRecords(recorded),
    latest: latestRecords(recorded),
    ...(before ? { before } : {}),
  };
  if (settings.planId !== undefined) {
    return { ...known, authority: { tag: 'plan-id', planId: settings.planId, ...evidence }, notes: [] };
  }
  if (!settings.requireApprovedPlan) return { ...known, authority: { tag: 'none' }, notes: [] };
  const authority = { tag: 'approvals', ...evidence } as const;
  if (range.tag === 'unknown') {
    return {
      ...known,
      authority: { ...authority, approvals: [] },
      notes: [range.why],
      whyNothing: range.why,
    };
  }
  return { ...known, authority, notes: notesOf(job, range, merged) };
}

interface MergedSince {
  readonly range: Range;
  readonly merged: readonly Merged[];
}

async function mergedSince(job: Job, recorded: readonly Recorded[]): Promise<MergedSince> {
  const range = await rangeSince(job, lastComplete(recorded)?.entry.commit);
  const merged: Merged[] = [];
  for (const one of await changesOf(job, range)) merged.push(await approvedBy(job, one));
  return { range, merged };
}

/** If it is unknown what was merged, at least the change request of this push receives instructions. */
async function changesOf(job: Job, range: Range): Promise<readonly ChangeRequest[]> {
  if (range.tag === 'known') return changesIn(job, range);
  return mergedChangesOf(job.forge, job.trigger.head, job.run.branch);
}

/**
 * A run that is authorized by something other than approvals works without them: the recovery path must not depend on
 * everything that the forge stores.
 */
async function orUnknown(isNeeded: boolean, find: () => Promise<MergedSince>): Promise<MergedSince> {
  try {
    return await find();
  } catch (error) {
    if (isNeeded || !(error instanceof ForgeError)) throw error;
    return { range: { tag: 'unknown', why: error.message }, merged: [] };
  }
}

/**
 * Returns the commit of the newest apply if this run is for an older commit: someone re-ran an old run, or it was
 * delayed. Writing would revert what was merged since.
 */
async function newerApply(
  { forge, trigger }: Job,
  recorded: readonly Recorded[],
): Promise<string | undefined> {
  const newest = lastApplied(recorded)?.entry.commit;
  if (newest === undefined || newest === trigger.head) return undefined;
  const comparison = await comparedOrNothing(forge, newest, trigger.head);
  return comparison?.mergeBase === trigger.head ? newest : undefined;
}

function tooLate(newer: string): string {
  return `The newer commit ${short(newer)} was applied already, and this run would undo its changes. Run the apply of the newest commit again instead.`;
}

function refused(message: string): ApprovalSearch {
  return { tag: 'refused', message };
}

/**
 * Returns what the newest plan for a change request's last commit approves, if the comment is ours and for this target. A
 * comment written after the merge does not count: nobody agreed to it. A re-run plan or an edit can cause that.
 */
async function approvedBy({ forge, settings }: Job, change: ChangeRequest): Promise<Merged> {
  const { commentAuthor, targetName } = settings;
  const notes = await forge.notes(change.number);
  const { mergedAt } = change;
  const seen = notes.filter(({ updatedAt }) => mergedAt === undefined || updatedAt <= mergedAt);
  const plans = markedNotes(seen, commentAuthor, { kind: 'plan', target: targetName })
    .filter(({ marker }) => marker.head === change.head)
    .sort((a, b) => (isNewer(a.marker, b.marker) ? -1 : 1));
  const [newest] = plans;
  const whyNot = whyNotCounted(newest, seen, change, { forge, settings });
  if (whyNot !== undefined) return { change, approvals: [], whyNot };
  const given = {
    by: forge.words.reference(change.number),
    ...(mergedAt === undefined ? {} : { at: mergedAt }),
    ...(newest ? { plannedAt: newest.note.updatedAt } : {}),
  };
  return { change, approvals: (newest?.marker.approvals ?? []).map((one) => ({ ...one, ...given })) };
}

/** Why a comment with a plan of the last commit does not count: someone edited it, or another author wrote it. */
function whyNotCounted(
  newest: MarkedNote | undefined,
  notes: readonly Note[],
  { number, head }: ChangeRequest,
  { forge: { words }, settings: { commentAuthor, targetName } }: Pick<Job, 'forge' | 'settings'>,
): string | undefined {
  const reference = words.reference(number);
  if (newest) {
    if (!isEdited(newest.note.body)) return undefined;
    return `The plan comment on ${reference} was edited after it was written, so it approves nothing. Run Plan again before merging; now apply by plan id.`;
  }
  const kind = { kind: 'plan', target: targetName } as const;
  const authors = new Set(notes.map(({ author }) => author));
  const other = [...authors].find((author) =>
    markedNotes(notes, author, kind).some(({ marker }) => marker.head === head),
  );
  if (other === undefined) return undefined;
  return `The plan comment on ${reference} was written by ${other}, and only those of ${commentAuthor} count. If the workflows comment as ${other}, set comment-author: ${other}.`;
}

function notesOf(
  { settings, forge: { words } }: Job,
  { commits, isCut, whyUnknown }: Extract<Range, { readonly tag: 'known' }>,
  merged: readonly Merged[],
): readonly string[] {
  const limits = [
    ...(whyUnknown === undefined
      ? []
      : [`It is not known which manifests were changed by what was merged: ${whyUnknown}.`]),
    ...(isCut
      ? [
          `More than ${MOST_LOOKUPS} commits since the last complete apply may have changed manifests, and the newest ${MOST_LOOKUPS} were asked for their ${words.changes}. What older ones approved does not count in this run: apply it by plan id.`,
        ]
      : []),
  ];
  if (commits.length > 0 && merged.length === 0) {
    return [
      ...limits,
      `These commits came without a ${words.change}, so nobody has agreed to a plan of them.`,
    ];
  }
  const silent = merged.filter(({ approvals }) => approvals.length === 0);
  const reasons = silent.map(
    ({ change: { number, head }, whyNot }) =>
      whyNot ??
      `${words.reference(number)} approves nothing: it has no plan of ours for ${settings.targetName} at its last commit ${short(head)}, or one without changes.`,
  );
  return [...limits, ...reasons];
}
