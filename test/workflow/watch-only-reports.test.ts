import { beforeEach, describe, expect, test } from 'vitest';
import type { TimeWindow } from '../../src/model/time-window.ts';
import { HOUR, Repository } from './repository.ts';
import type { Ran } from './run-result.ts';
import { cdn, type Files, first } from './stream-files.ts';

const ALWAYS: TimeWindow = [{ days: new Set([0, 1, 2, 3, 4, 5, 6]), from: 0, to: 24 * 60, zone: 'UTC' }];
const TAKES = { inputs: { propertyWindow: ALWAYS } } as const;
const REPORTS = { inputs: { ...TAKES.inputs, watchMode: 'report' }, env: {} } as const;

const PROPERTY: Files = {
  'properties/www': `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata: { name: www-logging }
spec:
  properties: [www.example.com]
  streams: [web]
  activation: { network: PRODUCTION, notifyEmails: [cdn@example.com], note: CHG-1 }
`,
};

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  // The streams that the seeded rule trees name do not exist in this account.
  await repository.revise((state) => {
    const { accountObjects } = state;
    const properties = JSON.parse(JSON.stringify(accountObjects.properties).replaceAll('["7050"]', '[]'));
    return { ...state, accountObjects: { ...accountObjects, properties } };
  });
});

async function merged(change: Files): Promise<void> {
  const { number } = await repository.propose(change);
  repository.merge(number);
  expect((await repository.apply()).code).toBe(0);
}

/** Merges a change to a stable stream, whose apply ends with its first step. */
async function changed(before: Files, after: Files): Promise<void> {
  await repository.stable(before);
  await merged(after);
}

/** An apply that is killed after it created the DataStream 1 stream, and before it activated it. */
async function killedBetweenWrites(): Promise<void> {
  const { number } = await repository.propose(first('errors'));
  repository.merge(number);
  await repository.apply({
    at: (event, stop) => {
      if (event.tag === 'step-done') stop();
    },
  });
}

/** All situations in which a watch writes. */
const DUE: readonly [string, () => Promise<void>][] = [
  [
    'an update after a deactivation',
    () => changed(cdn('web'), cdn('web', { state: 'inactive', fields: [1002] })),
  ],
  [
    'an update of a DataStream 1 stream after its deactivation',
    () => changed(first('errors'), first('errors', { state: 'inactive', fields: [77, 78] })),
  ],
  ['an activation that a stopped apply left', killedBetweenWrites],
  ['a property whose stream became active', () => merged({ ...cdn('web'), ...PROPERTY })],
  [
    'several of these',
    async () => {
      await repository.stable(cdn('slow'));
      await merged({ ...cdn('slow', { state: 'inactive', fields: [1002] }), ...cdn('web'), ...PROPERTY });
    },
  ],
];

const writesOf = ({ events }: Ran) => events.filter(({ tag }) => tag === 'write-started').length;

/** The complete account at this time, without what counts requests. */
async function account(): Promise<string> {
  let text = '';
  await repository.state('web');
  await repository.revise((state) => {
    const { sequence: _, buckets: __, ...content } = state;
    text = JSON.stringify(content);
    return state;
  });
  return text;
}

/** A manual run of the apply workflow, as the printed command starts it. */
function dispatch(): Promise<Ran> {
  const head = repository.forge.commits.at(-1) ?? '';
  return repository.apply({ trigger: { tag: 'other', head } });
}

describe.each(DUE)('a watch that only reports, when there is %s', (_, prepare) => {
  beforeEach(async () => {
    await prepare();
    await repository.pass(2 * HOUR);
  });

  test('is about steps that another watch writes', async () => {
    expect(writesOf(await repository.watch(TAKES))).toBeGreaterThan(0);
  });

  test('writes nothing, also while an apply holds the lock, and reports the step and the command', async () => {
    const before = await account();
    const free = await repository.lock();
    const ran = await repository.watch(REPORTS);
    await free();
    expect(ran).toMatchObject({ code: 0, errors: [] });
    expect(writesOf(ran)).toBe(0);
    expect(await account()).toBe(before);
    expect(ran.summary).toContain('which writes nothing to Akamai');
    expect(ran.summary).toContain('```sh\nforge start apply\n```');
    expect(repository.forge.issues.at(-1)).toMatchObject({
      isOpen: true,
      title: expect.stringMatching(/steps? waits? for a person/),
    });
  });

  test('keeps the record, so that the command takes the step', async () => {
    await repository.watch(REPORTS);
    expect(repository.states().at(-1)).toBe('open');
    expect(writesOf(await dispatch())).toBeGreaterThan(0);
    await repository.pass(2 * HOUR);
    await repository.watch(REPORTS);
    expect(repository.forge.issues.at(-1)?.isOpen).toBe(false);
    expect(repository.states().every((state) => state !== 'open')).toBe(true);
  });
});

