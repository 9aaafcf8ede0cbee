import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { ApplyRunning, lockFile } from '../../src/apply/files/lock.ts';
import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import { failureExitCode } from '../../src/commands/session/exit-codes.ts';
import { systemMachine } from '../../src/files/lock-holder.ts';
import { failureJson, failureOf } from '../../src/render/progress/error.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import type { RunningServer } from '../../src/simulator/server/server.ts';
import { unmetered } from '../simulator/client.ts';
import { serveAccount } from './server.ts';
import { DEFAULTS, exampleSecrets, type Workspace, workspace } from './workspace.ts';

const HOURS = 3_600_000;
const { simulator: _, ...REAL } = DEFAULTS;

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function realAccount(): Promise<{
  readonly at: Workspace;
  readonly options: Parameters<typeof apply>[1];
}> {
  const server = await serveAccount(unmetered(seededAccount(Date.now(), { transitionTime: 0 })));
  running.push(server);
  const at = await workspace({ examples: true, env: { ...server.environment, ...(await exampleSecrets()) } });
  return { at, options: { ...REAL, endpoint: server.url, yes: true } };
}

const locks = async () => (await readdir('.datastream')).filter((name) => name.includes('.lock'));

describe('two concurrent applies', () => {
  it('to one account: the second is refused before it writes, with exit code 3, also as JSON', async () => {
    const { at, options } = await realAccount();
    const both = await at.clock.runUntil(
      Promise.allSettled([apply(at.context, options), apply(at.context, options)]),
    );
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toEqual([expect.any(ApplyRunning)]);
    expect(both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.exitCode] : []))).toEqual([0]);
    expect(failureExitCode(refused[0])).toBe(3);
    expect(failureOf(refused[0])).toMatchObject({
      code: 'apply-running',
      message: expect.stringMatching(
        new RegExp(
          `^another apply is running on this machine \\(process ${process.pid}, since 2026-01-05T09`,
        ),
      ),
      hint: expect.stringContaining('Run again when it has ended.'),
    });
    expect(JSON.parse(failureJson(failureOf(refused[0]))).error.code).toBe('apply-running');
    expect(await locks()).toEqual([]);
  });

  it('to one simulator file: the second is refused; to two files both run', async () => {
    const at = await workspace({ examples: true, env: await exampleSecrets() });
    const options = { ...DEFAULTS, wait: 3 * HOURS };
    await at.run((context) => plan(context, DEFAULTS));
    await at.clock.advance(1000);
    await at.run((context) => plan(context, { ...DEFAULTS, simulator: 'other.json' }));
    const results = await at.clock.runUntil(
      Promise.allSettled(
        [options, options, { ...options, simulator: 'other.json', cache: '.datastream/other' }].map((each) =>
          apply(at.context, each),
        ),
      ),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]?.status).toBe('fulfilled');
    expect(await locks()).toEqual([]);
  });

  it('a plan needs no lock', async () => {
    const { at, options } = await realAccount();
    const both = Promise.all([apply(at.context, options), plan(at.context, options)]);
    expect((await at.clock.runUntil(both)).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  });
});

describe('the lock is released', () => {
  it.each([
    ['after a run without consent', { yes: false }],
    ['after a run that failed', { only: ['nope'] }],
    ['after a saved plan that cannot be read', { plan: 'missing.json' }],
  ])('%s', async (_, change) => {
    const { at, options } = await realAccount();
    await at.run((context) => apply(context, { ...options, ...change })).catch(() => undefined);
    expect(existsSync('.datastream') ? await locks() : []).toEqual([]);
    expect((await at.run((context) => apply(context, options))).exitCode).toBe(0);
  });

  it('after an interrupted run', async () => {
    const { at, options } = await realAccount();
    const context = {
      ...at.context,
      listen: (event: { readonly tag: string }) => {
        if (event.tag === 'step-started') at.stop();
      },
    };
    expect((await at.run(() => apply(context, options))).exitCode).toBe(130);
    expect(await locks()).toEqual([]);
  });
});

it('a lock of a process that no longer exists is taken over, and the log says so', async () => {
  const { at, options } = await realAccount();
  const target: string[] = [];
  await at.run(() => plan({ ...at.context, opened: (opened) => target.push(opened) }, options));
  const file = lockFile(target[0] ?? '', at.context.hash);
  // Larger than the largest process id of Linux.
  const holder = { pid: 2 ** 22 + 1, since: '2026-01-05T08:00:00.000Z' };
  await writeFile(file, JSON.stringify({ ...(await systemMachine.self()), ...holder }));
  expect((await at.run((context) => apply(context, options))).exitCode).toBe(0);
  const warnings = at.events.flatMap((event) => (event.tag === 'warning' ? [event.warning] : []));
  expect(warnings).toMatchObject([{ code: 'lock-taken-over', message: expect.stringContaining(file) }]);
});
