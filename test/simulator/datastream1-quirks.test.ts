import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import type { Settings } from '../../src/simulator/state/settings.ts';
import {
  aggregateBody,
  ask1,
  connector1,
  created1,
  detailOf1,
  rawBody,
  settings1,
} from '../builders/datastream1-bodies.ts';
import { testClient, unmetered } from './client.ts';

async function returned(body: JsonObject, settings: Partial<Settings> = {}): Promise<JsonObject> {
  const client = testClient(unmetered(seededAccountWithoutStreams(settings)));
  return detailOf1(client, await created1(client, body));
}

const quirks = (change: Partial<Settings['datastream1']['quirks']>) => settings1({ quirks: change });

describe('DataStream 1 responses contain what the server makes of a request', () => {
  it('timeFrame may be a string', async () => {
    expect(await returned(aggregateBody())).toHaveProperty('timeFrame', 5);
    expect(await returned(aggregateBody(), quirks({ timeFrameAsText: true }))).toHaveProperty(
      'timeFrame',
      '5',
    );
  });

  it('RAW streams return no time frame, or null', async () => {
    expect(await returned(rawBody())).toHaveProperty('timeFrame', null);
    expect(await returned(rawBody(), quirks({ returnsNullTimeFrame: false }))).not.toHaveProperty(
      'timeFrame',
    );
  });

  it('connectors may change their order', async () => {
    const body = rawBody({ connectors: [connector1('S3'), connector1('HTTPS'), connector1('SPLUNK')] });
    const types = (detail: JsonObject) =>
      (detail['connectors'] as unknown as JsonObject[]).map(({ connectorType }) => connectorType);
    expect(types(await returned(body))).toEqual(['S3', 'HTTPS', 'SPLUNK']);
    expect(types(await returned(body, quirks({ shufflesConnectors: true })))).toEqual([
      'SPLUNK',
      'HTTPS',
      'S3',
    ]);
  });

  it('undocumented members are accepted and returned if the settings name them', async () => {
    const body = rawBody({ latencyProfile: 'LOW', connectors: [connector1('HTTPS', { retries: 3 })] });
    const open = settings1({ extraMembers: { root: ['latencyProfile'], connector: ['retries'] } });
    expect(await returned(body, open)).toMatchObject({
      latencyProfile: 'LOW',
      connectors: [{ connectorType: 'HTTPS', retries: 3 }],
    });
    expect((await ask1(testClient(), 'POST', '/streams', body)).status).toBe(400);
  });
});
