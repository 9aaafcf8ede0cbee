import { describe, expect, test } from 'vitest';
import type { PropertyManifest } from '../../../src/model/property-logging.ts';
import { readTimeWindow, type TimeWindow } from '../../../src/model/time-window.ts';
import { feature, firstVersion, ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { errorOf, stepsText } from '../account.ts';
import { manifest } from '../manifests.ts';
import { namedStreams } from './invariants.ts';
import { logsTo, PropertyAccount, property } from './property-account.ts';
import { adds } from './property-plan.ts';

const NAME = 'PropertyLogging/test/1';
const HOUR = 3_600_000;
const MINUTE = 60_000;
const ADDED = [{ op: 'add', path: '/rules/behaviors/0', value: feature('sureRoute', { enabled: true }) }];
const DONE = 'update done, activate done, await done, activate done, await done';

const writesIn = (requests: readonly string[]) => requests.filter((one) => !one.startsWith('GET'));

describe('a change of a property', () => {
  test('is saved, activated on staging and on production, and then nothing is left', async () => {
    const account = new PropertyAccount();
    const { plan, outcome, requests } = await account.apply([adds([7050])], { wait: HOUR });
    expect(outcome.outcome).toBe('converged');
    expect(writesIn(requests)).toEqual([
      'POST /properties/1/versions',
      'PATCH /properties/1/versions/2/rules (dry run)',
      'PATCH /properties/1/versions/2/rules',
      'POST /properties/1/activations',
      'POST /properties/1/activations',
    ]);
    expect(account.active()).toBe('staging 2, production 2');
    expect(outcome.items[0]).toMatchObject({ propertyId: 1, version: 2, status: 'ACTIVE_PRODUCTION' });
    expect((await account.plan([adds([7050])])).items[0]?.action).toBe('none');
    expect(account.property().activationRequests).toMatchObject([
      { network: 'STAGING', note: 'CHG-1234', notifyEmails: ['cdn@example.com'] },
      { network: 'PRODUCTION', note: 'CHG-1234', notifyEmails: ['cdn@example.com'] },
    ]);
    expect(plan.requests.apply).toBe(25);
  });

  test('sends as many requests as the plan says, and more only while it waits', async () => {
    const account = new PropertyAccount();
    const { plan, requests } = await account.apply([adds([7050], { network: 'NONE' })]);
    expect(requests).toHaveLength(plan.requests.apply);
  });

  test('waits for staging without --wait, and leaves production to a later run', async () => {
    const account = new PropertyAccount();
    const began = account.clock.now();
    const { outcome } = await account.apply([adds([7050])]);
    expect(stepsText(outcome, NAME)).toBe(
      'update done, activate done, await done, activate done, await pending',
    );
    expect(outcome.outcome).toBe('progressing');
    expect(account.clock.now() - began).toBe(2 * MINUTE);
    expect((await account.plan([adds([7050])])).items[0]?.steps).toEqual([
      { do: 'await', until: 'ACTIVE_PRODUCTION' },
    ]);
  });

  test('waits ten minutes for staging at most, and a later run continues', async () => {
    const account = new PropertyAccount([property(1)], { stagingTime: 11 * MINUTE });
    const { outcome } = await account.apply([adds([7050])]);
    expect(stepsText(outcome, NAME)).toBe(
      'update done, activate done, await pending, activate pending, await pending',
    );
    expect(outcome.items[0]?.steps.map(({ network = '' }) => network).join()).toBe(
      ',STAGING,STAGING,PRODUCTION,PRODUCTION',
    );
    const next = await account.apply([adds([7050])], { wait: HOUR });
    expect(stepsText(next.outcome, NAME)).toBe('await done, activate done, await done');
    expect(account.active()).toBe('staging 2, production 2');
  });

  test.each([
    ['NONE', 'update done', 'staging 1, production 1', 'INACTIVE'],
    ['STAGING', 'update done, activate done, await done', 'staging 2, production 1', 'ACTIVE_STAGING'],
    ['PRODUCTION', DONE, 'staging 2, production 2', 'ACTIVE_PRODUCTION'],
  ] as const)('goes as far as the manifest says: %s', async (network, steps, active, status) => {
    const account = new PropertyAccount();
    const { outcome } = await account.apply([adds([7050], { network })], { wait: HOUR });
    expect(stepsText(outcome, NAME)).toBe(steps);
    expect(account.active()).toBe(active);
    expect(outcome.items[0]).toMatchObject({ version: 2, status });
    expect((await account.plan([adds([7050], { network })])).items[0]?.action).toBe('none');
  });

  test('does nothing if another user has released it since the plan', async () => {
    const account = new PropertyAccount();
    const { outcome, requests } = await account.apply([adds([7050])], {
      between: async () =>
        account.release([
          { op: 'replace', path: '/rules/behaviors/3/options/logStreamName', value: ['7000', '7050'] },
        ]),
    });
    expect(writesIn(requests)).toEqual([]);
    expect(outcome.items[0]).toMatchObject({ version: 2, status: 'ACTIVE_PRODUCTION' });
  });

  test('keeps an unrelated release that came after the plan', async () => {
    const account = new PropertyAccount();
    const { outcome } = await account.apply([adds([7050])], {
      wait: HOUR,
      between: async () => account.release(ADDED),
    });
    expect(stepsText(outcome, NAME)).toBe(DONE);
    expect(JSON.stringify(account.live().rules)).toContain('sureRoute');
    expect(outcome.items[0]).toMatchObject({ undo: { version: 2, network: 'PRODUCTION' } });
  });
});

describe('nothing is saved', () => {
  const failedUpdate = (name: string) => expect.stringMatching(new RegExp(`^${name}`)) as unknown as string;

  test('if the base has changed since the plan', async () => {
    const account = new PropertyAccount();
    const { outcome, requests } = await account.apply([adds([7050])], {
      between: async () =>
        account.release([{ op: 'replace', path: '/rules/behaviors/3/options/samplingPercentage', value: 1 }]),
    });
    expect(errorOf(outcome, NAME)).toEqual(
      failedUpdate('What version 2 \\(another-user, .*\\) logs has changed'),
    );
    expect(writesIn(requests)).toEqual([]);
  });

  test('if another user has saved a draft since the plan, unless the plan was made with it', async () => {
    const account = new PropertyAccount();
    const draft = () => account.act({ act: 'new-version', patch: ADDED });
    const { outcome, requests } = await account.apply([adds([7050])], { between: async () => draft() });
    expect(errorOf(outcome, NAME)).toMatch(
      /^Version 2 \(another-user, .*\) is newer than the live version 1 and was never active: it differs in rule "Default" at \/rules\/behaviors\/0/,
    );
    expect(writesIn(requests)).toEqual([]);
    const allowed = await account.apply([adds([7050])], { wait: HOUR, limits: { unreleased: 1 } });
    expect(stepsText(allowed.outcome, NAME)).toBe(DONE);
    expect(account.live()).toMatchObject({ version: 3 });
    expect(JSON.stringify(account.live().rules)).not.toContain('sureRoute');
  });

  test('if another activation is running', async () => {
    const account = new PropertyAccount();
    const { outcome, requests } = await account.apply([adds([7050], { network: 'NONE' })], {
      between: async () => {
        account.act({ act: 'new-version', patch: ADDED });
        account.act({ act: 'activate-version' });
      },
    });
    expect(errorOf(outcome, NAME)).toMatch(
      /^Another activation is in progress: version 2 \(.*\) on production/,
    );
    expect(writesIn(requests)).toEqual([]);
  });

  test('if the plan does not show that a stream is removed', async () => {
    const account = new PropertyAccount();
    const { outcome, requests } = await account.apply([adds([7050], { removeStreams: [7000] })], {
      change: (plan) => ({
        ...plan,
        items: plan.items.map((item) => ({
          ...item,
          changes: item.changes.map(({ removed: _, ...change }) => change),
        })),
      }),
    });
    expect(errorOf(outcome, NAME)).toBe(
      'The change would remove streams from the property, which the plan does not show. Nothing was written; plan again.',
    );
    expect(writesIn(requests)).toEqual([]);
  });

  test('if another user tests a version on staging', async () => {
    const account = new PropertyAccount();
    const { outcome, requests } = await account.apply([adds([7050])], {
      between: async () => {
        account.act({ act: 'new-version', patch: ADDED });
        account.act({ act: 'activate-version', network: 'STAGING' });
        account.act({ act: 'complete' });
      },
    });
    expect(errorOf(outcome, NAME)).toMatch(/^Version 2 .* is active on staging, and version 1 on production/);
    expect(writesIn(requests)).toEqual([]);
  });

  test('if the dry run finds a new error, and the copy is used by the next run', async () => {
    const account = new PropertyAccount();
    const { streams } = account.accountState.current();
    const withStreams = (kept: typeof streams) =>
      account.accountState.revise((state) => ({ ...state, streams: kept }));
    const others = streams.filter(({ streamId }) => streamId !== 7050);
    const first = await account.apply([adds([7050])], { between: async () => void withStreams(others) });
    expect(errorOf(first.outcome, NAME)).toMatch(
      /^With the change, the rule tree has new errors\. .*invalid_data_stream_log_selected\)\. Version 2 is an unchanged copy of version 1; the next run uses it\.$/,
    );
    withStreams(streams);
    const { outcome, requests } = await account.apply([adds([7050])], { wait: HOUR });
    expect(stepsText(outcome, NAME)).toBe(DONE);
    expect(writesIn(requests)[0]).toBe('PATCH /properties/1/versions/2/rules (dry run)');
    expect(account.property().versions).toHaveLength(2);
  });

  const finding = (behavior: string) => ({
    severity: 'warning' as const,
    behavior,
    type: 'odd_behavior',
    detail: 'It is odd.',
  });

  test('if the dry run finds more new warnings than are allowed', async () => {
    const tree = ruleTree('www', { behaviors: [feature('report', { logHost: false })] });
    const account = new PropertyAccount([property(1, firstVersion(tree))], {
      findings: [finding('datastream'), finding('report')],
    });
    const { outcome } = await account.apply([adds([7050])]);
    expect(errorOf(outcome, NAME)).toMatch(
      /^With the change, the rule tree has new warnings\. \/rules\/behaviors\/4: It is odd \(validation\/odd_behavior\)\. Fix them, or accept them with --allow warnings=1\./,
    );
    const allowed = await account.apply([adds([7050])], { wait: HOUR, newWarnings: 1 });
    expect(stepsText(allowed.outcome, NAME)).toBe(DONE);
  });

  test('if the API does not save what was sent', async () => {
    const account = new PropertyAccount();
    const faults = [
      { method: 'PATCH', path: 'rules\\?validate', how: { do: 'ignore-member', member: '0' } } as const,
    ];
    const { outcome } = await account.apply([adds([7050])], { faults });
    expect(errorOf(outcome, NAME)).toMatch(
      /^Version 2 was saved, but it is not as planned: it differs in rule "Default" at \/rules\/behaviors\/3\/options\/logStreamName\/1\. It is not activated/,
    );
    expect(account.active()).toBe('staging 1, production 1');
  });
});

