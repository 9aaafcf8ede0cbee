import { inspect } from 'node:util';
import { type GitHub, GitHubError } from '../../src/github/github.ts';
import type { Harness } from './github-room.ts';

export const DRAFT = { title: 'Drift', body: 'the body of an issue', label: 'drift' };
/** Every verb of the hub, by name. */
export const VERBS: readonly (readonly [string, (hub: GitHub) => Promise<unknown>])[] = [
  ['comments', (hub) => hub.comments(1)],
  ['createComment', (hub) => hub.createComment(1, DRAFT.body)],
  ['updateComment', (hub) => hub.updateComment(1, DRAFT.body)],
  ['deleteComment', (hub) => hub.deleteComment(1)],
  ['pullRequest', (hub) => hub.pullRequest(1)],
  ['pullRequestsOf', (hub) => hub.pullRequestsOf('a'.repeat(40))],
  ['compare', (hub) => hub.compare('a', 'b')],
  ['commitsOn', (hub) => hub.commitsOn('a.yaml', 'main')],
  ['tree', (hub) => hub.tree('main', 'streams')],
  ['blob', (hub) => hub.blob('a'.repeat(40))],
  ['deployments', (hub) => hub.deployments('e', { records: 1, states: 1, isOfInterest: () => true })],
  [
    'createDeployment',
    (hub) =>
      hub.createDeployment({ sha: 'main', environment: 'e', description: '', payload: { p: DRAFT.body } }),
  ],
  ['setDeploymentState', (hub) => hub.setDeploymentState(1, { state: 'success', description: DRAFT.body })],
  ['issues', (hub) => hub.issues('drift')],
  ['createIssue', (hub) => hub.createIssue(DRAFT)],
  ['updateIssue', (hub) => hub.updateIssue(1, { body: DRAFT.body })],
];

/** What a job's `permissions:` need for it; else `pull-requests: read`. */
export const NEEDS: Readonly<Record<string, string>> = {
  createComment: 'pull-requests: write',
  updateComment: 'pull-requests: write',
  deleteComment: 'pull-requests: write',
  compare: 'contents: read',
  commitsOn: 'contents: read',
  tree: 'contents: read',
  blob: 'contents: read',
  deployments: 'deployments: read',
  createDeployment: 'deployments: write',
  setDeploymentState: 'deployments: write',
  issues: 'issues: read',
  createIssue: 'issues: write',
  updateIssue: 'issues: write',
};

/** The error that an errand ends with, on the hand clock. */
export async function failure(at: Harness, operation: Promise<unknown>): Promise<GitHubError> {
  const error: unknown = await at.clock.runUntil(operation.catch((caught: unknown) => caught));
  if (!(error instanceof GitHubError)) throw new Error(`no HubError but ${inspect(error)}`);
  return error;
}
