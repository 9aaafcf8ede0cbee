import { isBare, isPrivate } from '../http/address.ts';
import { HttpFailure } from '../http/failure.ts';
import type { Environment } from '../http/proxy.ts';
import { type HttpResponse, respondedAt } from '../http/request.ts';
import { sendWithRetries } from '../http/retry.ts';
import { type Send, type SendLimits, sender } from '../http/send.ts';
import type { Clock } from '../model/clock.ts';
import type { Listener } from '../model/event.ts';
import { commentVerbs } from './comments.ts';
import { sourceVerbs } from './commits.ts';
import { deploymentVerbs } from './deployments.ts';
import { githubError } from './error.ts';
import { type GitHub, GitHubError } from './github.ts';
import { issueVerbs } from './issues.ts';
import { repositoryApi, route } from './repository-api.ts';
import { retryPolicy } from './retry-policy.ts';
import type { Session } from './session.ts';
import { treeVerbs } from './trees.ts';

/** Options of a GitHub client for one repository. */
export interface GitHubOptions {
  readonly token: string;
  readonly owner: string;
  readonly repo: string;
  /** Base URL of the API: GITHUB_API_URL, also for GitHub Enterprise Server. Default: https://api.github.com. */
  readonly baseUrl?: string;
  /** Environment variables, for HTTPS_PROXY and NO_PROXY. */
  readonly env: Environment;
  readonly clock: Clock;
  /** Is notified of pauses and retries. */
  readonly listen?: Listener;
  /** Aborted when the run is being stopped. Pauses then end early. */
  readonly signal?: AbortSignal;
  /** Timeout of one request in milliseconds; default: 30 seconds. */
  readonly timeout?: number;
}

/**
 * Creates a GitHub client. Redirects are not followed and nothing is sent outside the base URL, so that the token is
 * sent nowhere else.
 * @throws {GitHubError} immediately if the base URL is invalid, or if it would send the token unencrypted
 * @throws {AccessError} immediately if a proxy variable is not a URL
 */
export function githubClient(options: GitHubOptions): GitHub {
  const { date, ...session } = openSession(options);
  return {
    date,
    ...commentVerbs(session),
    ...sourceVerbs(session),
    ...treeVerbs(session),
    ...deploymentVerbs(session),
    ...issueVerbs(session),
  };
}

/**
 * Opens a connection for the operations of one repository.
 * @throws the same as `githubClient`
 */
export function openSession(options: GitHubOptions): Session & Pick<GitHub, 'date'> {
  const { token, owner, repo, clock, listen, signal } = options;
  const base = parseBase(options.baseUrl ?? 'https://api.github.com');
  const waiting = { clock, ...(listen ? { listen } : {}), ...(signal ? { signal } : {}) };
  const sendOnce = authorizedSender(base, options);
  let date: string | undefined;
  const api = repositoryApi(`${base.path}${route`/repos/${owner}/${repo}`}`, async (request) => {
    const send = async () => requireJson(await sendOnce(request));
    const response = await sendWithRetries(request, send, retryPolicy(request, waiting), waiting);
    const at = respondedAt(response.headers);
    if (at !== undefined) date = new Date(at).toISOString();
    return response;
  });
  const ask: Session['ask'] = async (operation, act) => {
    try {
      return await act();
    } catch (error) {
      throw githubError(operation, error, token);
    }
  };
  return { api, ask, date: () => date };
}

/** Milliseconds. GitHub itself ends a request after ten seconds. */
const TIMEOUT = 30_000;

const LIMITS: Pick<SendLimits, 'connect' | 'size'> = { connect: 15_000, size: 64 << 20 };

function authorizedSender(
  { origin }: Base,
  { token, env, timeout = TIMEOUT }: Pick<GitHubOptions, 'token' | 'env' | 'timeout'>,
): Send {
  const headers = { authorization: `token ${token}`, accept: 'application/vnd.github+json' };
  return sender({
    origin,
    env,
    limits: { ...LIMITS, headers: timeout, body: timeout, overall: timeout },
    headers: async () => headers,
  });
}

/**
 * Returns a response that is an error or that has a body of JSON.
 * @throws {HttpFailure} for a page of a proxy, which another attempt may not meet again
 */
function requireJson(response: HttpResponse): HttpResponse {
  const { status, body } = response;
  if (status >= 400 || body === '') return response;
  try {
    JSON.parse(body);
    return response;
  } catch {
    // The parser's own error quotes the body, so it is not set as the cause.
    const message = `the response (${status}) is not JSON`;
    throw new HttpFailure('unreadable', message, { isSent: true, isLasting: false, status });
  }
}

/** The base URL of the API. */
interface Base {
  readonly origin: string;
  /** Without a slash at the end; `/api/v3` on GitHub Enterprise Server, otherwise empty. */
  readonly path: string;
}

function parseBase(text: string): Base {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && isPrivate(url) && isBare(url)) {
    return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
  }
  throw new GitHubError(
    'failed',
    'GITHUB_API_URL is not a base URL of GitHub: it has to look like https://api.github.com or https://HOST/api/v3 (http only for this machine).',
  );
}
