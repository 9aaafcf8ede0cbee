import { beforeEach, describe, expect, test } from 'vitest';
import { Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
});

const change = cdn('web', { fields: [1002] });

describe('a refused or failed run reports its reason', () => {
  test('if the history was rewritten', async () => {
    const pull = await repository.pull(change);
    repository.merge(pull);
    for (const record of repository.forge.ledger) Object.assign(record, { commit: 'gone' });
    const refused = await repository.apply();
    expect(refused.code).toBe(3);
    expect(repository.states().at(-1)).toBe('failed');
    expect(repository.forge.ledger.at(-1)?.summary).toBe('1 stopped.');
    const [command = ''] = /forge start apply .*plan-id=sha256:[0-9a-f]{64}.*/.exec(refused.summary) ?? [];
    expect(command).not.toBe('');
    expect(refused.errors.join()).toContain('the history was rewritten');
    expect(repository.forge.said(pull, 'DataStream apply')).toContain(command);
    expect(repository.lastRecord()).toMatchObject({ refused: true, complete: false, streams: [] });
  });

  test('if a secret is missing: the comment says what to do, with a link to the run', async () => {
    const pull = await repository.pull(change);
    repository.merge(pull);
    expect((await repository.apply({ env: {} })).code).toBe(1);
    expect(repository.forge.said(pull, 'DataStream apply')).toContain(
      '[repeat the job](https://forge.example/run)',
    );
  });

  test('if manifests have errors', async () => {
    repository.push({ web: 'kind: [' });
    expect((await repository.apply()).code).toBe(1);
    expect(repository.lastRecord()).toMatchObject({ refused: true });
    expect(repository.forge.ledger.at(-1)?.summary).toContain('Manifests have errors');
  });

  test('if another apply holds the lock of this machine', async () => {
    const pull = await repository.pull(change);
    repository.merge(pull);
    const free = await repository.lock();
    await expect(repository.apply()).rejects.toThrow('another apply is running on this machine');
    expect(repository.states().at(-1)).toBe('failed');
    expect(repository.lastRecord()).toMatchObject({ refused: true, complete: false, streams: [] });
    expect(repository.forge.said(pull, 'DataStream apply')).toContain(
      'another apply is running on this machine',
    );
    expect(await repository.state('web')).toBe('ACTIVATED v1');
    await free();
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });

  test('if the account does not respond', async () => {
    repository.merge(await repository.pull(change));
    await repository.workspace.write('simulator.json', 'not a state');
    await expect(repository.apply()).rejects.toThrow();
    expect(repository.states().at(-1)).toBe('failed');
    expect(repository.forge.ledger.at(-1)?.summary).toContain('Ended with an error');
  });
});

describe('a refused run is not an apply of its commit', () => {
  test('a re-run of it remains refused, however often', async () => {
    const old = repository.forge.commits.at(-1) ?? '';
    const before = repository.main;
    await repository.stable(change);
    repository.main = before;
    const again = () => repository.apply({ trigger: { tag: 'push', head: old, before: 'c0' } });
    expect((await again()).errors.join()).toContain('was applied already');
    expect((await again()).errors.join()).toContain('was applied already');
    expect(await repository.state('web')).toBe('ACTIVATED v2');
  });

  test('the next merge is compared with the last complete apply, so that refused streams are included', async () => {
    repository.merge(await repository.pull(change));
    const shas = repository.forge.ledger.map(({ commit }) => commit);
    for (const record of repository.forge.ledger) Object.assign(record, { commit: 'gone' });
    expect((await repository.apply()).code).toBe(3);
    repository.forge.ledger.slice(0, shas.length).forEach((record, at) => {
      Object.assign(record, { commit: shas[at] });
    });
    repository.push({});
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
  });
});
