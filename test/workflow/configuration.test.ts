import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn, type Files } from './stream-files.ts';

const VERSION = 'apiVersion: datastream-gitops/v1\n';
/** The configuration file, which is next to the folder of the manifests. */
const configuration = (text: string): Files => ({ '../datastream': VERSION + text });
const ALWAYS = 'freezes: [{ when: "Mon-Sun 00:00-24:00 UTC", reason: Sale }]\n';

/** Returns a repository with the stream `web`, and with a configuration file in main. */
async function repositoryWith(text: string): Promise<Repository> {
  const repository = await Repository.open();
  await repository.stable(cdn('web'));
  repository.merge(await repository.pull(configuration(text)));
  return repository;
}

describe('on a change request', () => {
  it('the limits of the base branch hold, and the comment begins with what the file changes', async () => {
    const repository = await repositoryWith('limits: { live: 0 }\n');
    const change = { ...configuration('limits: { live: 99 }\n'), ...cdn('web', { fields: [1000, 1002] }) };
    const { ran } = await repository.propose(change);
    expect(ran.code).toBe(3);
    expect(ran.errors.join()).toContain('the limit for one run is 0 (datastream.yaml:2)');
    expect(ran.summary).toContain('limits.live: 0 → 99');
    expect(ran.summary.indexOf('limits.live')).toBeLessThan(ran.summary.indexOf('Refused'));
  });

  it('a file that the change adds does not hold', async () => {
    const repository = await Repository.open();
    await repository.stable(cdn('web'));
    const change = { ...configuration('limits: { live: 0 }\n'), ...cdn('web', { fields: [1000, 1002] }) };
    const { ran } = await repository.propose(change);
    expect(ran.code).toBe(0);
    expect(ran.summary).toContain('limits.live: not set → 0');
  });

  it('allowed secrets of the base branch hold', async () => {
    const repository = await repositoryWith('allowedSecrets: [OTHER]\n');
    const { ran } = await repository.propose(configuration('allowedSecrets: ["*"]\n'));
    expect(ran.code).toBe(1);
    expect(ran.errors.join()).toContain('is not in allowedSecrets (datastream.yaml:2)');
  });

  it('a link in the base branch fails the plan, since no limits are known', async () => {
    const repository = await repositoryWith('limits: { live: 0 }\n');
    repository.forge.links.add('datastream.yaml');
    await expect(repository.propose(configuration('limits: { live: 0 }\n'))).rejects.toThrow(
      'datastream.yaml of the base branch is not a regular file.',
    );
  });

  it('a changed account key is announced, and is not shown', async () => {
    const of = (key: string) => `targets: { production: { accountKey: ${key} } }\n`;
    const repository = await repositoryWith(of('1-ABC123'));
    const { ran } = await repository.propose(configuration(of('1-XYZ789')));
    expect(ran.summary).toContain('accountKey: *** → ***');
    expect(ran.summary).not.toMatch(/1-(?:ABC123|XYZ789)/);
  });

  it('a target that the base branch lacks fails the plan, with the name of that branch', async () => {
    const repository = await Repository.open();
    await repository.stable(cdn('web'));
    repository.push(configuration('targets: { staging: {} }\n'));
    await expect(repository.propose(configuration('targets: { production: {} }\n'))).rejects.toThrow(
      'base branch applies to this change. datastream.yaml has no target "production"',
    );
  });

  it('an invalid file of the base branch fails the plan, with the name of that branch', async () => {
    const repository = await Repository.open();
    repository.push(configuration('limit: {}\n'));
    const { ran } = await repository.propose(configuration('limits: {}\n'));
    expect(ran.code).toBe(1);
    expect(ran.errors.join()).toContain('datastream.yaml of the base branch');
  });

  it('an invalid file fails the plan', async () => {
    const repository = await repositoryWith('limits: { live: 5 }\n');
    const { ran } = await repository.propose(configuration('limit: {}\n'));
    expect(ran.code).toBe(1);
    expect(ran.errors.join()).toContain('Unknown key "limit"');
  });
});

