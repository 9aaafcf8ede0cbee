import { describe, expect, test } from 'vitest';
import { approvalsOf, desiredDigest } from '../../src/approval/approval.ts';
import { coverageOf } from '../../src/approval/coverage.ts';
import { openWork } from '../../src/approval/pending-steps.ts';
import type { DatedRecord, GivenApproval } from '../../src/model/approval.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Step } from '../../src/model/plan-item.ts';
import type { ActivationNetwork, PropertyState, PropertyVersion } from '../../src/model/property-logging.ts';
import {
  activation,
  planProperties,
  property,
  propertyItem,
  propertyManifest,
  version,
  versionRow,
  WWW,
  WWW_ITEM,
} from '../builders/property-logging.ts';
import { hash, live, manifest } from '../builders/streams.ts';
import { logs, rule } from '../properties/properties.ts';

const BEFORE = rule([logs(['7000'])]);
const AFTER = rule([logs(['7000', '7050'])]);
const UNRELATED = rule([logs(['7000']), { name: 'caching', options: { ttl: '1d' } }]);
const REMOVED = rule([logs([])]);

const MERGED = '2026-03-02T12:00:00Z';
const LATER = '2026-03-02T13:00:00Z';

interface Parts {
  readonly network?: ActivationNetwork;
  /** The status of the stream that the property is to name; absent: it is not created yet. */
  readonly stream?: string | undefined;
}

function planOf(state: PropertyState, { network = 'PRODUCTION', ...parts }: Parts = {}): Plan {
  const status = 'stream' in parts ? parts.stream : 'ACTIVATED';
  return planProperties({
    manifests: [propertyManifest({ activation: { network, notifyEmails: ['cdn@example.com'] } })],
    streamManifests: [manifest('web')],
    streams: status === undefined ? [] : [live(7050, 'web', { status })],
    properties: { [WWW]: state },
  });
}

/** A property whose only live version is another one than 11. */
function liveAt(number: number, tree: JsonObject, others: readonly PropertyVersion[] = []): PropertyState {
  return property(tree, {
    live: version(number, tree),
    latestVersion: Math.max(number, ...others.map((one) => one.version)),
    stagingVersion: number,
    productionVersion: number,
    versions: [
      ...others,
      versionRow(number, { stagingStatus: 'ACTIVE', productionStatus: 'ACTIVE' }),
    ].toSorted((a, b) => b.version - a.version),
  });
}

const displaced = (number: number) =>
  versionRow(number, { stagingStatus: 'DEACTIVATED', productionStatus: 'DEACTIVATED' });

function given(plan: Plan): GivenApproval {
  const approval = approvalsOf(plan, hash).find(({ name }) => name === WWW_ITEM);
  if (!approval) throw new Error('nothing to approve');
  return { ...approval, by: '#12', at: MERGED };
}

function record(plan: Plan, parts: Partial<DatedRecord> = {}): DatedRecord {
  const item = propertyItem(plan);
  return {
    name: WWW_ITEM,
    kind: 'PropertyLogging',
    propertyId: item.propertyId ?? 0,
    desired: desiredDigest(plan.target, item, hash),
    base: 11,
    ...(item.base ? { baseContent: item.base.content } : {}),
    version: 11,
    status: 'ACTIVE_PRODUCTION',
    left: item.steps,
    at: LATER,
    ...parts,
  };
}

function tagOf(now: Plan, approved: GivenApproval, records: readonly DatedRecord[] = []): string | undefined {
  return coverageOf(now, { approvals: [approved], records }, hash).find(({ name }) => name === WWW_ITEM)?.tag;
}

const FIRST = planOf(property(BEFORE));
const RELEASED = {
  version: 12,
  status: 'PENDING_PRODUCTION',
  left: [{ do: 'await', until: 'ACTIVE_PRODUCTION' }],
} as const;

