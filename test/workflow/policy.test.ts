import { describe, expect, it } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn, type Files } from './stream-files.ts';

const VERSION = 'apiVersion: datastream-gitops/v1\n';
const configuration = (text: string): Files => ({ '../datastream': VERSION + text });
const FORBIDDEN = 'policy: [{ reason: Privacy rules, forbiddenFields: [cliIP] }]\n';
const VIOLATING = cdn('web', { fields: [1000, 1006] });

/** Returns a repository with the live stream `web`, and with a configuration file in main. */
async function repositoryWith(text: string): Promise<Repository> {
  const repository = await Repository.open();
  await repository.stable(cdn('web'));
  repository.push(configuration(text));
  return repository;
}

describe('on a change request', () => {
  it('the policy of the base branch holds, and the comment begins with what the change does to it', async () => {
    const repository = await repositoryWith(FORBIDDEN);
    const { ran } = await repository.propose({ ...configuration('policy: []\n'), ...VIOLATING });
    expect(ran.code).toBe(1);
    expect(ran.summary).toContain(
      'is forbidden by the policy at datastream.yaml:<!-- -->2: Privacy rules. Remove it.',
    );
    const change = 'policy "Privacy rules", forbiddenFields: ["cliIP"] → not set';
    expect(ran.summary).toContain(change);
    expect(ran.summary.indexOf(change)).toBeLessThan(ran.summary.indexOf('Remove it'));
  });

  it('a policy that the change adds does not hold yet, and its order has no meaning', async () => {
    const first = '{ reason: First, requiredFields: [cp] }';
    const repository = await repositoryWith(`policy: [${first}]\n`);
    const added = '{ reason: Privacy rules, forbiddenFields: [cliIP] }';
    const { ran } = await repository.propose({
      ...configuration(`policy: [${added}, ${first}]\n`),
      ...VIOLATING,
    });
    expect(ran.code).toBe(0);
    expect(ran.summary).toContain('policy "Privacy rules", forbiddenFields: not set → ["cliIP"]');
    expect(ran.summary).not.toContain('First');
  });

  it('nothing of a stream that violates a policy is approved by merging', async () => {
    const repository = await repositoryWith(FORBIDDEN);
    const { number } = await repository.propose({ ...configuration('policy: []\n'), ...VIOLATING });
    repository.merge(number);
    const ran = await repository.apply();
    expect(ran.code).toBe(3);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });
});

describe('a policy that is merged later', () => {
  it('holds an update that was approved before', async () => {
    const repository = await repositoryWith('limits: {}\n');
    repository.merge(await repository.pull(VIOLATING));
    repository.push(configuration(FORBIDDEN));
    const ran = await repository.apply();
    expect(ran.code).toBe(1);
    expect(ran.summary).toContain('Privacy rules');
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });

  it('holds an update that was approved before, also by the id of its plan', async () => {
    const repository = await repositoryWith('limits: {}\n');
    const number = repository.forge.open('later');
    const planId = await repository.plan(number, VIOLATING);
    repository.push({ ...VIOLATING, ...configuration(FORBIDDEN) });
    await repository.apply({ inputs: { planId } });
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });

  it('holds the recorded step that the watch would take', async () => {
    const repository = await repositoryWith('limits: {}\n');
    repository.merge(await repository.pull(cdn('web', { state: 'inactive', fields: [1000, 1006] })));
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('DEACTIVATING v1');
    repository.push(configuration(FORBIDDEN));
    await repository.pass(2 * HOUR);
    const ran = await repository.watch();
    expect(ran.events.filter(({ tag }) => tag === 'step-started')).toEqual([]);
    expect(await repository.state('web')).toMatch(/ v1$/);
  });

  it('does not hold the approved deactivation of a stream that violates it', async () => {
    const repository = await Repository.open();
    await repository.stable(VIOLATING);
    repository.push(configuration(FORBIDDEN));
    repository.merge(await repository.pull(cdn('web', { state: 'inactive', fields: [1000, 1006] })));
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('DEACTIVATING v1');
  });
});
