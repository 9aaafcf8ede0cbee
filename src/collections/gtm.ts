import type { StreamCard } from '../model/card.ts';
import {
  alwaysReturned,
  datasetFields,
  delivery,
  logsStart,
  membersWithContract,
  readOnly,
} from './members.ts';

export const gtm: StreamCard = {
  collection: { kind: 'DataStream2', logType: 'gtm' },
  title: 'Global Traffic Management',
  lists: [
    {
      member: 'properties',
      role: 'sources',
      noun: 'GTM property',
      description:
        'Global Traffic Management properties whose load balancing is logged, as <property>.<domain>.',
      idMember: 'propertyName',
      nameMembers: [],
      id: 'string',
      required: true,
      absence: alwaysReturned,
      // The form is from the vendor's live tests (akamai/PowerShell).
      examples: ['@.example.com'],
    },
    // The examples are from the vendor's live tests (akamai/PowerShell).
    { ...datasetFields, examples: [5002, 5003, 5010, 5011] },
  ],
  members: membersWithContract,
  delivery,
  absence: alwaysReturned,
  destinations: 'destination',
  readOnly,
  immutable: ['groupId'],
  activation: 'asked',
  // Public documents contain only the ids. Names are looked up in the account.
  fields: [],
  serverFields: [],
  logsStart,
};