/** The number of a request in an undisturbed run. */
async function numberOf(request: string): Promise<number> {
  const { requests } = await new PropertyAccount().apply([adds([7050])]);
  return requests.indexOf(request) + 1;
}

test('a version that another run has saved since the plan is activated, and no second one is saved', async () => {
  const account = new PropertyAccount();
  const { outcome, requests } = await account.apply([adds([7050])], {
    wait: HOUR,
    between: async () => void (await account.apply([adds([7050], { network: 'NONE' })])),
  });
  expect(stepsText(outcome, NAME)).toBe(DONE);
  expect(writesIn(requests)).toEqual(['POST /properties/1/activations', 'POST /properties/1/activations']);
});

test('a new version that another user edits at once is left to that user', async () => {
  const account = new PropertyAccount();
  const request = await numberOf('GET /properties/1/versions/2/rules');
  const act = () => account.act({ act: 'edit-version', patch: ADDED });
  const { outcome, requests } = await account.apply([adds([7050])], { disturb: { request, act } });
  expect(errorOf(outcome, NAME)).toMatch(
    /^Another user has changed version 2, which this run created: it differs in rule "Default" at \/rules\/behaviors\/0/,
  );
  expect(writesIn(requests)).toEqual(['POST /properties/1/versions']);
});

describe('nothing is activated', () => {
  const saved = async (network: 'PRODUCTION' | 'STAGING' = 'PRODUCTION') => {
    const account = new PropertyAccount();
    await account.apply([adds([7050], { network: 'NONE' })]);
    return { account, wanted: [adds([7050], { network })] };
  };

  test('if the saved version was changed since the plan', async () => {
    const { account, wanted } = await saved();
    const { outcome, requests } = await account.apply(wanted, {
      between: async () => account.act({ act: 'edit-version', patch: ADDED }),
    });
    expect(errorOf(outcome, NAME)).toMatch(
      /^Version 2 \(another-user, .*\) is not the live version 1 with the planned change: it differs in rule "Default" at/,
    );
    expect(writesIn(requests)).toEqual([]);
  });

  test('if its hostnames were changed', async () => {
    const { account, wanted } = await saved();
    const { outcome } = await account.apply(wanted, {
      between: async () => account.act({ act: 'edit-version', hostnames: ['new.example.com'] }),
    });
    expect(errorOf(outcome, NAME)).toMatch(/its hostnames differ\. It is not activated; plan again\.$/);
  });

  test('if it is changed while it is read', async () => {
    const account = new PropertyAccount();
    const request = await numberOf('GET /properties/1/versions/2');
    const act = () => account.act({ act: 'edit-version', patch: ADDED });
    const { outcome } = await account.apply([adds([7050])], { disturb: { request, act } });
    expect(errorOf(outcome, NAME)).toMatch(
      /with the planned change: it was changed while it was read\. It is not activated/,
    );
    expect(account.active()).toBe('staging 1, production 1');
  });

  test('if another activation is running', async () => {
    const { account, wanted } = await saved();
    const { outcome, requests } = await account.apply(wanted, {
      between: async () => {
        account.act({ act: 'new-version', version: 1 });
        account.act({ act: 'activate-version', network: 'PRODUCTION', note: 'CHG-9' });
      },
    });
    expect(errorOf(outcome, NAME)).toMatch(
      /^Another activation is in progress: version 3 \(another-user, .*\) on production \(NEW\) with the note "CHG-9"\. Run again when it has ended\.$/,
    );
    expect(writesIn(requests)).toEqual([]);
  });

  test('on production if staging has another version by then', async () => {
    const { account } = await saved();
    await account.apply([adds([7050], { network: 'STAGING' })]);
    const { outcome } = await account.apply([adds([7050])], {
      between: async () => {
        account.act({ act: 'activate-version', version: 1, network: 'STAGING' });
        account.act({ act: 'complete' });
      },
    });
    expect(errorOf(outcome, NAME)).toMatch(/^Version 2 is not active on staging any more/);
    expect(account.active()).toBe('staging 1, production 1');
  });

  test('without the compliance record that an account needs', async () => {
    const account = new PropertyAccount([property(1)], { needsComplianceRecord: true });
    const { outcome } = await account.apply([adds([7050])]);
    expect(stepsText(outcome, NAME)).toBe(
      'update done, activate done, await done, activate failed, await not-run',
    );
    expect(errorOf(outcome, NAME)).toMatch(/missing_compliance_record/);
    const { activation } = adds([7050]);
    const complianceRecord = { noncomplianceReason: 'EMERGENCY' };
    const next = await account.apply([adds([7050], { activation: { ...activation, complianceRecord } })], {
      wait: HOUR,
    });
    expect(next.outcome.outcome).toBe('converged');
  });
});

