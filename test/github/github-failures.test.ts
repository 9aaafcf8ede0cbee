import { describe, expect, it } from 'vitest';
import { githubClient } from '../../src/github/client.ts';
import type { GitHub } from '../../src/github/github.ts';
import { manualClock } from '../manual-clock.ts';
import { DRAFT, failure, NEEDS, VERBS } from './server/calls.ts';
import { type Harness, harness } from './server/harness.ts';
import { type Fault, secondaryLimit, startGithub } from './server/server.ts';

/** Runs to the end on the test clock. Returns the milliseconds that it slept. */
async function slept(at: Harness, operation: Promise<unknown>): Promise<number> {
  const began = at.clock.now();
  await at.clock.runUntil(operation);
  return at.clock.now() - began;
}

describe('a token without permission', () => {
  it.each(VERBS)('%s: is reported with the missing permission', async (name, act) => {
    const none = { contents: 'none', issues: 'none', deployments: 'none', 'pull-requests': 'none' } as const;
    const at = await harness({ permissions: none });
    const error = await failure(at, act(at.client));
    expect(error.kind).toBe('forbidden');
    expect(error.message).toContain(`\`${NEEDS[name] ?? 'pull-requests: read'}\``);
    expect(error.message).toContain('Resource not accessible by integration');
    expect(at.github.requests).toHaveLength(1);
  });

  it('of a pull request from a fork reads and does not comment', async () => {
    const at = await harness({ permissions: { issues: 'read', 'pull-requests': 'read' } });
    const { number } = at.github.state.addIssue({ title: 'a' });
    expect(await at.client.notes(number)).toEqual([]);
    const error = await failure(at, at.client.addNote(number, 'x'));
    expect(error.message).toMatchInlineSnapshot(
      `"Could not comment on pull request #1: GitHub responded with 403 ("Resource not accessible by integration"). The token lacks \`pull-requests: write\`: add it to the job's \`permissions:\`. The token of a pull request from a fork can only read."`,
    );
  });

  it('is refused for other reasons too, which GitHub reports', async () => {
    const at = await harness();
    at.github.fault({ status: 403, body: { message: 'Repository was archived so is read-only.' } });
    const error = await failure(at, at.client.openTicket(DRAFT));
    expect(error).toMatchObject({ kind: 'forbidden', message: expect.stringContaining('archived') });
  });

  it('has expired', async () => {
    const at = await harness();
    at.github.fault({ status: 401, body: { message: 'Bad credentials' } });
    const error = await failure(at, at.client.tickets());
    expect(error).toMatchObject({ kind: 'forbidden', message: expect.stringContaining('github-token') });
  });
});

describe('a rate limit', () => {
  const soon = Math.floor(Date.UTC(2026, 0, 1) / 1_000) + 90;
  const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(soon), date: '' };
  it.each<[string, Fault, number]>([
    ['secondary, with a time', secondaryLimit({ 'retry-after': '17' }), 17_000],
    ['secondary, without one', secondaryLimit({}), 60_000],
    [
      'secondary, with a date of a wrong clock',
      secondaryLimit({
        'retry-after': 'Fri, 01 Jan 2027 00:00:09 GMT',
        date: 'Fri, 01 Jan 2027 00:00:00 GMT',
      }),
      9_000,
    ],
    ['429 without details', { status: 429 }, 60_000],
    ['primary', { status: 403, headers: spent, body: { message: 'API rate limit exceeded' } }, 91_000],
  ])('%s delays all requests, including creates, since GitHub did nothing', async (_, fault, pause) => {
    const at = await harness();
    at.github.fault(fault);
    expect(await slept(at, at.client.openTicket(DRAFT))).toBe(pause);
    expect(at.github.state.issues).toHaveLength(1);
    expect(at.events).toEqual([
      { tag: 'paused', api: 'GitHub', reason: 'too-many-requests', milliseconds: pause },
    ]);
  });

  it.each([
    ['that is longer', secondaryLimit({ 'retry-after': '121' }), 0],
    ['that recurs', { ...secondaryLimit(), times: 9 }, 120_000],
  ])('%s ends after two minutes in total', async (_, fault, pause) => {
    const at = await harness();
    at.github.fault(fault);
    const began = at.clock.now();
    const error = await failure(at, at.client.openTicket(DRAFT));
    expect(error).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('longer than this run waits'),
    });
    expect(at.clock.now() - began).toBe(pause);
  });

  it('is not assumed if the last request of an hour was refused for another reason', async () => {
    const at = await harness({ permissions: { issues: 'none' } });
    const body = { message: 'Resource not accessible by integration' };
    at.github.fault({ status: 403, headers: spent, body });
    expect(await failure(at, at.client.openTicket(DRAFT))).toMatchObject({ kind: 'forbidden' });
    expect(at.events).toEqual([]);
  });
});

