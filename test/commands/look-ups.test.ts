import { afterEach, describe, expect, it } from 'vitest';
import { remember } from '../../src/apply/observe/remembered-names.ts';
import { apply } from '../../src/commands/apply.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { FaultScript } from '../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import type { RunningServer } from '../../src/simulator/server/server.ts';
import { cdnText } from '../builders/manifest-texts.ts';
import { manualClock } from '../manual-clock.ts';
import { unmetered } from '../simulator/client.ts';
import { serveAccount } from './server.ts';
import { DEFAULTS, workspace } from './workspace.ts';

const { simulator: _, ...REAL } = DEFAULTS;

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

/** A new stream whose property and fields are set by name. */
const named = (name: string, property = 'www.example.com') =>
  cdnText(name, {
    state: 'inactive',
    property,
    fields: ['cp', 'reqId'],
    endpoint: `https://${name}.example.com/akamai`,
    variables: [],
  });

/** An account with its requests. Optionally refuses the first create. */
async function account({ refuses = false } = {}) {
  const requests: string[] = [];
  let isRefused = !refuses;
  const script: FaultScript = {
    nextFaults: ({ method, path }) => {
      requests.push(`${method} ${path.replace('/datastream-config-api/v3/log/', '')}`);
      if (method !== 'POST' || isRefused) return [];
      isRefused = true;
      return [{ do: 'respond', status: 400, body: '{"status":400,"errors":[{"detail":"No."}]}' }];
    },
  };
  const server = await serveAccount(unmetered(seededAccount(Date.now())), script);
  running.push(server);
  const at = await workspace({ env: server.environment });
  await at.write('streams/one.yaml', named('one'));
  await at.write('streams/two.yaml', named('two', 'shop.example.com'));
  const options = { ...REAL, endpoint: server.url, yes: true };
  return { at, options, requests };
}

describe('look-ups of names', () => {
  it('are made once in an apply, for its plan and its writes', async () => {
    const { at, options, requests } = await account();
    const result = await at.run((context) => apply(context, options));
    expect(result.exitCode, result.output).toBe(0);
    const lookUps = requests.filter((one) => !/ cdn\/streams/.test(one));
    expect(lookUps.length).toBeGreaterThan(0);
    expect(lookUps).toEqual([...new Set(lookUps)]);
    // The list of streams is read again right before the first create: nothing else shows that a name is
    // still free.
    expect(requests.filter((one) => one === 'GET cdn/streams')).toHaveLength(2);
  });

  it("are not counted again in the announced requests of an apply's plan", async () => {
    const { at, options, requests } = await account();
    const result = await at.run((context) => apply(context, { ...options, format: 'json' }));
    expect(result.exitCode, result.output).toBe(0);
    const { plan } = JSON.parse(result.output) as { readonly plan: Plan };
    expect(plan.requests.used + plan.requests.apply).toBe(requests.length);
  });

  it('are repeated after the API has refused a write that used them', async () => {
    const { at, options, requests } = await account({ refuses: true });
    const result = await at.run((context) => apply(context, options));
    expect(result.exitCode, result.output).toBe(1);
    const after = requests.slice(requests.findIndex((one) => one.startsWith('POST')) + 1);
    const before = requests.filter((one) => !/ cdn\/streams/.test(one));
    const again = after.filter((one) => !/ cdn\/streams/.test(one));
    expect(again.length).toBeGreaterThan(0);
    expect(new Set(again)).toEqual(new Set(before));
    expect(after.filter((one) => one.startsWith('POST'))).toHaveLength(1);
  });
});

it('a response is remembered for a minute, unless it is forgotten or read again', async () => {
  const clock = manualClock();
  const lookUps = remember<number>(clock);
  let asked = 0;
  const read = (isForced = false) =>
    lookUps.read('key', isForced, async () => {
      asked += 1;
      return asked;
    });
  expect([await read(), await read()]).toEqual([1, 1]);
  expect(await read(true)).toBe(2);
  lookUps.forget('key');
  expect(await read()).toBe(3);
  await clock.advance(60_000);
  expect(await read()).toBe(4);
});