describe('an activation', () => {
  test('of the same version is taken over', async () => {
    const account = new PropertyAccount();
    await account.apply([adds([7050], { network: 'NONE' })]);
    const { outcome, requests } = await account.apply([adds([7050])], {
      wait: HOUR,
      between: async () => account.act({ act: 'activate-version', version: 2, network: 'STAGING' }),
    });
    expect(stepsText(outcome, NAME)).toBe('activate done, await done, activate done, await done');
    expect(writesIn(requests)).toEqual(['POST /properties/1/activations']);
  });

  test.each([409, 422])(
    'that the API refuses with %i because it runs already is taken over',
    async (status) => {
      const account = new PropertyAccount();
      const how = { do: 'respond', status, carriedOut: true } as const;
      const faults = [{ method: 'POST', path: '/activations$', how }];
      const { outcome, requests } = await account.apply([adds([7050])], { wait: HOUR, faults });
      expect(stepsText(outcome, NAME)).toBe(DONE);
      expect(writesIn(requests).filter((one) => one.endsWith('/activations'))).toHaveLength(2);
    },
  );

  test.each([
    [
      'FAILED',
      /^The activation of version 2 on staging has the status FAILED\. .*The property activation failed/,
    ],
    [
      'ABORTED',
      /^The activation of version 2 is not listed; it may have been cancelled, but version 1 .* is active/,
    ],
  ])('that ends as %s is final in this run', async (word, error) => {
    const account = new PropertyAccount();
    const faults = [{ method: 'POST', path: '/activations$', how: { do: 'revert', to: word } } as const];
    const { outcome, requests } = await account.apply([adds([7050])], { wait: HOUR, faults });
    expect(stepsText(outcome, NAME)).toBe(
      'update done, activate done, await failed, activate not-run, await not-run',
    );
    expect(errorOf(outcome, NAME)).toMatch(error);
    expect(writesIn(requests).filter((one) => one.endsWith('/activations'))).toHaveLength(1);
  });

  test('that another user replaces is reported with the version', async () => {
    const account = new PropertyAccount();
    await account.apply([adds([7050])]);
    await account.clock.advance(2 * MINUTE);
    const { outcome } = await account.apply([adds([7050])], {
      wait: HOUR,
      between: async () => {
        account.act({ act: 'complete' });
        account.act({ act: 'activate-version', version: 1 });
        account.act({ act: 'complete' });
      },
    });
    expect(errorOf(outcome, NAME)).toMatch(/but version 1 \(.*\) is active on production\. Plan again\.$/);
  });

  test('can be undone by the version before it, fast for an hour', async () => {
    const account = new PropertyAccount();
    const { outcome } = await account.apply([adds([7050])]);
    expect(outcome.items[0]).toMatchObject({ undo: { version: 1, network: 'PRODUCTION' } });
    expect(outcome.items[0]?.undo).not.toHaveProperty('fastFallbackUntil');
    const next = await account.apply([adds([7050])], { wait: HOUR });
    expect(next.outcome.items[0]?.undo).toEqual({
      version: 1,
      network: 'PRODUCTION',
      fastFallbackUntil: '2026-01-01T01:08:00Z',
    });
    const none = await account.apply([adds([7050])]);
    expect(none.outcome.items[0]).not.toHaveProperty('undo');
  });
});

