import { HttpFailure } from '../http/failure.ts';
import type { HttpResponse } from '../http/request.ts';
import { isObject, type Json, parseJson } from '../model/json.ts';
import { GitHubError } from './github.ts';
import { rateLimitPause } from './rate-limit.ts';
import { RefusedRequest, UnexpectedResponse } from './repository-api.ts';

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

/**
 * Converts an error of an operation to one complete sentence with a fix. A response may repeat the request and its
 * body, so it is never the cause. An error that is no answer to a request is a bug, and is returned as it is.
 * @param token is redacted from the message, in case GitHub repeats it
 */
export function githubError(operation: Operation, error: unknown, token: string): unknown {
  if (error instanceof RefusedRequest) return refused(operation, error.response, token);
  if (error instanceof HttpFailure) return withoutResponse(operation, error);
  if (error instanceof UnexpectedResponse) return unexpected(operation, error);
  return error;
}

function unexpected({ what }: Operation, { request, fault }: UnexpectedResponse): GitHubError {
  return new GitHubError(
    'failed',
    `Could not ${what}: GitHub's response to ${request} is not what its API describes: ${fault}. Check GITHUB_API_URL, and whether there is a proxy in between.`,
  );
}

function withoutResponse({ what, isCreate = false }: Operation, failure: HttpFailure): GitHubError {
  const { message, isSent, cause } = failure;
  if (isCreate && isSent) {
    return new GitHubError(
      'failed',
      `It is unknown whether GitHub carried out the request to ${what}: ${message}. It was not sent twice. Run again: the next run looks first.`,
      cause,
    );
  }
  return new GitHubError(
    'failed',
    `Could not ${what}: ${message}. Check the network, GITHUB_API_URL and HTTPS_PROXY, or run again.`,
    cause,
  );
}

function refused(operation: Operation, response: HttpResponse, token: string): GitHubError {
  const { status } = response;
  const said = quoteMessage(response.body, token);
  const failure = `Could not ${operation.what}: GitHub responded with ${status}${said}.`;
  if (rateLimitPause(response, 0) !== undefined) {
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

/**
 * ` ("Validation Failed: body too_long")`, or an empty string. Only GitHub's own message is used: its `value` is what
 * was sent.
 */
function quoteMessage(body: string, token: string): string {
  // A proxy may respond with a web page, which has no members.
  const value = parseJson(body);
  const data = isObject(value) ? value : {};
  if (typeof data['message'] !== 'string') return '';
  const errors = Array.isArray(data['errors']) ? data['errors'].filter(isObject) : [];
  const reasons = errors.slice(0, 3).map(({ field, code, message }) => joinTexts([field, message ?? code]));
  const text = [data['message'], ...reasons.filter((reason) => reason !== '')].join(': ');
  const line = text
    .split(token)
    .join('***')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .replace(/\.$/, '');
  return line === '' ? '' : ` ("${line.slice(0, 200)}")`;
}

function joinTexts(parts: readonly (Json | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string').join(' ');
}
