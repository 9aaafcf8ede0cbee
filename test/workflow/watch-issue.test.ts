import { beforeEach, describe, expect, test } from 'vitest';
import { ForgeError } from '../../src/workflow/forge/forge.ts';
import { decodeMarker, isEdited, withMarker } from '../../src/workflow/notes/marker.ts';
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

const tickets = () => repository.forge.issues;
const open = () => tickets().filter(({ isOpen }) => isOpen);
const issueWrites = () => repository.forge.writes.filter((write) => write.includes('Ticket'));

describe('the one issue of a target', () => {
  test('is not created if nothing needs attention', async () => {
    await repository.watch();
    expect(tickets()).toEqual([]);
  });

  test('is not created for a transition, nor for a stream whose manifest was removed: the summary lists those', async () => {
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

  test('is not updated for a started transition', async () => {
    await repository.stable(cdn('other', { property: 349770 }));
    await drifts();
    await repository.watch();
    await repository.concurrentEdit({ act: 'edit', stream: 'other', change: {} });
    expect((await repository.watch()).summary).toContain('#### In transition');
    expect(issueWrites()).toEqual(['openTicket']);
  });

  test('states who, when, which version and which field', async () => {
    await drifts();
    const { code, summary } = await repository.watch();
    expect(code).toBe(0);
    expect(open()).toHaveLength(1);
    const { body = '', title = '' } = open()[0] ?? {};
    expect(title).toContain('production');
    expect(body).toContain('another-user');
    expect(body).toContain('version 2');
    expect(body).toContain('cookie (1023)');
    expect(decodeMarker(body)).toMatchObject({ kind: 'drift', target: 'production' });
    expect(summary).toContain('cookie (1023)');
    for (const text of [summary, body])
      expect(text).toMatch(/<sub>Compared with commit \[c1\].*\[manifests\].*\[run \d+\]/);
    expect(body).toContain('/files/c1/streams/web.yaml#L1)');
    expect(isEdited(body)).toBe(false);
  });

  test('names who deactivated a stream, which created no version, and not who created the latest one', async () => {
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.watch();
    expect(open()[0]?.body).toContain(
      'by: not returned by the API while it is DEACTIVATING; version 1 is by',
    );
    await repository.pass(2 * HOUR);
    const { summary } = await repository.watch();
    for (const output of [open()[0]?.body, summary])
      expect(output).toMatch(
        /\| `web`<br>[^|]* \| [^|]*<br>last changed: stopped by <code>another-user&#64;<!-- -->example&#46;com<\/code> on 2026-\S+ [^|;]+ \|/,
      );
    expect(open()[0]?.body).not.toContain('version 1 is by');
  });

  test('ignores a deactivation before the latest version', async () => {
    await repository.pass(9 * HOUR);
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    const { summary } = await repository.watch();
    expect(open()[0]?.title).toMatch(/: 1 stream differs$/);
    expect(summary).toMatch(
      /`web`: CDN stream \d+, version 1, DEACTIVATING \(start not known; first seen 2026-[^)]+\), which takes/,
    );
  });

  test('is not changed while nothing changes, and updated when something does', async () => {
    await drifts();
    await repository.watch();
    await repository.pass(HOUR);
    await repository.watch();
    expect(issueWrites()).toEqual(['openTicket']);
    await drifts(1002);
    await repository.watch();
    expect(issueWrites()).toEqual(['openTicket', 'updateTicket 100']);
    expect(open()[0]?.body).toContain('version 3');
  });

  test('is closed automatically, and is reopened instead of created again', async () => {
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

  test('remains closed if a user closed it, until its content would change', async () => {
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

  test('is one if two watches run at once: the older one', async () => {
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
    await repository.forge.openTicket({ title: 'a', body: withMarker('a', ours) });
    await repository.forge.openTicket({
      title: 'b',
      body: withMarker('b', { ...ours, target: 'x', account: 'another' }),
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
  ])('remains open if it is of %s', async (_, change) => {
    await drifts();
    await repository.watch();
    const marker = decodeMarker(tickets()[0]?.body ?? '');
    if (!marker) throw new Error('no marker');
    Object.assign(tickets()[0] ?? {}, { body: withMarker('a', { ...marker, ...change }) });
    await repository.watch({ inputs: { targetName: 'prod' } });
    expect(open().map(({ number }) => number)).toEqual([100, 101]);
  });

  test('cannot be written: reported, and the run fails after everything else was done', async () => {
    repository.forge.forbidden.add('openTicket');
    await drifts();
    const { code, errors, summary } = await repository.watch();
    expect(code).toBe(1);
    expect(errors.join(' ')).toContain('openTicket');
    expect(summary).toContain('cookie (1023)');
  });
});

test('manifests with errors: findings, and neither issue nor deployment is changed', async () => {
  repository.push({ web: 'apiVersion: datastream-gitops/v1\nkind: DataStream2\n' });
  const before = repository.forge.writes.length;
  const { code, errors } = await repository.watch();
  expect(code).toBe(1);
  expect(errors.length).toBeGreaterThan(0);
  expect(repository.forge.writes.slice(before)).toEqual([]);
});

test('disabled issues are a notice, and the run does not fail', async () => {
  await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
  await repository.pass(2 * HOUR);
  Object.assign(repository.forge, {
    tickets: async () => {
      throw new ForgeError('switched-off', 'Issues has been disabled in this repository.');
    },
  });
  const { code, notices } = await repository.watch();
  expect(code).toBe(0);
  expect(notices.join()).toContain('Issues are switched off');
});
