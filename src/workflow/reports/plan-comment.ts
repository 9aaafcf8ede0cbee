import type { Approval } from '../../model/approval.ts';
import { ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import { type Marker, markerLength, runMarker } from '../notes/marker.ts';
import { type Posted, postSticky } from '../notes/sticky-note.ts';
import { type Draw, noteText } from './footer.ts';

/** What a comment needs in addition to the marker: a headline and a table. */
const LEAST_TEXT = 6_000;
/**
 * Maximum size of the approvals' contents in a comment. The visible part has priority, and apply can also compare
 * digests.
 */
const MOST_CONTENTS = 20_000;

/**
 * Posts the change request's comment for this target, if there is a change request and comments are enabled. A token that
 * may not comment is not a failure: the summary contains everything.
 * @returns false if apply cannot use the approvals: they did not fit, or another author's comment holds them
 */
export async function postPlanComment(
  job: Job,
  draw: Draw,
  approvals?: readonly Approval[],
): Promise<boolean> {
  const { settings, trigger, reporter, forge } = job;
  if (trigger.tag !== 'change' || !settings.comment) return true;
  const plain = {
    kind: 'plan',
    target: settings.targetName,
    head: trigger.head,
    ...runMarker(job),
  } satisfies Marker;
  const whole = withApprovals(plain, approvals);
  if (markerLength(whole) <= forge.limits.note - LEAST_TEXT) {
    return post(job, trigger.number, whole, await noteText(job, whole, draw));
  }
  const why = tooMany(forge.words.changes);
  const lead = `> [!CAUTION]\n> ${why}\n\n`;
  reporter.error(why);
  const text = await noteText(job, plain, (budget) => `${lead}${draw(budget - lead.length)}`);
  await post(job, trigger.number, plain, text);
  return false;
}

/** Why a plan that shows everything still cannot be approved. */
function tooMany(changes: string): string {
  return (
    'This plan changes more streams than one comment can keep approvals for, so that merging it would apply nothing. ' +
    `Split it into several ${changes}.`
  );
}

/** Adds the contents of approvals as far as they fit, otherwise their digests. Apply compares either of them. */
function withApprovals(plain: Marker, approvals: readonly Approval[] | undefined): Marker {
  if (!approvals) return plain;
  const whole: Marker = { ...plain, approvals };
  if (markerLength(whole) <= MOST_CONTENTS) return whole;
  return { ...plain, approvals: approvals.map(({ wanted: _, ...digest }) => digest) };
}

async function post(job: Job, change: number, marker: Marker, text: string): Promise<boolean> {
  const { reporter, forge, settings } = job;
  try {
    const posted = await postSticky(forge, { change, author: settings.commentAuthor, marker, text });
    reporter.info(sentence(posted));
    const other = posted.tag === 'stale' ? undefined : posted.otherAuthor;
    if (other === undefined) return true;
    reporter.error(otherAuthor(other, settings.commentAuthor), 'Comment author');
    return false;
  } catch (error) {
    if (!(error instanceof ForgeError && error.kind === 'forbidden')) throw error;
    reporter.notice(
      `There is no comment: ${error.message} The job summary has the plan. What it approves is kept in the ` +
        'comment only, so after merging it has to be applied manually, with its plan id.',
    );
    return true;
  }
}

function otherAuthor(actual: string, expected: string): string {
  return (
    `The comment was written by ${actual}, but the input comment-author is ${expected}: apply would not find this plan, and each run ` +
    `would add a comment. Set comment-author: ${actual} in the workflows that plan, apply and watch, and delete the other comments.`
  );
}

function sentence(posted: Posted): string {
  switch (posted.tag) {
    case 'created':
      return `Commented: ${posted.url}`;
    case 'updated':
      return `Updated the comment: ${posted.url}`;
    case 'unchanged':
      return `The comment is up to date: ${posted.url}`;
    case 'stale':
      return `The comment was not changed: ${posted.because}.`;
    default:
      return posted satisfies never;
  }
}
