import { beforeEach, expect, test } from 'vitest';
import { decodeMarker, withMarker } from '../../src/workflow/notes/marker.ts';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
});

/** The text about a stopped stream in the comment. */
async function account(): Promise<string> {
  const { code, summary } = await repository.apply();
  expect(code).toBe(3);
  return summary;
}

test('merges that combine into another content report what each approved, and how the manifests differ', async () => {
  const first = await repository.pull(cdn('web', { fields: [1000, 1002] }));
  const second = await repository.pull(cdn('web', { state: 'inactive' }));
  repository.merge(first);
  repository.merge(second);
  repository.push(cdn('web', { fields: [1000, 1002], state: 'inactive' }));
  const output = await account();
  expect(output).toContain(`by #${second}, made from version 1; by #${first}, made from version 1`);
  expect(output).toMatch(
    new RegExp(
      `From what <code>&#35;${first}</code> approved.*?- state: "active"\n.*?\\+ state: "inactive"`,
      's',
    ),
  );
  expect(output).toMatch(
    new RegExp(`From what <code>&#35;${second}</code> approved.*?\\+ datasetFields: .*1002`, 's'),
  );
});

test('another user between plan and merge: who, when, and what it changed', async () => {
  const pull = await repository.pull(cdn('web', { fields: [1002] }));
  await repository.concurrentEdit({
    act: 'edit',
    stream: 'web',
    change: { datasetFields: [{ datasetFieldId: 1023 }] },
  });
  repository.merge(pull);
  const output = await account();
  expect(output).toMatch(
    /\*\*Since then:\*\* version 2 by <code>another-user&#64;<!-- -->example&#46;com<\/code> on /,
  );
  expect(output).toMatch(
    /From version 1, which was approved, to version 2, which is live.*?- datasetFields: .*1000.*?\+ datasetFields: .*1023/s,
  );
});

test('a user who deactivated the stream is reported with the time, from its activation history', async () => {
  const pull = await repository.pull(cdn('web', { fields: [1002] }));
  await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
  await repository.pass(2 * HOUR);
  repository.merge(pull);
  const output = await account();
  expect(output).toContain('started or stopped since, and not by our own steps');
  expect(output).toMatch(/\*\*Since then:\*\* DEACTIVATED, version 1, by <code>another-user/);
});

test('an approval whose content did not fit is reported with its author, and is still valid', async () => {
  const pull = await repository.pull(cdn('web', { fields: [1002] }));
  for (const remark of repository.forge.posted.filter(({ change }) => change === pull)) {
    const marker = decodeMarker(remark.body);
    const approvals = marker?.approvals?.map(({ wanted: _, ...digest }) => digest) ?? [];
    if (marker) remark.body = withMarker('A plan.', { ...marker, approvals });
  }
  repository.merge(pull);
  repository.push(cdn('web', { fields: [1023] }));
  const output = await account();
  expect(output).toContain(`by #${pull}, made from version 1. That is different content`);
  expect(output).not.toContain('From what');
  repository.push(cdn('web', { fields: [1002] }));
  expect((await repository.apply()).code).toBe(0);
});
