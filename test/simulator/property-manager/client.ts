import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { type AccountState, withSettings } from '../../../src/simulator/state/account-state.ts';
import type { Settings } from '../../../src/simulator/state/settings.ts';
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
  /** A request that changes something. A PATCH contains a JSON Patch, unless its headers say otherwise. */
  write(method: string, path: string, body?: Json, headers?: Answer['headers']): Promise<Answer>;
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
    write: (method, path, body, headers = {}) =>
      client.send(method, `/papi/v1${path}`, body, {
        ...bare,
        ...(method === 'PATCH' ? { 'content-type': 'application/json-patch+json' } : {}),
        ...headers,
      }),
  };
}

/** The items of an envelope such as `{ versions: { items } }`. */
export function itemsIn(answer: Answer, envelope: string): readonly JsonObject[] {
  const { items } = memberOf(objectIn(answer), envelope);
  if (!Array.isArray(items)) throw new Error(`no items in ${envelope}`);
  return items;
}

/** Creates a version of a property from another one, and returns the path of the new version. */
export async function newVersion(
  client: PapiClient,
  propertyId: number,
  createFromVersion: number,
): Promise<string> {
  const answer = await client.write('POST', `/properties/${propertyId}/versions`, { createFromVersion });
  const { versionLink } = objectIn(answer);
  const version = /\/versions\/(\d+)/u.exec(String(versionLink))?.[1];
  if (version === undefined) throw new Error(`no version was created: ${JSON.stringify(answer.body)}`);
  return `/properties/${propertyId}/versions/${version}`;
}

/** The body of an activation that acknowledges all warnings. */
export const activation = (
  propertyVersion: number,
  network: 'STAGING' | 'PRODUCTION' = 'STAGING',
  more: JsonObject = {},
): JsonObject => ({
  propertyVersion,
  network,
  notifyEmails: ['cdn@example.com'],
  acknowledgeAllWarnings: true,
  ...more,
});

/** Requests an activation, and returns its path. */
export async function activate(client: PapiClient, propertyId: number, body: JsonObject): Promise<string> {
  const answer = await client.write('POST', `/properties/${propertyId}/activations`, body);
  const id = /\/activations\/(\d+)/u.exec(String(objectIn(answer)['activationLink']))?.[1];
  if (id === undefined) throw new Error(`not activated: ${JSON.stringify(answer.body)}`);
  return `/properties/${propertyId}/activations/${id}`;
}

/** Reads one activation. */
export async function activationAt(client: PapiClient, path: string): Promise<JsonObject> {
  const [item] = itemsIn(await client.papi(path), 'activations');
  if (!item) throw new Error(`no activation at ${path}`);
  return item;
}

/** Simulator state with these settings of Property Manager. */
export function withPapiSettings(
  accountState: AccountState,
  settings: Partial<Settings['propertyManager']>,
): AccountState {
  const { propertyManager } = accountState.settings;
  return withSettings(accountState, { propertyManager: { ...propertyManager, ...settings } });
}

/** Replaces the hostnames of all versions of this number, as an edit in another tool would. */
export function setHostnames(client: PapiClient, number: number, hostnames: readonly string[]): void {
  client.accountState.revise((accountState) => ({
    ...accountState,
    accountObjects: {
      ...accountState.accountObjects,
      properties: accountState.accountObjects.properties.map((property) => ({
        ...property,
        versions: property.versions.map((version) =>
          version.version === number ? { ...version, hostnames } : version,
        ),
      })),
    },
  }));
}