describe('a freeze', () => {
  it('refuses an apply of what was approved, unless it is overridden; the record has the reason', async () => {
    const repository = await repositoryWith(ALWAYS);
    repository.merge(await repository.pull(cdn('web', { fields: [1000, 1002] })));
    const refused = await repository.apply();
    expect(refused.code).toBe(3);
    expect(refused.summary).toContain('a freeze is in force');
    expect(await repository.state('web')).toBe('ACTIVATED v1');
    const applied = await repository.apply({ inputs: { overrideFreeze: 'Incident 4711' } });
    expect(applied.errors).toEqual([]);
    expect(applied.summary).toContain('Incident 4711');
    expect(repository.lastRecord().freezeOverride).toMatchObject({ reason: 'Incident 4711' });
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });

  it('holds back steps that the watch would take, and not the deactivation before them', async () => {
    const repository = await repositoryWith(ALWAYS);
    repository.merge(await repository.pull(cdn('web', { state: 'inactive', fields: [1002] })));
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('DEACTIVATING v1');
    await repository.pass(2 * HOUR);
    const ran = await repository.watch();
    expect(ran.code).toBe(0);
    expect(ran.events.filter(({ tag }) => tag === 'step-started')).toEqual([]);
    expect(ran.summary).toMatch(/A freeze .* holds back the next step of 1 stream \(`web`\)/);
    expect(ran.summary).toContain('every other stream matches its manifest');
    expect(await repository.state('web')).toMatch(/ v1$/);
    repository.push(configuration('freezes: []\n'));
    await repository.apply();
    await repository.watch();
    expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  });
});

describe('a field set', () => {
  const set = (...fields: readonly number[]) =>
    configuration(`fieldSets: { base: [${fields.join(', ')}] }\n`);
  const using = (name: string, property: number): Files => {
    const [text = ''] = Object.values(cdn(name, { property, fields: [1000] }));
    return { [name]: text.replace('datasetFields: [1000]', 'datasetFields: [{ fieldSet: base }]') };
  };

  /** The streams `web` and `shop` use the set; `other` does not. */
  async function repositoryWithSet(): Promise<Repository> {
    const repository = await Repository.open();
    const streams = {
      ...using('web', 349770),
      ...using('shop', 349774),
      ...cdn('other', { property: 349772 }),
    };
    const ran = await merged(repository, { ...set(1000), ...streams });
    expect(ran.errors).toEqual([]);
    await repository.pass(2 * HOUR);
    await repository.watch();
    return repository;
  }

  async function merged(repository: Repository, change: Files) {
    const { number } = await repository.propose(change);
    repository.merge(number);
    return repository.apply();
  }

  it('of the change itself holds: the plan shows every stream that uses it, and the merge applies them', async () => {
    const repository = await repositoryWithSet();
    const { ran, number } = await repository.propose(set(1000, 1002));
    expect(ran.errors).toEqual([]);
    expect(ran.counts?.changed).toBe(2);
    repository.merge(number);
    const applied = await repository.apply();
    expect(applied.errors).toEqual([]);
    expect(applied.code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
    expect(await repository.state('shop')).toBe('ACTIVATING v2');
    expect(await repository.state('other')).toBe('ACTIVATED v1');
  });

  it('that was merged long ago is found among many commits', async () => {
    const repository = await repositoryWithSet();
    repository.merge((await repository.propose(set(1000, 1002))).number);
    for (let at = 0; at < 12; at += 1) repository.push({ [`../docs/${at}`]: `${at}` });
    await repository.apply();
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });

  it('that an earlier step of the job changed makes unknown what the change overwrites', async () => {
    const repository = await repositoryWithSet();
    const prepare = () => writeFile('datastream.yaml', `${VERSION}fieldSets: { base: [1000, 1002] }\n`);
    const { ran } = await repository.propose(cdn('web', { property: 349770 }), { prepare });
    expect(ran.notices.join()).toContain('datastream.yaml differs from its content in git');
  });
});
