import { readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Trigger } from '../../src/workflow/forge/run.ts';
import {
  decodeMarker,
  encodeMarker,
  isEdited,
  type Marker,
  withMarker,
} from '../../src/workflow/notes/marker.ts';
import { runPlan } from '../../src/workflow/run-plan.ts';
import { type Stage, stage } from '../action/action-run.ts';
import { blobSha, type Pull } from '../github/server/repository.ts';
import { type Fault, secondaryLimit } from '../github/server/server.ts';

/** A pull request that changes one of the example manifests. Before it, the stream had another name. */
async function pullRequest({ github, workspace }: Stage): Promise<Pull> {
  const { repository } = github.state;
  const text = await readFile('streams/dns-queries.yaml', 'utf8');
  const now = text.replace(/notificationEmails:.*/, 'notificationEmails: [changed@example.com]');
  repository.push('main', { 'streams/dns-queries.yaml': text });
  repository.push('change', { 'streams/dns-queries.yaml': now });
  await workspace.write('streams/dns-queries.yaml', now);
  return repository.open('change');
}

const about = (pull: Pull): Trigger => ({
  tag: 'change',
  number: pull.number,
  head: pull.head,
  base: pull.baseSha,
  isFork: false,
});

const run = (on: Stage, ...given: Parameters<Stage['job']>) =>
  on.workspace.clock.runUntil(runPlan(on.job(...given)));

