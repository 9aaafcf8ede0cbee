import type { StreamCard } from '../model/card.ts';
import { datasetFields, datastream2, returnedIfSet, sources } from './members.ts';

export const appsec: StreamCard = {
  ...datastream2,
  collection: { kind: 'DataStream2', logType: 'appsec' },
  title: 'Application Security',
  lists: [
    {
      ...sources,
      member: 'appSecConfigs',
      noun: 'security configuration',
      description: 'Security configurations whose events are logged, by name or id.',
      idMember: 'appSecId',
      nameMembers: ['appSecName'],
      id: 'number',
      examples: ['Example security', 12345],
      catalog: { path: '/groups/{groupId}/contracts/{contractId}/configs' },
    },
    {
      ...datasetFields,
      description: 'Read-only: the API sets it, so omit it.',
      required: false,
      readOnly: true,
      examples: [],
      // The list is not compared, so nothing depends on its absence.
      absence: returnedIfSet,
    },
  ],
  // JSON is the only format of security events. Source of both: https://techdocs.akamai.com/datastream2/docs/security-data-format
  personalDataOfEveryRecord: {
    name: 'Security events',
    reason: 'contain the client IP, path, query string and headers of requests',
  },
  formats: ['JSON'],
};
