import { readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import { rotate } from '../../src/commands/rotate.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { DEFAULTS, exampleSecrets, type Workspace, workspace } from './workspace.ts';

const FILE = 'plan.json';
const SIMULATOR = DEFAULTS.simulator;
const JSON_OUT = { ...DEFAULTS, format: 'json' } as const;
const SAVED = { ...JSON_OUT, plan: FILE };

async function planned(only: readonly string[] = []): Promise<Workspace> {
  const at = await workspace({ examples: true, env: await exampleSecrets() });
  await at.run((context) => plan(context, { ...DEFAULTS, only, out: FILE }));
  return at;
}

const applied = async ({ run }: Workspace, options: object = {}) => {
  const { output, exitCode } = await run((context) => apply(context, { ...SAVED, ...options }));
  return { exitCode, ...JSON.parse(output) };
};

async function reviseAccountState(revise: (accountState: AccountState) => AccountState): Promise<void> {
  await writeFile(SIMULATOR, JSON.stringify(revise(JSON.parse(await readFile(SIMULATOR, 'utf8')))));
}

const withStatus = (streamId: number, status: string) => (accountState: AccountState) => ({
  ...accountState,
  streams: accountState.streams.map((stream) =>
    stream.streamId === streamId ? { ...stream, status } : stream,
  ),
});

test('a refused rotation says whether a version of another run satisfies it', async () => {
  const at = await workspace({ examples: true, env: await exampleSecrets() });
  const only = ['edge-archive'];
  const options = { ...DEFAULTS, format: 'json', names: only, allUsing: [] } as const;
  await at.run((context) => apply(context, { ...DEFAULTS, only, wait: 60_000 }));
  await at.run((context) => rotate(context, options));
  await at.run((context) => plan(context, { ...DEFAULTS, only, out: FILE }));
  await at.run((context) => apply(context, { ...DEFAULTS, only, wait: 60_000 }));
  const { exitCode, refusals } = await applied(at);
  expect(exitCode).toBe(3);
  expect(refusals[0].message).toMatch(
    /version 5 is the latest, .* which satisfies rotateSecretsAfter \(2026-/,
  );
});

describe('a saved plan', () => {
  test('is applied unchanged: manifests are not read again', async () => {
    const at = await planned(['edge-archive']);
    await rm('streams/edge-archive.yaml');
    const { outcome, exitCode, items } = await applied(at);
    expect([outcome, exitCode]).toEqual(['progressing', 0]);
    expect(items[0].steps[0]).toEqual({ do: 'update', result: 'done' });
  });

  test.each<[string, (at: Workspace) => Promise<unknown>, RegExp]>([
    [
      'a version changed',
      (at) => applied(at),
      /made from version 3, and version 4 is the latest, changed by api-client at/,
    ],
    [
      'a stream to create exists',
      async ({ run }) => run((context) => apply(context, { ...DEFAULTS, only: ['agent-analytics'] })),
      /agent-analytics: a stream of this name exists by now/,
    ],
    [
      'a stream to change no longer exists',
      () =>
        reviseAccountState((accountState) => ({
          ...accountState,
          streams: accountState.streams.filter((s) => s.streamId !== 7050),
        })),
      /edge-archive: stream 7050 is gone/,
    ],
    [
      'a status changed so that the steps differ',
      () => reviseAccountState(withStatus(7033, 'DEACTIVATED')),
      /legacy-datadog: its status was ACTIVATED and is DEACTIVATED/,
    ],
  ])('is refused as a whole, with nothing written, if it is stale: %s', async (_, meanwhile, message) => {
    const at = await planned();
    await meanwhile(at);
    const before = JSON.parse(await readFile(SIMULATOR, 'utf8')).streams;
    const { outcome, exitCode, refusals, items } = await applied(at);
    expect([outcome, exitCode]).toEqual(['refused', 3]);
    expect(refusals.map(({ code }: { code: string }) => code)).toContain('stale-plan');
    expect(refusals.map((refusal: { message: string }) => refusal.message).join('\n')).toMatch(message);
    const results = items.flatMap((item: { steps: { result: string }[] }) => item.steps);
    expect(new Set(results.map(({ result }: { result: string }) => result))).toEqual(new Set(['not-run']));
    expect(JSON.parse(await readFile(SIMULATOR, 'utf8')).streams).toEqual(before);
  });

  test('remains refused for the reasons found when it was created, and over a limit until --allow', async () => {
    const at = await planned();
    await at.run((context) => plan(context, { ...DEFAULTS, allow: { live: 0 }, out: FILE }));
    expect(await applied(at, { allow: { live: 0 } })).toMatchObject({ outcome: 'refused', exitCode: 3 });
    const text = await readFile('streams/edge-archive.yaml', 'utf8');
    await writeFile('streams/edge-archive.yaml', text.replace('state: active', 'state: inactive'));
    const refused = await at.run((context) => plan(context, { ...DEFAULTS, out: FILE }));
    expect(refused.exitCode).toBe(3);
    expect(await applied(at)).toMatchObject({ exitCode: 3, refusals: [{ code: 'protected' }] });
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ['printed JSON', (text) => text, /--format json.*prints/],
    ['truncated', (text) => text.slice(0, -9), /no plan saved/],
    ['of a later format', (text) => text.replace('"formatVersion": 1', '"formatVersion": 2'), /has format 2/],
  ])('is reported if it is invalid: %s', async (_, change, message) => {
    const at = await planned();
    const printed = await at.run((context) => plan(context, JSON_OUT));
    await at.write(FILE, change(printed.output));
    await expect(at.run((context) => apply(context, SAVED))).rejects.toThrow(message);
  });

  test('is an error if it was modified: removed sources are counted against a limit', async () => {
    const at = await planned();
    const saved = JSON.parse(await readFile(FILE, 'utf8'));
    for (const item of saved.items) item.changes = [];
    await at.write(FILE, JSON.stringify(saved));
    await expect(at.run((context) => apply(context, SAVED))).rejects.toThrow(/changed or damaged/);
  });

  test('continues without --wait if the transition it waits for has ended', async () => {
    const at = await planned(['edge-archive']);
    await applied(at);
    const text = await readFile('streams/edge-archive.yaml', 'utf8');
    await writeFile('streams/edge-archive.yaml', text.replace('    - country\n', ''));
    await at.run((context) => plan(context, { ...DEFAULTS, only: ['edge-archive'], out: FILE }));
    await at.clock.advance(60_000);
    const { items } = await applied(at);
    expect(
      items[0].steps.map(({ do: step, result }: { do: string; result: string }) => `${step} ${result}`),
    ).toEqual(['await done', 'update done', 'await pending']);
  });

  test('is applied as a whole: --only and --rotate are options of plan', async () => {
    const at = await planned();
    for (const option of [{ only: ['edge-archive'] }, { rotate: ['edge-archive'] }]) {
      await expect(at.run((context) => apply(context, { ...SAVED, ...option }))).rejects.toThrow(
        /applied as a whole/,
      );
    }
  });
});
