import type { StreamCard } from '../model/card.ts';
import type { Absence } from '../model/member-card.ts';
import { DATASTREAM1_FIELDS } from './datastream1-fields.ts';
import { contractId, groupId } from './members.ts';
import { DATASTREAM1_PERSONAL_DATA } from './personal-data.ts';

/** The samples of every response contain it. */
const alwaysReturned: Absence = { means: 'unreadable', source: 'DataStream 1 Configuration API v1, samples' };

/** The first generation: RAW and AGGREGATE streams in one collection. Source: DataStream 1 Configuration API v1. */
export const datastream1: StreamCard = {
  collection: { kind: 'DataStream1' },
  title: 'DataStream 1',
  lists: [
    {
      member: 'properties',
      role: 'sources',
      noun: 'property',
      description: 'Properties whose traffic is logged, by name or id; up to 15, active on production.',
      idMember: 'propertyId',
      nameMembers: ['propertyName'],
      id: 'number',
      absence: alwaysReturned,
      prefix: 'prp_',
      required: true,
      examples: ['www.example.com', 349772],
      catalog: { path: '/properties/group/{groupId}' },
      streamsPerItem: 15,
      rulesNameStream: 'always',
      most: 15,
    },
    {
      member: 'datasetFields',
      role: 'fields',
      noun: 'data set field',
      description: 'What is logged: names or ids. RAW and AGGREGATE streams have different ones.',
      idMember: 'datasetFieldId',
      nameMembers: ['datasetFieldName'],
      id: 'number',
      absence: alwaysReturned,
      required: true,
      examples: ['2xx', '5xx', 81],
    },
  ],
  members: {
    streamType: {
      description: 'RAW: one record for each request. AGGREGATE: numbers over a time frame.',
      schema: { enum: ['RAW', 'AGGREGATE'] },
      required: true,
      absence: alwaysReturned,
    },
    contractId: { ...contractId, absence: alwaysReturned, required: true },
    groupId: { ...groupId, absence: alwaysReturned, requiredToCreate: true },
    /** No response contains it, so it cannot be compared. */
    sampleRate: {
      description: 'RAW streams: share of requests that is logged, 1 to 100 percent. Default: 25.',
      schema: { type: 'integer', minimum: 1, maximum: 100 },
      default: 25,
      trait: 'logged-share',
      // No document says which members an update requires, so an omitted member may keep its old value.
      sendsDefault: 'always',
      absence: { means: 'unknown', source: 'in no sample of DataStream 1 Configuration API v1' },
      onlyWhen: { member: 'streamType', equals: 'RAW' },
    },
    timeFrame: {
      description: 'AGGREGATE streams: minutes that one record covers: 1, 5, 15, 30 or 60. Default: 1.',
      schema: { enum: [1, 5, 15, 30, 60] },
      absence: alwaysReturned,
      default: 1,
      sendsDefault: 'always',
      changesRecordShape: true,
      onlyWhen: { member: 'streamType', equals: 'AGGREGATE' },
    },
  },
  absence: alwaysReturned,
  destinations: 'connectors',
  readOnly: [
    'streamId',
    'streamVersionId',
    'currentVersionId',
    'archived',
    'activationStatus',
    'groupName',
    'createdBy',
    'createdDate',
    'modifiedBy',
    'modifiedDate',
  ],
  // It is not known whether the type of a stream can change. Its data sets are separate, so a new stream is the safe
  // interpretation.
  immutable: ['groupId', 'streamType'],
  editRepeats: true,
  namedByGroup: true,
  // DataStream 2 returns "Stream with name … already exists"; no document says that of this API.
  namesMayRepeat: true,
  activation: 'inherited',
  writesReturnIdsOnly: true,
  pull: { member: 'streamType', reports: { RAW: 'raw', AGGREGATE: 'aggregate' } },
  fields: DATASTREAM1_FIELDS,
  personalDataOfOtherFields: DATASTREAM1_PERSONAL_DATA,
  serverFields: [],
  // An empty list of ids (`datastreamIds`) in the behavior means all streams.
  logsStart:
    "they flow only where the property's DataStream behavior is on and names {stream}, or no stream at all.",
  editReactivatesSharedSources: true,
};
