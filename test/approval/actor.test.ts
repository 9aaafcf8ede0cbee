import { describe, expect, test } from 'vitest';
import { actorOf, differsInStatus } from '../../src/approval/actor.ts';
import type { Activation } from '../../src/model/observed.ts';
import type { PlanItem } from '../../src/model/plan.ts';
import {
  cdnSpec,
  itemOf,
  type LiveParts,
  live,
  type ManifestParts,
  manifest,
  planOf,
} from '../builders/streams.ts';

const other = cdnSpec({ datasetFields: [1002] });

function item(wanted: ManifestParts, is: LiveParts): PlanItem {
  return itemOf(planOf([manifest('web', wanted)], [live(7, 'web', is)]), 'web');
}

describe('a status that differs', () => {
  test.each<[string, boolean, ManifestParts, LiveParts]>([
    ['stopped', true, { state: 'active' }, { status: 'DEACTIVATED' }],
    ['being stopped', true, { state: 'active' }, { status: 'DEACTIVATING' }],
    ['started', true, { state: 'inactive' }, { status: 'ACTIVATED' }],
    ['being started', true, { state: 'inactive' }, { status: 'ACTIVATING' }],
    ['stopped and edited', true, { state: 'active' }, { status: 'DEACTIVATED', spec: other }],
    ['edited', false, { state: 'active' }, { status: 'ACTIVATED', spec: other }],
    ['edited, on its way', false, { state: 'active' }, { status: 'ACTIVATING', spec: other }],
    ['edited while inactive', false, { state: 'inactive' }, { status: 'INACTIVE', spec: other }],
    ['as it should be', false, { state: 'active' }, { status: 'ACTIVATED' }],
    ['there and to be deleted', false, { state: 'absent' }, { status: 'DEACTIVATED' }],
    ['there, on its way, and to be deleted', false, { state: 'absent' }, { status: 'ACTIVATING' }],
    ['in a status that nobody knows', false, { state: 'active' }, { status: 'SUSPENDED' }],
  ])('%s: %s', (_, expected, wanted, is) => {
    expect(differsInStatus(item(wanted, is))).toBe(expected);
  });

  test('a stream that is gone has none', () => {
    const { items } = planOf([manifest('web', { state: 'active' })], []);
    expect(items.map(differsInStatus)).toEqual([false]);
  });
});

describe('who changed a stream', () => {
  const line = (status: string, by: string, hour: number, version = 1): Activation => ({
    version,
    status,
    modifiedBy: by,
    modifiedDate: `2026-02-05T0${hour}:00:00.000Z`,
  });
  const stopped = item({ state: 'active' }, { status: 'DEACTIVATED' });
  const started = item({ state: 'inactive' }, { status: 'ACTIVATED' });

  test('is the user of the newest line, in any order of lines', () => {
    const history = [line('DEACTIVATED', 'oncall', 3), line('ACTIVATED', 'client', 1)];
    const result = { tag: 'known', by: 'oncall', at: '2026-02-05T03:00:00.000Z' };
    expect(actorOf(stopped, history)).toEqual(result);
    expect(actorOf(stopped, history.toReversed())).toEqual(result);
  });

  test('is the user of the newest version, not of an older one that it replaced', () => {
    const history = [
      line('DEACTIVATED', 'client', 3),
      line('ACTIVATED', 'jdoe', 2, 2),
      line('ACTIVATED', 'client', 1),
    ];
    expect(actorOf(started, history)).toMatchObject({ by: 'jdoe' });
  });

  test.each<[string, readonly Activation[] | undefined]>([
    ['could not be read', undefined],
    ['is empty', []],
    [
      'has not caught up, although the stream stood so before',
      [line('DEACTIVATED', 'old', 1), line('ACTIVATED', 'client', 2)],
    ],
    ['names nobody', [line('DEACTIVATED', '', 3)]],
    ['has a status that nobody knows', [line('SUSPENDED', 'x', 3)]],
  ])('is unknown if the history %s', (_, history) => {
    expect(actorOf(stopped, history)).toEqual({ tag: 'unknown' });
  });
});