describe('the approval of a property', () => {
  test('stays valid if someone releases a version with another change', () => {
    expect(tagOf(planOf(liveAt(12, UNRELATED)), given(FIRST))).toBe('covered');
  });

  test('is not valid if the live version logs something else', () => {
    expect(tagOf(planOf(liveAt(12, REMOVED)), given(FIRST))).toBe('other-base');
  });

  test('covers the same stream once it has its id, and no other content', () => {
    const before = given(planOf(property(BEFORE), { stream: undefined }));
    expect(JSON.stringify(before.wanted)).toContain('{"$id":"web"}');
    expect(tagOf(FIRST, before)).toBe('covered');
    expect(tagOf(planOf(property(BEFORE), { network: 'STAGING' }), before)).toBe('other-content');
  });

  test('is used up if an older version was activated after ours', () => {
    const rolledBack = property(BEFORE, {
      latestVersion: 12,
      draft: version(12, AFTER),
      versions: [displaced(12), versionRow(11, { stagingStatus: 'ACTIVE', productionStatus: 'ACTIVE' })],
    });
    const now = planOf(rolledBack);
    expect(propertyItem(now).steps).not.toEqual([]);
    expect(tagOf(now, given(FIRST), [record(FIRST, RELEASED)])).toBe('used-up');
    expect(tagOf(now, given(FIRST), [])).toBe('covered');
    const again = { ...given(now), at: '2026-03-03T00:00:00Z' };
    expect(tagOf(now, again, [record(FIRST, RELEASED)])).toBe('covered');
  });

  test('is used up if another pipeline released a version without our change', () => {
    const rewritten = planOf(liveAt(13, BEFORE, [displaced(12)]));
    expect(tagOf(rewritten, given(FIRST), [record(FIRST, RELEASED)])).toBe('used-up');
    const forgotten = planOf(liveAt(30, BEFORE));
    expect(tagOf(forgotten, given(FIRST), [record(FIRST, RELEASED)])).toBe('used-up');
  });

  test('is not used up by an activation that failed, or by a run that changed nothing', () => {
    const failed = property(BEFORE, {
      draft: version(12, AFTER),
      activations: [activation(12, 'PRODUCTION', { status: 'FAILED' })],
    });
    expect(tagOf(planOf(failed), given(FIRST), [record(FIRST, RELEASED)])).toBe('covered');
    expect(tagOf(FIRST, given(FIRST), [record(FIRST)])).toBe('covered');
  });

  test('for a saved version is used up once that version is overtaken', () => {
    const plan = planOf(property(BEFORE), { network: 'NONE' });
    const saved = record(plan, { version: 12, status: 'INACTIVE', left: [] });
    const now = planOf(liveAt(13, BEFORE, [versionRow(12)]), { network: 'NONE' });
    expect(tagOf(now, given(plan), [saved])).toBe('used-up');
  });
});

describe('the record of a property with open steps', () => {
  const tag = (now: Plan, one: DatedRecord) => openWork(now, [one], hash)[0]?.tag;
  const waiting = planOf(property(BEFORE), { stream: 'ACTIVATING' });
  const [, ...afterSave] = propertyItem(FIRST).steps;
  const staged = { version: 12, status: 'PENDING_STAGING', left: afterSave.slice(1) } as const;
  const draft = (parts: Partial<PropertyState> = {}) =>
    property(BEFORE, { draft: version(12, AFTER), ...parts });

  test.each<[string, string, Plan, Partial<DatedRecord>]>([
    ['its stream is in transition', 'in-transition', waiting, {}],
    ['its stream is active', 'due', FIRST, {}],
    ['someone released a version with another change meanwhile', 'due', planOf(liveAt(12, UNRELATED)), {}],
    ['the live version logs something else', 'overtaken', planOf(liveAt(12, REMOVED)), {}],
    ['someone has applied it', 'closed', planOf(liveAt(12, AFTER)), {}],
    ['a run saved the version and ended before it recorded that', 'due', planOf(draft()), {}],
    [
      'an activation by someone else is in progress',
      'unreadable',
      planOf(property(BEFORE, { activations: [activation(10, 'PRODUCTION')] })),
      {},
    ],
    [
      'its activation on staging is in progress',
      'in-transition',
      planOf(draft({ activations: [activation(12, 'STAGING')] })),
      staged,
    ],
    ['its activation on staging failed', 'reverted', planOf(draft()), staged],
    [
      'its activation on production is in progress',
      'in-transition',
      planOf(draft({ activations: [activation(12, 'PRODUCTION')] })),
      RELEASED,
    ],
    ['its version is active on production', 'closed', planOf(liveAt(12, AFTER)), RELEASED],
    [
      'a later version that contains the change is active on production',
      'closed',
      planOf(liveAt(13, AFTER, [displaced(12)])),
      RELEASED,
    ],
    [
      'a later version without the change is active on production',
      'overtaken',
      planOf(liveAt(13, BEFORE, [displaced(12)])),
      RELEASED,
    ],
  ])('if %s: %s', (_, expected, now, parts) => {
    expect(tag(now, record(FIRST, parts))).toBe(expected);
  });

  test('of a stream without an id is due once the stream is active', () => {
    const first = planOf(property(BEFORE), { stream: undefined });
    expect(tag(FIRST, record(first))).toBe('due');
  });

  test('is not valid after another desired content', () => {
    const other: readonly Step[] = [{ do: 'update', activate: false }];
    const none = planOf(property(BEFORE), { network: 'NONE' });
    expect(tag(none, record(FIRST, { left: other }))).toBe('overtaken');
  });
});
