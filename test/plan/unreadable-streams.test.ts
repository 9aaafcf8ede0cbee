import { expect, it } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import { keyById } from '../../src/model/resource-key.ts';
import { DEFAULT_LIMITS } from '../../src/model/safety-limits.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { DS1, ds1Live, ds1Manifest, ds1Spec } from '../builders/datastream1-streams.ts';
import { CDN, cdnSpec, hash, live, manifest, observed, TARGET } from '../builders/streams.ts';

const WHY = 'The response to GET /streams/2 cannot be read: it has no usable destination.';

it.each([
  ['DataStream 2', CDN, manifest, live, cdnSpec],
  ['DataStream 1', DS1, ds1Manifest, ds1Live, ds1Spec],
] as const)(
  '%s: a stream whose content cannot be read is blocked, and the others are not',
  (_, collection, make, stream, spec) => {
    const seen = observed([stream(1, 'a'), stream(2, 'b'), stream(3, 'hidden')], [collection]);
    const key = (id: number) => keyById(collection, id);
    const details = new Map([...seen.details].filter(([known]) => known === key(1)));
    const unreadable = new Map([2, 3].map((id) => [key(id), WHY]));
    const plan = (manifests: readonly Manifest[]) =>
      makePlan({
        target: TARGET,
        manifests,
        observed: { ...seen, details, unreadable },
        limits: DEFAULT_LIMITS,
        rotate: [],
        requestsUsed: 1,
        hash,
      });
    const elsewhere = { spec: spec({ properties: [5] }) };
    const { items, applyable } = plan([
      make('a', { state: 'inactive' }),
      make('b'),
      make('new', elsewhere),
      make('like-hidden'),
      make('hidden-too', { separate: true }),
    ]);
    expect(Object.fromEntries(items.map(({ name, action }) => [name, action]))).toEqual({
      a: 'deactivate',
      b: 'blocked',
      new: 'create',
      'like-hidden': 'blocked',
      'hidden-too': 'create',
    });
    const b = items.find(({ name }) => name === 'b');
    expect(b).toMatchObject({
      streamId: 2,
      unreadable: true,
      steps: [],
      reasonCode: 'stream-unreadable',
      reason: expect.stringContaining(WHY),
    });
    expect(applyable).toBe(true);
    // A manifest with the name of an unreadable stream is that stream, never a create.
    expect(plan([make('hidden')]).items).toMatchObject([{ action: 'blocked', streamId: 3 }]);
  },
);
