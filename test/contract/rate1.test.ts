import { describe, expect, it } from 'vitest';
import { apiOf } from '../../src/api/transport/api-name.ts';
import { SEEDED_OBJECTS } from '../../src/simulator/seed/account.ts';
import { SEED_CONTRACT, SEED_GROUP } from '../../src/simulator/seed/places.ts';
import {
  type AccountState,
  emptyAccount,
  type StreamHistory,
} from '../../src/simulator/state/account-state.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { type Conversation, conversation } from './conversation.ts';
import { CDN, propertyId, secondStream, secondText } from './rate-streams.ts';
import { DS1, text1 } from './streams1.ts';

/** The rate limit of each API: this many requests at once, then one after every interval (milliseconds). */
const { burst, refill } = DEFAULT_SETTINGS.rate;
const STREAMS = 150;

const indexes = (count: number) => Array.from({ length: count }, (_, index) => index);
const firstName = (index: number) => `first-${index}`;

const firstText = (index: number) =>
  text1(firstName(index), 'inactive', {
    streamType: 'AGGREGATE',
    properties: [propertyId(index)],
    datasetFields: [77, 80],
    connectors: [],
  });

function firstStream(index: number): StreamHistory {
  const content = {
    streamName: firstName(index),
    streamType: 'AGGREGATE',
    contractId: SEED_CONTRACT,
    groupId: SEED_GROUP,
    timeFrame: 1,
    propertyIds: [propertyId(index)],
    datasetFieldIds: [77, 80],
    connectors: [],
  };
  return {
    streamId: 9000 + index,
    groupId: SEED_GROUP,
    createdBy: 'another-user',
    createdAt: 0,
    status: 'DEACTIVATED',
    versions: [{ version: 1, content, given: [], modifiedBy: 'another-user', modifiedAt: 0 }],
    activations: [],
  };
}

/** An account with this many streams of each API. */
function account(second: number, first: number): AccountState {
  const [like] = SEEDED_OBJECTS.properties;
  const properties = indexes(STREAMS).flatMap((index) =>
    like ? [{ ...like, propertyId: propertyId(index), propertyName: `p${index}` }] : [],
  );
  const empty = emptyAccount({ ...SEEDED_OBJECTS, properties });
  return {
    ...empty,
    streams: indexes(second).map(secondStream),
    datastream1: { ...empty.datastream1, streams: indexes(first).map(firstStream) },
  };
}

/** The number of requests to an API, and the time from the first to the last (milliseconds). */
function spent({ exchanges }: Conversation, api: ReturnType<typeof apiOf>) {
  const own = exchanges.filter(({ path }) => apiOf(path) === api);
  const times = own.map(({ at = 0 }) => at);
  return { requests: own.length, time: Math.max(...times) - Math.min(...times) };
}

const statuses = ({ exchanges }: Conversation) => [...new Set(exchanges.map(({ status }) => status))];
const ideal = (requests: number) => Math.max(0, requests - burst) * refill;

describe('the documented rate of each API', () => {
  it('a cold plan of DataStream 1 gets no 429 and sends one request for each stream and one for the list', async () => {
    const run = conversation(account(0, STREAMS));
    const { items } = await run.plan(...indexes(STREAMS).map(firstText));
    expect(items.filter(({ action }) => action !== 'none')).toEqual([]);
    expect(statuses(run)).toEqual([200]);
    const { requests, time } = spent(run, 'DataStream1');
    expect(requests).toBe(STREAMS + 1);
    expect(time).toBeGreaterThanOrEqual(ideal(requests));
    expect(time).toBeLessThanOrEqual(ideal(requests) * 1.02);
  });

  it('a cold plan of both gets no 429 and uses each budget for its own streams', async () => {
    const run = conversation(account(STREAMS, STREAMS));
    const texts = [...indexes(STREAMS).map(secondText), ...indexes(STREAMS).map(firstText)];
    const { items } = await run.plan(...texts);
    expect(items.filter(({ action }) => action !== 'none')).toEqual([]);
    expect(statuses(run)).toEqual([200]);
    for (const api of ['DataStream1', 'DataStream2'] as const) {
      const { requests, time } = spent(run, api);
      expect([api, requests]).toEqual([api, STREAMS + 1]);
      expect(time).toBeLessThanOrEqual(ideal(requests) * 1.02);
    }
  });

  it.each([
    ['DataStream 1', 'DataStream 2', [0, 1]],
    ['DataStream 2', 'DataStream 1', [1, 0]],
  ] as const)('an exhausted rate limit of %s delays no request to %s', async (_, __, [empty, full]) => {
    const run = conversation(account(burst, burst));
    const { reader } = run;
    const read = async (count: number, api: 0 | 1) => {
      const [collection, first] = api === 0 ? [DS1, 9000] : [CDN, 8000];
      for (const index of indexes(count)) await reader.get(collection, first + (index % burst));
    };
    const many = read(burst * 3, empty);
    await run.run(read(burst, empty));
    const began = run.now();
    await run.run(read(burst - 1, full));
    expect(run.now() - began).toBe(0);
    await run.run(many);
    expect(run.now() - began).toBeGreaterThanOrEqual(burst * refill);
    expect(statuses(run)).toEqual([200]);
  });

  it('an apply of both sends the requests in each plan, and gets no 429', async () => {
    const run = conversation(account(0, 0));
    // As many as take less than a minute, in which one list of names is enough for all creates.
    const texts = [...indexes(STREAMS / 15).map(secondText), ...indexes(STREAMS / 15).map(firstText)];
    const { plan, outcome } = await run.apply(...texts);
    expect(outcome.outcome).toBe('converged');
    expect(statuses(run).filter((status) => status >= 400)).toEqual([]);
    const planning = 2;
    const { DataStream1: first = 0, DataStream2: second = 0 } = plan.requests.applyByKind ?? {};
    expect(first + second).toBe(run.exchanges.length - planning);
    expect(spent(run, 'DataStream1').requests).toBe(first + 1);
    expect(spent(run, 'DataStream2').requests).toBe(second + 1);
  });
});
