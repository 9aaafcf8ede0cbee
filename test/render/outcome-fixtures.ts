import type { Coverage } from '../../src/model/approval.ts';
import { defined } from '../../src/model/defined.ts';
import type { ApplyOutcome, ItemOutcome } from '../../src/model/outcome.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import type { SatisfiedRotation, StopExplanation } from '../../src/model/stop-explanation.ts';
import type { OutcomeView } from '../../src/render/outcome/outcome.ts';
import { WORDS } from './github-words.ts';
import { HOSTILE } from './hostile.ts';
import { fixture, planOf } from './plan-builders.ts';
import { stoppedManually } from './plan-comment-fixtures.ts';
import { orphan, unchanged } from './plan-effect-items.ts';
import { hostile } from './plan-extremes.ts';
import { create, deactivate, update } from './plan-items.ts';
import { handover, release, releaseNow, UNDONE } from './property-items.ts';
import { OUTCOMES } from './run-fixtures.ts';

/* Comments after a merge: comments on its outcome. */

/** Streams whose manifests were removed, or that never had one. */
const orphans = (n: number) =>
  Array.from({ length: n }, (_unused, i) => ({ ...orphan, name: `old-${i}`, streamId: 8000 + i }));

/** The location of the complete text. */
export const SUMMARY = 'https://github.com/acme/logs/actions/runs/43#summary-8';

/** The result of an apply of the target. */
export function outcomeOf(items: readonly ItemOutcome[], rest: Partial<ApplyOutcome> = {}): ApplyOutcome {
  const target = 'https://akab-example.luna.akamaiapis.net (account 1-ABCDE)';
  return {
    formatVersion: 1,
    target,
    outcome: 'progressing',
    requests: 9,
    items,
    refusals: [],
    warnings: [],
    ...rest,
  };
}

function outcomeView(
  items: readonly PlanItem[],
  outcome: ApplyOutcome,
  coverage: readonly Coverage[],
  rest: Partial<OutcomeView> = {},
): OutcomeView {
  const plan = planOf(items, { target: outcome.target });
  return {
    targetName: 'production',
    words: WORDS,
    watchMode: 'complete',
    plan,
    coverage,
    explanations: [],
    satisfied: [],
    outcome,
    summaryUrl: SUMMARY,
    ...rest,
  };
}

const covered = (name: string, by = '#12'): Coverage => ({ tag: 'covered', name, by });
const given = (name: string, base: number | null) =>
  ({
    kind: 'DataStream2',
    logType: 'cdn',
    name,
    base,
    desired: `sha256:${'ab'.repeat(32)}`,
    by: '#11',
  }) as const;

const EXPLANATIONS: readonly StopExplanation[] = [
  {
    name: 'web-access-logs',
    approved: [{ by: '#11', base: 2, changes: [] }],
    versions: [{ version: 3, isOurs: false, modifiedBy: 'oncall', modifiedDate: '2026-02-28T03:04:05Z' }],
    elsewhere: [
      {
        path: '/datasetFields',
        before: [1000, 1002],
        after: [1000],
        added: [],
        removed: [1002],
        labels: { 1002: 'reqId' },
      },
    ],
  },
  {
    name: 'campaign-2025',
    approved: [
      { by: '#11', base: 5, changes: [{ path: '/state', before: 'active', after: 'inactive' }] },
      { by: '#10', base: 4 },
    ],
    versions: [],
  },
];

function hostileExplanation(name: string): StopExplanation {
  const change = { path: `/destination/${name}`, before: name, after: `${name}!` };
  return {
    name,
    approved: [{ by: name, base: 1, changes: [change] }],
    versions: [{ version: 2, isOurs: false, modifiedBy: name, modifiedDate: name }],
    elsewhere: [change],
    activations: [{ version: 2, status: name, modifiedBy: name, modifiedDate: name }],
  };
}

function hostileRotation(name: string): SatisfiedRotation {
  return {
    ...{ name, after: name },
    version: { version: 2, isOurs: false, modifiedBy: name, modifiedDate: name },
  };
}

