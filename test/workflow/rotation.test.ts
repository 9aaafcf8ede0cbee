import { beforeEach, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
});

/** The current time, as `datastream rotate` writes it. */
function now(): string {
  return new Date(repository.workspace.clock.now()).toISOString().replace('.000Z', 'Z');
}

/** Merges a rotation of `web` as of now, which everyone has reviewed. */
async function mergeRotation(others = {}): Promise<string> {
  const after = now();
  repository.merge(await repository.pull({ ...cdn('web', { rotateSecretsAfter: after }), ...others }));
  await repository.pass(60_000);
  return after;
}

test('a merged rotation is applied once', async () => {
  await mergeRotation();
  expect((await repository.apply()).code).toBe(0);
  await repository.pass(2 * HOUR);
  await repository.watch();
  expect(await repository.state('web')).toBe('ACTIVATED v2');
  const again = await repository.apply();
  expect(again.summary).toContain('Nothing to apply');
  expect(again.summary).not.toContain('Approved rotations');
  expect(await repository.state('web')).toBe('ACTIVATED v2');
});

test('reverting the line, and adding it again, changes nothing', async () => {
  const after = await mergeRotation();
  await repository.apply();
  await repository.pass(2 * HOUR);
  for (const change of [cdn('web'), cdn('web', { rotateSecretsAfter: after })]) {
    repository.merge(await repository.pull(change));
    expect((await repository.apply()).code).toBe(0);
  }
  expect(await repository.state('web')).toBe('ACTIVATED v2');
});

test('an unreviewed rotation is not applied', async () => {
  repository.push(cdn('web', { rotateSecretsAfter: now() }));
  const { code, summary } = await repository.apply();
  expect(code).toBe(3);
  expect(summary).toContain('Stopped: nothing was written to 1 stream (`web`)');
  expect(await repository.state('web')).toBe('ACTIVATED v1');
});

test('the approval of another time does not cover a rotation', async () => {
  const number = await repository.pull(cdn('web', { rotateSecretsAfter: now() }));
  await repository.pass(HOUR);
  const later = now();
  repository.merge(number);
  repository.push(cdn('web', { rotateSecretsAfter: later }));
  const { code, summary } = await repository.apply();
  expect(code).toBe(3);
  expect(summary).toContain('rotateSecretsAfter');
  expect(await repository.state('web')).toBe('ACTIVATED v1');
});

test('the outcome names a version of another user that satisfied an approved rotation', async () => {
  await mergeRotation();
  await repository.concurrentEdit({ act: 'edit', stream: 'web' });
  await repository.pass(2 * HOUR);
  const { code, summary } = await repository.apply();
  expect(code).toBe(0);
  expect(await repository.state('web')).toBe('ACTIVATED v2');
  expect(summary).toContain('Approved rotations that need no new version');
  expect(summary).toMatch(
    /`web`: the secrets were sent .* with version 2, which was saved by .*another-user/,
  );
  expect(summary).toContain('request a later time: `datastream rotate web`');
  expect(summary).not.toContain('Warnings');
});

test('the outcome names no rotation if an approved edit of another member is live already', async () => {
  const line = { rotateSecretsAfter: '2020-01-01T00:00:00Z' };
  repository.push(cdn('web', line));
  const { number } = await repository.propose(cdn('web', { ...line, fields: [1002] }));
  repository.merge(number);
  const datasetFields = [{ datasetFieldId: 1002 }];
  await repository.concurrentEdit({ act: 'edit', stream: 'web', change: { datasetFields } });
  await repository.pass(2 * HOUR);
  const { code, summary } = await repository.apply();
  expect(code).toBe(0);
  expect(await repository.state('web')).toBe('ACTIVATED v2');
  expect(summary).not.toContain('Approved rotations');
});

test('the outcome does not warn about a version of an earlier apply', async () => {
  await repository.stable(cdn('shop', { property: 349774 }));
  await mergeRotation(cdn('shop', { property: 349774, fields: [1002] }));
  await repository.concurrentEdit({ act: 'edit', stream: 'shop' });
  expect((await repository.apply()).code).toBe(1);
  const { summary } = await repository.apply();
  expect(summary).toContain('with version 2, which was saved by an earlier apply');
  expect(summary).not.toContain('datastream rotate web');
});

test('the watch reports a rotation that waits for an apply, and an unreviewed one', async () => {
  await mergeRotation();
  const waiting = await repository.watch();
  expect(waiting.summary).toContain('web');
  expect(await repository.state('web')).toBe('ACTIVATED v1');
  await repository.apply({ inputs: { requireApprovedPlan: true } });
  await repository.pass(2 * HOUR);
  repository.push(cdn('web', { rotateSecretsAfter: now() }));
  await repository.apply();
  expect((await repository.watch()).summary).toContain('its secrets have to be sent again');
  // Without any record, nothing is known to be merged and not applied.
  repository.forge.ledger.length = 0;
  expect((await repository.watch()).summary).toMatch(/web.*\| its secrets have to be sent again/);
});

test('a change request that adds the line shows the rotation, and approves it', async () => {
  const { number, ran } = await repository.propose(cdn('web', { rotateSecretsAfter: now() }));
  expect(ran.code).toBe(0);
  const [note] = await repository.forge.notes(number);
  expect(note?.body).toContain('Re-sends secrets');
  repository.merge(number);
  await repository.pass(1_000);
  expect((await repository.apply()).code).toBe(0);
  expect(await repository.state('web')).toBe('ACTIVATING v2');
});

test('a change request says that a rotation is satisfied already, and by whom', async () => {
  const after = now();
  await repository.pass(HOUR);
  await repository.concurrentEdit({ act: 'edit', stream: 'web' });
  await repository.pass(2 * HOUR);
  const { number } = await repository.propose(cdn('web', { rotateSecretsAfter: after }));
  const [note] = await repository.forge.notes(number);
  expect(note?.body).toContain('is satisfied');
  expect(note?.body).toContain('another-user');
});

test('a time in the future rejects a change request', async () => {
  const later = new Date(repository.workspace.clock.now() + HOUR).toISOString();
  const { ran } = await repository.propose(cdn('web', { rotateSecretsAfter: later }));
  expect(ran.code).toBe(1);
  expect(ran.errors.join(' ')).toContain('"rotateSecretsAfter" is in the future');
});
