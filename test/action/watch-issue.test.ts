import { beforeEach, describe, expect, test } from 'vitest';
import { decodeMarker, isEdited, withMarker } from '../../src/action/marked/marker.ts';
import { DRIFT_LABEL } from '../../src/action/reports/drift-issue.ts';
import { GitHubError } from '../../src/github/github.ts';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
});

async function drifts(field = 1023): Promise<void> {
  const change = { datasetFields: [{ datasetFieldId: field }] };
  await repository.concurrentEdit({ act: 'edit', stream: 'web', change });
  await repository.pass(2 * HOUR);
}

async function fixed(): Promise<void> {
  await drifts(1000);
}

const tickets = () => repository.hub.tickets;
const open = () => tickets().filter(({ isOpen }) => isOpen);
const issueWrites = () => repository.hub.writes.filter((write) => write.includes('Issue'));

describe('the one issue of a target', () => {
  test('is not made while all is well', async () => {
    await repository.watch();
    expect(tickets()).toEqual([]);
  });

  test('is not made of what is in transition, nor of a stream whose manifest was taken away: the summary tells', async () => {
    repository.merge(await repository.pull(cdn('web', { fields: [1002] })));
    await repository.apply();
    const { summary } = await repository.watch();
    expect(summary).toMatch(/`web`: CDN stream \d+, version 2, ACTIVATING since 2026-/);
    await repository.pass(2 * HOUR);
    repository.empty();
    const later = await repository.watch();
    expect(later.summary).toContain('Unmanaged streams, ignored: 1 stream (`web`)');
    expect(later.summary).not.toMatch(/issue|In transition/);
    expect(tickets()).toEqual([]);
  });

  test('is not written again for what has begun to move', async () => {
    await repository.stable(cdn('other', { property: 349770 }));
    await drifts();
    await repository.watch();
    await repository.concurrentEdit({ act: 'edit', stream: 'other', change: {} });
    expect((await repository.watch()).summary).toContain('#### In transition');
    expect(issueWrites()).toEqual(['createIssue']);
  });

  test('says who, when, which version and which field', async () => {
    await drifts();
    const { code, summary } = await repository.watch();
    expect(code).toBe(0);
    expect(open()).toHaveLength(1);
    const { body = '', title = '', label } = open()[0] ?? {};
    expect(label).toBe(DRIFT_LABEL);
    expect(title).toContain('production');
    expect(body).toContain('another-user');
    expect(body).toContain('version 2');
    expect(body).toContain('cookie (1023)');
    expect(decodeMarker(body)).toMatchObject({ kind: 'drift', target: 'production' });
    expect(summary).toContain('cookie (1023)');
    for (const text of [summary, body])
      expect(text).toMatch(/<sub>Compared with commit \[c1\].*\[manifests\].*\[run \d+\]/);
    expect(body).toContain('/blob/c1/streams/web.yaml#L1)');
    expect(isEdited(body)).toBe(false);
  });

  test('names who stopped a stream, which made no version, and not who made the latest one', async () => {
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.watch();
    expect(open()[0]?.body).toContain(
      'by: not returned by the API while it is DEACTIVATING; version 1 is by',
    );
    await repository.pass(2 * HOUR);
    const { summary } = await repository.watch();
    for (const output of [open()[0]?.body, summary])
      expect(output).toMatch(
        /\| `web`<br>[^|]* \| [^|]*<br>last changed: stopped by <code>stranger&#64;<!-- -->example&#46;com<\/code> on 2026-\S+ [^|;]+ \|/,
      );
    expect(open()[0]?.body).not.toContain('version 1 is by');
  });

  test('takes no stop for one that has lasted since the latest version was made', async () => {
    await repository.pass(9 * HOUR);
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    const { summary } = await repository.watch();
    expect(open()[0]?.title).toMatch(/: 1 stream differs$/);
    expect(summary).toMatch(
      /`web`: CDN stream \d+, version 1, DEACTIVATING \(start not known; first seen 2026-[^)]+\), which takes/,
    );
  });

  test('is left alone while nothing changes, and written again when something does', async () => {
    await drifts();
    await repository.watch();
    await repository.pass(HOUR);
    await repository.watch();
    expect(issueWrites()).toEqual(['createIssue']);
    await drifts(1002);
    await repository.watch();
    expect(issueWrites()).toEqual(['createIssue', 'updateIssue 100']);
    expect(open()[0]?.body).toContain('version 3');
  });

  test('closes by itself, and is opened again rather than made anew', async () => {
    await drifts();
    await repository.watch();
    await fixed();
    await repository.watch();
    expect(open()).toEqual([]);
    await repository.watch();
    await drifts();
    await repository.watch();
    expect(tickets()).toHaveLength(1);
    expect(open()).toHaveLength(1);
    expect(issueWrites()).toHaveLength(3);
  });

  test('stays closed where a person closed it, until it would say something else', async () => {
    await drifts();
    await repository.watch();
    Object.assign(tickets()[0] ?? {}, { isOpen: false });
    await repository.watch();
    expect(open()).toEqual([]);
    await drifts(1002);
    await repository.watch();
    expect(open()).toHaveLength(1);
    expect(tickets()).toHaveLength(1);
  });

  test('of two watches side by side one issue stays, the older one', async () => {
    await drifts();
    await repository.watchTwice();
    await repository.watch();
    expect(open().map(({ number }) => number)).toEqual([100]);
  });

  test('is never one of another author or another target', async () => {
    await drifts();
    await repository.watch();
    const ours = decodeMarker(tickets()[0]?.body ?? '');
    if (!ours) throw new Error('no marker');
    await repository.hub.createIssue({ title: 'a', body: withMarker('a', ours), label: DRIFT_LABEL });
    await repository.hub.createIssue({
      title: 'b',
      body: withMarker('b', { ...ours, target: 'x', account: 'another' }),
      label: DRIFT_LABEL,
    });
    Object.assign(tickets()[1] ?? {}, { author: 'mallory' });
    await fixed();
    await repository.watch();
    expect(open().map(({ number }) => number)).toEqual([101, 102]);
  });

  test('is closed under the old name if its target is renamed, and opened under the new one', async () => {
    await drifts();
    await repository.watch();
    await repository.watch({ inputs: { targetName: 'prod' } });
    expect(tickets()).toHaveLength(2);
    expect(open().map(({ number }) => number)).toEqual([101]);
    expect(tickets()[0]?.body).toContain('This target is called `prod` now.');
    const writes = issueWrites().length;
    await repository.watch({ inputs: { targetName: 'prod' } });
    expect(issueWrites()).toHaveLength(writes);
  });

  test.each([
    ['another account', { account: `sha256:${'0'.repeat(64)}` }],
    ['another folder', { folder: 'others' }],
  ])('stays open if it is of %s', async (_, change) => {
    await drifts();
    await repository.watch();
    const marker = decodeMarker(tickets()[0]?.body ?? '');
    if (!marker) throw new Error('no marker');
    Object.assign(tickets()[0] ?? {}, { body: withMarker('a', { ...marker, ...change }) });
    await repository.watch({ inputs: { targetName: 'prod' } });
    expect(open().map(({ number }) => number)).toEqual([100, 101]);
  });

  test('cannot be written: said, and the run fails after everything else was done', async () => {
    repository.hub.forbidden.add('createIssue');
    await drifts();
    const { code, errors, summary } = await repository.watch();
    expect(code).toBe(1);
    expect(errors.join(' ')).toContain('createIssue');
    expect(summary).toContain('cookie (1023)');
  });
});

test('manifests with errors: findings, and neither issue nor deployment is touched', async () => {
  repository.push({ web: 'apiVersion: datastream-gitops/v1\nkind: DataStream2\n' });
  const before = repository.hub.writes.length;
  const { code, errors } = await repository.watch();
  expect(code).toBe(1);
  expect(errors.length).toBeGreaterThan(0);
  expect(repository.hub.writes.slice(before)).toEqual([]);
});

test('issues that are switched off are a notice, and the run does not fail', async () => {
  await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
  await repository.pass(2 * HOUR);
  Object.assign(repository.hub, {
    issues: async () => {
      throw new GitHubError('switched-off', 'Issues has been disabled in this repository.');
    },
  });
  const { code, notices } = await repository.watch();
  expect(code).toBe(0);
  expect(notices.join()).toContain('Issues are switched off');
});
