import { describe, expect, it, onTestFinished } from 'vitest';
import { repositorySettings } from '../../src/github/settings.ts';
import { manualClock } from '../manual-clock.ts';
import { type Github, startGithub } from './server/server.ts';
import type { Seed } from './server/state.ts';

async function opened(seed: Seed = {}) {
  const github = await startGithub(seed);
  onTestFinished(() => github.close());
  const { owner, repo, token } = github.state;
  const clock = manualClock();
  const settings = repositorySettings({ owner, repo, token, clock, env: {}, baseUrl: github.url });
  return { github, settings, clock };
}

/** A repository that is set up. */
function setUp({ state: { settings } }: Github): void {
  const secrets = ['DATASTREAM_EDGERC_WRITE', 'DATASTREAM_SECRETS'];
  settings.environments = [
    { name: 'datastream-apply', branches: ['main'], reviewers: 1, secrets },
    { name: 'datastream-watch', branches: 'protected', reviewers: 0, secrets },
    { name: 'open', branches: 'any', reviewers: 0, secrets: [] },
  ];
  settings.secrets = ['DATASTREAM_EDGERC_READ'];
  settings.variables = { DATASTREAM_TARGET: 'akamai' };
  settings.rules = [{ type: 'pull_request' }, { type: 'required_status_checks', checks: ['Plan'] }];
  settings.protection = ['Validate manifests'];
}

describe('the settings of a repository', () => {
  it('are read with GET only, in the form that GitHub describes', async () => {
    const { github, settings } = await opened();
    setUp(github);
    expect(await settings.repository()).toEqual({
      tag: 'read',
      value: { defaultBranch: 'main', hasIssues: true },
    });
    expect(await settings.environment('datastream-apply')).toEqual({
      tag: 'read',
      value: { limit: [{ type: 'branch', pattern: 'main' }], hasReviewers: true },
    });
    expect(await settings.environment('datastream-watch')).toEqual({
      tag: 'read',
      value: { limit: 'protected', hasReviewers: false },
    });
    expect(await settings.environment('open')).toMatchObject({ value: { limit: 'any' } });
    expect(await settings.secretNames()).toEqual({ tag: 'read', value: ['DATASTREAM_EDGERC_READ'] });
    expect(await settings.secretNames('datastream-apply')).toMatchObject({
      value: ['DATASTREAM_EDGERC_WRITE', 'DATASTREAM_SECRETS'],
    });
    expect(await settings.variables()).toEqual({ tag: 'read', value: { DATASTREAM_TARGET: 'akamai' } });
    expect(await settings.branchRules('main')).toEqual({
      tag: 'read',
      value: {
        requiresChangeRequest: true,
        checks: ['Plan', 'Validate manifests'],
        isProtected: true,
      },
    });
    expect(await settings.workflows()).toEqual({
      tag: 'read',
      value: { areEnabled: true, defaultPermissions: 'read', mayApproveChangeRequests: false },
    });
    expect(new Set(github.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('include those of the organization', async () => {
    const { github, settings } = await opened();
    github.state.settings.organization = {
      secrets: ['DATASTREAM_EDGERC_READ'],
      variables: { DATASTREAM_TARGET: 'akamai', OTHER: 'x' },
    };
    github.state.settings.variables = { OTHER: 'own' };
    expect(await settings.secretNames()).toMatchObject({ value: ['DATASTREAM_EDGERC_READ'] });
    expect(await settings.variables()).toMatchObject({
      value: { DATASTREAM_TARGET: 'akamai', OTHER: 'own' },
    });
  });

  it('are read to the last page', async () => {
    const { github, settings } = await opened();
    const names = Array.from({ length: 230 }, (_, index) => `NAME_${index}`);
    const last = names.at(-1);
    github.state.settings.secrets = names;
    github.state.settings.variables = Object.fromEntries(names.map((name) => [name, 'x']));
    github.state.settings.environments = [
      { name: 'datastream-apply', branches: names, reviewers: 0, secrets: names },
    ];
    const lists = [
      await settings.secretNames(),
      await settings.secretNames('datastream-apply'),
      await settings.variables(),
      await settings.environment('datastream-apply'),
    ];
    expect(lists).toMatchObject([
      { value: names },
      { value: names },
      { value: { [`${last}`]: 'x' } },
      { value: { limit: names.map((pattern) => ({ type: 'branch', pattern })) } },
    ]);
  });

  it.each([
    ['secrets', 'secretNames', /the repository permission "Secrets" \(read\)/],
    ['variables', 'variables', /"Variables"/],
    ['administration', 'workflows', /"Administration"/],
  ] as const)(
    'that the token may not read are reported with the permission: %s',
    async (permission, read, message) => {
      const { settings } = await opened({ permissions: { [permission]: 'none' } });
      expect(await settings[read]()).toMatchObject({
        tag: 'unread',
        why: 'forbidden',
        message: expect.stringMatching(message),
      });
    },
  );

  it('that do not exist are missing', async () => {
    const { settings } = await opened();
    expect(await settings.environment('datastream-apply')).toMatchObject({ tag: 'unread', why: 'missing' });
    expect(await settings.secretNames('datastream-apply')).toMatchObject({ tag: 'unread', why: 'missing' });
  });

  it.each([
    [{ status: 401, body: { message: 'Bad credentials' } }, /wrong or has expired/],
    [{ status: 422, body: { message: 'x' } }, /\(422\)/],
    [{ status: 200, body: { default_branch: 1 } }, /is not what its API describes/],
    [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }, /redirect/],
  ])('that cannot be read have a reason, and never throw: %o', async (fault, message) => {
    const { github, settings, clock } = await opened();
    github.fault({ ...fault, times: 99 });
    expect(await clock.runUntil(settings.repository())).toMatchObject({
      tag: 'unread',
      why: 'failed',
      message: expect.stringMatching(message),
    });
  });
});
