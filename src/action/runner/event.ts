import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** What started this run. */
export type TriggerEvent =
  | {
      readonly tag: 'pull-request';
      readonly number: number;
      readonly head: string;
      readonly base: string;
      /** From another repository: GitHub gives it no secrets and a token that only reads. */
      readonly isFork: boolean;
    }
  | { readonly tag: 'merge-group'; readonly head: string; readonly base: string }
  | {
      readonly tag: 'push';
      readonly head: string;
      /** What the branch was at; absent for a new branch. */
      readonly before?: string;
    }
  /** By hand, by schedule, or by an event that says nothing of use. */
  | { readonly tag: 'other'; readonly event: string; readonly head: string };

/** This run, as GitHub counts it. */
export interface WorkflowRun {
  readonly owner: string;
  readonly repo: string;
  /** The branch that this run is about: `main`; empty for a tag or a pull request. */
  readonly branch: string;
  /** `GITHUB_RUN_NUMBER`, `GITHUB_RUN_ATTEMPT`, `GITHUB_RUN_ID`. */
  readonly number: number;
  readonly attempt: number;
  readonly id: string;
  /** `GITHUB_SHA`: what actions/checkout checks out. For a pull request its merge with the base branch. */
  readonly checkedOut?: string;
  /** File name of the workflow of this run, from `GITHUB_WORKFLOW_REF`, and what people call it. */
  readonly workflow?: { readonly file: string; readonly name: string };
  /** For people: its page, and that of the repository. */
  readonly url: string;
  readonly repositoryUrl: string;
  /** Base URL of GitHub's API. */
  readonly apiUrl: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const NO_COMMIT = /^0+$/;

/** @param payload the event's, as GitHub wrote it into `GITHUB_EVENT_PATH` */
export function readTriggerEvent(env: Variables, payload: Json): TriggerEvent {
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  const sha = env['GITHUB_SHA'] ?? '';
  const about = isObject(payload) ? payload : {};
  const other = { tag: 'other', event, head: sha } as const;
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

function pullRequest(payload: JsonObject, repository: string): TriggerEvent | undefined {
  const request = member(payload, 'pull_request');
  const number = request['number'];
  const head = member(request, 'head');
  const base = textMember(member(request, 'base'), 'sha');
  const sha = textMember(head, 'sha');
  if (typeof number !== 'number' || sha === undefined || base === undefined) return undefined;
  // A fork that was deleted meanwhile has no repository any more.
  const from = textMember(member(head, 'repo'), 'full_name')?.toLowerCase();
  return { tag: 'pull-request', number, head: sha, base, isFork: from !== repository.toLowerCase() };
}

function mergeGroup(payload: JsonObject): TriggerEvent | undefined {
  const group = member(payload, 'merge_group');
  const head = textMember(group, 'head_sha');
  const base = textMember(group, 'base_sha');
  return head === undefined || base === undefined ? undefined : { tag: 'merge-group', head, base };
}

function push(payload: JsonObject, sha: string): TriggerEvent {
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

/** Which run this is. Defaults let a face be tried outside of a runner. */
export function readRun(env: Variables): WorkflowRun {
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
  const id = env['GITHUB_RUN_ID'] ?? '0';
  const checkedOut = env['GITHUB_SHA'];
  return {
    owner,
    repo,
    ...(checkedOut ? { checkedOut } : {}),
    ...workflowOf(env),
    branch: /^refs\/heads\/(.+)$/.exec(env['GITHUB_REF'] ?? '')?.[1] ?? '',
    number: count(env['GITHUB_RUN_NUMBER'], 0),
    attempt: count(env['GITHUB_RUN_ATTEMPT'], 1),
    id,
    url: `${server}/${owner}/${repo}/actions/runs/${id}`,
    repositoryUrl: `${server}/${owner}/${repo}`,
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
  };
}

/** `owner/repo/.github/workflows/apply.yml@refs/heads/main`, of the workflow that was triggered, not of one that it calls. */
function workflowOf(env: Variables): Pick<WorkflowRun, 'workflow'> {
  const file = /\/\.github\/workflows\/([^/@]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1];
  return file === undefined ? {} : { workflow: { file, name: env['GITHUB_WORKFLOW'] || file } };
}

function count(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : otherwise;
}
