import { describe, expect, it } from 'vitest';
import { cdn } from '../../src/collections/cdn.ts';
import { DEFAULT_LIMITS } from '../../src/model/safety-limits.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { allowedStepsFor } from '../../src/plan/steps/allowed-steps.ts';
import {
  cdnSpec,
  HTTPS,
  hash,
  itemOf,
  type LiveParts,
  live,
  type ManifestParts,
  manifest,
  observed,
  planOf,
  TARGET,
} from '../builders/streams.ts';

/** The plan item for one manifest, `web`, and its stream, id 7. */
function item(parts: ManifestParts = {}, stream: LiveParts | 'none' = {}) {
  return itemOf(plan(parts, stream), 'web');
}

function plan(parts: ManifestParts = {}, stream: LiveParts | 'none' = {}) {
  return planOf([manifest('web', parts)], stream === 'none' ? [] : [live(7, 'web', stream)]);
}

const midgress = { spec: cdnSpec({ collectMidgress: true }) };
const warned = (one: ReturnType<typeof plan>) => one.warnings.map(({ code }) => code);

describe('the plan item of a stream', () => {
  it('has nothing to do for an unchanged stream', () => {
    expect(item()).toEqual({
      name: 'web',
      kind: 'DataStream2',
      logType: 'cdn',
      streamId: 7,
      status: 'ACTIVATED',
      baseVersion: 3,
      modifiedBy: 'another-user',
      modifiedDate: '2026-03-01T08:00:00Z',
      action: 'none',
      changes: [],
      effects: [],
      steps: [],
      source: { file: 'streams/web.yaml', line: 3 },
    });
  });

  it('has the changes, effects, steps and base version of a changed stream', () => {
    const one = item(midgress);
    expect(one).toMatchObject({
      action: 'update',
      changes: [{ path: '/collectMidgress', before: false, after: true }],
      effects: ['goes-live', 'midgress-change', 'destination-probe', 'secret-needed'],
      steps: [
        { do: 'update', activate: true },
        { do: 'await', until: 'ACTIVATED' },
      ],
      base: { version: 3, status: 'ACTIVATED' },
      desired: { spec: { streamName: 'web' }, state: 'active', folder: 'streams', resolved: [] },
    });
    expect(one.desired?.spec).toMatchObject({ collectMidgress: true, destination: HTTPS });
  });

  it('has all members of a new stream, and no base', () => {
    const one = item({}, 'none');
    expect(one).toMatchObject(allowedStepsFor(cdn, undefined, 'active', true));
    expect(one.changes.map(({ path }) => path)).toContain('/destination/endpoint');
    expect(one.changes.every((change) => change.before === undefined)).toBe(true);
    for (const member of ['streamId', 'status', 'baseVersion', 'base'])
      expect(one).not.toHaveProperty(member);
  });

  it('waits if a changed stream is in transition, and shows the steps after that', () => {
    expect(item(midgress, { status: 'ACTIVATING' })).toMatchObject({
      action: 'wait',
      changes: [{ path: '/collectMidgress' }],
      effects: ['goes-live', 'midgress-change', 'destination-probe', 'secret-needed'],
      base: { version: 3, status: 'ACTIVATING' },
      desired: { state: 'active' },
    });
  });

  it('only waits if a stream is in transition towards the desired state', () => {
    expect(item({}, { status: 'ACTIVATING' })).toMatchObject({
      action: 'none',
      steps: [{ do: 'await', until: 'ACTIVATED' }],
      effects: [],
    });
  });

  it('has both names if the stream name differs from the manifest', () => {
    const renamed = planOf([manifest('web', { streamId: 7, streamName: 'new' })], [live(7, 'old')]);
    expect(itemOf(renamed, 'web')).toMatchObject({
      streamName: 'old',
      changes: [{ path: '/streamName', before: 'old', after: 'new' }],
      effects: ['cosmetic-goes-live', 'destination-probe', 'secret-needed'],
    });
  });

  it('never shows a secret of the manifest, only its reference', () => {
    expect(JSON.stringify(plan({}, 'none'))).toContain('{"env":"LOG_PASSWORD"}');
  });
});

describe('streams that are to be absent', () => {
  it.each([
    ['INACTIVE', 'delete', ['irreversible']],
    ['DEACTIVATED', 'delete', ['irreversible']],
    ['ACTIVATED', 'delete', ['stops-logs']],
    ['DEACTIVATING', 'wait', []],
  ])('%s: %s, %j', (status, action, effects) => {
    const one = item({ state: 'absent', spec: {} }, { status });
    expect(one).toMatchObject({ action, effects, changes: [], desired: { state: 'absent', spec: {} } });
    expect(one.base?.version).toBe(3);
  });

  it('need no action if they do not exist', () => {
    expect(item({ state: 'absent', spec: {} }, 'none')).toMatchObject({ action: 'none', steps: [] });
    expect(item({ state: 'absent', spec: {}, streamId: 99 })).toMatchObject({ action: 'none' });
  });

  it('announce that a later run deletes them', () => {
    expect(plan({ state: 'absent', spec: {} }).warnings).toEqual([
      {
        code: 'deleted-later',
        message: 'web is deleted by a later run, which must find stream 7 deactivated when it starts',
        name: 'web',
      },
    ]);
    expect(warned(plan({ state: 'absent', spec: {} }, { status: 'INACTIVE' }))).toEqual([]);
  });

  it('announce that the later run will exceed its limit', () => {
    const manifests = ['a', 'b'].map((name) => manifest(name, { state: 'absent', spec: {} }));
    const { warnings } = planOf(manifests, [live(1, 'a'), live(2, 'b', { status: 'DEACTIVATING' })]);
    expect(warnings.at(-1)).toMatchObject({ code: 'limit-ahead' });
    expect(warnings.at(-1)?.message).toContain('--allow delete=2');
  });
});

