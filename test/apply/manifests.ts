import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';

export const USER = 'canary-user-name';
export const PASSWORD = 'canary "pass/word"+1';

/** A manifest of a CDN stream with secrets; `spec` replaces members. */
export function manifest(
  name: string,
  change: Partial<Omit<Manifest, 'spec'>> = {},
  spec: JsonObject = {},
): Manifest {
  return {
    name,
    collection: { kind: 'DataStream2', logType: 'cdn' },
    state: 'active',
    protect: false,
    separate: true,
    streamName: name,
    source: { file: `streams/${name}.yaml`, line: 3 },
    spec: { ...SPEC, ...spec },
    ...change,
  };
}

export const DESTINATION: JsonObject = {
  destinationType: 'HTTPS',
  displayName: 'Log platform',
  endpoint: 'https://logs.example.com/akamai',
  authenticationType: 'BASIC',
  userName: { env: 'LOG_USER' },
  password: { env: 'LOG_PASSWORD' },
};

const SPEC: JsonObject = {
  contractId: 'C-0N7RAC7',
  groupId: 21484,
  properties: [349772],
  datasetFields: [1000, 1002, 1100],
  deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
  destination: DESTINATION,
};
