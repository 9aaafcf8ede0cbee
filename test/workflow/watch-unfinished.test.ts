import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable({ ...cdn('web'), ...cdn('other', { property: 349770 }) });
});

const change = cdn('web', { fields: [1002] });
const issue = () => repository.forge.issues.find(({ isOpen }) => isOpen);

/** An apply that ends before its first write, since the account does not respond. */
async function broken(): Promise<void> {
  const accountState = await readFile('simulator.json', 'utf8');
  await repository.workspace.write('simulator.json', 'not a state');
  await expect(repository.apply()).rejects.toThrow();
  await repository.workspace.write('simulator.json', accountState);
}

describe('pending changes of an apply are reported as such, without a user', () => {
  test('if it ended with an error before its first write', async () => {
    repository.merge(await repository.pull({ ...change, ...cdn('new', { property: 349774 }) }));
    await broken();
    const { summary, counts } = await repository.watch();
    for (const result of [issue()?.body, summary]) {
      expect(result).toMatch(/Merged and not applied: 2 streams .*The apply of `c2` ended with an error\./);
      expect(result).toContain('[Its run](https://forge.example/run) says why.');
      expect(result).not.toContain('Control Center');
      expect(result).not.toContain('Last changed');
    }
    expect(issue()?.title).toContain('2 streams differ');
    expect(counts).toMatchObject({ changed: 2 });
  });

  test('if no approval covered it', async () => {
    repository.push(change);
    expect((await repository.apply()).code).toBe(3);
    await repository.watch();
    expect(issue()?.body).toContain('The apply of `c2` left 1 stream alone');
    expect(issue()?.body).not.toContain('Control Center');
  });

  test('until a re-run succeeds', async () => {
    repository.merge(await repository.pull(change));
    await broken();
    await repository.watch();
    await repository.apply();
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(issue()).toBeUndefined();
  });
});

describe('a change by another user is reported, also next to pending changes', () => {
  test.each<[string, string]>([
    ['another stream', 'other'],
    ['the same stream', 'web'],
  ])('to %s', async (_, stream) => {
    repository.merge(await repository.pull(change));
    await broken();
    await repository.concurrentEdit({
      act: 'edit',
      stream,
      change: { datasetFields: [{ datasetFieldId: 1023 }] },
    });
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(issue()?.body).toContain(
      `Different from the manifests on the main branch: 1 stream (\`${stream}\`)`,
    );
    expect(issue()?.body).toContain('another-user');
    expect(issue()?.body).toContain('in Control Center, edit the stream back');
  });

  test('if an earlier apply of the same commit has processed everything', async () => {
    await broken();
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(issue()?.body).toContain('in Control Center, activate the stream again');
    expect(issue()?.body).not.toContain('The apply of');
  });
});

test('neither is reported if it is unknown what an apply has left', async () => {
  repository.merge(await repository.pull(change));
  await broken();
  repository.forge.forbidden.add('fileText');
  await repository.watch();
  expect(issue()?.body).toContain('Perhaps nothing was changed manually');
  expect(issue()?.body).not.toContain('Control Center');
});