const going: ItemOutcome = {
  name: 'web-access-logs',
  kind: 'DataStream2',
  logType: 'cdn',
  streamId: 7050,
  version: 4,
  status: 'ACTIVATING',
  steps: [
    { do: 'update', result: 'done' },
    { do: 'await', result: 'pending' },
  ],
};
const legacy: ItemOutcome = {
  ...going,
  name: 'legacy-delivery',
  kind: 'DataStream1',
  streamId: 41,
  status: 'DEACTIVATING',
  steps: [
    { do: 'deactivate', result: 'done' },
    { do: 'await', result: 'pending' },
    { do: 'update', result: 'not-run' },
  ],
  affected: {
    streams: [{ streamId: 42, name: 'legacy-shop', version: 7 }],
    sources: [{ id: 349772, name: 'www.example.com' }],
  },
};
const { logType: _, ...legacyDelivery } = legacy;
/** A create that the destination refused. */
export const failing: ItemOutcome = {
  name: 'edge-archive',
  kind: 'DataStream2',
  logType: 'cdn',
  steps: [
    {
      do: 'create',
      result: 'failed',
      error:
        'POST https://akab-example.luna.akamaiapis.net/datastream-config-api/v3/log/cdn/streams said 400 (account 1-ABCDE): the bucket `example-edge-logs` refused the probe; check the keys',
    },
    { do: 'await', result: 'not-run' },
  ],
};

/** The result for a property after some of its steps; the next ones are pending. */
function outcomeOfItem(item: PlanItem, version: number, status: string, done: number): ItemOutcome {
  const { name, kind, propertyId = 0 } = item;
  const steps = item.steps.map(
    (step, place) => ({ do: step.do, result: place < done ? 'done' : 'pending' }) as const,
  );
  return { name, kind, propertyId, version, status, steps };
}

