import { expect, test } from 'vitest';
import { ApiError } from '../../../src/api/errors/errors.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import { actorsOf } from '../../../src/workflow/account/actors.ts';
import { item, live } from '../../render/plan-builders.ts';

const going = new AbortController().signal;
const stopped = (id: number): PlanItem =>
  item(`s${id}`, { action: 'activate', ...live(id, 1, 'DEACTIVATED') });

function reader(fail?: Error) {
  const asked: number[] = [];
  return {
    asked,
    activationHistory: async (_: unknown, id: number) => {
      asked.push(id);
      if (fail) throw fail;
      const modifiedDate = '2026-02-05T03:00:00.000Z';
      return [{ version: 1, status: 'DEACTIVATED', modifiedBy: 'oncall', modifiedDate }];
    },
  };
}

test('at most ten streams are requested, and the report says that the others were not', async () => {
  const api = reader();
  const items = Array.from({ length: 12 }, (_, i) => stopped(i + 1));
  const actors = await actorsOf({ signal: going }, { reader: api }, items);
  expect(api.asked).toHaveLength(10);
  expect([...actors.values()].map(({ tag }) => tag)).toEqual([
    ...Array.from({ length: 10 }, () => 'known'),
    'not-asked',
    'not-asked',
  ]);
});

test('differences in content alone, and transitions, cost no request', async () => {
  const api = reader();
  const inTransition = item('moving', { action: 'wait', ...live(2, 1, 'DEACTIVATING') });
  const wanted = { state: 'active', spec: {}, folder: '.', resolved: [] } as const;
  const edited = item('edited', { action: 'update', ...live(3, 1, 'ACTIVATED'), desired: wanted });
  const actors = await actorsOf({ signal: going }, { reader: api }, [
    { ...inTransition, desired: wanted },
    edited,
    item('gone', { action: 'create' }),
  ]);
  expect(api.asked).toEqual([]);
  expect([...actors]).toEqual([['moving', { tag: 'unknown' }]]);
});

test('the actor is unknown if the API does not respond, and any other failure is an error', async () => {
  const refusing = reader(new ApiError('server', 'no', { request: 'GET /', happened: 'nothing' }));
  const actors = await actorsOf({ signal: going }, { reader: refusing }, [stopped(1)]);
  expect([...actors.values()]).toEqual([{ tag: 'unknown' }]);
  const broken = reader(new TypeError('a bug'));
  await expect(actorsOf({ signal: going }, { reader: broken }, [stopped(1)])).rejects.toThrow('a bug');
});

test('a run that is being stopped sends no more requests', async () => {
  const api = reader();
  const actors = await actorsOf({ signal: AbortSignal.abort() }, { reader: api }, [stopped(1)]);
  expect(api.asked).toEqual([]);
  expect([...actors.values()]).toEqual([{ tag: 'not-asked' }]);
});
