import { describe, expect, it } from 'vitest';
import type { Collection } from '../../../src/model/collection.ts';
import { isArray, isObject, type JsonObject } from '../../../src/model/json.ts';
import { type AccountSource, newAccount, withManifests } from '../../../src/simulator/seed/account-source.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { latest } from '../../../src/simulator/state/account-state.ts';
import {
  activeVersion,
  newestVersion,
  type SimulatedProperty,
} from '../../../src/simulator/state/property.ts';
import { aggregateBody } from '../../builders/datastream1-bodies.ts';
import { START } from '../client.ts';

const accountState = seededAccount(START);
const byName = new Map(
  accountState.accountObjects.properties.map((property) => [property.propertyName, property]),
);

function seeded(name: string): SimulatedProperty {
  const property = byName.get(`${name}.example.com`);
  if (!property) throw new Error(`no property ${name}`);
  return property;
}

/** The options of every `datastream` behavior, in the order of the tree. */
function datastreams(rule: JsonObject | undefined): readonly JsonObject[] {
  const list = (member: string) => {
    const value = rule?.[member];
    return (isArray(value) ? value : []).filter(isObject);
  };
  const own = list('behaviors').filter(({ name }) => name === 'datastream');
  return [...own.map(({ options }) => options as JsonObject), ...list('children').flatMap(datastreams)];
}

const live = (name: string) => activeVersion(seeded(name), 'PRODUCTION');
const idOf = (name: string) =>
  accountState.streams.find((stream) => latest(stream).content['streamName'] === name)?.streamId;

describe('the seeded properties', () => {
  it('www names the streams of the example manifests in every behavior', () => {
    const behaviors = datastreams(live('www')?.rules);
    expect(behaviors).toHaveLength(2);
    for (const options of behaviors) {
      expect(options).toMatchObject({
        logEnabled: true,
        logStreamName: [`${idOf('edge-archive')}`],
        enabled: true,
        datastreamIds: '6301-6310',
      });
    }
  });

  it('shop does not name its stream, in an old rule format; a newer draft does', () => {
    expect(live('shop')?.ruleFormat).toBe('v2023-01-05');
    expect(datastreams(live('shop')?.rules)).toMatchObject([{ logStreamName: 7012 }]);
    const draft = newestVersion(seeded('shop'));
    expect(draft.version).toBeGreaterThan(live('shop')?.version ?? Number.POSITIVE_INFINITY);
    expect(datastreams(draft.rules)).toMatchObject([{ logStreamName: idOf('store-elastic') }]);
  });

  it('api names a stream for errors only, excludes health checks and has DataStream 1 switched off', () => {
    const splunk = `${idOf('security-splunk')}`;
    expect(datastreams(live('api')?.rules)).toMatchObject([
      { enabled: false, logEnabled: true, logStreamName: ['7050'] },
      { enabled: false, logEnabled: true, logStreamName: ['7050', splunk] },
      { logEnabled: false },
    ]);
  });

  it.each(['static', 'portal'])('%s is managed by DataStream and has no behavior', (name) => {
    expect(seeded(name).integration).toBe('DS_MANAGED');
    expect(datastreams(live(name)?.rules)).toEqual([]);
  });

  it('live has the behavior switched off, and video has none', () => {
    expect(datastreams(live('live')?.rules)).toMatchObject([{ logEnabled: false }]);
    expect(datastreams(live('video')?.rules)).toEqual([]);
  });

  it.each(['old', 'next'])('%s was never activated', (name) => {
    expect(live(name)).toBeUndefined();
    expect(activeVersion(seeded(name), 'STAGING')).toBeUndefined();
  });
});

describe('a property that a manifest names', () => {
  const kind = 'DataStream1' as const;
  const collection: Collection = { kind };
  const place = { contractId: 'C-1', groupId: 7 };

  it('names an existing stream of DataStream 1, and no other one', () => {
    const source: AccountSource = {
      named: {
        places: [place],
        objects: ['one.example.com', 'two.example.com'].map((called) => ({ collection, called, ...place })),
      },
      existing: ({ properties }) => [
        {
          collection,
          streamId: 6500,
          active: true,
          body: aggregateBody({ ...place, propertyIds: [properties[0]?.propertyId ?? 0] }),
        },
      ],
    };
    const { accountState: after } = withManifests(newAccount(source, START), source, START);
    const [one, two] = after.accountObjects.properties.map((property) =>
      datastreams(activeVersion(property, 'PRODUCTION')?.rules),
    );
    expect(one).toEqual([{ streamType: 'BEACON', enabled: true, datastreamIds: '6500' }]);
    expect(two).toEqual([]);
  });
});
