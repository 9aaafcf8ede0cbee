import { GitHubError } from './github.ts';
import { rateLimitOf } from './rate-limit.ts';
import { NoAnswer } from './send.ts';

/** An entry that a job's `permissions:` must contain. */
type JobPermission = `${'pull-requests' | 'issues' | 'deployments'}: ${'read' | 'write'}` | 'contents: read';

/** A request to GitHub, as errors describe it. */
export interface Operation {
  /** Completes "could not": `comment on pull request #5`. It contains nothing untrusted and is short. */
  readonly what: string;
  readonly needs: JobPermission;
  /** The operation creates something. If its response is lost, it is unknown whether GitHub created it. */
  readonly isCreate?: boolean;
}

/** What octokit throws for a response with status 400 or higher. */
interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/**
 * Converts an error of an operation to one complete sentence with a fix. octokit's error holds the request and its
 * body, so it is never the cause.
 * @param token is redacted from the message, in case GitHub repeats it
 */
export function githubError(operation: Operation, error: unknown, token: string): GitHubError {
  if (error instanceof GitHubError) return error;
  const refusal = refusalOf(error);
  if (refusal) return refused(operation, refusal, token);
  const lost = noAnswerOf(error);
  if (lost) return unanswered(operation, lost);
  // An error of another type was thrown while the response was read: members that GitHub always sends were missing.
  return new GitHubError(
    'failed',
    `Could not ${operation.what}: GitHub's answer is not what its API describes. Check GITHUB_API_URL, and whether a proxy stands in between.`,
  );
}

function unanswered({ what, isCreate = false }: Operation, lost: NoAnswer): GitHubError {
  if (isCreate && lost.happened === 'unknown') {
    return new GitHubError(
      'failed',
      `It is unknown whether GitHub carried out the request to ${what}: ${lost.message}. It was not asked twice; run again, which looks first.`,
      lost.cause,
    );
  }
  return new GitHubError(
    'failed',
    `Could not ${what}: ${lost.message}. Check the network, GITHUB_API_URL and HTTPS_PROXY, or run again.`,
    lost.cause,
  );
}

function refused(operation: Operation, refusal: Refusal, token: string): GitHubError {
  const { status } = refusal;
  const said = saidBy(refusal, token);
  const failure = `Could not ${operation.what}: GitHub answered ${status}${said}.`;
  if (isLimit(refusal)) {
    return new GitHubError(
      'failed',
      `${failure} Its rate limit lasts longer than this run waits, two minutes at most; run again when it is over.`,
    );
  }
  if (status === 401) {
    return new GitHubError('forbidden', `${failure} The token is wrong or has expired: check github-token.`);
  }
  if (status === 403) return new GitHubError('forbidden', `${failure} ${howToFix(operation, said)}`);
  if (status === 410)
    return new GitHubError('switched-off', `${failure} The repository has that feature switched off.`);
  if (status === 404 || NO_COMMIT.test(said)) {
    return new GitHubError(
      'missing',
      `${failure} It does not exist, or the token may not see it (\`${operation.needs}\`).`,
    );
  }
  if (status >= 500 && operation.isCreate) {
    return new GitHubError(
      'failed',
      `${failure} It may have been done all the same; run again, which looks first.`,
    );
  }
  return new GitHubError('failed', status >= 500 ? `${failure} Run again later.` : failure);
}

/** GitHub responds with 422 for a commit that it does not have. */
const NO_COMMIT = /no commit found/i;

function howToFix({ needs }: Operation, said: string): string {
  if (!/not accessible by/i.test(said))
    return `The token may not do this, although \`${needs}\` is asked for.`;
  return `The token lacks \`${needs}\`: add it to the job's \`permissions:\`. The token of a pull request from a fork can only read.`;
}

function isLimit({ status, headers, data }: Refusal): boolean {
  const get = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  };
  return rateLimitOf({ status, headers: { get } }, JSON.stringify([data]), 0) !== undefined;
}

/**
 * ` ("Validation Failed: body too_long")`, or an empty string. Only GitHub's own message is used: its `value` is what
 * was sent.
 */
function saidBy({ data }: Refusal, token: string): string {
  if (!isRecord(data) || typeof data['message'] !== 'string') return '';
  const errors = Array.isArray(data['errors']) ? data['errors'].filter(isRecord) : [];
  const reasons = errors.slice(0, 3).map(({ field, code, message }) => messageText([field, message ?? code]));
  const text = [data['message'], ...reasons.filter((reason) => reason !== '')].join(': ');
  const line = text
    .split(token)
    .join('***')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .replace(/\.$/, '');
  return line === '' ? '' : ` ("${line.slice(0, 200)}")`;
}

function messageText(parts: readonly unknown[]): string {
  return parts.filter((part) => typeof part === 'string').join(' ');
}

function refusalOf(error: unknown): Refusal | undefined {
  if (!isRecord(error) || typeof error['status'] !== 'number' || !isRecord(error['response']))
    return undefined;
  const { headers, data } = error['response'];
  return { status: error['status'], headers: isRecord(headers) ? headers : {}, data };
}

/** Finds a `NoAnswer`: octokit wraps what fetch throws. */
function noAnswerOf(error: unknown): NoAnswer | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof NoAnswer) return at;
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
