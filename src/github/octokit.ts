import { getOctokit } from '@actions/github';
import type { Clock } from '../model/clock.ts';
import type { Listener } from '../model/event.ts';
import { commentVerbs } from './comments.ts';
import { sourceVerbs } from './commits.ts';
import { deploymentVerbs } from './deployments.ts';
import { githubError } from './error.ts';
import { type GitHub, GitHubError } from './github.ts';
import { issueVerbs } from './issues.ts';
import { withRetry } from './retry.ts';
import { isLoopback, sender } from './send.ts';
import type { Session } from './session.ts';
import { treeVerbs } from './trees.ts';

/** Options of a GitHub client for one repository. */
export interface OctokitOptions {
  readonly token: string;
  readonly owner: string;
  readonly repo: string;
  /** Base URL of the API: GITHUB_API_URL, also for GitHub Enterprise Server. Default: https://api.github.com. */
  readonly baseUrl?: string;
  readonly clock: Clock;
  /** Is notified of pauses and retries. */
  readonly listen?: Listener;
  /** Aborted when the run is being stopped. Pauses then end early. */
  readonly signal?: AbortSignal;
  /** Timeout of one request in milliseconds; default: 30 seconds. */
  readonly timeout?: number;
}

/**
 * Creates a GitHub client on octokit, with its own timeouts, pauses and retries (`retry.ts`). It honours HTTPS_PROXY
 * and NO_PROXY in the same way as `@actions/github`.
 * @throws {GitHubError} immediately if the base URL is invalid, or if it would send the token unencrypted
 */
export function octokitGitHub(options: OctokitOptions): GitHub {
  const { token, owner, repo, clock, listen, signal } = options;
  const baseUrl = checkedBase(options.baseUrl ?? 'https://api.github.com');
  const patience = { clock, ...(listen ? { listen } : {}), ...(signal ? { signal } : {}) };
  const send = withRetry(sender(baseUrl, options.timeout), patience);
  let date: string | undefined;
  const fetch: typeof send = async (...request) => {
    const response = await send(...request);
    const at = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(at)) date = new Date(at).toISOString();
    return response;
  };
  const { rest } = getOctokit(token, { baseUrl, log: SILENT, request: { fetch, log: SILENT } });
  const ask: Session['ask'] = async (operation, act) => {
    try {
      return await act();
    } catch (error) {
      throw githubError(operation, error, token);
    }
  };
  const session: Session = { rest, repository: { owner, repo }, ask };
  return {
    date: () => date,
    ...commentVerbs(session),
    ...sourceVerbs(session),
    ...treeVerbs(session),
    ...deploymentVerbs(session),
    ...issueVerbs(session),
  };
}

/** octokit would write deprecations to the console. Standard output is reserved for workflow commands of the runner. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function checkedBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !isSafe || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new GitHubError(
      'failed',
      'GITHUB_API_URL is not a base URL of GitHub: it has to look like https://api.github.com or https://HOST/api/v3 (http only for this machine).',
    );
  }
  return url.href.replace(/\/+$/, '');
}