describe('a run that is being stopped', () => {
  it('ends its current pause, and retries once if that may help', async () => {
    const stop = new AbortController();
    const at = await harness({}, undefined, stop.signal);
    at.github.fault({ status: 502, body: 'no', times: 3 });
    const asked = at.client.tickets();
    await at.heard(1);
    await at.clock.advance(1_000);
    await at.heard(2);
    stop.abort();
    const began = at.clock.now();
    await expect(at.clock.runUntil(asked)).rejects.toThrow('502');
    expect(at.clock.now()).toBe(began);
    expect(at.github.requests).toHaveLength(3);
  });

  it('waits for no rate limit, neither the current nor the next', async () => {
    const stop = new AbortController();
    const at = await harness({}, undefined, stop.signal);
    at.github.fault({ ...secondaryLimit({ 'retry-after': '60' }), times: 9 });
    const made = at.client.openTicket(DRAFT).catch((error: unknown) => error);
    await at.heard(1);
    stop.abort();
    expect(await at.clock.runUntil(made)).toMatchObject({ kind: 'failed' });
    expect(await failure(at, at.client.openTicket(DRAFT))).toMatchObject({ kind: 'failed' });
    expect(at.clock.now()).toBe(Date.UTC(2026, 0, 1));
    expect(at.github.requests).toHaveLength(2);
  });

  it('still retries failures, after a second at most', async () => {
    const at = await harness({}, undefined, AbortSignal.abort());
    at.github.fault({ status: 502, body: 'no' });
    expect(await slept(at, at.client.tickets())).toBe(1_000);
  });
});