describe('blocked streams', () => {
  it.each<[string, ManifestParts, LiveParts | 'none', RegExp]>([
    ['an unknown status', {}, { status: 'SUSPENDED' }, /"SUSPENDED"/],
    ['an unknown status, to be absent', { state: 'absent' }, { status: 'SUSPENDED' }, /"SUSPENDED"/],
    ['a bound id that does not exist', { streamId: 99 }, {}, /99/],
    ['another group', { spec: cdnSpec({ groupId: 5 }) }, {}, /groupId cannot change.*says 5.*has 21484/],
    [
      'an unknown name',
      { spec: cdnSpec({ properties: ['www.nowhere.example'] }) },
      {},
      /www.nowhere.example/,
    ],
    [
      'an unknown name, to create',
      { spec: cdnSpec({ properties: ['www.nowhere.example'] }) },
      'none',
      /www.nowhere.example/,
    ],
  ])('are reported for %s, with the reason', (_, wants, has, reason) => {
    const one = item(wants, has);
    expect(one).toMatchObject({ action: 'blocked', steps: [], effects: [], changes: [] });
    expect(one.reason).toMatch(reason);
    expect(one).not.toHaveProperty('desired');
  });

  it.each<[string, ManifestParts, LiveParts | 'none']>([
    ['unknown-status', {}, { status: 'SUSPENDED' }],
    ['stream-not-found', { streamId: 99 }, {}],
    ['stream-archived', {}, { status: 'ARCHIVED' }],
    ['immutable-member', { spec: cdnSpec({ groupId: 5 }) }, {}],
    ['unresolved-name', { spec: cdnSpec({ properties: ['www.nowhere.example'] }) }, {}],
    ['unresolved-name', { spec: cdnSpec({ properties: ['www.nowhere.example'] }) }, 'none'],
  ])('have the code %s', (code, wants, has) => {
    expect(item(wants, has)).toMatchObject({ action: 'blocked', reasonCode: code });
  });

  it('are reported for an unmanaged stream that looks the same under another name, unless separate is set', () => {
    const orphans = [live(12, 'old')];
    const blocked = planOf([manifest('web')], orphans);
    expect(itemOf(blocked, 'web')).toMatchObject({ action: 'blocked', reasonCode: 'likely-renamed' });
    expect(itemOf(blocked, 'web').reason).toContain('stream 12 ("old")');
    expect(itemOf(blocked, 'web').reason).toContain('spec.separate: true');
    expect(itemOf(planOf([manifest('web', { separate: true })], orphans), 'web').action).toBe('create');
    const elsewhere = manifest('web', { spec: cdnSpec({ properties: [1] }) });
    expect(itemOf(planOf([elsewhere], orphans), 'web').action).toBe('create');
  });

  it('are reported for a group that only a create needs', () => {
    const collection = { kind: 'DataStream2', logType: 'edns' } as const;
    const { groupId: _, properties: __, ...spec } = cdnSpec({ zones: ['example.com'] });
    const zones = manifest('zones', { collection, spec });
    const withStream = (streams: Parameters<typeof observed>[0]) =>
      makePlan({
        target: TARGET,
        manifests: [zones],
        observed: observed(streams, [collection]),
        limits: DEFAULT_LIMITS,
        rotate: [],
        requestsUsed: 1,
        hash,
      });
    expect(itemOf(withStream([]), 'zones').reason).toContain('spec.groupId');
    expect(itemOf(withStream([live(1, 'zones', { collection, spec })]), 'zones').action).toBe('none');
  });

  it('are reported for a stream that changed while it was being read', () => {
    const seen = observed([live(7, 'web')]);
    const input = {
      target: TARGET,
      manifests: [manifest('web')],
      limits: DEFAULT_LIMITS,
      rotate: [],
      requestsUsed: 1,
      hash,
    };
    const gone = makePlan({ ...input, observed: { ...seen, details: new Map() } });
    expect(itemOf(gone, 'web').reason).toContain('deleted while it was being read');
    const { details } = observed([live(7, 'web', { version: 4 })]);
    const edited = makePlan({ ...input, observed: { ...seen, details } });
    expect(itemOf(edited, 'web').reason).toContain('version 3, then 4');
  });

  it('do not block the other streams', () => {
    const both = planOf([manifest('stuck', { streamId: 99 }), manifest('web', midgress)], [live(7, 'web')]);
    expect(both).toMatchObject({ applyable: true, summary: { blocked: 1, update: 1 } });
  });
});