/** Comments on merged pull requests by the name of their golden files. */
export const AFTER_APPLY: Readonly<Record<string, { readonly view: OutcomeView; readonly budget?: number }>> =
  {
    'outcome-progressing': {
      view: outcomeView([update], outcomeOf([going, legacyDelivery]), [
        covered('web-access-logs'),
        covered('legacy-delivery', '#13'),
      ]),
    },
    'outcome-only-reports': {
      view: outcomeView(
        [update, release],
        outcomeOf([going, legacyDelivery, outcomeOfItem(release, 11, 'ACTIVE_PRODUCTION', 0)]),
        [covered('web-access-logs'), covered('legacy-delivery', '#13'), covered(release.name)],
        { watchMode: 'report' },
      ),
    },
    'outcome-of-a-selection': {
      view: outcomeView([update, create], outcomeOf([going]), [
        covered('web-access-logs'),
        { tag: 'not-selected', name: create.name },
      ]),
    },
    'outcome-only-reports-no-steps': {
      view: outcomeView([update], outcomeOf([going]), [covered('web-access-logs')], { watchMode: 'report' }),
    },
    'outcome-property-logging': {
      view: outcomeView(
        [create, release, releaseNow, handover],
        outcomeOf([
          {
            ...going,
            name: create.name,
            streamId: 7101,
            version: 1,
            steps: [
              { do: 'create', result: 'done' },
              { do: 'await', result: 'pending' },
            ],
          },
          outcomeOfItem(release, 11, 'ACTIVE_PRODUCTION', 0),
          {
            ...outcomeOfItem(releaseNow, 12, 'PENDING_PRODUCTION', 4),
            undo: { version: 11, network: 'PRODUCTION' },
          },
        ]),
        [
          covered(create.name),
          covered(release.name),
          covered(releaseNow.name),
          {
            tag: 'used-up',
            name: handover.name,
            approved: [
              {
                kind: 'PropertyLogging',
                name: handover.name,
                base: 3,
                desired: `sha256:${'ab'.repeat(32)}`,
                by: '#11',
              },
            ],
          },
        ],
        {
          explanations: [
            {
              name: handover.name,
              approved: [{ by: '#11', base: 3, changes: [] }],
              versions: [],
              ...defined({ undone: UNDONE.get(handover.name) }),
            },
          ],
          manual: { planId: `sha256:${'cd'.repeat(32)}`, allow: [], rotate: [], only: [] },
        },
      ),
    },
    'outcome-failed': {
      view: outcomeView([create, update], outcomeOf([failing, going], { outcome: 'failed' }), [
        covered('edge-archive'),
        covered('web-access-logs'),
      ]),
    },
    'outcome-stopped': {
      view: outcomeView(
        [
          update,
          { ...deactivate, modifiedBy: 'oncall', modifiedDate: '2026-02-28T03:04:05Z' },
          create,
          stoppedManually,
        ],
        outcomeOf([{ ...going, name: 'other' }]),
        [
          covered('other'),
          { tag: 'other-base', name: 'web-access-logs', approved: [given('web-access-logs', 2)] },
          {
            tag: 'other-content',
            name: 'campaign-2025',
            approved: [given('campaign-2025', 5), { ...given('campaign-2025', 4), by: '#10' }],
          },
          { tag: 'other-content', name: 'edge-archive', approved: [given('edge-archive', null)] },
          { tag: 'not-approved', name: 'checkout-logs' },
        ],
        {
          manual: { planId: `sha256:${'cd'.repeat(32)}`, allow: [], rotate: [], only: [] },
          explanations: EXPLANATIONS,
        },
      ),
    },
    'outcome-other-plan-id': {
      view: outcomeView(
        [update],
        outcomeOf([], { outcome: 'converged' }),
        [{ tag: 'not-approved', name: 'web-access-logs' }],
        {
          givenPlanId: `sha256:${'ef'.repeat(32)}`,
          manual: { planId: `sha256:${'cd'.repeat(32)}`, allow: ['live=12'], rotate: ['web logs'], only: [] },
        },
      ),
    },
    'outcome-rotation-satisfied': {
      view: outcomeView(unchanged, outcomeOf([], { outcome: 'converged' }), [], {
        satisfied: [
          {
            ...{ name: 'shop errors', after: '2026-11-28T10:00:00Z' },
            version: {
              ...{ version: 5, isOurs: false },
              ...{ modifiedBy: 'jdoe', modifiedDate: '2026-11-28T10:04:00Z' },
            },
          },
          {
            ...{ name: 'web-access-logs', after: '2026-11-28T10:00:00Z' },
            version: { version: 8, isOurs: true, modifiedBy: 'api-client' },
          },
        ],
      }),
    },
    'outcome-nothing': { view: outcomeView(unchanged, outcomeOf([], { outcome: 'converged' }), []) },
    'outcome-orphans': {
      view: {
        ...outcomeView(unchanged, outcomeOf([], { outcome: 'converged' }), []),
        plan: planOf(unchanged, { orphans: [orphan, ...orphans(6)] }),
      },
    },
    'outcome-refused': {
      view: outcomeView([update], { ...fixture(OUTCOMES, 'apply-refused'), target: 'simulator' }, [
        covered('web-access-logs'),
      ]),
    },
    'outcome-limited': {
      view: outcomeView(
        [update, deactivate, stoppedManually],
        outcomeOf([], {
          outcome: 'refused',
          refusals: [
            {
              code: 'safety-limit',
              message:
                '12 edits of active streams, and the limit for one run is 10; if they are all meant, add --allow live=12',
              names: ['web-access-logs'],
            },
            {
              code: 'safety-limit',
              message:
                '3 deactivations, and the limit for one run is 2; if they are all meant, add --allow deactivate=3',
              names: ['campaign-2025'],
            },
          ],
        }),
        [
          covered('web-access-logs'),
          covered('campaign-2025'),
          { tag: 'not-approved', name: 'checkout-logs' },
        ],
        {
          manual: {
            planId: `sha256:${'cd'.repeat(32)}`,
            allow: ['live=12', 'deactivate=3'],
            rotate: [],
            only: [],
          },
        },
      ),
    },
    'outcome-over-budget': {
      view: outcomeView(
        [],
        outcomeOf(
          Array.from({ length: 200 }, (_unused, i) => ({
            ...failing,
            name: `stream-${i}`,
            steps: [{ do: 'update' as const, result: 'failed' as const, error: 'word '.repeat(30).trim() }],
          })),
          { outcome: 'failed' },
        ),
        [],
      ),
      budget: 10_000,
    },
    'outcome-hostile': {
      view: {
        targetName: HOSTILE.slice(5, 12).join(' '),
        words: WORDS,
        watchMode: 'complete',
        plan: hostile,
        outcome: fixture(OUTCOMES, 'apply-hostile'),
        explanations: HOSTILE.slice(0, 20).map(hostileExplanation),
        satisfied: HOSTILE.slice(0, 20).map(hostileRotation),
        coverage: HOSTILE.slice(0, 20).map(
          (name, i): Coverage =>
            i % 2 === 0
              ? { tag: 'covered', name, by: name }
              : { tag: 'other-base', name, approved: [{ ...given(name, 1), by: name }] },
        ),
        manual: { planId: HOSTILE.join(' '), allow: [], rotate: ['``` `` ` ``` <!-- @everyone'], only: [] },
        summaryUrl: 'javascript:alert(1)',
      },
      budget: 1_000_000,
    },
  };
