import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { type Answer, memberOf, objectIn, START, type TestClient, testClient } from '../client.ts';

/** The properties of the seeded account that its streams use. */
export const SHOP = 349770;
export const WWW = 349772;
export const API = 349774;
export const OLD = 349780;
/** The include of the seeded account, and what calls of an include require. */
export const INCLUDE = 243237;
export const SCOPE = 'contractId=C-0N7RAC7&groupId=21484';

/** A client of Property Manager, without prefixes in ids unless its headers say otherwise. */
export interface PapiClient extends TestClient {
  /** Path after `/papi/v1`. */
  papi(path: string, headers?: Answer['headers']): Promise<Answer>;
  search(body: Json, headers?: Answer['headers']): Promise<Answer>;
}

/** Starts a simulator with the seeded account. */
export function papiClient(
  accountState: AccountState = seededAccount(START),
  faults: readonly Fault[] = [],
): PapiClient {
  const client = testClient(accountState, faults);
  const bare = { 'papi-use-prefixes': 'false' };
  return {
    ...client,
    papi: (path, headers = {}) => client.send('GET', `/papi/v1${path}`, undefined, { ...bare, ...headers }),
    search: (body, headers = {}) =>
      client.send('POST', '/papi/v1/search/find-by-value', body, { ...bare, ...headers }),
  };
}

/** The items of an envelope such as `{ versions: { items } }`. */
export function itemsIn(answer: Answer, envelope: string): readonly JsonObject[] {
  const { items } = memberOf(objectIn(answer), envelope);
  if (!Array.isArray(items)) throw new Error(`no items in ${envelope}`);
  return items;
}
