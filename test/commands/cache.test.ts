import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { DEFAULTS, exampleSecrets, type Workspace, workspace } from './workspace.ts';

const SIMULATOR = DEFAULTS.simulator;
const ONE = { ...DEFAULTS, only: ['edge-archive'], format: 'json' } as const;

const atWorkspace = async () => workspace({ examples: true, env: await exampleSecrets() });
const planOf = async ({ run }: Workspace, options: object = {}) =>
  JSON.parse((await run((context) => plan(context, { ...DEFAULTS, format: 'json', ...options }))).output);
const applyOf = async ({ run }: Workspace, options: object = {}) =>
  JSON.parse((await run((context) => apply(context, { ...ONE, ...options }))).output);

/** The content of a plan without its number of requests. */
const meaning = ({ requests: _requests, ...rest }: Record<string, unknown>) => rest;

async function entries(): Promise<readonly string[]> {
  const found = await readdir(DEFAULTS.cache, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

describe('the version cache of a run', () => {
  test('can be lost without effect: the plan is the same with more requests', async () => {
    const at = await atWorkspace();
    await planOf(at, { cache: undefined });
    await at.clock.advance(60_000);
    const cold = await planOf(at);
    const warm = await planOf(at);
    // A list for CDN, one for Edge DNS, one for DataStream 1.
    expect(warm.requests.used).toBe(3);
    expect(cold.requests.used).toBeGreaterThan(6);
    for (const file of await entries()) await writeFile(file, '{ "format": 1, "value"');
    const damaged = await planOf(at);
    await rm(DEFAULTS.cache, { recursive: true });
    for (const other of [warm, damaged, await planOf(at), await planOf(at, { cache: undefined })]) {
      expect(meaning(other)).toEqual(meaning(cold));
    }
  });

  test('refuses a folder that would hold the journal', async () => {
    const at = await atWorkspace();
    for (const cache of ['.datastream', '.', '.datastream/journal.jsonl']) {
      await expect(planOf(at, { cache })).rejects.toThrow(/would contain the journal.*Use a separate folder/);
    }
  });

  test('is shared by clients with the same key, and by no others', async () => {
    const at = await atWorkspace();
    await planOf(at, { cacheKey: 'k'.repeat(32) });
    const env = { ...at.context.env, DATASTREAM_CACHE_KEY: `${'k'.repeat(32)}\n` };
    const other: Workspace = { ...at, run: (command) => at.run((context) => command({ ...context, env })) };
    expect((await planOf(other)).requests.used).toBe(3);
    expect((await planOf(at)).requests.used).toBeGreaterThan(6);
    const short = planOf(at, { cacheKey: 'k'.repeat(31) });
    await expect(short).rejects.toThrow(/has 31 characters, fewer than 32/);
  });

  /** A manifest with a property that only a look-up knows, planned once. */
  async function plannedWithProperty(name: string): Promise<Workspace> {
    const at = await atWorkspace();
    await planOf(at);
    await changeProperties((all) => [
      ...all,
      { ...all[0], propertyId: 900_001, propertyName: name } as never,
    ]);
    const text = await readFile('streams/agent-analytics.yaml', 'utf8');
    const moved = text
      .replace(/^( +name:) agent-analytics/m, '$1 moved')
      .replace(/^( +properties:).*$/m, `$1 [${name}]`);
    await writeFile('streams/moved.yaml', moved);
    expect((await planOf(at, { only: ['moved'] })).items).toMatchObject([
      { name: 'moved', action: 'create' },
    ]);
    return at;
  }

  async function changeProperties(
    change: (
      all: AccountState['accountObjects']['properties'],
    ) => AccountState['accountObjects']['properties'],
  ): Promise<void> {
    const accountState: AccountState = JSON.parse(await readFile(SIMULATOR, 'utf8'));
    const accountObjects = {
      ...accountState.accountObjects,
      properties: change(accountState.accountObjects.properties),
    };
    await writeFile(SIMULATOR, JSON.stringify({ ...accountState, accountObjects }));
  }

  const idIn = (planned: { readonly items: readonly object[] }) =>
    JSON.stringify(planned.items).match(/90000\d/)?.[0];

  test('drops a name whose id changed as soon as apply has noticed: the next plan shows the new id', async () => {
    const at = await plannedWithProperty('moved.example.com');
    await changeProperties((all) =>
      all.map((one) => (one.propertyId === 900_001 ? { ...one, propertyId: 900_002 } : one)),
    );
    const only = { only: ['moved'] };
    expect(idIn(await planOf(at, only))).toBe('900001');
    const outcome = await applyOf(at, { ...only, yes: true });
    expect(JSON.stringify(outcome.items)).toContain('has 900002 now');
    expect(idIn(await planOf(at, only))).toBe('900002');
    expect((await applyOf(at, { ...only, yes: true })).outcome).toBe('progressing');
  });

  test('sends an unknown member as the API returns it now, even if the cached version has another value', async () => {
    const at = await atWorkspace();
    await planOf(at);
    // The API returns another value for a member that the product does not know, in the same version.
    const accountState: AccountState = JSON.parse(await readFile(SIMULATOR, 'utf8'));
    const streams = accountState.streams.map((stream) => ({
      ...stream,
      versions: stream.versions.map((version) => ({
        ...version,
        content: { ...version.content, latencyProfile: 'NEW_WORD' },
      })),
    }));
    await writeFile(SIMULATOR, JSON.stringify({ ...accountState, streams }));
    const first = await applyOf(at);
    expect(first.outcome).toBe('progressing');
    const { streams: after }: AccountState = JSON.parse(await readFile(SIMULATOR, 'utf8'));
    const edited = after.find(({ streamId }) => streamId === 7050)?.versions.at(-1);
    expect(edited).toMatchObject({ version: 4, content: { latencyProfile: 'NEW_WORD' } });
  });

  test('distinguishes a simulated account from a new one that assigns the same ids', async () => {
    const at = await atWorkspace();
    const only = { only: ['agent-analytics'] };
    const file = 'streams/agent-analytics.yaml';
    await applyOf(at, only);
    expect((await planOf(at, only)).items).toMatchObject([
      { action: 'none', streamId: 7100, baseVersion: 1 },
    ]);
    await rm(SIMULATOR);
    await at.clock.advance(1000);
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('intervalInSeconds: 30', 'intervalInSeconds: 60'),
    );
    await applyOf(at, only);
    expect((await planOf(at, only)).items).toMatchObject([
      { action: 'none', streamId: 7100, baseVersion: 1, changes: [] },
    ]);
  });
});
