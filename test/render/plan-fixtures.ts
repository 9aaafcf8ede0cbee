import type { Effect } from '../../src/model/effect.ts';
import type { Plan } from '../../src/model/plan.ts';
import { planOf } from './plan-builders.ts';
import {
  changingAsDesired,
  columns,
  cosmetic,
  orphan,
  rotation,
  stopThenEdit,
  unchanged,
} from './plan-effect-items.ts';
import { hostile, huge, range } from './plan-extremes.ts';
import { activate, blocked, create, deactivate, deleteLater, deleteNow, update, wait } from './plan-items.ts';
import { blockedProperty, handover, release, releaseNow, releasing } from './property-items.ts';

/** A possible plan of a first run on an account. */
export const TYPICAL = planOf([create, update, activate, deactivate, changingAsDesired, ...unchanged], {
  orphans: [orphan],
  warnings: [
    {
      code: 'member-not-returned',
      name: 'web-access-logs',
      message: 'sampling is not returned by the API; this edit sets 100',
    },
  ],
});

/** Nothing to do. */
export const EMPTY = planOf(unchanged, { requests: { used: 1, apply: 0 } });

/** One item of every action. */
export const EVERY_ACTION = planOf([
  create,
  update,
  activate,
  deactivate,
  deleteNow,
  deleteLater,
  wait,
  blocked,
  ...unchanged,
]);

/** Plans by the name of their golden file. */
export const PLANS: Readonly<Record<string, Plan>> = {
  'plan-typical': TYPICAL,
  'plan-every-action': EVERY_ACTION,
  'plan-every-effect': planOf([columns, cosmetic, rotation, stopThenEdit, create, update, deleteNow]),
  'plan-property-logging': planOf([create, release, releaseNow, handover, releasing, blockedProperty]),
  'plan-empty': EMPTY,
  'plan-empty-in-transition': planOf([changingAsDesired, ...unchanged], {
    orphans: [orphan],
    requests: { used: 2, apply: 0 },
  }),
  'plan-only-waiting': planOf([wait]),
  'plan-only-blocked': planOf([blocked], { requests: { used: 3, apply: 0 } }),
  'plan-simulator': planOf([activate, rotation], { target: 'simulator' }),
  'plan-refused': planOf([deactivate, stopThenEdit, deleteNow], {
    applyable: false,
    refusals: [
      {
        code: 'safety-limit',
        message:
          '3 deactivations, and the limit for one run is 2; if they are all meant, add --allow deactivate=3',
        names: ['campaign-2025', 'media-logs'],
      },
      {
        code: 'protected',
        message:
          'campaign-2025 is protected and would be deactivated; if that is meant, take `protect: true` out of streams/cdn.yaml',
        names: ['campaign-2025'],
      },
      {
        code: 'ambiguous',
        message:
          'two live streams are named "old-trial": 6412 and 6500; add `spec.streamId: 6412` or `spec.streamId: 6500`',
        names: ['old-trial'],
      },
      {
        code: 'stale-plan',
        message:
          'stream 6980 (campaign-2025) has version 6, and the plan was made from version 5; plan again',
        names: ['campaign-2025'],
      },
      {
        code: 'other-target',
        message: 'the plan is for simulator, and this run is for https://akab-example.luna.akamaiapis.net',
        names: [],
      },
    ],
  }),
  'plan-huge': planOf([huge], {
    orphans: range(1, 40).map((streamId) => ({ ...orphan, streamId, name: `orphan-${streamId}` })),
  }),
  'plan-hostile': hostile,
};

/** Every effect that at least one fixture shows. */
export const SHOWN_EFFECTS: ReadonlySet<Effect> = new Set(
  Object.values(PLANS).flatMap(({ items }) => items.flatMap(({ effects }) => effects)),
);
