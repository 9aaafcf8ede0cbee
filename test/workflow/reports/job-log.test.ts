import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, Repository } from '../repository.ts';
import { cdn } from '../stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
});

const END = 'All of it: the summary of this job, https://forge.example/run';

describe('the log of an apply', () => {
  test('says what it came to, each stream that moves, the plan id and where the rest is', async () => {
    repository.merge(await repository.pull(cdn('web', { fields: [1002] })));
    const { log } = await repository.apply();
    expect(log).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^In transition in the simulator: 1 stream \(`web`\), for /),
        '- web: in transition, ACTIVATING, version 2',
        END,
        expect.stringMatching(/^Plan id: sha256:[0-9a-f]{64}$/),
      ]),
    );
    expect(log.join('\n')).not.toMatch(/[*<>]/);
  });

  test('says that there is nothing to do', async () => {
    const { log } = await repository.apply();
    expect(log).toEqual(['Nothing to apply: every stream matches its manifest.', END]);
  });

  test('names a stream that stopped, and the way to apply it', async () => {
    repository.push(cdn('web', { fields: [1002] }));
    const { log } = await repository.apply();
    expect(log).toContain('- web: stopped');
    expect(log.join('\n')).toMatch(/forge start apply --input plan-id=sha256:/);
  });
});

describe('the log of a watch', () => {
  test('says that all is well', async () => {
    const { log } = await repository.watch();
    expect(log).toEqual([
      'Nothing to report: every stream matches its manifest or is in transition to it.',
      END,
    ]);
  });

  test('tells what moves and what differs', async () => {
    const pull = await repository.pull(cdn('other', { property: 349770 }));
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.pass(2 * HOUR);
    repository.merge(pull);
    await repository.apply();
    const { log } = await repository.watch();
    expect(log).toContain('- web: differs (activate)');
    expect(log).toContain('- other: in transition, ACTIVATING, version 1');
  });

  test('tells twenty streams and how many more there are', async () => {
    const names = Array.from({ length: 23 }, (_, i) => `stream-${i}`);
    repository.push(Object.assign({}, ...names.map((name) => cdn(name, { state: 'inactive' }))));
    const { log, errors } = await repository.watch();
    expect(errors).toEqual([]);
    expect(log.filter((line) => line.startsWith('- '))).toHaveLength(21);
    expect(log).toContain('- 3 more');
  });
});