/** Another user activates a copy of a version on both networks. */
function releaseCopyOf(account: PropertyAccount, version: number): void {
  account.act({ act: 'new-version', version, patch: [] });
  for (const network of ['STAGING', 'PRODUCTION'] as const) {
    account.act({ act: 'activate-version', network });
    account.act({ act: 'complete' });
  }
}

test('a saved version is not activated after another user has released the same change', async () => {
  const account = new PropertyAccount();
  await account.apply([adds([7050], { network: 'NONE' })]);
  const { outcome, requests } = await account.apply([adds([7050])], {
    between: () => releaseCopyOf(account, 2),
    wait: HOUR,
  });
  expect(account.active()).toBe('staging 3, production 3');
  expect(writesIn(requests)).toEqual([]);
  expect(outcome.outcome).toBe('converged');
  expect(outcome.items[0]).toMatchObject({ version: 3, status: 'ACTIVE_PRODUCTION' });
});

test('a saved version does not replace a newer release, even of the content that it was made from', async () => {
  const account = new PropertyAccount();
  await account.apply([adds([7050], { network: 'NONE' })]);
  const { outcome, requests } = await account.apply([adds([7050])], {
    between: () => releaseCopyOf(account, 1),
    wait: HOUR,
  });
  expect(account.active()).toBe('staging 3, production 3');
  expect(writesIn(requests)).toEqual([]);
  expect(errorOf(outcome, NAME)).toBe(
    'Version 3 (another-user, 2026-01-01T00:00:00Z) is live, and newer than version 2. Version 2 is not activated; plan again.',
  );
});

