import { GitHubError } from '../../github/github.ts';
import type { Approval } from '../../model/approval.ts';
import { type Marker, markerLength } from '../marked/marker.ts';
import { type Posted, postSticky } from '../marked/sticky-comment.ts';
import { COMMENT_LIMIT, type Job, runMarker } from '../runner/job.ts';
import { bytes, footerOf } from './footer.ts';

/** What a comment needs in addition to the marker: a headline and a table. */
const LEAST_TEXT = 6_000;
/**
 * Maximum size of the approvals' contents in a comment. The visible part has priority, and apply can also compare
 * digests.
 */
const MOST_CONTENTS = 20_000;

/** Why a plan that shows everything still cannot be approved. */
const TOO_MANY =
  'This plan changes more streams than one comment can keep approvals for, so that merging it would apply nothing. ' +
  'Split it into several pull requests.';

/** Renders a comment's text within a budget in bytes. */
export type Draw = (budget: number) => string;

/**
 * Posts the pull request's comment for this target, if there is a pull request and comments are enabled. A token that
 * may not comment is not a failure: the summary contains everything.
 * @returns false if apply cannot use the approvals: they did not fit, or another author's comment holds them
 */
export async function postPlan(job: Job, draw: Draw, approvals?: readonly Approval[]): Promise<boolean> {
  const { inputs, event, runner } = job;
  if (event.tag !== 'pull-request' || !inputs.comment) return true;
  const plain = {
    kind: 'plan',
    target: inputs.targetName,
    head: event.head,
    ...runMarker(job),
  } satisfies Marker;
  const whole = withApprovals(plain, approvals);
  const fits = markerLength(whole) <= COMMENT_LIMIT - LEAST_TEXT;
  const marker = fits ? whole : plain;
  const budget = COMMENT_LIMIT - markerLength(marker);
  const lead = fits ? '' : `> [!CAUTION]\n> ${TOO_MANY}\n\n`;
  const footer = await footerOf(job);
  const text = `${lead}${draw(budget - lead.length - bytes(footer)).trimEnd()}${footer}`;
  if (!fits) runner.error(TOO_MANY);
  return (await post(job, event.number, marker, job.clean(text))) && fits;
}

/** Adds the contents of approvals as far as they fit, otherwise their digests. Apply compares either of them. */
function withApprovals(plain: Marker, approvals: readonly Approval[] | undefined): Marker {
  if (!approvals) return plain;
  const whole: Marker = { ...plain, approvals };
  if (markerLength(whole) <= MOST_CONTENTS) return whole;
  return { ...plain, approvals: approvals.map(({ wanted: _, ...digest }) => digest) };
}

async function post(job: Job, pullRequest: number, marker: Marker, text: string): Promise<boolean> {
  const { runner, github, inputs } = job;
  try {
    const posted = await postSticky(github, { pullRequest, author: inputs.commentAuthor, marker, text });
    runner.info(sentence(posted));
    const other = posted.tag === 'stale' ? undefined : posted.otherAuthor;
    if (other === undefined) return true;
    runner.error(otherAuthor(other, inputs.commentAuthor), undefined, 'Comment author');
    return false;
  } catch (error) {
    if (!(error instanceof GitHubError && error.kind === 'forbidden')) throw error;
    runner.notice(
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
      return `The comment says this already: ${posted.url}`;
    case 'stale':
      return `The comment was not changed: ${posted.because}.`;
    default:
      return posted satisfies never;
  }
}
