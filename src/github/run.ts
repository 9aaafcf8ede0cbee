import { defined } from '../model/defined.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Run, Trigger } from '../workflow/forge/run.ts';

/** A run of a workflow on GitHub. */
export interface GitHubRun extends Run {
  readonly owner: string;
  readonly repo: string;
  /** The file name of this run's workflow, from `GITHUB_WORKFLOW_REF`, and its display name. */
  readonly workflow?: { readonly file: string; readonly name: string };
  /** What the input `target` of the apply workflow has to select. Absent: that workflow has no such input. */
  readonly applyTarget?: string;
  readonly repositoryUrl: string;
  /** Base URL of GitHub's API. */
  readonly apiUrl: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const NO_COMMIT = /^0+$/;

/** @param payload of the event, as GitHub wrote it to `GITHUB_EVENT_PATH` */
export function readTrigger(env: Variables, payload: Json): Trigger {
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  const sha = env['GITHUB_SHA'] ?? '';
  const about = isObject(payload) ? payload : {};
  const other = { tag: 'other', head: sha } as const;
  switch (event) {
    case 'pull_request':
      return pullRequest(about, env['GITHUB_REPOSITORY'] ?? '') ?? other;
    case 'merge_group':
      return mergeGroup(about) ?? other;
    case 'push':
      return push(about, sha);
    default:
      return other;
  }
}

function pullRequest(payload: JsonObject, repository: string): Trigger | undefined {
  const request = member(payload, 'pull_request');
  const number = request['number'];
  const head = member(request, 'head');
  const base = textMember(member(request, 'base'), 'sha');
  const sha = textMember(head, 'sha');
  if (typeof number !== 'number' || sha === undefined || base === undefined) return undefined;
  // A fork that was deleted meanwhile has no repository.
  const from = textMember(member(head, 'repo'), 'full_name')?.toLowerCase();
  return { tag: 'change', number, head: sha, base, isFork: from !== repository.toLowerCase() };
}

function mergeGroup(payload: JsonObject): Trigger | undefined {
  const group = member(payload, 'merge_group');
  const head = textMember(group, 'head_sha');
  const base = textMember(group, 'base_sha');
  return head === undefined || base === undefined ? undefined : { tag: 'merge-queue', head, base };
}

function push(payload: JsonObject, sha: string): Trigger {
  const before = textMember(payload, 'before');
  const known = before !== undefined && !NO_COMMIT.test(before);
  return { tag: 'push', head: textMember(payload, 'after') ?? sha, ...(known ? { before } : {}) };
}

function member(of: JsonObject, name: string): JsonObject {
  const value = of[name];
  return isObject(value) ? value : {};
}

function textMember(of: JsonObject, name: string): string | undefined {
  const value = of[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Reads the identity of this run. Defaults allow a runner to be tried outside of GitHub.
 * @param apply the file of the workflow that applies, by default that of this run, and the target that it needs
 */
export function readRun(
  env: Variables,
  { workflow, target }: { readonly workflow?: string; readonly target?: string } = {},
): GitHubRun {
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
  const id = env['GITHUB_RUN_ID'] ?? '0';
  const checkedOut = env['GITHUB_SHA'];
  return {
    repository: `${owner}/${repo}`,
    owner,
    repo,
    ...(checkedOut ? { checkedOut } : {}),
    ...(workflow === undefined ? workflowOf(env) : { workflow: { file: workflow, name: workflow } }),
    ...defined({ applyTarget: target }),
    branch: /^refs\/heads\/(.+)$/.exec(env['GITHUB_REF'] ?? '')?.[1] ?? '',
    number: count(env['GITHUB_RUN_NUMBER'], 0),
    attempt: count(env['GITHUB_RUN_ATTEMPT'], 1),
    id,
    url: `${server}/${owner}/${repo}/actions/runs/${id}`,
    repositoryUrl: `${server}/${owner}/${repo}`,
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
  };
}

/**
 * `owner/repo/.github/workflows/apply.yml@refs/heads/main`, of the triggered workflow, not of a reusable workflow that
 * it calls.
 */
function workflowOf(env: Variables): Pick<GitHubRun, 'workflow'> {
  const file = /\/\.github\/workflows\/([^/@]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1];
  return file === undefined ? {} : { workflow: { file, name: env['GITHUB_WORKFLOW'] || file } };
}

function count(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : otherwise;
}

/** What the address of the reference consists of, apart from its host. Other characters could end a link in Markdown. */
const PLAIN_PATH = /^[\w.-]+(?:\/[\w.-]+)*$/;

/**
 * Returns the address of the reference in the repository that the Action is used from, at the same commit or tag.
 * Absent: the Action is a copy in this repository, or the server may not have the repository of the Action.
 */
export function referenceOfAction(env: Variables): string | undefined {
  const { GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = env;
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
  if (server !== 'https://github.com' || !PLAIN_PATH.test(repository) || !PLAIN_PATH.test(ref))
    return undefined;
  return `${server}/${repository}/blob/${ref}/docs/reference`;
}
