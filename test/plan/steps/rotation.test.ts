import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cdnSpec,
  HTTPS,
  itemOf,
  type LiveParts,
  live,
  type ManifestParts,
  manifest,
  planOf,
  type RunParts,
} from '../../builders/streams.ts';

/** The live version is of 2026-03-01T08:00:00Z. */
const LATER = '2026-03-02T00:00:00Z';
const SAVED = '2026-03-01T08:00:00Z';
const DAY = 24 * 60 * 60 * 1_000;
const { userName: _user, password: _password, ...open } = HTTPS;
const withoutSecrets = cdnSpec({ destination: { ...open, authenticationType: 'NONE' } });

function plan(parts: ManifestParts = {}, stream: LiveParts | 'none' = {}, run: RunParts = {}) {
  const streams = stream === 'none' ? [] : [live(7, 'web', stream)];
  return planOf([manifest('web', { rotateSecretsAfter: LATER, ...parts })], streams, run);
}

function item(parts: ManifestParts = {}, stream: LiveParts | 'none' = {}, run: RunParts = {}) {
  return itemOf(plan(parts, stream, run), 'web');
}

const steps = (one: ReturnType<typeof item>) => one.steps.map((step) => step.do);

describe('rotateSecretsAfter', () => {
  it('updates a stream whose latest version is older', () => {
    expect(item()).toMatchObject({
      action: 'update',
      changes: [],
      rotateSecretsAfter: LATER,
      effects: ['goes-live', 'destination-probe', 'secret-needed', 'secret-rotation'],
      steps: [
        { do: 'update', activate: true },
        { do: 'await', until: 'ACTIVATED' },
      ],
    });
  });

  it.each([
    ['the time of the version', SAVED],
    ['an earlier time, as after a revert or a cherry-pick', '2026-02-01T00:00:00Z'],
    ['a very early time', '1970-01-01T00:00:00Z'],
  ])('is satisfied: %s', (_, rotateSecretsAfter) => {
    expect(item({ rotateSecretsAfter })).toMatchObject({ action: 'none', steps: [], effects: [] });
  });

  it('is due if and only if the version is older', () => {
    const time = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1_000);
    fc.assert(
      fc.property(time, time, (after, savedAt) => {
        const stream = { ...live(7, 'web'), modifiedDate: new Date(savedAt).toISOString() };
        const wanted = manifest('web', { rotateSecretsAfter: new Date(after).toISOString() });
        const { action } = itemOf(planOf([wanted], [stream]), 'web');
        expect(action).toBe(savedAt < after ? 'update' : 'none');
      }),
    );
  });

  it('needs one version for all times up to it, and one together with other changes', () => {
    const both = item({ spec: cdnSpec({ collectMidgress: true }) });
    expect(both.effects).toEqual(expect.arrayContaining(['goes-live', 'midgress-change', 'secret-rotation']));
    expect(steps(both)).toEqual(['update', 'await']);
  });

  it.each<[string, ManifestParts, LiveParts, readonly string[]]>([
    ['inactive', { state: 'inactive' }, { status: 'DEACTIVATED' }, ['update']],
    ['to be activated', {}, { status: 'INACTIVE' }, ['update', 'await']],
    ['to be deactivated', { state: 'inactive' }, {}, ['deactivate', 'await', 'update']],
    ['activating', {}, { status: 'ACTIVATING' }, ['await', 'update', 'await']],
    ['deactivating', { state: 'inactive' }, { status: 'DEACTIVATING' }, ['await', 'update']],
    ['to be deleted', { state: 'absent' }, { status: 'INACTIVE' }, ['delete']],
  ])('takes the steps of an edit: %s', (_, parts, stream, expected) => {
    expect(steps(item(parts, stream))).toEqual(expected);
  });

  it('is satisfied by the create of a stream', () => {
    expect(item({}, 'none')).toMatchObject({ action: 'create' });
    expect(item({}, 'none').effects).not.toContain('secret-rotation');
  });

  it('has no effect on a stream without secrets, and says so', () => {
    const needless = plan({ spec: withoutSecrets }, { spec: withoutSecrets });
    expect(itemOf(needless, 'web').action).toBe('none');
    expect(needless.warnings).toEqual([
      {
        code: 'nothing-to-rotate',
        name: 'web',
        message:
          'rotateSecretsAfter does nothing: its manifest has no secret, so there is nothing to send again; remove it',
      },
    ]);
  });

  it('blocks a stream whose version has no readable date, except with --rotate', () => {
    const { modifiedDate: _, ...undated } = live(7, 'web');
    const wanted = [manifest('web', { rotateSecretsAfter: LATER })];
    const blocked = itemOf(planOf(wanted, [undated]), 'web');
    expect(blocked).toMatchObject({ action: 'blocked', steps: [], reasonCode: 'undated-version' });
    expect(blocked.reason).toContain('no readable date for version 3 of stream 7');
    expect(blocked.reason).toContain('--rotate "web"');
    expect(itemOf(planOf(wanted, [undated], { rotate: ['web'] }), 'web').action).toBe('update');
  });

  it('is never part of what is sent', () => {
    expect(item().desired?.spec).not.toHaveProperty('rotateSecretsAfter');
  });

  it('is part of the plan id', () => {
    const other = plan({ rotateSecretsAfter: '2026-03-02T00:00:01Z' });
    expect(plan().fingerprint).not.toBe(other.fingerprint);
  });
});

