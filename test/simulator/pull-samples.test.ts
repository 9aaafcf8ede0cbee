import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { aggregateBody, ask1, created1, seeded1 } from '../builders/datastream1-bodies.ts';
import { describeWithReference, reference } from '../reference.ts';
import { START, testClient } from './client.ts';
import { HOUR, linksOf, liveRaw, logs, metadataOf, PULL, recordsOf, withBeacons } from './pull.ts';

describeWithReference('the documented samples of the Pull API', () => {
  const sample = (name: string) =>
    JSON.parse(readFileSync(String(reference(`pull-samples/${name}.json`)), 'utf8')) as JsonObject;
  const names = (value: unknown) => Object.keys((value ?? {}) as object).sort();
  /** Members of all records combined, and of their groups. */
  const shape = (records: readonly JsonObject[]) => {
    const members = records.flatMap((record) =>
      Object.entries(record).flatMap(([name, value]) => [
        name,
        ...(name.endsWith('_dist')
          ? []
          : names(typeof value === 'object' ? value : {}).map((m) => `${name}.${m}`)),
      ]),
    );
    return [...new Set(members)].sort();
  };

  it("raw logs have exactly the members of the simulator's", async () => {
    const client = testClient();
    const id = await liveRaw(client, { datasetFieldIds: [3, 65, 72, 98], sampleRate: 100 });
    client.pass(60_000);
    const answer = await logs(client, `${id}/raw-logs`, 0, 70_000);
    const documented = sample('raw-logs.response');
    expect(shape(recordsOf(answer))).toEqual(shape(documented['data'] as unknown as JsonObject[]));
    expect(names(answer.body)).toEqual(names(documented));
    expect(names(metadataOf(answer))).toEqual(names(documented['metadata']));
    const first = sample('metadata-links-first-page')['metadata'] as JsonObject;
    const paged = await logs(client, `${id}/raw-logs`, 0, 70_000, '&size=1');
    expect(names(linksOf(paged)[0])).toEqual(names((first['links'] as unknown as JsonObject[])[0]));
  });

  it("aggregate logs have the members, the metrics and the order of the simulator's", async () => {
    const client = testClient();
    client.accountState.revise(withBeacons);
    const fields = [77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 91];
    const id = await created1(client, aggregateBody({ timeFrame: 1, datasetFieldIds: fields }));
    await ask1(client, 'PUT', `/streams/${id}/activate`);
    client.pass(HOUR);
    const answer = await logs(client, `${id}/aggregate-logs`, HOUR / 2, HOUR / 2 + 300_000);
    const documented = sample('aggregate-logs.response');
    const rows = documented['data'] as unknown as JsonObject[];
    expect(shape(recordsOf(answer))).toEqual(shape(rows));
    const minutes = (records: readonly JsonObject[], from: number) =>
      records.map(({ startTime }) => (Date.parse(String(startTime)) - from) / 60_000);
    expect(minutes(recordsOf(answer), START + HOUR / 2)).toEqual(
      minutes(rows, Date.parse('2020-05-29T17:00:00Z')),
    );
    expect(names(metadataOf(answer))).toEqual(names(documented['metadata']));
    expect(metadataOf(answer)['aggregateMetrics']).toBe(
      (documented['metadata'] as JsonObject)['aggregateMetrics'],
    );
  });

  it("errors have the members of the simulator's", async () => {
    const answer = await seeded1().send('GET', `${PULL}/9/raw-logs`);
    expect(names(answer.body)).toEqual(names(sample('error.response.template')));
  });
});
