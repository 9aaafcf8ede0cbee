import { describe, expect, it } from 'vitest';
import { ds1Live, ds1Manifest, ds1Spec } from '../../builders/datastream1-streams.ts';
import { itemOf, live, manifest, planOf } from '../../builders/streams.ts';

const fields = { datasetFields: [77, 80, 81, 82] };
const edit = ds1Manifest('web', { streamId: 7, spec: ds1Spec(fields) });
const messages = (plan: ReturnType<typeof planOf>, code: string) =>
  plan.warnings.filter((warning) => warning.code === code).map(({ message }) => message);

describe('an update of an active stream', () => {
  it('names the active streams that share a property with it, managed or not', () => {
    const others = [ds1Live(8, 'errors'), ds1Live(9, 'stopped', { status: 'DEACTIVATED' })];
    const returned = messages(planOf([edit], [ds1Live(7, 'web'), ...others]), 'moves-others');
    expect(returned).toEqual([
      expect.stringMatching(
        /^This update may re-activate errors \(8\) as well, since they share name of \d+;/,
      ),
    ]);
  });

  it('names those of a property that it removes, and of one that it adds', () => {
    const elsewhere = ds1Live(8, 'errors', { spec: ds1Spec({ properties: [5] }) });
    const adds = ds1Manifest('web', { streamId: 7, spec: ds1Spec({ properties: [349772, 5] }) });
    expect(messages(planOf([adds], [ds1Live(7, 'web'), elsewhere]), 'moves-others')).toHaveLength(1);
    const leaves = ds1Manifest('web', { streamId: 7, spec: ds1Spec({ properties: [6] }) });
    expect(
      messages(planOf([leaves], [ds1Live(7, 'web'), ds1Live(8, 'errors')]), 'moves-others'),
    ).toHaveLength(1);
  });

  it.each([
    ['an inactive stream', [ds1Live(7, 'web', { status: 'DEACTIVATED' }), ds1Live(8, 'errors')]],
    [
      'a stream that shares no property',
      [ds1Live(7, 'web'), ds1Live(8, 'errors', { spec: ds1Spec({ properties: [5] }) })],
    ],
  ])('reports nothing for %s', (_what, streams) => {
    expect(messages(planOf([edit], streams), 'moves-others')).toEqual([]);
  });

  it('reports nothing in DataStream 2, whose updates affect no other stream', () => {
    const edited = manifest('web', { spec: { ...manifest('web').spec, datasetFields: [1000] } });
    const plan = planOf([edited], [live(7, 'web'), live(8, 'other')]);
    expect(itemOf(plan, 'web').effects).toContain('goes-live');
    expect(messages(plan, 'moves-others')).toEqual([]);
  });
});

it('warns of a create with the same name as an unmanaged stream in another group', () => {
  const moved = ds1Manifest('web', { spec: ds1Spec({ groupId: 5 }) });
  const plan = planOf([moved], [ds1Live(7, 'web')]);
  expect(itemOf(plan, 'web').action).toBe('create');
  expect(messages(plan, 'name-in-other-group')).toEqual([
    expect.stringMatching(/^Stream 7 has the same name in group \d+, and a group cannot change/),
  ]);
});

it('another stream type blocks the item with what to do', () => {
  const raw = ds1Manifest('web', { streamId: 7, spec: ds1Spec({ streamType: 'RAW', datasetFields: [1] }) });
  const item = itemOf(planOf([raw], [ds1Live(7, 'web')]), 'web');
  expect(item.action).toBe('blocked');
  expect(item.reason).toMatch(
    /streamType cannot change .*"RAW".*"AGGREGATE".*make a new stream under another name/,
  );
});
