import { HOSTILE } from './hostile.ts';
import { item, live, planOf } from './plan-builders.ts';
import { orphan } from './plan-effect-items.ts';

/** `datasetFields` of a stream with few fields that gets and loses many. */
export const huge = item('huge', {
  action: 'update',
  ...live(7090, 2, 'ACTIVATED'),
  changes: [
    {
      path: '/datasetFields',
      before: range(1000, 60),
      after: range(2000, 80),
      added: range(2000, 80),
      removed: range(1000, 60),
      labels: {},
    },
    {
      path: '/destination/caBundle',
      before: `-----BEGIN${'A'.repeat(5000)}X`,
      after: `-----BEGIN${'A'.repeat(5000)}Y`,
    },
    { path: '/destination/aVeryLongMemberNameThatTheProductDoesNotKnow', after: 'word '.repeat(40).trim() },
    {
      path: '/destination/displayName',
      before: '日本語の名前',
      after: '日本語の名前、もっと長い名前、さらに長い名前、とても長い名前 🚀🚀🚀',
    },
  ],
  effects: ['goes-live'],
  steps: [
    { do: 'update', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
});

/** Every hostile string in every member that users choose. */
export const hostile = planOf(
  HOSTILE.map((name, i) =>
    item(name, {
      action: i % 2 === 0 ? 'update' : 'blocked',
      ...live(8000 + i, 1, i === 0 ? name : 'ACTIVATED'),
      modifiedBy: name,
      source: { file: `streams/${name}.yaml`, line: 1 },
      ...(i % 2 === 0 ? {} : { reason: `the name ${name} is strange` }),
      changes: [
        {
          path: `/destination/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
          before: name,
          after: `${name}!`,
        },
        {
          path: '/datasetFields',
          before: [1],
          after: [2],
          added: [2],
          removed: [1],
          labels: { '1': name, '2': name },
        },
      ],
      effects: ['goes-live'],
      steps: [{ do: 'update', activate: true }],
    }),
  ),
  {
    target: HOSTILE.join(' '),
    orphans: HOSTILE.map((name, i) => ({ ...orphan, name, status: name, streamId: 100 + i })),
    warnings: HOSTILE.map((name) => ({ code: 'unusable-row', name, message: `careful with ${name}` })),
    refusals: [{ code: 'ambiguous', message: HOSTILE.join(' or '), names: HOSTILE }],
    applyable: false,
  },
);

/** A range of integers. */
export function range(from: number, length: number): readonly number[] {
  return Array.from({ length }, (_, i) => from + i);
}
