import { describe, expect, it } from 'vitest';
import { manifestText } from '../../src/manifest/write.ts';
import { SEED_CONTRACT, SEED_ESTATE, SEED_GROUP } from '../../src/simulator/seed-estate.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/settings.ts';
import type { SimulatedStream, World } from '../../src/simulator/world.ts';
import { emptyWorld } from '../../src/simulator/world.ts';
import { conversation } from './conversation.ts';

const STREAMS = 1000;
/** The vendor's bucket: so many requests at once, then one after every interval (milliseconds). */
const { burst, refill } = DEFAULT_SETTINGS.rate;

const name = (index: number) => `stream-${index}`;
const propertyId = (index: number) => 400_000 + index;
const DELIVERY = { format: 'JSON', frequency: { intervalInSeconds: 30 } };
const DESTINATION = {
  destinationType: 'HTTPS',
  displayName: 'Log platform',
  endpoint: 'https://logs.example.com/akamai',
  authenticationType: 'NONE',
};

function text(index: number): string {
  return manifestText({
    name: name(index),
    collection: { kind: 'DataStream2', logType: 'cdn' },
    state: 'inactive',
    spec: {
      contractId: SEED_CONTRACT,
      groupId: SEED_GROUP,
      properties: [propertyId(index)],
      datasetFields: [1000, 1002],
      deliveryConfiguration: DELIVERY,
      destination: DESTINATION,
    },
  });
}

function stream(index: number): SimulatedStream {
  const content = {
    streamName: name(index),
    contractId: SEED_CONTRACT,
    properties: [{ propertyId: propertyId(index) }],
    datasetFields: [{ datasetFieldId: 1000 }, { datasetFieldId: 1002 }],
    deliveryConfiguration: DELIVERY,
    destination: DESTINATION,
  };
  return {
    streamId: 8000 + index,
    logType: 'cdn',
    groupId: SEED_GROUP,
    createdBy: 'somebody',
    createdAt: 0,
    status: 'INACTIVE',
    versions: [{ version: 1, content, given: [], modifiedBy: 'somebody', modifiedAt: 0 }],
    activations: [],
  };
}

function account(): World {
  const [like] = SEED_ESTATE.properties;
  const indexes = Array.from({ length: STREAMS }, (_, index) => index);
  const properties = like
    ? indexes.map((index) => ({ ...like, propertyId: propertyId(index), propertyName: `p${index}` }))
    : [];
  return { ...emptyWorld({ ...SEED_ESTATE, properties }), streams: indexes.map(stream) };
}

describe('a cold plan of 1,000 streams at the documented rate', () => {
  it('earns no 429, takes one request for each stream and one for the list, and is empty', async () => {
    const run = conversation(account());
    const began = run.now();
    const { items } = await run.plan(...Array.from({ length: STREAMS }, (_, index) => text(index)));
    const statuses = new Set(run.exchanges.map(({ status }) => status));
    expect([...statuses]).toEqual([200]);
    expect(run.exchanges).toHaveLength(STREAMS + 1);
    expect(items.filter(({ action }) => action !== 'none')).toEqual([]);
    const ideal = (run.exchanges.length - burst) * refill;
    expect(run.now() - began).toBeGreaterThanOrEqual(ideal);
    expect(run.now() - began).toBeLessThanOrEqual(ideal * 1.02);
  });
});
