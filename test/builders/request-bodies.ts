import type { LogType } from '../../src/model/collection.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { destination } from './destinations.ts';

const PLACE = { contractId: 'C-0N7RAC7', groupId: 21484 };

/** The specifics of each log type: its sources and its fields. */
const SPECIAL: Readonly<Record<LogType, JsonObject>> = {
  cdn: {
    properties: [{ propertyId: 349772 }],
    datasetFields: [{ datasetFieldId: 1000 }, { datasetFieldId: 1002 }, { datasetFieldId: 1023 }],
  },
  edns: { ...PLACE, zones: [{ zoneName: 'example.com' }], datasetFields: [{ datasetFieldId: 4002 }] },
  gtm: {
    ...PLACE,
    properties: [{ propertyName: '@.example.com' }],
    datasetFields: [{ datasetFieldId: 5002 }],
  },
  edgeworkers: { ...PLACE, datasetFields: [{ datasetFieldId: 6000 }] },
  appsec: { ...PLACE, appSecConfigs: [{ appSecId: 12345 }] },
  answerx: { ...PLACE, serviceSubletterIds: [{ ssid: 1234 }], datasetFields: [{ datasetFieldId: 9020 }] },
};

/** A body that the simulator accepts as a create. */
export function createBody(change: JsonObject = {}, logType: LogType = 'cdn'): JsonObject {
  return {
    streamName: 'web-access-logs',
    ...SPECIAL[logType],
    deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
    destination: destination('HTTPS'),
    ...change,
  };
}

/** The same as an update, which cannot change the group. */
export function editBody(change: JsonObject = {}, logType: LogType = 'cdn'): JsonObject {
  const { groupId: _, ...body } = createBody(change, logType);
  return body;
}
