import { expect, it, onTestFinished } from 'vitest';
import { callOf, problemsOf } from './description.ts';
import { harness } from './harness.ts';
import { blobSha } from './repository.ts';
import { ROUTES } from './routes.ts';
import { type Github, startGithub } from './server.ts';

function headersOf(github: Github): Readonly<Record<string, string>> {
  return { authorization: `token ${github.state.token}`, accept: 'application/json' };
}

async function ask(github: Github, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${github.url}/repos/${github.state.owner}/${github.state.repo}${path}`, {
    method,
    headers: { ...headersOf(github), 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
}

/** The deviations of one response from GitHub's description. */
async function answerProblems(method: string, answer: Response): Promise<string[]> {
  const call = callOf(method, new URL(answer.url).pathname);
  const described = call?.operation.responses[String(answer.status)];
  if (!call || !described) return [`${method} ${answer.url}: ${answer.status} is not described`];
  const text = await answer.text();
  const schema = described.content?.['application/json']?.schema;
  if (!schema) return text === '' ? [] : [`${call.operation.id}: a body where GitHub sends none`];
  return problemsOf(schema, JSON.parse(text), call.operation.id);
}

it("responds as GitHub's description specifies, to any request", async () => {
  const github = await startGithub({ files: { 'a.yaml': 'a', large: 'x'.repeat(1_100_000) } });
  onTestFinished(() => github.close());
  const { state } = github;
  const { repository } = state;
  const topic = repository.push('topic', { 'b.yaml': 'b', 'a.yaml': undefined });
  const pull = repository.open('topic');
  const merged = repository.open('topic');
  repository.merge(merged.number);
  const issue = state.addIssue({ title: 'a', labels: ['drift'] });
  state.addIssue({ title: 'p', isPull: true, isOpen: false });
  const comment = state.addComment(pull.number, 'x');
  const deployment = state.addDeployment({ sha: topic, environment: 'e', payload: '{}' });
  state.addStatus(deployment, { state: 'in_progress' });
  state.settings.environments = [
    { name: 'limited', branches: ['main'], reviewers: 1, secrets: ['A'] },
    { name: 'open', branches: 'any', reviewers: 0, secrets: [] },
  ];
  state.settings.variables = { A: 'b' };
  state.settings.organization = { secrets: ['A'], variables: { B: 'c' } };
  state.settings.rules = [{ type: 'pull_request' }, { type: 'required_status_checks', checks: ['Plan'] }];
  const requests: readonly [string, string, object?][] = [
    ['GET', `/issues/${pull.number}/comments`],
    ['POST', `/issues/${pull.number}/comments`, { body: 'y' }],
    ['PATCH', `/issues/comments/${comment.id}`, { body: 'z' }],
    ['PATCH', `/issues/comments/${comment.id}`, { body: 'z'.repeat(65_537) }],
    ['DELETE', `/issues/comments/${comment.id}`],
    ['GET', `/pulls/${pull.number}`],
    ['GET', `/pulls/${merged.number}`],
    ['GET', '/pulls/99'],
    ['GET', `/commits/${topic}/pulls`],
    ['GET', '/compare/main...topic'],
    ['GET', '/compare/topic...main'],
    ['GET', '/compare/none...main'],
    ['GET', '/commits?sha=topic&path=a.yaml'],
    ['GET', '/git/trees/topic'],
    ['GET', '/git/trees/topic?recursive=1'],
    ['GET', `/git/blobs/${blobSha('a')}`],
    ['GET', '/deployments?environment=e&per_page=5'],
    ['POST', '/deployments', { ref: topic, payload: { a: 1 }, auto_merge: false, required_contexts: [] }],
    ['POST', '/deployments', { ref: 'none' }],
    ['GET', `/deployments/${deployment.id}/statuses`],
    ['POST', `/deployments/${deployment.id}/statuses`, { state: 'success' }],
    ['GET', '/issues?state=all&labels=drift'],
    ['GET', '/issues?state=all'],
    ['POST', '/issues', { title: 'x', labels: ['drift'] }],
    ['PATCH', `/issues/${issue.number}`, { state: 'closed' }],
    ['GET', ''],
    ['GET', '/environments/limited'],
    ['GET', '/environments/open'],
    ['GET', '/environments/limited/deployment-branch-policies'],
    ['GET', '/environments/limited/secrets'],
    ['GET', '/actions/secrets'],
    ['GET', '/actions/organization-secrets'],
    ['GET', '/actions/variables'],
    ['GET', '/actions/organization-variables'],
    ['GET', '/rules/branches/main'],
    ['GET', '/branches/main'],
    ['GET', '/actions/permissions'],
    ['GET', '/actions/permissions/workflow'],
  ];
  const asked = new Set<string | undefined>();
  const problems: string[] = [];
  for (const [method, path, body] of requests) {
    const answer = await ask(github, method, path, body);
    asked.add(callOf(method, new URL(answer.url).pathname)?.operation.id);
    problems.push(...(await answerProblems(method, answer)));
  }
  expect(problems).toEqual([]);
  expect([...asked].sort()).toEqual(Object.keys(ROUTES).sort());
});

it.each<[string, string, string, object?]>([
  ['no such operation', 'GET', '/nonsense'],
  ['no such operation', 'PUT', '/issues/1/comments'],
  ['query pages is unknown', 'GET', '/issues?pages=1'],
  ['query state', 'GET', '/issues?state=merged'],
  ['at most 100', 'GET', '/issues?per_page=101'],
  ['path parameter issue_number', 'GET', '/issues/x/comments'],
  ['body is missing', 'POST', '/issues'],
  ["required property 'title'", 'POST', '/issues', { body: 'x' }],
  ['body/colour is unknown', 'POST', '/issues', { title: 'x', colour: 'red' }],
  ['body/state', 'POST', '/deployments/1/statuses', { state: 'done' }],
])('refuses what GitHub does not describe (%s): %s %s', async (problem, method, path, body) => {
  const github = await startGithub();
  const answer = await ask(github, method, path, body);
  expect(answer.status).toBe(501);
  await expect(github.close()).rejects.toThrow(problem);
});

it('refuses other tokens and repositories', async () => {
  const { github } = await harness();
  const url = `${github.url}/repos/${github.state.owner}/${github.state.repo}`;
  const headers = headersOf(github);
  expect((await fetch(`${url}/issues`, { headers: { ...headers, authorization: '' } })).status).toBe(401);
  expect((await fetch(`${url}-other/issues`, { headers })).status).toBe(404);
});

it('paginates with links that name the repository by number', async () => {
  const { github } = await harness();
  for (let at = 0; at < 3; at += 1) github.state.addIssue({ title: `${at}` });
  const first = await ask(github, 'GET', '/issues?per_page=2');
  const link = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  expect(link).toContain('/repositories/1296269/issues?per_page=2&page=2');
  const second = await fetch(link, { headers: headersOf(github) });
  expect(await second.json()).toMatchObject([{ title: '0' }]);
  expect(second.headers.get('link')).toBeNull();
});

it("makes earlier successes inactive by default, as GitHub's auto_inactive does", async () => {
  const { github } = await harness();
  const all = [1, 2, 3].map(() => github.state.addDeployment({ sha: 'a', environment: 'e' }));
  const succeed = (at: number, more: object) =>
    ask(github, 'POST', `/deployments/${all[at]?.id}/statuses`, { state: 'success', ...more });
  await succeed(0, {});
  await succeed(1, {});
  await succeed(2, { auto_inactive: false });
  expect(all.map(({ statuses }) => statuses.at(-1)?.state)).toEqual(['inactive', 'success', 'success']);
});
