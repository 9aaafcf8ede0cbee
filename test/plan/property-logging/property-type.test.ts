import { describe, expect, test } from 'vitest';
import { approvalsOf } from '../../../src/approval/approval.ts';
import { coverageOf } from '../../../src/approval/coverage.ts';
import type { ApprovalFacts } from '../../../src/model/approval.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import { DEFAULT_LIMITS } from '../../../src/model/safety-limits.ts';
import { neededDetails } from '../../../src/plan/match/match.ts';
import { changeDetector } from '../../../src/plan/property-logging/needs-change.ts';
import { propertyType } from '../../../src/plan/property-logging/property-type.ts';
import { checkSaved, parsePlan, withDigest } from '../../../src/plan/saved/saved-plan.ts';
import {
  planProperties,
  property,
  propertyItem,
  propertyManifest,
  version,
  WWW,
  WWW_ID,
} from '../../builders/property-logging.ts';
import { hash, live, manifest, observed } from '../../builders/streams.ts';
import { child, logs, report, rule } from '../../properties/properties.ts';

const BEFORE = rule([logs(['7000'])]);

function planOf(tree: JsonObject = BEFORE, parts: Partial<Parameters<typeof planProperties>[0]> = {}): Plan {
  return planProperties({
    streamManifests: [manifest('web')],
    streams: [live(7050, 'web')],
    properties: { [WWW]: property(tree) },
    ...parts,
  });
}

/** Another release of the site, which does not change what is logged. */
function released(tree: JsonObject): Partial<Parameters<typeof planProperties>[0]> {
  return {
    properties: {
      [WWW]: property(tree, {
        live: version(12, tree),
        productionVersion: 12,
        stagingVersion: 12,
        latestVersion: 12,
      }),
    },
  };
}

const UNRELATED = rule([{ name: 'caching', options: {} }, logs(['7000'])], [child([], 'Images')]);
const RELATED: readonly (readonly [string, JsonObject])[] = [
  ['another option', rule([logs(['7000'], { samplingPercentage: 5 })])],
  ['another stream', rule([logs(['7001'])])],
  ['another behavior', rule([logs(['7000'])], [child([logs(['7000'])])])],
  ['another rule', rule([], [child([logs(['7000'])])])],
  ['headers', rule([logs(['7000']), report()])],
  ['a locked behavior', rule([{ ...logs(['7000']), uuid: 'a-1' }])],
];

/** Two rule trees that differ only in what is not shown. */
const HIDDEN: readonly (readonly [string, JsonObject, JsonObject])[] = [
  ['a custom log field', ...pairOf((value) => rule([logs(['7000']), report({ customLogField: value })]))],
  [
    'the values of a header',
    ...pairOf((value) =>
      rule([logs(['7000'])], [child([logs(['7000'])], 'API', { name: 'requestHeader', options: { value } })]),
    ),
  ],
  [
    'the end of a long path',
    ...pairOf((value) => {
      const values = [`/${'a'.repeat(100)}/${value}`];
      return rule([logs(['7000'])], [child([logs(['7000'])], 'API', { name: 'path', options: { values } })]);
    }),
  ],
  [
    'the criteria of a parent rule',
    ...pairOf((value) => {
      const parent = child([], 'Parent', { name: 'cloudletsOrigin', options: { originId: value } });
      return rule([logs(['7000'])], [{ ...parent, children: [child([logs(['7000'])])] }]);
    }),
  ],
];

function pairOf(tree: (value: string) => JsonObject): readonly [JsonObject, JsonObject] {
  return [tree('before it'), tree('after it')];
}

describe('an approval', () => {
  const approvals = approvalsOf(planOf(), hash).map((one) => ({ ...one, by: '#1' }));
  const tagOf = (plan: Plan) =>
    coverageOf(plan, { approvals, records: [] }, hash).find(({ name }) => name.startsWith('PropertyLogging/'))
      ?.tag;

  test('covers the change after an unrelated release', () => {
    expect(tagOf(planOf())).toBe('covered');
    expect(tagOf(planOf(UNRELATED, released(UNRELATED)))).toBe('covered');
    expect(planOf(UNRELATED, released(UNRELATED)).fingerprint).toBe(planOf().fingerprint);
  });

  test.each(RELATED.slice(0, 5))('does not cover it after a release with %s', (_, tree) => {
    expect(tagOf(planOf(tree, released(tree)))).toBe('other-base');
  });

  test.each(HIDDEN)(
    'does not cover it after a release with other %s, which is not shown',
    (_, before, after) => {
      const [old, now] = [planOf(before), planOf(after, released(after))];
      const kept = approvalsOf(old, hash).map((one) => ({ ...one, by: '#1' }));
      const covered = coverageOf(now, { approvals: kept, records: [] }, hash);
      expect(propertyItem(now).action).toBe('update');
      expect(covered.find(({ name }) => name.startsWith('PropertyLogging/'))?.tag).toBe('other-base');
      expect(now.fingerprint).not.toBe(old.fingerprint);
    },
  );

  test('by fingerprint does not cover a draft that came after it', () => {
    const draft = version(12, rule([logs(['7000'])], [child([], 'Draft')]));
    const parts = { properties: { [WWW]: property(BEFORE, { draft }) }, limits: { unreleased: 1 } };
    expect(propertyItem(planOf(BEFORE, parts)).property?.unreleased).toBe(12);
    expect(planOf(BEFORE, parts).fingerprint).not.toBe(planOf().fingerprint);
  });

  test('does not cover other content', () => {
    expect(
      tagOf(planOf(BEFORE, { manifests: [propertyManifest({ datastream: { samplingPercentage: 1 } })] })),
    ).toBe('other-content');
  });

  test('without a base is none', () => {
    const facts = { approved: {}, now: {} } as unknown as ApprovalFacts;
    expect(propertyType.hasApprovedBase(facts)).toBe(false);
  });
});