describe('outside the times at which properties may be changed', () => {
  const until = (time: string) => readWindow(`Thu 00:00-${time} UTC`);

  test('no version is saved', async () => {
    const account = new PropertyAccount();
    const { outcome, requests } = await account.apply([adds([7050])], { propertyWindow: [] });
    expect(stepsText(outcome, NAME)).toBe(
      'update pending, activate pending, await pending, activate pending, await pending',
    );
    expect(outcome.outcome).toBe('progressing');
    expect(requests).toEqual([]);
  });

  test('production is not activated, although staging was', async () => {
    const account = new PropertyAccount([property(1), property(2)]);
    const manifest = adds([7050], { properties: [1, 2] });
    const { outcome } = await account.apply([manifest], { propertyWindow: until('00:01') });
    expect(account.active()).toBe('staging 2, production 1');
    expect(stepsText(outcome, NAME)).toBe(
      'update done, activate done, await done, activate pending, await pending',
    );
    expect(account.property(2).versions).toHaveLength(1);
    const next = await account.apply([manifest], { propertyWindow: until('23:00'), wait: HOUR });
    expect(next.outcome.outcome).toBe('converged');
  });

  test('a write that the rate limit has delayed is not sent', async () => {
    const account = new PropertyAccount();
    const { outcome } = await account.apply([adds([7050], { network: 'STAGING' })], {
      propertyWindow: until('00:01'),
      faults: [
        {
          method: 'POST',
          path: '/activations$',
          how: { do: 'respond', status: 429, headers: { 'retry-after': '90' } },
        },
      ],
    });
    expect(stepsText(outcome, NAME)).toBe('update done, activate pending, await pending');
    expect(account.active()).toBe('staging 1, production 1');
  });
});