describe('the plan of a pull request', () => {
  test('is one comment that the next run updates, with the approvals in its marker', async () => {
    const on = await stage();
    const pull = await pullRequest(on);
    expect(await run(on, about(pull))).toBe(0);
    const [comment, ...others] = on.github.state.comments;
    expect(others).toEqual([]);
    const marker = decodeMarker(comment?.body ?? '');
    expect(marker).toMatchObject({ kind: 'plan', target: 'staging', head: pull.head, run: 1, attempt: 1 });
    expect(marker?.approvals?.length).toBe(Number(on.face.outputs['changed-count']));
    expect(marker?.approvals?.length).toBeGreaterThan(3);
    expect(comment?.body).toContain('simulator');
    const { owner, repo } = on.github.state;
    const url = `https://github.com/${owner}/${repo}`;
    const footer = new RegExp(
      `\\n\\n<sub>Planned commit \\[${pull.head.slice(0, 7)}\\]\\(${url}/commit/${pull.head}\\) · ` +
        `\\[manifests\\]\\(${url}/tree/${pull.head}/streams\\) · .* UTC · \\[run 1\\]\\(${url}/actions/runs/77\\)</sub>\\n`,
    );
    expect(comment?.body).toMatch(footer);
    expect(isEdited(comment?.body ?? '')).toBe(false);
    expect(on.face.texts('summary')[0]).toMatch(footer);

    await run(on, about(pull), {}, { number: 2 });
    expect(on.github.state.comments).toHaveLength(1);
    expect(decodeMarker(on.github.state.comments[0]?.body ?? '')?.run).toBe(2);
  });

  test('is in the summary and in the outputs, and is saved for the owner only', async () => {
    const on = await stage();
    await run(on, about(await pullRequest(on)));
    const [summary = ''] = on.face.texts('summary');
    expect(summary).toMatch(/Merging/);
    const { outputs } = on.face;
    expect(outputs['has-changes']).toBe('true');
    expect(outputs['plan-id']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(summary).toContain(outputs['plan-id']);
    expect(Number(outputs['live-count'])).toBeGreaterThan(0);
    expect(Number(outputs['pending'])).toBe(1);
    const file = outputs['plan-path'] ?? '';
    expect(await readFile(file, 'utf8')).toContain(outputs['plan-id']);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('separates what the change brings from earlier differences', async () => {
    const on = await stage();
    await run(on, about(await pullRequest(on)));
    const compared = on.github.requests.filter(({ path }) => path.includes('/compare/'));
    expect(compared.length).toBeGreaterThan(0);
    const [summary = ''] = on.face.texts('summary');
    expect(summary).toMatch(/dns-queries/);
  });

  test('of an older run does not overwrite a newer one', async () => {
    const on = await stage();
    const pull = await pullRequest(on);
    await run(on, about(pull), {}, { number: 8 });
    const [comment] = on.github.state.comments;
    const later = { ...(decodeMarker(comment?.body ?? '') as Marker), at: '2099-01-01T00:00:00Z' };
    if (comment) comment.body = withMarker('later', later);
    const before = comment?.body;
    await run(on, about(pull), {}, { number: 9 });
    expect(on.github.state.comments.map(({ body }) => body)).toEqual([before]);
    expect(on.face.texts('info').at(-1)).toMatch(/not changed: run 8 read the account later/);
  });

  test('of another comment author fails, and says which comment-author to set', async () => {
    const on = await stage({ actor: 'my-app[bot]' });
    expect(await run(on, about(await pullRequest(on)))).toBe(1);
    expect(on.face.texts('error').join()).toContain('Set comment-author: my-app[bot]');
  });

  test('of an older commit is no longer posted', async () => {
    const on = await stage();
    const pull = await pullRequest(on);
    const old = about(pull);
    on.github.state.repository.push('change', { 'README.md': 'newer' });
    await run(on, old);
    expect(on.github.state.comments).toEqual([]);
    expect(on.face.texts('info').at(-1)).toMatch(/newer commits/);
  });

  test('keeps the oldest of duplicates, and does not change comments of others', async () => {
    const on = await stage();
    const pull = await pullRequest(on);
    const marker = { kind: 'plan', target: 'staging', head: 'x', run: 1, attempt: 1 } as const;
    const mine = on.github.state.addComment(pull.number, `a\n\n${encodeMarker(marker)}`);
    on.github.state.addComment(pull.number, `b\n\n${encodeMarker(marker)}`);
    const others = [
      on.github.state.addComment(pull.number, `c\n\n${encodeMarker(marker)}`, 'mallory'),
      on.github.state.addComment(pull.number, `d\n\n${encodeMarker({ ...marker, target: 'production' })}`),
      on.github.state.addComment(pull.number, `${encodeMarker(marker)} is how it looks`),
    ].map(({ id, body }) => ({ id, body }));
    await run(on, about(pull));
    const left = on.github.state.comments;
    expect(left.map(({ id }) => id)).toEqual([mine.id, ...others.map(({ id }) => id)]);
    expect(left.slice(1)).toMatchObject(others);
    expect(decodeMarker(left[0]?.body ?? '')?.head).toBe(pull.head);
  });

  test('is one comment even if two runs create theirs at once', async () => {
    const on = await stage();
    const pull = await pullRequest(on);
    // While this run creates its comment, another one has just created its own, with a later run number.
    const marker = {
      kind: 'plan',
      target: 'staging',
      head: pull.head,
      run: 9,
      attempt: 1,
      at: '2099-01-01T00:00:00Z',
    } as const;
    on.github.fault({ method: 'POST', path: /comments$/, hold: Promise.resolve() });
    const { comments } = on.github.state;
    const twin = `newer\n\n${encodeMarker(marker)}`;
    const push = comments.push.bind(comments);
    comments.push = (...made) => {
      comments.push = push;
      on.github.state.addComment(pull.number, twin);
      return push(...made);
    };
    await run(on, about(pull));
    expect(comments.map(({ body }) => body)).toEqual([twin]);
  });

  test('is in the summary if the token may not comment, and that is not a failure', async () => {
    const on = await stage({ permissions: { 'pull-requests': 'read', issues: 'read' } });
    expect(await run(on, about(await pullRequest(on)))).toBe(0);
    expect(on.face.texts('notice').join()).toMatch(/pull-requests: write/);
    expect(on.face.texts('summary')).toHaveLength(1);
    expect(on.github.state.comments).toEqual([]);
  });

  test.each<[string, Fault, number]>([
    ['a 502 before the comment exists', { method: 'PATCH', path: /comments/, status: 502 }, 0],
    ['a secondary rate limit', { method: 'POST', path: /comments$/, ...secondaryLimit() }, 0],
    [
      'a lost response to a created comment',
      { method: 'POST', path: /comments$/, drop: true, isDone: true },
      0,
    ],
  ])('survives %s', async (_, fault, exitCode) => {
    const on = await stage();
    const pull = await pullRequest(on);
    on.github.fault(fault);
    expect(await run(on, about(pull))).toBe(exitCode);
    expect(await run(on, about(pull), {}, { number: 2 })).toBe(exitCode);
    expect(on.github.state.comments).toHaveLength(1);
    expect(decodeMarker(on.github.state.comments[0]?.body ?? '')?.run).toBe(2);
  });

  test('of invalid manifests is annotations, a comment that says so, and exit code 1', async () => {
    const on = await stage();
    const pull = await pullRequest(on);
    await run(on, about(pull));
    const broken = Array.from({ length: 13 }, (_, i) => `nope${i}: 1\n`).join('');
    await on.workspace.write(
      'streams/broken.yaml',
      `apiVersion: datastream-gitops/v1\nkind: DataStream2\n${broken}`,
    );
    expect(await run(on, about(pull), {}, { number: 2 })).toBe(1);
    const errors = on.face.said.filter(({ kind }) => kind === 'error');
    expect(errors).toHaveLength(10);
    expect(errors[0]?.place).toMatchObject({ file: 'streams/broken.yaml' });
    expect(on.face.texts('notice').at(-1)).toMatch(/more errors/);
    const [comment, ...others] = on.github.state.comments;
    expect(others).toEqual([]);
    expect(comment?.body).toContain('broken.yaml');
    expect(decodeMarker(comment?.body ?? '')?.approvals).toBeUndefined();
  });

  test('that fails marks the plan of an earlier commit as outdated', async () => {
    const on = await stage();
    const pull = await pullRequest(on);
    await run(on, about(pull));
    await on.workspace.write('.datastream/simulator.json', 'not JSON');
    await expect(run(on, about(pull), {}, { number: 2 })).rejects.toThrow();
    expect(on.github.state.comments[0]?.body).toMatch(/there is no plan.*actions\/runs\/77/);
  });

  test('is not commented if disabled', async () => {
    const on = await stage();
    await run(on, about(await pullRequest(on)), { comment: false });
    expect(on.github.requests.filter(({ path }) => path.includes('comments'))).toEqual([]);
  });

  test('says in its headline that it is unknown what it overwrites if GitHub does not compare the commits', async () => {
    const on = await stage();
    const pull = await pullRequest(on);
    on.github.fault({ path: /compare/, status: 404, body: { message: 'Not Found' }, times: 9 });
    expect(await run(on, about(pull))).toBe(0);
    expect(on.face.texts('notice').join()).toContain('It is not known what this change overwrites');
    expect(on.face.texts('summary')[0]).toContain(
      'Not known: whether this overwrites changes made outside this repository',
    );
  });
});

describe('the plan of other events', () => {
  test('is in the summary only', async () => {
    const on = await stage();
    const { repository } = on.github.state;
    const base = repository.push('main', { 'streams/old.yaml': 'x: 1' });
    const head = repository.push('main', { 'streams/old.yaml': undefined, 'streams/.hidden.yaml': 'x' });
    for (const trigger of [
      { tag: 'merge-queue', base, head },
      { tag: 'push', before: base, head },
      { tag: 'push', head },
      { tag: 'other', head },
    ] as const) {
      expect(await run(on, trigger)).toBe(0);
    }
    expect(on.face.texts('summary')).toHaveLength(4);
    expect(on.github.state.comments).toEqual([]);
    const read = on.github.requests.filter(({ path }) => path.includes('/git/blobs/'));
    expect(read.length).toBeGreaterThan(0);
    expect(read.every(({ path }) => path.endsWith(blobSha('x: 1')))).toBe(true);
  });

  test('that is refused or blocked is a failed step with the reason in an annotation', async () => {
    const on = await stage();
    expect(await run(on, { tag: 'other', head: 'x' }, { allow: { live: 0 } })).toBe(3);
    expect(on.face.texts('error').join()).toMatch(/live/);
  });
});
