import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { describeWithReference } from '../reference.ts';
import { objectIn, testClient } from './client.ts';
import { accountOf, recordedRequests } from './terraform.ts';

describeWithReference('the bodies that the official Terraform provider sends', () => {
  const requests = recordedRequests();

  it('there are recorded requests for all destinations, each as a create and as an update', () => {
    const types = (method: string) =>
      requests
        .filter((request) => request.method === method)
        .map(({ body }) => (body['destination'] as JsonObject)['destinationType']);
    expect(new Set(types('POST')).size).toBe(14);
    expect(types('PUT')).toEqual(types('POST'));
  });

  it('get the recorded status, and PUT keeps what POST set, except the interval', async () => {
    const client = testClient(accountOf(requests));
    const ids = new Map<string, string>();
    for (const { method, url, status, body } of requests) {
      const name = String(body['streamName']);
      const answer = await client.send(method, url.replace('/ID', `/${ids.get(name)}`), body);
      expect(answer.status, `${method} ${name}: ${JSON.stringify(answer.body)}`).toBe(status);
      client.pass(client.accountState.current().settings.transitionTime);
      const { streamId, deliveryConfiguration } = objectIn(answer);
      ids.set(name, String(streamId));
      const interval = method === 'POST' ? 60 : 30;
      expect(deliveryConfiguration).toMatchObject({ frequency: { intervalInSeconds: interval } });
    }
    expect(ids.size).toBe(requests.length / 2);
  });
});
