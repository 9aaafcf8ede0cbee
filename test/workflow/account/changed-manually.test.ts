import { expect, test } from 'vitest';
import { ApiError } from '../../../src/api/errors/errors.ts';
import type { StreamReader } from '../../../src/api/streams/client.ts';
import type { Coverage } from '../../../src/model/approval.ts';
import { withoutManualChanges } from '../../../src/workflow/account/changed-manually.ts';
import { live, manifest, planOf } from '../../builders/streams.ts';

const NOON = '2026-01-05T12:00:00Z';

function unreadable(): never {
  throw new ApiError('server', 'no history', { request: 'GET /activation-history', happened: 'nothing' });
}

test('one unreadable history stops its stream alone, and no other is requested', async () => {
  const names = ['one', 'two'];
  const plan = planOf(
    [manifest('one', { state: 'inactive' }), manifest('two', { state: 'inactive' })],
    [live(7, 'one'), live(8, 'two')],
  );
  const reader = {
    activationHistory: async (_: unknown, streamId: number) => (streamId === 7 ? unreadable() : []),
  } as Partial<StreamReader> as StreamReader;
  const covered = names.map((name): Coverage => ({ tag: 'covered', name, by: '#12', since: NOON }));
  expect(await withoutManualChanges(reader, plan, covered)).toEqual([
    { tag: 'other-state', name: 'one', approved: [], isUnread: true },
    covered[1],
  ]);
});
