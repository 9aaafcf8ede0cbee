import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { Account, fault, HOUR, Killed, stepsText } from './account.ts';
import { manifest } from './manifests.ts';

const before = [
  manifest('edited', {}, { properties: [349770] }),
  manifest('stopped', {}, { properties: [349774] }),
  manifest('gone', { state: 'inactive' }, { properties: [349776] }),
];
const wanted = [
  manifest('born', {}, { properties: [349772] }),
  manifest('edited', {}, { properties: [349770], datasetFields: [1000] }),
  manifest('gone', { state: 'absent' }, { properties: [349776] }),
  manifest('stopped', { state: 'inactive' }, { properties: [349774], datasetFields: [1002] }),
];
const END = ['ACTIVATED v1', 'ACTIVATED v2', 'gone', 'INACTIVE v2'];
const states = (account: Account) => wanted.map(({ name }) => account.state(name));

async function account(): Promise<Account> {
  const made = new Account({ transitionTime: 10 * 60_000 });
  await made.converge(before);
  await made.clock.advance(10 * 60_000);
  return made;
}

function isInsideWrite(events: readonly RunEvent[], event: RunEvent): boolean {
  const before = events.slice(0, events.indexOf(event));
  return (
    before.findLast(({ tag }) => tag === 'write-started' || tag === 'write-ended')?.tag === 'write-started'
  );
}

/** Request counts: create: 2; update: 2; delete: 2; deactivate: 2; polls, read and update: more than 4. */
const REQUESTS = Array.from({ length: 14 }, (_, n) => n + 1);

describe('Ctrl-C', () => {
  test.each(REQUESTS)(
    'at request %i finishes that request, starts nothing new, and the outcome is interrupted',
    async (abortAt) => {
      const made = await account();
      const { outcome, requests, events } = await made.apply(wanted, { wait: HOUR, abortAt });
      // A write in flight is finished and judged by its response. Nothing else is sent.
      expect(requests).toHaveLength(abortAt);
      expect(events.filter((event) => event.tag === 'interrupted')).toHaveLength(1);
      expect(outcome.outcome).toBe('interrupted');
      await made.converge(wanted);
      expect(states(made)).toEqual(END);
    },
  );

  test.each([...REQUESTS, 1000])(
    'at request %i keeps every request of a write between write-started and write-ended of its stream',
    async (abortAt) => {
      const made = await account();
      const { events, requests } = await made.apply(wanted, { wait: HOUR, abortAt });
      const writes = events.filter(({ tag }) => tag === 'write-started' || tag === 'write-ended');
      expect(writes.map(({ tag }) => tag)).toEqual(
        writes.map((_, i) => (i % 2 === 0 ? 'write-started' : 'write-ended')),
      );
      expect(writes.length % 2).toBe(0);
      const steps = events.filter(({ tag }) => ['step-started', 'step-done', 'step-failed'].includes(tag));
      const outside = steps.filter((step) => !isInsideWrite(events, step));
      expect(outside.every((step) => step.tag === 'step-done' && step.step === 'await')).toBe(true);
      const sent = requests.filter((request) => !request.startsWith('GET'));
      expect(sent).toHaveLength(events.filter(({ tag }) => tag === 'step-started').length);
    },
  );

  test('ends the wait immediately, with transitions pending', async () => {
    const made = new Account();
    const { outcome } = await made.apply([manifest('born')], { wait: 3 * HOUR, abortAt: 3 });
    expect(stepsText(outcome, 'born')).toBe('create done, await pending');
  });

  test('ends the look-up after a lost response; its outcome is unknown', async () => {
    const made = new Account();
    const { outcome, requests } = await made.apply([manifest('born')], {
      abortAt: 2,
      faults: [fault({ do: 'lose-response' }, { method: 'POST' })],
    });
    expect(requests).toHaveLength(2);
    expect(stepsText(outcome, 'born')).toBe('create failed, await not-run');
    await made.converge([manifest('born')]);
    expect(made.state('born')).toBe('ACTIVATED v1');
  });
});

describe('a killed run', () => {
  test.each(REQUESTS.flatMap((request) => [[request, 'before'] as const, [request, 'after'] as const]))(
    'at request %i, %s it, is repaired by running again',
    async (request, when) => {
      const made = await account();
      await expect(made.apply(wanted, { wait: HOUR, killAt: { request, when } })).rejects.toThrow(Killed);
      await made.converge(wanted);
      expect(states(made)).toEqual(END);
    },
  );
});

test('a step that is blocked before its request is never reported as started, and its write still ends', async () => {
  const made = new Account();
  const { events, outcome } = await made.apply([manifest('born')], { env: {} });
  expect(outcome.outcome).toBe('failed');
  expect(
    events.map(({ tag }) => tag).filter((tag) => tag.startsWith('write-') || tag.startsWith('step-')),
  ).toEqual(['write-started', 'step-failed', 'write-ended']);
});
