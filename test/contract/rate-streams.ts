import { manifestText } from '../../src/manifest/write.ts';
import { SEED_CONTRACT, SEED_GROUP } from '../../src/simulator/seed/places.ts';
import type { SimulatedStream } from '../../src/simulator/state/account-state.ts';

/** Any number of DataStream 2 streams, with matching manifests. */

export const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;

const name = (index: number) => `stream-${index}`;
export const propertyId = (index: number) => 400_000 + index;
const DELIVERY = { format: 'JSON', frequency: { intervalInSeconds: 30 } };
const DESTINATION = {
  destinationType: 'HTTPS',
  displayName: 'Log platform',
  endpoint: 'https://logs.example.com/akamai',
  authenticationType: 'NONE',
};

/** The manifest of a stream by its number. */
export function secondText(index: number): string {
  return manifestText({
    name: name(index),
    collection: CDN,
    state: 'inactive',
    spec: {
      contractId: SEED_CONTRACT,
      groupId: SEED_GROUP,
      properties: [propertyId(index)],
      datasetFields: [1000, 1002],
      deliveryConfiguration: DELIVERY,
      destination: DESTINATION,
    },
  });
}

/** The stream with a number, whose id starts at 8000. */
export function secondStream(index: number): SimulatedStream {
  const content = {
    streamName: name(index),
    contractId: SEED_CONTRACT,
    properties: [{ propertyId: propertyId(index) }],
    datasetFields: [{ datasetFieldId: 1000 }, { datasetFieldId: 1002 }],
    deliveryConfiguration: DELIVERY,
    destination: DESTINATION,
  };
  return {
    streamId: 8000 + index,
    logType: 'cdn',
    groupId: SEED_GROUP,
    createdBy: 'another-user',
    createdAt: 0,
    status: 'INACTIVE',
    versions: [{ version: 1, content, given: [], modifiedBy: 'another-user', modifiedAt: 0 }],
    activations: [],
  };
}
