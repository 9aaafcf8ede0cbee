import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdnText } from '../builders/manifest-texts.ts';
import { workspace } from '../commands/workspace.ts';
import { run } from './in-process.ts';

/** Always in force, since the command line has the clock of the system. */
const FREEZE = `apiVersion: datastream-gitops/v1
freezes:
  - when: Mon-Sun 00:00-24:00 UTC
    reason: End of year
`;
const APPLY = ['apply', '--simulator', '--yes', '--format', 'json'];

beforeEach(async () => {
  const { write } = await workspace({ env: {} });
  await write('streams/web.yaml', cdnText('web'));
  await write('datastream.yaml', FREEZE);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function result(...words: readonly string[]) {
  vi.stubEnv('TOKEN', 'canary-secret');
  const { exitCode, stdout } = await run(...words);
  vi.restoreAllMocks();
  return { exitCode, json: JSON.parse(stdout) };
}

describe('a freeze', () => {
  it('is shown by plan, which succeeds', async () => {
    const { exitCode, json } = await result('plan', '--simulator', '--format', 'json');
    expect(exitCode).toBe(0);
    expect(json.freeze).toMatchObject({ inForce: true, reason: 'End of year', source: 'datastream.yaml:3' });
    const { stdout } = await run('plan', '--simulator');
    expect(stdout).toContain('Freeze in force');
  });

  it('does not change the plan id', async () => {
    const frozen = await result('plan', '--simulator', '--format', 'json');
    await writeFile('datastream.yaml', FREEZE.slice(0, FREEZE.indexOf('freezes')));
    const free = await result('plan', '--simulator', '--format', 'json');
    expect(free.json.freeze).toBeUndefined();
    expect(free.json.fingerprint).toBe(frozen.json.fingerprint);
  });

  it('refuses an apply with exit code 3 before any write, also of a saved plan', async () => {
    await run('plan', '--simulator', '--out', 'plan.json');
    for (const words of [APPLY, [...APPLY, '--plan', 'plan.json']]) {
      const { exitCode, json } = await result(...words);
      expect(exitCode).toBe(3);
      expect(json).toMatchObject({
        outcome: 'refused',
        refusals: [
          { code: 'freeze', message: expect.stringContaining('(datastream.yaml:3: Mon-Sun'), names: ['web'] },
        ],
      });
    }
    const { json } = await result('status', '--simulator', '--format', 'json');
    expect(json.items).toMatchObject([{ name: 'web', next: 'create' }]);
  });

  it('is overridden with a reason, which is part of the result', async () => {
    const { exitCode, json } = await result(...APPLY, '--override-freeze', 'Incident 4711');
    expect(exitCode).toBe(0);
    expect(json.freezeOverride).toEqual({
      reason: 'Incident 4711',
      when: 'Mon-Sun 00:00-24:00 UTC',
      source: 'datastream.yaml:3',
    });
    expect(json.items[0].steps[0]).toMatchObject({ do: 'create', result: 'done' });
  });

  it('is not overridden without a reason', async () => {
    const { exitCode, stderr } = await run('apply', '--override-freeze', ' ');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Write a reason on one line');
  });

  it('holds back everything but deactivations', async () => {
    await writeFile('streams/web.yaml', cdnText('web').replace('spec:', 'spec:\n  streamId: 7050'));
    await run('status', '--simulator');
    const active = await readFile('streams/web.yaml', 'utf8');
    await writeFile('streams/web.yaml', active.replace('state: active', 'state: inactive'));
    await writeFile('streams/new.yaml', cdnText('new'));
    const { exitCode, json } = await result(...APPLY);
    expect(exitCode).toBe(0);
    expect(json.outcome).toBe('progressing');
    const steps = Object.fromEntries(
      json.items.map((item: { name: string; steps: readonly { do: string; result: string }[] }) => [
        item.name,
        item.steps.map((step) => `${step.do} ${step.result}`),
      ]),
    );
    expect(steps.web[0]).toBe('deactivate done');
    expect(steps.new[0]).toBe('create pending');
  });
});