describe('a transient failure', () => {
  it.each<[string, Fault]>([
    ['502 as an HTML page', { status: 502, body: '<html>Unicorn!</html>' }],
    ['a dropped connection', { drop: true }],
    ['an HTML page of a proxy', { status: 200, body: '<html>Log in</html>' }],
  ])('%s: reads and changes are repeated', async (_, fault) => {
    const at = await harness();
    const { number } = at.github.state.addIssue({ title: 'a', labels: ['datastream-drift'] });
    at.github.fault({ ...fault, times: 2 });
    expect(await slept(at, at.client.tickets())).toBe(4_000);
    at.github.fault(fault);
    await at.clock.runUntil(at.client.updateTicket(number, { title: 'b' }));
    expect(at.github.state.issues).toMatchObject([{ title: 'b' }]);
    expect(at.events).toContainEqual(expect.objectContaining({ tag: 'retrying', milliseconds: 3_000 }));
  });

  it('that persists ends the retries', async () => {
    const at = await harness();
    at.github.fault({ status: 503, times: 99 });
    const error = await failure(at, at.client.tickets());
    expect(error).toMatchObject({ kind: 'failed', message: expect.stringContaining('503') });
    expect(at.github.requests).toHaveLength(5);
  });

  it.each<[string, Fault]>([
    ['502', { status: 502, isDone: true }],
    ['a dropped connection', { drop: true, isDone: true }],
  ])('%s: creates are sent once, and their outcome is reported as unknown', async (_, fault) => {
    const at = await harness();
    at.github.fault(fault);
    const error = await failure(at, at.client.openTicket(DRAFT));
    expect(error.message).toMatch(/unknown whether|may have been done/);
    expect(at.github.state.issues).toHaveLength(1);
    expect(at.github.requests).toHaveLength(1);
  });

  it("is repeated for a deployment's state, which is the same if sent twice", async () => {
    const at = await harness();
    const { id, statuses } = at.github.state.addDeployment({ sha: 'a', environment: 'e' });
    at.github.fault({ drop: true });
    await at.clock.runUntil(
      at.client.setRecordState(id, { state: 'failed', summary: '', url: 'https://run.test/' }),
    );
    expect(statuses).toMatchObject([{ state: 'failure' }]);
  });

  it('does not restore a deleted comment', async () => {
    const at = await harness();
    const { id } = at.github.state.addComment(at.github.state.addIssue({ title: 'a' }).number, 'x');
    at.github.fault({ drop: true, isDone: true });
    await at.clock.runUntil(at.client.removeNote(id));
    expect(at.github.state.comments).toEqual([]);
  });

  it('is an unreachable server: nothing was sent, so creates are repeated too', async () => {
    const clock = manualClock();
    const events: unknown[] = [];
    const { url: baseUrl, close } = await startGithub();
    await close();
    const listen = (event: unknown) => events.push(event);
    const client = githubClient({ token: 't', owner: 'o', repo: 'r', clock, env: {}, listen, baseUrl });
    const error: unknown = await clock.runUntil(client.openTicket(DRAFT).catch((caught: unknown) => caught));
    expect(error).toMatchObject({ kind: 'failed', message: expect.stringContaining('refused') });
    expect(events).toHaveLength(4);
  });

  it('is a time-out', async () => {
    const at = await harness({}, 50);
    at.github.fault({ hold: new Promise(() => {}), times: 9 });
    const error = await failure(at, at.client.openTicket(DRAFT));
    expect(error.message).toContain('no response within 0.05 seconds');
  });

  const pull = {
    number: 1,
    head: { sha: 'a' },
    base: { ref: 'main' },
    merged_at: null,
    merge_commit_sha: null,
  };
  it.each<[string, object, (client: GitHub) => Promise<unknown>, string]>([
    ['an object for a list', { not: 'a list' }, (on) => on.notes(1), 'GET issues/1/comments'],
    ['an item without a member', [{ id: 1 }], (on) => on.notes(1), '/html_url is missing'],
    ['a member of another type', { ...pull, number: '1' }, (on) => on.change(1), '/number must be a whole'],
    ['a missing member', { ...pull, base: undefined }, (on) => on.change(1), 'GET pulls/1'],
    ['a missing inner member', { ...pull, head: {} }, (on) => on.change(1), '/head/sha is missing'],
    [
      'a tree that is no list',
      { tree: {}, truncated: false },
      (on) => on.filesIn('a', ''),
      '/tree must be a',
    ],
    ['a comparison without commits', {}, (on) => on.compare('a', 'b'), 'GET compare/a...b'],
    ['a created issue that is none', {}, (on) => on.openTicket(DRAFT), 'POST issues'],
  ])('is an invalid response: %s', async (_, body, act, part) => {
    const at = await harness();
    at.github.fault({ status: 200, body });
    const error = await failure(at, act(at.client));
    expect(error.kind).toBe('failed');
    expect(error.message).toContain('is not what its API describes');
    expect(error.message).toContain(part);
  });
});

it('a disabled feature (410) is distinguished from a missing resource', async () => {
  const at = await harness();
  at.github.fault({ status: 410, body: { message: 'Issues are disabled for this repo' } });
  expect(await failure(at, at.client.tickets())).toMatchObject({ kind: 'switched-off' });
});
