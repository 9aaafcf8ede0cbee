import { describe, expect, test } from 'vitest';
import { readRun, readTrigger } from '../../src/github/run.ts';
import { githubWords } from '../../src/github/words.ts';
import { mergeGroupEvent, pullRequestEvent, pushEvent } from '../action/payloads.ts';
import { GithubState } from './server/state.ts';

const state = new GithubState({});
const base = state.repository.push('main', { a: '1' });
const head = state.repository.push('change', { a: '2' });
const pull = state.repository.open('change');
const read = ({ name, sha, payload }: ReturnType<typeof pushEvent>) =>
  readTrigger(
    { GITHUB_EVENT_NAME: name, GITHUB_SHA: sha, GITHUB_REPOSITORY: 'Platform/log-streams' },
    JSON.parse(JSON.stringify(payload)),
  );

describe('the event of a run', () => {
  test('is a pull request of this repository, by its own commits and not by the one that GitHub merged for the test', () => {
    expect(read(pullRequestEvent(state, pull))).toEqual({
      tag: 'change',
      number: pull.number,
      head,
      base,
      isFork: false,
    });
  });

  test.each([['mallory/log-streams'], [null]])('is a fork’s where the branch is of %j', (from) => {
    expect(read(pullRequestEvent(state, pull, from))).toMatchObject({ isFork: true });
  });

  test('is a group in the merge queue, or a push with what was before', () => {
    expect(read(mergeGroupEvent(state, base, head))).toEqual({ tag: 'merge-queue', base, head });
    expect(read(pushEvent(state, base, head))).toEqual({ tag: 'push', before: base, head });
    expect(read(pushEvent(state, '0'.repeat(40), head))).toEqual({ tag: 'push', head });
  });

  test.each([['pull_request'], ['merge_group'], ['schedule'], ['pull_request_target']])(
    'is nothing in particular for %s with a payload that says nothing',
    (name) => {
      const env = { GITHUB_EVENT_NAME: name, GITHUB_SHA: 'x' };
      for (const payload of [null, [], 'text', { pull_request: { number: '1' }, merge_group: 7 }]) {
        expect(readTrigger(env, payload)).toEqual({ tag: 'other', head: 'x' });
      }
    },
  );
});

test('a run has the address of its page, also on a GitHub Enterprise Server', () => {
  expect(
    readRun({
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '9',
      GITHUB_RUN_NUMBER: '3',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_SERVER_URL: 'https://git.example.com',
      GITHUB_API_URL: 'https://git.example.com/api/v3',
    }),
  ).toEqual({
    repository: 'o/r',
    owner: 'o',
    repo: 'r',
    branch: 'main',
    number: 3,
    attempt: 2,
    id: '9',
    repositoryUrl: 'https://git.example.com/o/r',
    url: 'https://git.example.com/o/r/actions/runs/9',
    apiUrl: 'https://git.example.com/api/v3',
  });
  expect(readRun({})).toMatchObject({ branch: '', number: 0, attempt: 1, apiUrl: 'https://api.github.com' });
});

test.each([
  ['platform/streams/.github/workflows/apply-emea.yml@refs/heads/main', 'apply-emea.yml'],
  ['', undefined],
])('the workflow of %j is %j', (ref, file) => {
  const run = readRun({ GITHUB_WORKFLOW_REF: ref, GITHUB_WORKFLOW: 'Apply' });
  expect(run.workflow?.file).toBe(file);
});

test('the workflow in the commands of a watch is the one that applies, not its own', () => {
  const watch = {
    GITHUB_WORKFLOW_REF: 'o/r/.github/workflows/watch.yml@refs/heads/main',
    GITHUB_WORKFLOW: 'Watch',
  };
  const { applyCommand, applyMenu } = githubWords(readRun(watch, { workflow: 'apply-emea.yml' }));
  expect(applyCommand).toEqual(['gh', 'workflow', 'run', 'apply-emea.yml']);
  expect(applyMenu).toContain('apply-emea.yml');
});
