import type { StreamCard } from '../model/card.ts';
import { CDN_FIELDS } from './cdn-fields.ts';
import {
  contractId,
  datasetFields,
  datastream2,
  groupId,
  notificationEmails,
  returnedIfSet,
  samplingPercentage,
  sources,
} from './members.ts';

export const cdn: StreamCard = {
  ...datastream2,
  collection: { kind: 'DataStream2', logType: 'cdn' },
  title: 'CDN',
  lists: [
    {
      ...sources,
      member: 'properties',
      noun: 'property',
      description: 'Properties whose traffic is logged, by name or id; all of one product.',
      idMember: 'propertyId',
      nameMembers: ['propertyName'],
      id: 'number',
      prefix: 'prp_',
      examples: ['www.example.com', 349772],
      streamsPerItem: 3,
      rulesNameStream: 'by-integration-type',
      catalog: { path: '/groups/{groupId}/properties' },
    },
    datasetFields,
  ],
  members: {
    contractId,
    groupId,
    collectMidgress: {
      description: 'Also log traffic between Akamai servers; adds field 2051 to each line. Default: false.',
      schema: { type: 'boolean' },
      absence: returnedIfSet,
      default: false,
      trait: 'midgress',
    },
    samplingPercentage,
    notificationEmails,
  },
  fields: CDN_FIELDS,
  serverFields: [{ id: 2051, because: 'collectMidgress' }],
  logsStart:
    "they flow by themselves where DataStream manages the property (DS_MANAGED), elsewhere only if the property's DataStream behavior names {stream}.",
};