describe('a saved plan', () => {
  const plan = planOf();
  const change = (members: Partial<PlanItem>) => ({ ...propertyItem(plan), ...members });

  test('is read and applied', () => {
    const saved = parsePlan(JSON.stringify(withDigest(plan, hash)), hash);
    if (typeof saved === 'string') throw new Error(saved);
    const today = { target: plan.target, rows: new Map(), limits: DEFAULT_LIMITS };
    expect(checkSaved(saved, today)).toEqual([]);
    expect(checkSaved(saved, { ...today, limits: { ...DEFAULT_LIMITS, property: 0 } })).toMatchObject([
      { code: 'safety-limit' },
    ]);
  });

  test.each([
    ['stopped', [live(7050, 'web', { status: 'DEACTIVATED' })], 'is DEACTIVATED'],
    ['deleted', [], 'does not exist any more'],
  ])('is stale after a stream that it names was %s', (_, streams, reason) => {
    const today = { target: plan.target, rows: observed(streams).rows, limits: DEFAULT_LIMITS };
    expect(checkSaved(plan, today)).toMatchObject([
      { code: 'stale-plan', message: expect.stringContaining(`stream 7050 ${reason}`) },
    ]);
    const needing = { ...plan, items: [change({ needs: ['web'] })] };
    expect(checkSaved(needing, today)).toEqual([]);
  });

  test.each<[string, Partial<PlanItem>]>([
    ['the property', { propertyId: undefined } as unknown as PlanItem],
    ['the base', { base: undefined } as unknown as PlanItem],
    ['the version of the base', { baseVersion: 12 }],
    ['what to log', { desired: { state: 'active', spec: { streams: [] }, folder: '.', resolved: [] } }],
    [
      'only possible steps',
      {
        steps: [
          { do: 'activate', network: 'PRODUCTION' },
          { do: 'activate', network: 'PRODUCTION' },
        ],
      },
    ],
    ['some step', { steps: [] }],
    ['a network for its steps', { steps: [{ do: 'activate' }] }],
    ['no step if it is blocked', { action: 'blocked' }],
  ])('needs %s', (_, members) => {
    expect(propertyType.isComplete(propertyItem(plan))).toBe(true);
    expect(propertyType.isComplete(change(members))).toBe(false);
  });

  test('needs what its references name', () => {
    const item = propertyItem(planOf(BEFORE, { streams: [] }));
    expect(propertyType.isComplete(item)).toBe(true);
    expect(propertyType.isComplete({ ...item, needs: ['other'] })).toBe(false);
  });
});

test('more is read of a property that has to change, or that cannot be compared', () => {
  const one = propertyManifest();
  const input = { manifests: [one], streams: [manifest('web')] };
  const needsChange = changeDetector(input, observed([live(7050, 'web')]));
  const of = (tree: JsonObject) => needsChange(one, WWW_ID, version(11, tree));
  expect(of(BEFORE)).toBe(true);
  expect(of(rule([logs(['7050'])]))).toBe(false);
  expect(of(rule([{ ...logs([]), locked: true }]))).toBe(true);
  expect(needsChange(propertyManifest({ streams: [404] }), WWW_ID, version(11, BEFORE))).toBe(true);
});

test('a stream that is named by ID is read once, also if a manifest describes it', () => {
  const listed = observed([live(7050, 'web'), live(7060, 'other'), live(7070, 'third')]);
  const ids = (manifests: Parameters<typeof neededDetails>[0]) =>
    neededDetails(manifests, listed, [7050, 7060, 404]).map(({ streamId }) => streamId);
  expect(ids([])).toEqual([7050, 7060]);
  expect(ids([manifest('web')])).toEqual([7050, 7060]);
});