function readWindow(text: string): TimeWindow {
  const window = readTimeWindow(text);
  if (typeof window === 'string') throw new Error(window);
  return window;
}

describe('several properties', () => {
  const both = (more: Partial<PropertyManifest> = {}) => [adds([7050], { properties: [1, 2], ...more })];
  const account = (settings: ConstructorParameters<typeof PropertyAccount>[1] = {}) =>
    new PropertyAccount([property(1), property(2)], settings);

  test('are changed one after another: the next one starts when production was requested', async () => {
    const two = account();
    const { outcome, requests } = await two.apply(both());
    expect(outcome.outcome).toBe('progressing');
    const ids = writesIn(requests).map((one) => Number(/properties\/(\d)/.exec(one)?.[1]));
    expect(ids).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });

  test('stop at the first failure', async () => {
    const two = account();
    const faults = [{ method: 'PATCH', path: 'dryRun', how: { do: 'respond', status: 400 } } as const];
    const { outcome, requests } = await two.apply(both(), { faults, wait: HOUR });
    expect(stepsText(outcome, 'PropertyLogging/test/2')).toBe(
      'update not-run, activate not-run, await not-run, activate not-run, await not-run',
    );
    expect(errorOf(outcome, 'PropertyLogging/test/2')).toBe(
      'The change of "PropertyLogging/test/1" failed, so no further changes of this kind were made; fix that and run again.',
    );
    expect(requests.filter((one) => one.includes('/properties/2'))).toEqual([]);
  });

  test('wait while one of them is not on staging yet', async () => {
    const two = account({ stagingTime: 15 * MINUTE });
    const { outcome, requests } = await two.apply(both());
    expect(stepsText(outcome, 'PropertyLogging/test/2')).toMatch(/^update pending, activate pending/);
    expect(requests.filter((one) => one.includes('/properties/2'))).toEqual([]);
    const later = account({ stagingTime: 15 * MINUTE });
    const { outcome: whole } = await later.apply(both(), { wait: 5 * HOUR });
    expect(whole.outcome).toBe('converged');
  });

  test('do not start after one that fails while it is waited for', async () => {
    const two = account({ stagingTime: 15 * MINUTE });
    const faults = [{ method: 'POST', path: '/activations$', how: { do: 'revert', to: 'FAILED' } } as const];
    const { outcome } = await two.apply(both(), { wait: 5 * HOUR, faults });
    expect(errorOf(outcome, 'PropertyLogging/test/2')).toMatch(
      /^The change of "PropertyLogging\/test\/1" failed/,
    );
  });
});

