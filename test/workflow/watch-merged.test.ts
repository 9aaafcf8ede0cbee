import { beforeEach, describe, expect, test } from 'vitest';
import { latest } from '../../src/simulator/state/account-state.ts';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable({ ...cdn('web'), ...cdn('other', { property: 349770 }) });
});

const change = cdn('web', { fields: [1002] });
const open = () => repository.forge.issues.filter(({ isOpen }) => isOpen);

async function merged(): Promise<void> {
  repository.merge(await repository.pull(change));
}

/** A change by another user in the portal. */
async function edited(stream: string): Promise<void> {
  await repository.concurrentEdit({
    act: 'edit',
    stream,
    change: { datasetFields: [{ datasetFieldId: 1023 }] },
  });
  await repository.pass(2 * HOUR);
}

async function manually(act: 'deactivate' | 'delete'): Promise<void> {
  await repository.concurrentEdit({ act, stream: 'web' });
  await repository.pass(2 * HOUR);
}

describe('a merge whose apply waits for a reviewer', () => {
  test('is not drift: it is listed, and opens no issue', async () => {
    await merged();
    const { summary, counts } = await repository.watch();
    expect(open()).toEqual([]);
    expect(summary).toContain('Merged and not applied yet: 1 stream (`web`), since 2026-');
    expect(summary).toContain('to be changed');
    expect(counts).toMatchObject({ changed: 0 });
  });

  test('is reported once it has waited for a day', async () => {
    await merged();
    await repository.pass(25 * HOUR);
    await repository.watch();
    expect(open()[0]?.title).toContain('1 stream waits for an apply');
    expect(open()[0]?.body).toContain('approve it or run it again');
    await repository.apply();
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(open()).toEqual([]);
  });

  test('hides no change made elsewhere, to the same stream or to another one', async () => {
    await merged();
    await edited('web');
    await repository.watch();
    expect(open()[0]?.title).toContain('1 stream differs');
    await edited('other');
    await repository.watch();
    expect(open()[0]?.title).toContain('2 streams differ');
  });

  test('hides no user who deactivated the stream', async () => {
    await merged();
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(open()[0]?.title).toContain('1 stream differs');
  });

  describe('hides nothing of a stream that is bound by its id', () => {
    /** The manifest of `web`, bound to its stream. */
    async function bound(parts: Parameters<typeof cdn>[1] = {}): Promise<string> {
      let id = 0;
      await repository.revise((accountState) => {
        id =
          accountState.streams.find((stream) => latest(stream).content['streamName'] === 'web')?.streamId ??
          0;
        return accountState;
      });
      const { web: text = '' } = cdn('web', parts);
      return text.replace('spec:\n', `spec:\n  streamId: ${id}\n`);
    }
    const rename = (text: string) =>
      text.replace('name: web }', 'name: web-logs }').replace('spec:\n', 'spec:\n  streamName: web\n');

    test.each<[string, () => Promise<void>, (text: string) => string]>([
      ['an edit if the manifest gets another name', () => edited('web'), rename],
      ['a deactivation if the manifest gets another name', () => manually('deactivate'), rename],
      [
        'a deletion',
        async () => {
          await manually('deactivate');
          await manually('delete');
        },
        (text) => text.replace('[1000]', '[1002]'),
      ],
    ])('%s', async (_, happens, merges) => {
      const text = await bound();
      await repository.stable({ web: text });
      repository.merge(await repository.pull({ web: merges(text) }));
      await happens();
      await repository.watch();
      expect(open()).toHaveLength(1);
    });
  });

  test('hides no new stream name from another user', async () => {
    await merged();
    await repository.concurrentEdit({ act: 'edit', stream: 'web', change: { streamName: 'web-flooding' } });
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(open()).toHaveLength(1);
  });

  test('leaves the deployment of the previous apply open until the next one takes it over', async () => {
    await merged();
    await repository.apply();
    repository.merge(await repository.pull(cdn('web', { fields: [1023] })));
    await repository.watch();
    expect(repository.states()).toEqual(['complete', 'open']);
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(repository.states()).toEqual(['complete', 'open']);
    await repository.apply();
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(repository.states()).toEqual(['complete', 'superseded', 'complete']);
  });
});

describe('immediate reports', () => {
  test('include a merge that an apply has processed and stopped', async () => {
    repository.push(change);
    expect((await repository.apply()).code).toBe(3);
    await repository.watch();
    expect(open()[0]?.title).toContain('1 stream differs');
  });

  test('include a difference if it is unknown what was merged since the last apply', async () => {
    await merged();
    repository.forge.forbidden.add('fileText');
    const { notices } = await repository.watch();
    expect(open()[0]?.title).toContain('1 stream differs');
    expect(notices.join()).toContain('cannot be distinguished from drift');
  });

  test('include a difference if GitHub truncates the tree of manifests, with a notice', async () => {
    await merged();
    repository.forge.isTruncated = true;
    const { notices } = await repository.watch();
    expect(open()[0]?.title).toContain('1 stream differs');
    expect(notices.join()).toContain('cannot be distinguished from drift: The forge returns only a part');
  });
});
