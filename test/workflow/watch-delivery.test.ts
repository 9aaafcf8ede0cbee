import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/simulator/state/settings.ts';
import { ForgeError } from '../../src/workflow/forge/forge.ts';
import { decodeMarker, withMarker } from '../../src/workflow/notes/marker.ts';
import { BOT } from './memory-forge.ts';
import { HOUR, Repository } from './repository.ts';
import type { RunParts } from './run-result.ts';
import { cdn } from './stream-files.ts';

const MINUTE = 60_000;
const VERIFIED: RunParts = { inputs: { verifyDelivery: true } };
/** DataStream manages this property of the seeded account, so that its streams get logs without any rule. */
const MANAGED = 349778;
/** A property of the seeded account whose rules name streams of other manifests only. */
const SHOP = 349770;

/** A repository with an apply whose stream has become active now. */
async function activated(property = MANAGED) {
  const repository = await Repository.open();
  const pull = await repository.pull(cdn('web', { property }));
  repository.merge(pull);
  await repository.apply();
  await repository.pass(HOUR + MINUTE);
  const outcome = () =>
    repository.forge.posted.findLast(
      (one) => one.change === pull && decodeMarker(one.body)?.kind === 'outcome',
    )?.body ?? '';
  const issue = () =>
    [...repository.forge.issues].findLast(({ body }) => decodeMarker(body)?.kind === 'delivery');
  const watch = async () => {
    const ran = await repository.watch(VERIFIED);
    expect(ran.errors).toEqual([]);
    return ran;
  };
  return { repository, outcome, issue, watch };
}

function configure(repository: Repository, change: (settings: Settings) => Partial<Settings>): Promise<void> {
  return repository.revise((accountState) => ({
    ...accountState,
    settings: { ...accountState.settings, ...change(accountState.settings) },
  }));
}

/** The destination refuses every upload from the beginning, or stops doing so. */
const refuse = (repository: Repository, errorCode?: string) =>
  configure(repository, () => ({
    destinationFaults: errorCode === undefined ? [] : [{ from: 0, errorCode }],
  }));

describe('after an activation that followed an apply', () => {
  test('the watch keeps the deployment open until logs arrive, and then says how many', async () => {
    const { repository, outcome, issue, watch } = await activated();
    await watch();
    expect(repository.states().at(-1)).toBe('open');
    expect(outcome()).toContain('Active, and no logs have arrived yet: 1 stream (`web`).');
    await repository.pass(20 * MINUTE);
    await watch();
    expect(repository.states().at(-1)).toBe('complete');
    expect(outcome()).toMatch(/✓ ACTIVATED<br>[\d,]+ records in \d+ min, none failed\./);
    expect(issue()).toBeUndefined();
  });

  test('logs that do not arrive fail the deployment and open one issue, which closes itself', async () => {
    const { repository, outcome, issue, watch } = await activated();
    await refuse(repository, '401');
    await repository.pass(30 * MINUTE);
    await watch();
    expect(repository.states().at(-1)).toBe('failed');
    expect(outcome()).toContain('Active, but logs do not arrive: 1 stream (`web`); see the delivery issue.');
    expect(issue()).toMatchObject({
      isOpen: true,
      title: 'DataStream delivery on production: 1 stream without logs',
    });
    expect(issue()?.body).toContain('Every upload fails: 1 stream (`web`).');
    expect(issue()?.body).toContain('401');
    const writes = repository.forge.writes.length;
    await repository.pass(15 * MINUTE);
    await watch();
    expect(repository.forge.writes.slice(writes)).toEqual([]);
    await refuse(repository);
    await repository.pass(30 * MINUTE);
    await watch();
    expect(issue()).toMatchObject({ isOpen: false, title: 'DataStream delivery on production: logs arrive' });
  });

  test('a property that does not name the stream is found after 90 minutes', async () => {
    const { repository, outcome, issue, watch } = await activated(SHOP);
    await repository.pass(80 * MINUTE);
    await watch();
    expect(repository.states().at(-1)).toBe('open');
    await repository.pass(20 * MINUTE);
    await watch();
    expect(repository.states().at(-1)).toBe('failed');
    expect(outcome()).toContain('logs do not arrive');
    expect(issue()?.body).toContain('No logs have arrived: 1 stream (`web`).');
    expect(issue()?.body).toContain('Run `datastream status --check-properties`');
  });

  test('a stream of the issue that is stopped later closes the issue', async () => {
    const { repository, issue, watch } = await activated();
    await refuse(repository, '403');
    await repository.pass(30 * MINUTE);
    await watch();
    expect(issue()?.isOpen).toBe(true);
    await repository.concurrentEdit({ act: 'deactivate', stream: 'web' });
    await repository.pass(2 * HOUR);
    await watch();
    expect(issue()?.isOpen).toBe(false);
  });
});

