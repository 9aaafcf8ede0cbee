import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/collections/datastream1.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import { isReference } from '../../src/model/secret.ts';
import { canonicalDesired } from '../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../src/plan/credentials/seal-stream.ts';
import { baseOf, bodyFor, carriedMembers, differs, moved } from '../../src/plan/diff/base-version.ts';
import { cardNames } from '../builders/card-samples.ts';
import { ARCHIVE, COLLECTOR, DS1, ds1Live, ds1Spec, SPLUNK } from '../builders/datastream1-streams.ts';
import { editItem, hash, TARGET, wanted } from '../builders/streams.ts';

/** An update of stream 7, `web`. */
function itemOf(spec: JsonObject, live = ds1Live(7, 'web')): PlanItem {
  const { logType: _, ...item } = editItem('web', 7);
  return {
    ...item,
    ...DS1,
    base: baseOf(sealDetail(live, TARGET, hash), hash),
    desired: wanted('web', 'active', canonicalDesired(datastream1, spec, 'web')),
  };
}

const sent = (item: PlanItem, fresh?: StreamDetail) => bodyFor(item, fresh, item.desired?.spec ?? {});

describe('the body of a DataStream 1 update', () => {
  const item = itemOf(ds1Spec({ timeFrame: 15 }));

  it('repeats the group of the stream, whether or not the manifest has one', () => {
    const { groupId: _, ...less } = ds1Spec();
    for (const one of [item, itemOf(less)]) {
      expect(sent(one, ds1Live(7, 'web')).spec).toMatchObject({ groupId: 21484, contractId: 'C-0N7RAC7' });
    }
    const prefixed = ds1Live(7, 'web', { body: { groupId: 'grp_5' } });
    expect(sent(itemOf(less), prefixed).spec).toHaveProperty('groupId', 5);
  });

  it('is only the spec for a create, with the group', () => {
    expect(sent(item)).toEqual({ spec: item.desired?.spec, carried: {} });
    expect(sent(item).spec).toHaveProperty('groupId', 21484);
  });

  it('has every connector by its name, and no id', () => {
    const { spec, carried } = sent(item, ds1Live(7, 'web'));
    expect(spec['connectors']).toEqual({ Archive: ARCHIVE, Splunk: SPLUNK });
    expect(carried).toEqual({});
  });

  it('carries unknown members of the spec and of connectors that keep their type', () => {
    const live = ds1Live(7, 'web', {
      body: {
        latency: { tier: 'LOW' },
        connectors: [
          { ...SPLUNK, authToken: null, shard: { count: 2 } },
          { ...COLLECTOR, connectorName: 'Archive', gone: 'other type' },
          { ...COLLECTOR, gone: 'not in the manifest' },
        ],
      },
    });
    const { spec, carried } = sent(item, live);
    expect(carried).toEqual({ latency: { tier: 'LOW' }, connectors: { Splunk: { shard: { count: 2 } } } });
    expect(spec['connectors']).toEqual({ Archive: ARCHIVE, Splunk: SPLUNK });
    expect(carriedMembers(item, live)).toEqual(carried);
  });

  it('carries nothing if the connectors were removed', () => {
    const live = ds1Live(7, 'web', { body: { connectors: [{ ...SPLUNK, shard: 2 }] } });
    const { spec, carried } = sent(itemOf(ds1Spec({ connectors: [] })), live);
    expect(carried).toEqual({});
    expect(spec).not.toHaveProperty('connectors');
  });

  it('carries unknown members inside an object that extra sets in part', () => {
    const extra = { ...SPLUNK, extra: { shard: { mine: 1 } } };
    const live = ds1Live(7, 'web', { body: { connectors: [{ ...SPLUNK, shard: { mine: 0, theirs: 2 } }] } });
    const { spec, carried } = sent(itemOf(ds1Spec({ connectors: [extra] })), live);
    expect(spec['connectors']).toMatchObject({ Splunk: { shard: { mine: 1, theirs: 2 } } });
    expect(carried).toEqual({});
  });

  it('is correct for connectors of any name', () => {
    const names = ['__proto__', 'a/b', '7', 'connectors', 'deliveryConfiguration', 'toString'];
    const connectors = names.map((connectorName) => ({ ...COLLECTOR, connectorName, shard: 1 }));
    const live = ds1Live(7, 'web', { body: { connectors } });
    const { spec, carried } = sent(itemOf(ds1Spec({ connectors })), live);
    const [held, adjacent] = [spec['connectors'], sent(itemOf(withoutShards(connectors)), live).carried];
    expect(Object.keys(isObject(held) ? held : {}).toSorted()).toEqual(names.toSorted());
    expect(carried).toEqual({});
    const kept = isObject(adjacent['connectors']) ? adjacent['connectors'] : {};
    expect(Object.entries(kept).toSorted()).toEqual(names.map((name) => [name, { shard: 1 }]).toSorted());
  });
});

function withoutShards(connectors: readonly JsonObject[]): JsonObject {
  return ds1Spec({ connectors: connectors.map(({ shard: _, ...one }) => one) });
}

describe('a fresh read of DataStream 1', () => {
  const base = baseOf(sealDetail(ds1Live(7, 'web'), TARGET, hash), hash);
  const fresh = (body: JsonObject) => sealDetail(ds1Live(7, 'web', { body }), TARGET, hash);
  const returned = (place: JsonObject, id: number): JsonObject => ({
    ...Object.fromEntries(Object.entries(place).filter(([, value]) => !isReference(value))),
    connectorId: id,
  });

  it('matches the plan, whatever the order of connectors and fields and whatever their ids', () => {
    const connectors = [returned(SPLUNK, 900), returned(ARCHIVE, 901)];
    const datasetFields = [81, 77, 80].map((datasetFieldId) => ({ datasetFieldId }));
    expect(moved(base, fresh({ connectors, datasetFields }), hash)).toBeUndefined();
  });

  it.each<[string, JsonObject]>([
    ['a connector is removed', { connectors: [returned(ARCHIVE, 1)] }],
    ['a connector is added', { connectors: [ARCHIVE, SPLUNK, COLLECTOR].map((one) => returned(one, 1)) }],
    [
      'a connector is renamed',
      { connectors: [returned(ARCHIVE, 1), { ...returned(SPLUNK, 2), connectorName: 's' }] },
    ],
  ])('is stale if %s', (_, body) => {
    expect(moved(base, fresh(body), hash)).toMatch(/does not hold what/);
  });

  it('after a write matches the request, or shows what the server kept instead', () => {
    const item = itemOf(ds1Spec());
    expect(differs(item, sealDetail(ds1Live(7, 'web'), TARGET, hash), TARGET, hash)).toEqual([]);
    const kept = ds1Live(7, 'web', {
      body: { connectors: [returned(ARCHIVE, 1), returned({ ...SPLUNK, url: 'https://x/' }, 2)] },
    });
    expect(differs(item, sealDetail(kept, TARGET, hash), TARGET, hash)).toEqual([
      { path: '/connectors/Splunk/url', before: 'https://x/', after: SPLUNK['url'] },
    ]);
  });

  it('takes names of fields from the cards alone', () => {
    expect(cardNames.label(DS1, 'datasetFields', 86)).toBe('edge_response_time');
  });
});
