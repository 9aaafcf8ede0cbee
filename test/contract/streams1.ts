import { manifestText } from '../../src/manifest/write.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { DesiredState } from '../../src/model/manifest.ts';
import { connector1 } from '../builders/datastream1-bodies.ts';
import { CANARY } from '../builders/destinations.ts';

/** Manifests of DataStream 1 for conversations with the simulated account. */

export const DS1 = { kind: 'DataStream1' } as const;
export const PLACE = { contractId: 'C-0N7RAC7', groupId: 21484 };
export const CONNECTOR_TYPES = ['S3', 'DATADOG', 'SPLUNK', 'SUMO_LOGIC', 'HTTPS'] as const;

/** Sources and fields by name, so that they have to be looked up. */
export const SPECS: Readonly<Record<'RAW' | 'AGGREGATE', JsonObject>> = {
  RAW: {
    streamType: 'RAW',
    sampleRate: 10,
    properties: ['www.example.com', 349770],
    datasetFields: ['HTTP status', 'country', 4],
  },
  AGGREGATE: {
    streamType: 'AGGREGATE',
    timeFrame: 5,
    properties: ['api.example.com', 349770],
    datasetFields: ['2xx', 'Edge Response Time', 81],
  },
};

/** A connector in a manifest, with references for secrets. */
export function connectorOf(type: string, more: JsonObject = {}): JsonObject {
  return bySecret(connector1(type, more), (member) => ({ env: `SECRET_${member.toUpperCase()}` }));
}

/** An object with other values in place of its secrets. */
function bySecret(place: JsonObject, put: (member: string) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(place).map(([member, value]) => [member, value === CANARY ? put(member) : value]),
  );
}

/** The text of a manifest as `import` would write it. */
export function text1(name: string, state: DesiredState, spec: JsonObject): string {
  const { groupId } = PLACE;
  const whole = state === 'absent' ? { groupId } : { ...PLACE, ...spec };
  return manifestText({ name, collection: DS1, state, spec: whole });
}
