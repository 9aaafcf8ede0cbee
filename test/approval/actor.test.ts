import { describe, expect, test } from 'vitest';
import { actorOf, differsInStatus } from '../../src/approval/actor.ts';
import type { Activation } from '../../src/model/observed.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
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

describe('a status that differs from the manifest', () => {
  test.each<[string, boolean, ManifestParts, LiveParts]>([
    ['stopped', true, { state: 'active' }, { status: 'DEACTIVATED' }],
    ['being deactivated', true, { state: 'active' }, { status: 'DEACTIVATING' }],
    ['started', true, { state: 'inactive' }, { status: 'ACTIVATED' }],
    ['being activated', true, { state: 'inactive' }, { status: 'ACTIVATING' }],
    ['deactivated and edited', true, { state: 'active' }, { status: 'DEACTIVATED', spec: other }],
    ['edited', false, { state: 'active' }, { status: 'ACTIVATED', spec: other }],
    ['edited, in transition', false, { state: 'active' }, { status: 'ACTIVATING', spec: other }],
    ['edited while inactive', false, { state: 'inactive' }, { status: 'INACTIVE', spec: other }],
    ['as desired', false, { state: 'active' }, { status: 'ACTIVATED' }],
    ['existing and to be deleted', false, { state: 'absent' }, { status: 'DEACTIVATED' }],
    ['existing, in transition, and to be deleted', false, { state: 'absent' }, { status: 'ACTIVATING' }],
    ['in an unknown status', false, { state: 'active' }, { status: 'SUSPENDED' }],
  ])('%s: %s', (_, expected, wanted, is) => {
    expect(differsInStatus(item(wanted, is))).toBe(expected);
  });

  test('a deleted stream has no status that differs', () => {
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
      'is not up to date, although the stream had this state before',
      [line('DEACTIVATED', 'old', 1), line('ACTIVATED', 'client', 2)],
    ],
    ['has no user names', [line('DEACTIVATED', '', 3)]],
    ['has an unknown status', [line('SUSPENDED', 'x', 3)]],
  ])('is unknown if the history %s', (_, history) => {
    expect(actorOf(stopped, history)).toEqual({ tag: 'unknown' });
  });
});
