import type { Json, JsonObject } from '../../src/model/json.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { feature } from '../../src/simulator/vendor/rule-trees.ts';
import { ask1, created1, rawBody } from '../builders/datastream1-bodies.ts';
import { withPropertyBehaviors } from '../builders/rule-trees.ts';
import { type Answer, objectIn, START, type TestClient } from './client.ts';

export const PULL = '/datastream-pull-api/v1/streams';
export const HOUR = 3_600_000;

/** A time in the notation of requests. */
export const iso = (time: number) => new Date(time).toISOString();

/** Requests a report. `from` and `to` are milliseconds relative to the start of the test. */
export function logs(client: TestClient, path: string, from: number, to: number, more = '') {
  const window = `start=${encodeURIComponent(iso(START + from))}&end=${encodeURIComponent(iso(START + to))}`;
  return client.send('GET', `${PULL}/${path}?${window}${more}`);
}

/** The records of a response, or none if nothing matched. */
export function recordsOf(answer: { readonly status: number; readonly body: Json }): readonly JsonObject[] {
  if (answer.status === 204) return [];
  return objectIn({ ...answer, headers: {} })['data'] as unknown as JsonObject[];
}

/** All records of a report, following `next`. */
export async function allRecords(client: TestClient, first: string): Promise<readonly JsonObject[]> {
  const records: JsonObject[] = [];
  for (let path: string | undefined = first; path !== undefined; ) {
    const answer = await client.send('GET', path);
    records.push(...recordsOf(answer));
    if (answer.status !== 200) break;
    const metadata = objectIn(answer)['metadata'] as JsonObject;
    const [links] = metadata['links'] as unknown as JsonObject[];
    path = links?.['next'] === undefined ? undefined : String(links['next']);
  }
  return records;
}

/** Properties that DataStream 2 manages. Streams of DataStream 1 log them only if their rules have a behavior. */
const MANAGED = [349778, 349776];

/** Lets the rules of managed properties log to all streams of DataStream 1. */
export function withBeacons(accountState: AccountState): AccountState {
  const beacon = feature('datastream', { streamType: 'BEACON', enabled: true });
  return MANAGED.reduce((state, id) => withPropertyBehaviors(state, id, [beacon]), accountState);
}

/** An active RAW stream whose activation has just ended, of properties that log to it. */
export async function liveRaw(client: TestClient, change: JsonObject = {}): Promise<number> {
  client.accountState.revise(withBeacons);
  const id = await created1(client, rawBody(change));
  await ask1(client, 'PUT', `/streams/${id}/activate`);
  client.pass(10_000);
  return id;
}

/** The metadata of a report in a response. */
export function metadataOf(answer: Answer): JsonObject {
  return objectIn(answer)['metadata'] as JsonObject;
}

/** Links of a response: a list with one object. */
export function linksOf(answer: Answer): readonly JsonObject[] {
  const { links } = metadataOf(answer);
  return links as unknown as readonly JsonObject[];
}
