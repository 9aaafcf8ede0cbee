import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { collectionKey, streamCollection } from '../../../src/model/collection.ts';
import type { DesiredState } from '../../../src/model/manifest.ts';
import type { StreamRow } from '../../../src/model/observed.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import { allowedStepsFor } from '../../../src/plan/steps/allowed-steps.ts';
import { requestsToApply } from '../../../src/plan/steps/request-budget.ts';
import { cdnSpec, editItem, planItem, wanted } from '../../builders/streams.ts';

const create = (name: string, parts: Partial<PlanItem> = {}) =>
  planItem(name, {
    ...allowedStepsFor(cdn, undefined, 'active', true),
    desired: wanted(name, 'active'),
    ...parts,
  });
const going = (status: string, state: DesiredState, changed: boolean) =>
  editItem('web', 7, { ...allowedStepsFor(cdn, status, state, changed), desired: wanted('web', state) });
const looking = (name: string, id: number, groupId: number, list = 'properties') =>
  editItem(name, id, {
    desired: {
      ...wanted(name, 'active', cdnSpec({ groupId })),
      resolved: [{ list, role: list === 'datasetFields' ? 'fields' : 'sources', name: 'www', id: 1 }],
    },
  });

describe('requests of an apply', () => {
  it.each<[string, readonly PlanItem[], number]>([
    ['nothing to do', [], 0],
    ['an update: a fresh read and the write', [going('ACTIVATED', 'active', true)], 2],
    ['a deletion', [going('INACTIVE', 'absent', false)], 2],
    ['two writes of one stream, each with its fresh read', [going('ACTIVATED', 'inactive', true)], 4],
    ['a wait, then an update', [going('ACTIVATING', 'active', true)], 2],
    ['only a wait', [going('ACTIVATING', 'active', false)], 0],
    ['creates share one list', [create('a'), create('b'), create('c')], 4],
    ['one list for each collection', [create('a'), create('b', { logType: 'edns' })], 4],
    ['names of one group share one look-up', [looking('a', 1, 5), looking('b', 2, 5)], 5],
    ['names of two groups need two', [looking('a', 1, 5), looking('b', 2, 6)], 6],
    ['two lists of one group need two', [looking('a', 1, 5), looking('b', 2, 5, 'datasetFields')], 6],
    [
      'fields are the same for every group: one look-up',
      [looking('a', 1, 5, 'datasetFields'), looking('b', 2, 6, 'datasetFields')],
      5,
    ],
    ['blocked streams send no requests', [planItem('a', { action: 'blocked', steps: [] })], 0],
  ])('%s', (_, items, expected) => {
    expect(requestsToApply(items)).toBe(expected);
  });

  it('do not include names that this run has already looked up', () => {
    const isLookedUp = (_: object, role: string, { groupId }: { readonly groupId?: number }) =>
      role === 'sources' && groupId === 5;
    const items = [looking('a', 1, 5), looking('b', 2, 6), looking('c', 3, 5, 'datasetFields')];
    expect(requestsToApply(items) - requestsToApply(items, { isLookedUp })).toBe(1);
  });

  it('include a look-up in the group of the live stream if the manifest names none', () => {
    const item = looking('a', 1, 5);
    const { groupId: _, ...spec } = item.desired?.spec ?? {};
    const desired = { ...wanted('a', 'active', spec), resolved: item.desired?.resolved ?? [] };
    const groups: (number | undefined)[] = [];
    const isLookedUp = (_of: object, _role: string, { groupId }: { readonly groupId?: number }) => {
      groups.push(groupId);
      return true;
    };
    const row = { collection: streamCollection(item), streamId: 1, groupId: 7 };
    const rows = new Map([[collectionKey(item), [row as StreamRow]]]);
    requestsToApply([{ ...item, desired }], { rows, isLookedUp });
    expect(groups).toEqual([7]);
  });

  it('include no look-up for a write without names', () => {
    const item = { ...looking('a', 1, 5), ...allowedStepsFor(cdn, 'INACTIVE', 'active', false) };
    expect(requestsToApply([item])).toBe(2);
  });
});