test('behaviors that are off stay off, and others get the stream', async () => {
  const off = feature('datastream', { streamType: 'LOG', logEnabled: false });
  const tree = ruleTree('www', {
    behaviors: [logsTo(7000)],
    children: [
      { name: 'Images', criteria: [], behaviors: [logsTo(7060)], children: [] },
      { name: 'Health', criteria: [], behaviors: [off], children: [] },
    ],
  });
  const account = new PropertyAccount([property(1, firstVersion(tree))]);
  await account.apply([adds([7050])], { wait: HOUR });
  expect(namedStreams(account.live().rules)).toEqual([
    ['7000', '7050'],
    ['7060', '7050'],
  ]);
  expect(JSON.stringify(account.live().rules)).toContain(JSON.stringify(off));
});

describe('a stream that is created in the same run', () => {
  const streams = [manifest('web', {}, { properties: [1] })];
  const wanted = [adds(['web'])];
  /** A property has three streams at most. */
  const accountWithout = (streamId: number) => {
    const account = new PropertyAccount();
    account.accountState.revise((state) => ({
      ...state,
      streams: state.streams.filter((stream) => stream.streamId !== streamId),
    }));
    return account;
  };

  test('is active before the property names its id', async () => {
    const account = accountWithout(7060);
    const { plan, outcome } = await account.apply(wanted, { streams, wait: 5 * HOUR });
    expect(plan.items.map(({ name, needs }) => [name, needs])).toEqual([
      ['web', undefined],
      [NAME, ['web']],
    ]);
    expect(errorOf(outcome, 'web')).toBe('');
    expect(outcome.outcome).toBe('converged');
    const { streamId } = account.accountState.current().streams.at(-1) ?? {};
    expect(namedStreams(account.live().rules)).toEqual([['7000', String(streamId)]]);
  });

  test('leaves the property to a later run without --wait', async () => {
    const account = accountWithout(7060);
    const { outcome, requests } = await account.apply(wanted, { streams });
    expect(stepsText(outcome, NAME)).toMatch(/^update pending, activate pending/);
    expect(requests.filter((one) => one.includes('/properties/1'))).toEqual([]);
  });
});

test('an older plan does not release a version again that another user has replaced since', async () => {
  const account = new PropertyAccount();
  const { outcome, requests } = await account.apply([adds([7050])], {
    between: async () => {
      await account.apply([adds([7050])], { wait: HOUR });
      account.act({ act: 'activate-version', network: 'PRODUCTION', version: 1 });
      account.act({ act: 'complete' });
    },
    wait: HOUR,
  });
  expect(account.active()).toBe('staging 2, production 1');
  expect(writesIn(requests)).toEqual([]);
  expect(errorOf(outcome, NAME)).toMatch(
    /^Version 2 .* has this change, and was replaced on production by version 1/,
  );
});
