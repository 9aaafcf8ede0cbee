import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { status } from '../../src/commands/status.ts';
import { faultScript } from '../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { serveAccount } from './server.ts';
import { DEFAULTS, exampleSecrets, type Workspace, workspace } from './workspace.ts';

const SIMULATOR = DEFAULTS.simulator;
const OPTIONS = { ...DEFAULTS, format: 'json', only: ['edge-archive'] } as const;

const statusOf = async ({ run }: Workspace, options: object = {}) =>
  JSON.parse((await run((context) => status(context, { ...OPTIONS, ...options }))).output);

/** A command environment whose `edge-archive` is in transition for ten seconds. */
async function inTransition(): Promise<Workspace> {
  const at = await workspace({ examples: true, env: await exampleSecrets() });
  await at.run((context) => apply(context, { ...DEFAULTS, only: ['edge-archive'] }));
  return at;
}

/** Every list after the first fails. */
function failing(code: number) {
  return faultScript([{ path: '/streams$', nth: 2, times: 0, how: { do: 'respond', status: code } }]);
}

describe('the status report', () => {
  test('of a stream in transition has its state, its start and the time of the next possible update', async () => {
    const at = await inTransition();
    const { items } = await statusOf(at);
    expect(items).toMatchObject([
      {
        name: 'edge-archive',
        status: 'ACTIVATING',
        wanted: 'active',
        next: 'await',
        condition: 'in-transition',
        since: '2026-01-05T09:00:00.000Z',
        earliestEdit: '2026-01-05T10:30:00.000Z',
      },
    ]);
    await at.clock.advance(5000);
    expect((await statusOf(at, { overdue: 4000 })).items).toMatchObject([{ condition: 'overdue' }]);
  });

  test('of a recorded transition with another result says that it reverted', async () => {
    const at = await inTransition();
    const accountState = JSON.parse(await readFile(SIMULATOR, 'utf8'));
    for (const stream of accountState.streams) {
      if (stream.streamId === 7050)
        Object.assign(stream, { status: 'DEACTIVATED', transitionTime: undefined });
    }
    await writeFile(SIMULATOR, JSON.stringify(accountState));
    const [item] = (await statusOf(at)).items;
    expect(item).toMatchObject({ status: 'DEACTIVATED', condition: 'reverted', next: 'activate' });
  });
});

describe('status --wait of one manifest', () => {
  test('does not report a stream of another manifest as unmanaged once the wait ends', async () => {
    const at = await inTransition();
    const before = await statusOf(at);
    const after = await statusOf(at, { wait: 3_600_000 });
    expect(after.items).toMatchObject([{ status: 'ACTIVATED', condition: 'stable' }]);
    expect(after.orphans).toEqual(before.orphans);
    expect(after.orphans.map(({ name }: { name: string }) => name)).toEqual(['portal-experiment']);
  });

  test('ends at its limit, also if the interval is longer', async () => {
    const at = await inTransition();
    const began = at.clock.now();
    const { items } = await statusOf(at, { wait: 3000, poll: 3_600_000 });
    expect(items).toMatchObject([{ status: 'ACTIVATING' }]);
    expect(at.clock.now() - began).toBe(3000);
  });

  test.each([
    ['retries a failed poll', 503],
    ['ends if access is denied', 403],
  ])('%s: %i', async (_, code) => {
    const { context, run } = await workspace({ examples: true });
    const server = await serveAccount(seededAccount(Date.now()), failing(code));
    const { simulator: _simulator, ...options } = { ...OPTIONS, only: ['dns-queries'], endpoint: server.url };
    const real = { ...context, env: server.environment };
    const waiting = run(() => status(real, { ...options, wait: 90_000, poll: 60_000 }));
    if (code === 403) await expect(waiting).rejects.toThrow(/403/);
    else expect(JSON.parse((await waiting).output).items).toMatchObject([{ status: 'ACTIVATING' }]);
    await server.close();
  });
});