describe('the issue about logs that do not arrive', () => {
  /** A stream whose uploads fail, and its open issue. */
  async function failing() {
    const made = await activated();
    await refuse(made.repository, '401');
    await made.repository.pass(30 * MINUTE);
    await made.watch();
    expect(made.issue()?.isOpen).toBe(true);
    return made;
  }

  test('stays open while its stream is activated again, and until logs arrive', async () => {
    const { repository, issue, watch } = await failing();
    await repository.concurrentEdit({ act: 'edit', stream: 'web', change: {} });
    await watch();
    expect(issue()).toMatchObject({ isOpen: true, title: expect.stringContaining('1 stream without logs') });
    await refuse(repository);
    await repository.pass(HOUR + MINUTE);
    await watch();
    expect(issue()?.body).toContain('Activated again, and no logs have arrived yet: 1 stream (`web`).');
    await repository.pass(3 * HOUR);
    await watch();
    expect(issue()?.isOpen).toBe(false);
  });

  test('moves to the new name of a target that is renamed', async () => {
    const { repository, issue } = await failing();
    const old = issue();
    const watchRenamed = () => repository.watch({ inputs: { verifyDelivery: true, targetName: 'prod' } });
    await watchRenamed();
    expect(old?.isOpen).toBe(false);
    expect(issue()).toMatchObject({
      isOpen: true,
      title: 'DataStream delivery on prod: 1 stream without logs',
    });
    await refuse(repository);
    await repository.pass(30 * MINUTE);
    await watchRenamed();
    expect(repository.forge.issues.filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  test.each([
    ['another author', {}, { author: 'octocat' }],
    ['another account', { account: `sha256:${'0'.repeat(64)}`, target: 'other' }, {}],
    ['another target', { target: 'other', folder: 'others' }, {}],
    ['another kind', { kind: 'drift' }, {}],
  ] as const)('of %s has no effect on what is verified', async (_, change, parts) => {
    const { repository, issue } = await failing();
    const marker = decodeMarker(issue()?.body ?? '');
    if (!marker) throw new Error('no marker');
    Object.assign(issue() ?? {}, { body: withMarker('a', { ...marker, ...change }), ...parts });
    const { summary, notices } = await repository.watch(VERIFIED);
    expect(`${summary}${notices.join()}`).not.toContain('logs do not arrive');
    const delivery = repository.forge.issues.filter(
      ({ author, body }) => author === BOT && decodeMarker(body)?.kind === 'delivery',
    );
    expect(delivery.filter(({ isOpen }) => isOpen).map(({ title }) => title)).toEqual(
      change && 'target' in change ? [expect.stringContaining('1 stream without logs')] : [],
    );
  });

  test.each(['failed', 'switched-off'] as const)(
    'is not changed by a watch that cannot read it (%s), and new activations are verified',
    async (kind) => {
      const { repository, issue } = await failing();
      const before = issue()?.body;
      repository.merge(await repository.pull(cdn('other', { property: MANAGED })));
      await repository.apply();
      await repository.pass(HOUR + 30 * MINUTE);
      const { tickets } = repository.forge;
      let isRead = false;
      Object.assign(repository.forge, {
        tickets: async () => {
          if (isRead) return tickets();
          isRead = true;
          throw new ForgeError(kind, 'It failed.');
        },
      });
      const { notices } = await repository.watch({ inputs: { verifyDelivery: true, checkProperties: true } });
      expect(notices.join()).toContain('It failed.');
      expect(issue()?.body).toBe(before);
      expect(issue()?.isOpen).toBe(true);
      expect(repository.states().at(-1)).toBe('failed');
    },
  );
});

describe('a watch that verifies delivery', () => {
  test('sends no more requests than without it if nothing was activated', async () => {
    const { repository, watch } = await activated();
    await repository.pass(30 * MINUTE);
    await watch();
    const requests = async () => {
      let sequence = 0;
      await repository.revise((accountState) => {
        sequence = accountState.sequence;
        return accountState;
      });
      return sequence;
    };
    const used = async (verifyDelivery: boolean) => {
      const before = await requests();
      await repository.watch({ inputs: { verifyDelivery } });
      return (await requests()) - before;
    };
    const quiet = await used(false);
    expect(quiet).toBeGreaterThan(0);
    expect(await used(true)).toBe(quiet);
  });

  test('can be switched off', async () => {
    const { repository } = await activated(SHOP);
    await repository.watch();
    expect(repository.states().at(-1)).toBe('complete');
  });
});

describe('a watch that checks properties', () => {
  test('does so once a day, and keeps one issue about them', async () => {
    const { repository, issue } = await activated(SHOP);
    const checked: RunParts = { inputs: { checkProperties: true } };
    const first = await repository.watch(checked);
    expect(first.errors).toEqual([]);
    expect(issue()?.title).toBe('DataStream delivery on production: 1 property to change');
    expect(issue()?.body).toContain('1 of 1 property does not name its streams.');
    const reads = ({ events }: Awaited<ReturnType<Repository['watch']>>) =>
      events.filter((event) => event.tag === 'reading' && event.what === 'properties').length;
    expect(reads(first)).toBe(1);
    await repository.pass(HOUR);
    expect(reads(await repository.watch(checked))).toBe(0);
    await repository.pass(24 * HOUR);
    expect(reads(await repository.watch(checked))).toBe(1);
  });

  test('keeps the findings of the issue if a later check fails, and names the missing grant', async () => {
    const { repository, issue } = await activated(SHOP);
    const checked: RunParts = { inputs: { checkProperties: true } };
    await repository.watch(checked);
    await configure(repository, ({ propertyManager }) => ({
      propertyManager: { ...propertyManager, granted: false },
    }));
    await repository.pass(25 * HOUR);
    const { notices } = await repository.watch(checked);
    expect(notices).toContainEqual(
      expect.stringContaining('Properties are not checked. The API client needs the service'),
    );
    expect(issue()).toMatchObject({
      isOpen: true,
      title: 'DataStream delivery on production: 1 property to change',
    });
    expect(issue()?.body).toContain('1 of 1 property does not name its streams.');
  });
});
