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

describe('connectors', () => {
  const destination = (connector: JsonObject) => {
    const made = only(connector);
    return [made.destination, made.newSecrets.map(({ variable }) => variable)];
  };
  const key = { env: 'KEY' };

  it('S3 keeps its secrets', () => {
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

  it('Datadog has its URL as endpoint, and its service', () => {
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
  ])('Splunk %s sends raw events to %s', (url, endpoint) => {
    expect(destination({ connectorType: 'SPLUNK', url, authToken: key })).toEqual([
      { destinationType: 'SPLUNK', displayName: 'C', endpoint, eventCollectorToken: key },
      [],
    ]);
  });

  it('a Splunk URL that is no known collector is refused, not guessed', () => {
    const connector = {
      connectorType: 'SPLUNK',
      connectorName: 'C',
      url: 'https://x/v1/input/',
      authToken: key,
    };
    expect(reasonOf(connector)).toContain('does not. Correct it in the original');
  });

  it('a Splunk URL by reference stays one, and says what it has to end with', () => {
    const one = only({ connectorType: 'SPLUNK', url: { env: 'U' }, authToken: key });
    expect(one.destination).toMatchObject({ endpoint: { env: 'U' } });
    expect(one.notes.join()).toContain('has to end with collector/raw');
  });

  it('Sumo Logic has its collector code apart', () => {
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

  it('a Sumo Logic URL by reference is not sent on with its code: both parts are to be set', () => {
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

  it('a Sumo Logic URL of another form is refused without repeating it', () => {
    const url = 'https://collectors.example.com/other/SECRETCODE';
    const reason = reasonOf({ connectorType: 'SUMO_LOGIC', url });
    expect(reason).toContain('not of the form');
    expect(reason).not.toContain('SECRETCODE');
  });

  it('HTTPS has no authentication but its URL', () => {
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
  ])('what %s masks in %s is in no new file', (connectorType, url) => {
    const one = only({ connectorType, url, authToken: key });
    expect(JSON.stringify(one)).not.toContain('SECRET');
    expect(one.destination).toMatchObject({ endpoint: { env: 'C:endpoint' } });
  });

  it('a type that is new at the vendor, or is called like a member of every object, is refused', () => {
    for (const connectorType of ['KAFKA', 'constructor']) {
      expect(reasonOf({ connectorType })).toContain('knows no destination');
    }
  });

  it('extra members are left out and named', () => {
    expect(only({ ...HTTPS, extra: { b: 1 } }).notes.join()).toContain('extra: b omitted');
  });
});
