import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/model/json.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { reference } from '../reference.ts';
import { unmetered } from './client.ts';

/** One request of the official Terraform provider 9.2.0, and the status of its response. */
export interface Recorded {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly status: number;
  readonly body: JsonObject;
}

/** All recorded requests in order, or none if the reference folder is absent. */
export function recordedRequests(): readonly Recorded[] {
  const file = reference('terraform/requests.jsonl');
  const lines = file ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => JSON.parse(line) as Recorded);
}

/** The seeded account with the properties in the recorded configuration. */
export function accountOf(requests: readonly Recorded[]): AccountState {
  const accountState = unmetered(seededAccountWithoutStreams());
  const [model] = accountState.accountObjects.properties;
  if (!model) throw new Error('the seeded account has no property');
  const ids = new Set(
    requests.flatMap(({ body }) => {
      const list = body['properties'] as readonly { readonly propertyId: number }[];
      return list.map(({ propertyId }) => propertyId);
    }),
  );
  const properties = [...ids].map((propertyId) => ({
    ...model,
    propertyId,
    propertyName: `${propertyId}.example.com`,
  }));
  return { ...accountState, accountObjects: { ...accountState.accountObjects, properties } };
}
