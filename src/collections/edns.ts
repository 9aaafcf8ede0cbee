import type { StreamCard } from '../model/card.ts';
import {
  alwaysReturned,
  datasetFields,
  delivery,
  logsStart,
  membersWithContract,
  readOnly,
} from './members.ts';

export const edns: StreamCard = {
  collection: { kind: 'DataStream2', logType: 'edns' },
  title: 'Edge DNS',
  lists: [
    {
      member: 'zones',
      role: 'sources',
      noun: 'zone',
      description: 'Zones whose DNS queries are logged, by name.',
      idMember: 'zoneName',
      nameMembers: [],
      id: 'string',
      required: true,
      absence: alwaysReturned,
      examples: ['example.com'],
    },
    // The examples are from the vendor's live tests (akamai/PowerShell).
    { ...datasetFields, examples: [4002, 4003, 4010, 4011] },
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
