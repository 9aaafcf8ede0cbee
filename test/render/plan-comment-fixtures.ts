import type { Actors } from '../../src/model/actor.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import type { ReviewView } from '../../src/render/plan-comment/plan-comment.ts';
import { WORDS } from './github-words.ts';
import { HOSTILE } from './hostile.ts';
import { fixture, item, live, planOf } from './plan-builders.ts';
import {
  changingAsDesired,
  columns,
  cosmetic,
  orphan,
  stopThenEdit,
  unchanged,
} from './plan-effect-items.ts';
import { hostile } from './plan-extremes.ts';
import { PLANS, TYPICAL } from './plan-fixtures.ts';
import { activate, blocked, create, deactivate, deleteNow, update, wait } from './plan-items.ts';
import { PROPERTY_CHECKS } from './property-fixtures.ts';
import { handover, release, releaseNow, releasing } from './property-items.ts';
import { NOW } from './run-fixtures.ts';

/** A view of a plan whose items all come from the change under review. */
export function viewOf(plan: ReviewView['plan'], rest: Partial<ReviewView> = {}): ReviewView {
  return {
    targetName: 'production',
    words: WORDS,
    watchMode: 'complete',
    plan,
    changed: new Set(plan.items.map(({ name }) => name)),
    drift: [],
    actors: new Map(),
    planId: plan.fingerprint,
    mode: 'change',
    now: NOW,
    summaryUrl: 'https://github.com/acme/logs/actions/runs/42#summary-7',
    manifests: {
      folder: 'streams',
      url: 'https://github.com/acme/logs/blob/0123456789abcdef0123456789abcdef01234567/streams',
    },
    ...rest,
  };
}

const { logType: _, ...ofDataStream1 } = item('legacy-delivery', {
  kind: 'DataStream1',
  action: 'update',
  ...live(41, 3, 'ACTIVATED'),
  changes: [
    {
      path: '/datasetFields',
      before: [80, 81],
      after: [80],
      added: [],
      removed: [81],
      labels: { '80': '5xx', '81': 'Requests per second' },
    },
  ],
  effects: ['goes-live', 'fields-removed'],
  steps: [
    { do: 'update', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
});
export const legacy: PlanItem = ofDataStream1;

/** A user deactivated it in the portal, which created no version, and the manifest still has it active. */
export const stoppedManually = item('checkout-logs', {
  action: 'activate',
  ...live(7200, 8, 'DEACTIVATED'),
  modifiedBy: 'gitops-client',
  modifiedDate: '2026-02-05T13:31:00Z',
  effects: ['starts-logs'],
  steps: [{ do: 'activate' }, { do: 'await', until: 'ACTIVATED' }],
});

/** The account history of the stream. */
export const MOVED: Actors = new Map([
  ['checkout-logs', { tag: 'known', by: 'oncall', at: '2026-02-28T03:04:05Z' }],
]);

const inTransition = { ...wait, modifiedBy: 'jdoe', modifiedDate: '2026-03-01T11:20:00Z' };
const many = Array.from({ length: 400 }, (_, i) =>
  item(`stream-${i}`, {
    action: i % 3 === 0 ? 'deactivate' : 'update',
    ...live(9000 + i, 4, 'ACTIVATED'),
    changes:
      i % 3 === 0
        ? []
        : [
            {
              path: '/destination/path',
              before: 'logs/'.repeat(i % 40),
              after: `${'logs/'.repeat(i % 40)}eu`,
            },
          ],
    effects: i % 3 === 0 ? ['stops-logs'] : ['goes-live', 'destination-probe'],
    steps: i % 3 === 0 ? [{ do: 'deactivate' }] : [{ do: 'update', activate: true }],
  }),
);

function unknownBefore({ changed: _changed, ...view }: ReviewView): ReviewView {
  return view;
}

/** Plan comments by the name of their golden file. The default budget is that of a comment. */
export const PLAN_COMMENTS: Readonly<
  Record<string, { readonly view: ReviewView; readonly budget?: number }>
> = {
  'plan-comment-typical': {
    view: viewOf(TYPICAL, {
      changed: new Set(['edge-archive', 'web-access-logs', 'campaign-2025', 'shop-splunk']),
    }),
  },
  'plan-comment-properties': {
    view: viewOf({ ...planOf([activate]), ...PROPERTY_CHECKS['properties-findings'] }),
  },
  'plan-comment-property-logging': {
    view: viewOf(planOf([create, release, releaseNow, handover, releasing])),
  },
  'plan-comment-property-drift': {
    view: viewOf(planOf([activate, releaseNow]), { changed: new Set(['shop-splunk']), drift: [releaseNow] }),
  },
  'plan-comment-only-reports': {
    view: viewOf(planOf([stopThenEdit, releaseNow]), { watchMode: 'report' }),
  },
  'plan-comment-short': { view: viewOf(planOf([activate])) },
  'plan-comment-empty': { view: viewOf(planOf(unchanged, { requests: { used: 1, apply: 0 } })) },
  'plan-comment-empty-in-transition': {
    view: viewOf(planOf([changingAsDesired, ...unchanged], { orphans: [orphan] })),
  },
  'plan-comment-drift': {
    view: viewOf(planOf([cosmetic, update, stoppedManually, ...unchanged]), {
      changed: new Set(['renamed', 'web-access-logs']),
      drift: [update, stoppedManually],
      actors: MOVED,
    }),
  },
  'plan-comment-only-drift': {
    view: viewOf(planOf([stoppedManually, create]), {
      changed: new Set(),
      drift: [stoppedManually, create],
      actors: new Map([['checkout-logs', { tag: 'unknown' }]]),
    }),
  },
  'plan-comment-unknown-before': { view: unknownBefore(viewOf(planOf([create, deleteNow]))) },
  'plan-comment-every-effect': {
    view: viewOf(
      planOf([columns, cosmetic, stopThenEdit, legacy, inTransition, deleteNow, blocked], {
        requests: { used: 4, apply: 9, applyByKind: { DataStream2: 7, DataStream1: 2 } },
      }),
    ),
  },
  'plan-comment-waiting': { view: viewOf(planOf([inTransition])) },
  'plan-comment-overdue': {
    view: viewOf(
      planOf([inTransition, { ...inTransition, name: 'zones', action: 'none', changes: [], effects: [] }]),
      {
        now: Date.parse('2026-03-01T15:30:00Z'),
      },
    ),
  },
  'plan-comment-refused': { view: viewOf(fixture(PLANS, 'plan-refused')) },
  'plan-comment-blocked': { view: viewOf(planOf([blocked])) },
  'plan-comment-simulator': { view: viewOf(planOf([activate, legacy, deactivate], { target: 'simulator' })) },
  'plan-comment-merge-group': { view: viewOf(planOf([update, legacy]), { mode: 'merge-queue' }) },
  'plan-comment-over-budget': { view: viewOf(planOf(many)), budget: 11_870 },
  'plan-comment-hostile': {
    view: viewOf(hostile, {
      targetName: HOSTILE.slice(5, 12).join(' '),
      changed: new Set(HOSTILE.slice(0, 10)),
      drift: hostile.items.filter(({ action }) => action === 'update'),
      actors: new Map(
        hostile.items
          .filter((_one, i) => i % 2 === 0)
          .map(({ name }) => [name, { tag: 'known', by: name, at: name }]),
      ),
      summaryUrl: 'https://example.com/) @everyone <img>',
    }),
    budget: 1_000_000,
  },
};
