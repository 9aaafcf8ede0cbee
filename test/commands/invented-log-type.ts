import { datasetFields, datastream2, sources } from '../../src/collections/members.ts';
import type { StreamCard } from '../../src/model/card.ts';
import type { LogType } from '../../src/model/collection.ts';
import type { VendorLogType } from '../../src/simulator/vendor/log-types.ts';
import { PROPERTIES } from '../../src/simulator/vendor/sources.ts';

/** The path of a log type that the vendor does not have. */
const logType: string = 'firewall';
export const FIREWALL = logType as LogType;

/** Its card. Its sources are in a list that no other log type has. */
export const FIREWALL_CARD: StreamCard = {
  ...datastream2,
  collection: { kind: 'DataStream2', logType: FIREWALL },
  title: 'Firewall',
  lists: [
    {
      ...sources,
      member: 'policies',
      noun: 'policy',
      description: 'Policies whose events are logged, by name or id.',
      idMember: 'policyId',
      nameMembers: ['policyName'],
      id: 'number',
      examples: ['www.example.com'],
      catalog: { path: '/groups/{groupId}/policies' },
    },
    { ...datasetFields, examples: [9901, 9902] },
  ],
};

/** Its entry in the table of the simulator. Its policies are the properties of the simulated account. */
export const FIREWALL_AT_VENDOR: VendorLogType = {
  sources: {
    ...PROPERTIES,
    member: 'policies',
    idMember: 'policyId',
    returnedMembers: ['policyName'],
    of: ({ properties }) =>
      properties.map(({ propertyId, propertyName }) => ({
        id: propertyId,
        name: propertyName,
        returned: { policyId: propertyId, policyName: propertyName },
      })),
    catalog: {
      pattern: '/groups/{groupId}/policies',
      entries: ({ properties }, { groupId }) =>
        properties
          .filter((property) => property.groupId === groupId)
          .map(({ propertyId, propertyName }) => ({ policyId: propertyId, policyName: propertyName })),
    },
  },
  testedFields: [9901, 9902, 9903],
  needsPlace: true,
  midgress: false,
  productId: 'Firewall',
};