test('the comments of plan and apply say that an apply takes the steps, and print its command', async () => {
  await repository.stable({ ...cdn('slow'), ...cdn('web') });
  const inputs = { watchMode: 'report' } as const;
  const later = { ...cdn('slow', { state: 'inactive', fields: [1002] }), ...cdn('web', { fields: [1002] }) };
  const { number, ran: planned } = await repository.propose(later, { inputs });
  repository.merge(number);
  const applied = await repository.apply({ inputs });
  expect(planned.summary).toContain('the watch job reports when this is due, and the next apply does it');
  expect(applied.summary).toContain('then the next apply saves the new version');
  expect(applied.summary).toContain('```sh\nforge start apply\n```');
  const bodies = (await repository.forge.notes(number)).map(({ body }) => body);
  expect(bodies).toEqual([
    expect.stringContaining('the next apply does it'),
    expect.stringContaining('then the next apply saves the new version'),
  ]);
  for (const { summary } of [planned, applied])
    expect(summary).not.toMatch(/watch job (does it|saves|continues|[^.]* takes)/);
});

test('a watch that only reports shows a step that a freeze holds back without a command', async () => {
  const freeze = `apiVersion: datastream-gitops/v1
freezes: [{ when: "Mon-Sun 00:00-24:00 UTC", reason: Sale }]
`;
  await repository.stable(cdn('web'));
  repository.push({ '../datastream': freeze });
  await merged(cdn('web', { state: 'inactive', fields: [1002] }));
  await repository.pass(2 * HOUR);
  const ran = await repository.watch(REPORTS);
  expect(writesOf(ran)).toBe(0);
  expect(ran.summary).toMatch(/A freeze .* holds back the next step of 1 stream \(`web`\)/);
  expect(ran.summary).not.toContain('forge start apply');
});

test('a watch that only reports still closes the record of a completed activation', async () => {
  await changed(cdn('web'), cdn('web', { fields: [1002] }));
  await repository.pass(2 * HOUR);
  expect(writesOf(await repository.watch(REPORTS))).toBe(0);
  expect(repository.states().at(-1)).toBe('complete');
});

test('a watch that only reports stays silent if an apply takes the step meanwhile', async () => {
  await changed(cdn('web'), cdn('web', { state: 'inactive', fields: [1002] }));
  await repository.pass(2 * HOUR);
  const { records } = repository.forge;
  let reads = 0;
  Object.assign(repository.forge, {
    records: async (...asked: Parameters<typeof records>) => {
      reads += 1;
      // The watch has read the account, and is about to report.
      if (reads === 2) expect(writesOf(await dispatch())).toBe(1);
      return records(...asked);
    },
  });
  const ran = await repository.watch(REPORTS);
  expect(writesOf(ran)).toBe(0);
  expect(ran.notices.join()).toContain('An apply was running at the same time');
  expect(repository.forge.issues.filter(({ isOpen }) => isOpen)).toEqual([]);
  expect(await repository.state('web')).toBe('INACTIVE v2');
});

test('a step that was only reported, however often, is taken once the watch completes steps again', async () => {
  await changed(cdn('web'), cdn('web', { state: 'inactive', fields: [1002] }));
  for (let day = 0; day < 3; day += 1) {
    await repository.pass(24 * HOUR);
    expect(writesOf(await repository.watch(REPORTS))).toBe(0);
  }
  expect(repository.forge.issues.filter(({ isOpen }) => isOpen)).toHaveLength(1);
  expect(writesOf(await repository.watch(TAKES))).toBe(1);
  expect(await repository.state('web')).toBe('INACTIVE v2');
  expect(repository.forge.issues.filter(({ isOpen }) => isOpen)).toEqual([]);
});