describe('a time that the API has not reached', () => {
  const apiTime = Date.parse(LATER) - 1_000;

  it.each<[string, LiveParts | 'none', ManifestParts?, RunParts?]>([
    ['an existing stream', {}],
    ['a stream to create', 'none'],
    ['a stream that --rotate names', {}, {}, { rotate: ['web'] }],
    ['an edit of a stream without secrets', {}, { spec: withoutSecrets }],
  ])('blocks %s, since a version of now would not satisfy it', (_, stream, parts = {}, run = {}) => {
    expect(item(parts, stream, { ...run, apiTime })).toMatchObject({
      action: 'blocked',
      steps: [],
      reasonCode: 'time-in-future',
      reason: expect.stringContaining(
        'in the future by the clock of the API, which says 2026-03-01T23:59:59.000Z',
      ),
    });
    expect(item(parts, stream, { ...run, apiTime: apiTime + 1_000 }).action).not.toBe('blocked');
  });

  it('has no effect on a stream that is not updated', () => {
    const unchanged = { spec: withoutSecrets };
    expect(item(unchanged, unchanged, { apiTime }).action).toBe('none');
    expect(item({ ...unchanged, state: 'inactive' }, unchanged, { apiTime }).action).toBe('deactivate');
  });
});

describe('the warning about a satisfied rotation', () => {
  const satisfied = { rotateSecretsAfter: '2026-03-01T07:00:00Z' };
  const apiTime = Date.parse('2026-03-01T09:00:00Z');
  const codes = (parts: ManifestParts, run: RunParts) =>
    plan(parts, {}, run).warnings.map(({ code }) => code);

  it('says who saved the version, when, and how to request another one', () => {
    expect(plan(satisfied, {}, { apiTime }).warnings).toEqual([
      {
        code: 'rotation-satisfied',
        name: 'web',
        message:
          'rotateSecretsAfter (2026-03-01T07:00:00Z) is satisfied: version 3 was saved by "another-user" on 2026-03-01T08:00:00Z, with the secrets of that time. If they are not the new ones, request a later time: `datastream rotate web`',
      },
    ]);
  });

  it('is given for a day if the change that requested it is not known', () => {
    expect(codes(satisfied, { apiTime: apiTime + DAY })).toEqual([]);
    expect(codes(satisfied, {})).toEqual([]);
  });

  it('is given in the change that requests it, however old the time is', () => {
    const old = { rotateSecretsAfter: '2020-01-01T00:00:00Z' };
    expect(codes(old, { apiTime, before: [manifest('web')] })).toEqual(['rotation-satisfied']);
    expect(codes(old, { apiTime, before: [] })).toEqual(['rotation-satisfied']);
    expect(codes(old, { apiTime, before: [manifest('web', old)] })).toEqual([]);
  });

  it('is not given if an update sends the current secrets anyway', () => {
    const edited = codes({ ...satisfied, spec: cdnSpec({ collectMidgress: true }) }, { apiTime });
    expect(edited).not.toContain('rotation-satisfied');
  });
});
