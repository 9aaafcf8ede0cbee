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
  test('states the result, each stream in transition, the plan id and the location of the details', async () => {
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

  test('states that there is nothing to do', async () => {
    const { log } = await repository.apply();
    expect(log).toEqual(['Nothing to apply: every stream matches its manifest.', END]);
  });

  test('names a stopped stream, and how to apply it', async () => {
    repository.push(cdn('web', { fields: [1002] }));
    const { log } = await repository.apply();
    expect(log).toContain('- web: stopped');
    expect(log.join('\n')).toMatch(/forge start apply --input plan-id=sha256:/);
  });
});

describe('the log of a watch', () => {
  test('states that nothing needs attention', async () => {
    const { log } = await repository.watch();
    expect(log).toEqual([
      'Nothing to report: every stream matches its manifest or is in transition to it.',
      END,
    ]);
  });

  test('lists transitions and differences', async () => {
    const pull = await repository.pull(cdn('other', { property: 349770 }));
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.pass(2 * HOUR);
    repository.merge(pull);
    await repository.apply();
    const { log } = await repository.watch();
    expect(log).toContain('- web: differs (activate)');
    expect(log).toContain('- other: in transition, ACTIVATING, version 1');
  });

  test('lists twenty streams and the number of others', async () => {
    const names = Array.from({ length: 23 }, (_, i) => `stream-${i}`);
    repository.push(Object.assign({}, ...names.map((name) => cdn(name, { state: 'inactive' }))));
    const { log, errors } = await repository.watch();
    expect(errors).toEqual([]);
    expect(log.filter((line) => line.startsWith('- '))).toHaveLength(21);
    expect(log).toContain('- 3 more');
  });
});
