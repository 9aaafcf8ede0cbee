import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import { share } from '../../soak.ts';
import { errorOf, Killed } from '../account.ts';
import { namedStreams } from './invariants.ts';
import { ACTS, FAULTS } from './misfortunes.ts';
import { PropertyAccount } from './property-account.ts';
import { adds } from './property-plan.ts';

const NAME = 'PropertyLogging/test/1';
const HOUR = 3_600_000;
const wanted = [adds([7050])];

const WRITES: readonly (readonly [string, Omit<Fault, 'how'>])[] = [
  ['the new version', { method: 'POST', path: '/versions$' }],
  ['the dry run', { method: 'PATCH', path: 'dryRun=true' }],
  ['the change', { method: 'PATCH', path: 'rules\\?validate' }],
  ['the activation on staging', { method: 'POST', path: '/activations$' }],
  ['the activation on production', { method: 'POST', path: '/activations$', nth: 2 }],
];

const READS: readonly (readonly [string, Omit<Fault, 'how'>])[] = [
  ['the property', { method: 'GET', path: '/properties/1$' }],
  ['a rule tree', { method: 'GET', path: '/rules' }],
  ['hostnames', { method: 'GET', path: '/hostnames' }],
  ['activations', { method: 'GET', path: '/activations$' }],
];

/** Everything is as the manifest says, with one version more. */
async function expectConverged(account: PropertyAccount, versions = 2): Promise<void> {
  const last = await account.converge(wanted);
  expect(last.items.map(({ action }) => action)).toEqual(['none']);
  const live = account.live();
  expect(account.active()).toBe(`staging ${live.version}, production ${live.version}`);
  expect(namedStreams(live.rules)).toEqual([['7000', '7050']]);
  expect(account.property().versions).toHaveLength(versions);
  expect(account.violations()).toEqual([]);
}

describe('a fault of one request', () => {
  const cases = WRITES.flatMap(([write, where]) =>
    FAULTS.map(([name, how]) => [write, name, { ...where, how }] as const),
  );

  test.each(cases)('%s: %s', async (_write, _name, one) => {
    const account = new PropertyAccount();
    const { outcome, requests } = await account.apply(wanted, { wait: HOUR, faults: [one] });
    const writes = requests.filter((request) => !request.startsWith('GET'));
    const sent = new Set(writes.filter((request) => request.startsWith('POST /properties/1/versions')));
    if (outcome.outcome === 'failed') expect(errorOf(outcome, NAME)).toMatch(/\.$/);
    expect(sent.size).toBeLessThanOrEqual(1);
    await account.clock.advance(60_000);
    await expectConverged(account);
  });

  test.each(
    READS.flatMap(([read, where]) =>
      share(FAULTS).flatMap(([name, how]) =>
        [1, 2, 3].map((nth) => [read, name, { ...where, how, nth }] as const),
      ),
    ),
  )('reading %s: %s (%o)', async (_read, _name, one) => {
    const account = new PropertyAccount();
    await account.apply(wanted, { wait: HOUR, faults: [one] });
    await expectConverged(account);
  });
});

/** The requests of a run, counted from 1: all writes, and some of the reads between them. */
async function moments(): Promise<readonly number[]> {
  const { requests } = await new PropertyAccount().apply(wanted, { wait: HOUR });
  const reads = [...requests.keys()].filter((index) => requests[index]?.startsWith('GET'));
  const some = new Set(share(reads));
  return [...requests.keys()]
    .filter((index) => !reads.includes(index) || some.has(index))
    .map((index) => index + 1);
}

describe('a run that ends', () => {
  test('between any two requests is continued by the next one', async () => {
    for (const request of await moments()) {
      const account = new PropertyAccount();
      const killAt = { request, when: 'after' } as const;
      await expect(account.apply(wanted, { wait: HOUR, killAt })).rejects.toThrow(Killed);
      await expectConverged(account);
    }
  });

  test('by a signal between any two requests is continued by the next one', async () => {
    for (const abortAt of await moments()) {
      const account = new PropertyAccount();
      const { outcome } = await account.apply(wanted, { wait: HOUR, abortAt });
      expect(['interrupted', 'converged']).toContain(outcome.outcome);
      await expectConverged(account);
    }
  });
});

describe('another user', () => {
  test.each(ACTS)('%s between any two requests, and nothing of it is lost', async (_name, act) => {
    for (const [index, request] of share(
      await moments(),
      ACTS.findIndex(([, one]) => one === act),
    ).entries()) {
      const account = new PropertyAccount();
      let others: string | undefined;
      await account.apply(wanted, {
        wait: HOUR,
        disturb: {
          request,
          act: () => {
            act(account);
            others = account.changesOfOthers();
          },
        },
      });
      expect(account.violations(), `${index}`).toEqual([]);
      expect(account.changesOfOthers()).toBe(others);
    }
  });
});
