import { describe, expect, it } from 'vitest';
import { type MigratedConnector, migrateConnector } from '../../../src/conversion/datastream1/connector.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const HTTPS = { connectorType: 'HTTPS', url: { env: 'PLATFORM_URL' } } as const;

function migrated(connector: JsonObject): MigratedConnector {
  const suggest = (member: string) => `C:${member}`;
  return migrateConnector({ connectorName: 'C', ...connector }, { suggest, live: false });
}

function only(connector: JsonObject) {
  const made = migrated(connector);
  if (made.tag !== 'destination') throw new Error(`not migrated: ${made.reason}`);
  return made;
}

function reasonOf(connector: JsonObject): string {
  const made = migrated(connector);
  if (made.tag !== 'refused') throw new Error('it was migrated');
  return made.reason;
}

describe('migrating connectors', () => {
  const destination = (connector: JsonObject) => {
    const made = only(connector);
    return [made.destination, made.newSecrets.map(({ variable }) => variable)];
  };
  const key = { env: 'KEY' };

  it('keeps the secrets of S3', () => {
    const s3 = {
      bucket: 'b',
      region: 'AP_Mumbai',
      path: 'l/{day}',
      accessKey: key,
      secretAccessKey: { file: 's' },
    };
    const wanted = { ...s3, region: 'ap-south-1', path: 'l/{%d}', destinationType: 'S3', displayName: 'C' };
    expect(destination({ connectorType: 'S3', ...s3 })).toEqual([wanted, []]);
  });

  it('uses the URL of Datadog as endpoint, and keeps its service', () => {
    const url = 'https://http-intake.logs.datadoghq.com/v1/input/';
    expect(destination({ connectorType: 'DATADOG', url, authToken: key, service: 'shop' })).toEqual([
      { destinationType: 'DATADOG', displayName: 'C', endpoint: url, authToken: key, service: 'shop' },
      [],
    ]);
  });

  it.each([
    [
      'https://s.example.com:8088/services/collector/raw',
      'https://s.example.com:8088/services/collector/raw',
    ],
    ['https://s.example.com/services/collector', 'https://s.example.com/services/collector/raw'],
    ['https://s.example.com/services/collector/', 'https://s.example.com/services/collector/raw'],
    ['https://s.example.com/services/collector/event', 'https://s.example.com/services/collector/raw'],
    ['https://s.example.com/services/collector/event/1.0', 'https://s.example.com/services/collector/raw'],
    ['https://s.example.com/in/collector/raw', 'https://s.example.com/in/collector/raw'],
  ])('sends raw events of Splunk %s to %s', (url, endpoint) => {
    expect(destination({ connectorType: 'SPLUNK', url, authToken: key })).toEqual([
      { destinationType: 'SPLUNK', displayName: 'C', endpoint, eventCollectorToken: key },
      [],
    ]);
  });

  it('refuses a Splunk URL that is not a known collector, without a guess', () => {
    const connector = {
      connectorType: 'SPLUNK',
      connectorName: 'C',
      url: 'https://x/v1/input/',
      authToken: key,
    };
    expect(reasonOf(connector)).toContain('does not. Correct it in the original');
  });

  it('keeps a Splunk URL by reference, and states the required suffix', () => {
    const one = only({ connectorType: 'SPLUNK', url: { env: 'U' }, authToken: key });
    expect(one.destination).toMatchObject({ endpoint: { env: 'U' } });
    expect(one.notes.join()).toContain('has to end with collector/raw');
  });

  it('splits the collector code from a Sumo Logic URL', () => {
    const url = 'https://collectors.example.com/receiver/v1/http/SECRETCODE==';
    const result = destination({ connectorType: 'SUMO_LOGIC', url });
    expect(result).toEqual([
      {
        destinationType: 'SUMO_LOGIC',
        displayName: 'C',
        endpoint: 'https://collectors.example.com/receiver/v1/http',
        collectorCode: { env: 'C:collectorCode' },
      },
      ['C:collectorCode'],
    ]);
  });

  it('does not reuse a Sumo Logic URL by reference, since it contains the code: both parts have to be set', () => {
    expect(destination({ connectorType: 'SUMO_LOGIC', url: { env: 'SUMO_URL' } })).toEqual([
      {
        destinationType: 'SUMO_LOGIC',
        displayName: 'C',
        endpoint: { env: 'C:endpoint' },
        collectorCode: { env: 'C:collectorCode' },
      },
      ['C:endpoint', 'C:collectorCode'],
    ]);
  });

  it('refuses a Sumo Logic URL in another form without repeating it', () => {
    const url = 'https://collectors.example.com/other/SECRETCODE';
    const reason = reasonOf({ connectorType: 'SUMO_LOGIC', url });
    expect(reason).toContain('not of the form');
    expect(reason).not.toContain('SECRETCODE');
  });

  it('uses no authentication for HTTPS except its URL', () => {
    expect(destination({ connectorType: 'HTTPS', url: { env: 'U' } })).toEqual([
      { destinationType: 'HTTPS', displayName: 'C', endpoint: { env: 'U' }, authenticationType: 'NONE' },
      [],
    ]);
    expect(destination({ connectorType: 'HTTPS', url: 'https://logs.example.com' })).toMatchObject([
      { endpoint: 'https://logs.example.com' },
      [],
    ]);
  });

  it.each([
    ['HTTPS', 'https://logs.example.com/SECRET'],
    ['HTTPS', 'https://logs.example.com/?key=SECRET'],
    ['HTTPS', 'https://me:SECRET@logs.example.com'],
    ['DATADOG', 'https://logs.example.com/v1?SECRET'],
    ['SPLUNK', 'https://me:SECRET@logs.example.com/services/collector/raw'],
  ])('writes to no new file what %s redacts in %s', (connectorType, url) => {
    const one = only({ connectorType, url, authToken: key });
    expect(JSON.stringify(one)).not.toContain('SECRET');
    expect(one.destination).toMatchObject({ endpoint: { env: 'C:endpoint' } });
  });

  it('refuses a type that is new at the vendor, or that has the name of a built-in object property', () => {
    for (const connectorType of ['KAFKA', 'constructor']) {
      expect(reasonOf({ connectorType })).toContain('knows no destination');
    }
  });

  it('omits extra members and names them', () => {
    expect(only({ ...HTTPS, extra: { b: 1 } }).notes.join()).toContain('extra: b omitted');
  });
});
