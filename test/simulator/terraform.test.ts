import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { streamlessWorld } from '../../src/simulator/seed.ts';
import type { World } from '../../src/simulator/world.ts';
import { describeWithReference, reference } from '../reference.ts';
import { objectIn, testClient, unmetered } from './client.ts';

/** One request of the official Terraform provider 9.2.0, and the status that it was answered with. */
interface Recorded {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly status: number;
  readonly body: JsonObject;
}

function recorded(): readonly Recorded[] {
  const file = reference('terraform/requests.jsonl');
  const lines = file ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => JSON.parse(line) as Recorded);
}

/** The seeded account with the properties that the recorded configuration names. */
function accountOf(requests: readonly Recorded[]): World {
  const world = unmetered(streamlessWorld());
  const [model] = world.estate.properties;
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
  return { ...world, estate: { ...world.estate, properties } };
}

describeWithReference('the bodies that the official Terraform provider sends', () => {
  const requests = recorded();

  it('are those of all destinations, each as a create and as an edit', () => {
    const types = (method: string) =>
      requests
        .filter((request) => request.method === method)
        .map(({ body }) => (body['destination'] as JsonObject)['destinationType']);
    expect(new Set(types('POST')).size).toBe(14);
    expect(types('PUT')).toEqual(types('POST'));
  });

  it('get the status that they were recorded with, and PUT keeps what POST set but for the interval', async () => {
    const client = testClient(accountOf(requests));
    const ids = new Map<string, string>();
    for (const { method, url, status, body } of requests) {
      const name = String(body['streamName']);
      const answer = await client.send(method, url.replace('/ID', `/${ids.get(name)}`), body);
      expect(answer.status, `${method} ${name}: ${JSON.stringify(answer.body)}`).toBe(status);
      client.pass(client.world.current().settings.movement);
      const { streamId, deliveryConfiguration } = objectIn(answer);
      ids.set(name, String(streamId));
      const interval = method === 'POST' ? 60 : 30;
      expect(deliveryConfiguration).toMatchObject({ frequency: { intervalInSeconds: interval } });
    }
    expect(ids.size).toBe(requests.length / 2);
  });
});
