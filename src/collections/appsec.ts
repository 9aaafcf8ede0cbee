import type { StreamCard } from '../model/card.ts';
import {
  alwaysReturned,
  datasetFields,
  delivery,
  logsStart,
  membersWithContract,
  readOnly,
  returnedIfSet,
} from './members.ts';

export const appsec: StreamCard = {
  collection: { kind: 'DataStream2', logType: 'appsec' },
  title: 'Application Security',
  lists: [
    {
      member: 'appSecConfigs',
      role: 'sources',
      noun: 'security configuration',
      description: 'Security configurations whose events are logged, by name or id.',
      idMember: 'appSecId',
      nameMembers: ['appSecName'],
      id: 'number',
      required: true,
      absence: alwaysReturned,
      examples: ['Example security', 12345],
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
  members: membersWithContract,
  delivery,
  absence: alwaysReturned,
  // JSON is the only format of security events: https://techdocs.akamai.com/datastream2/docs/security-data-format
  formats: ['JSON'],
  destinations: 'destination',
  readOnly,
  immutable: ['groupId'],
  activation: 'asked',
  fields: [],
  serverFields: [],
  logsStart,
};
