import type { StreamCard } from '../model/card.ts';
import { datasetFields, datastream2, sources } from './members.ts';
import { DNS_PERSONAL_DATA } from './personal-data.ts';

export const edns: StreamCard = {
  ...datastream2,
  collection: { kind: 'DataStream2', logType: 'edns' },
  title: 'Edge DNS',
  lists: [
    {
      ...sources,
      member: 'zones',
      noun: 'zone',
      description: 'Zones whose DNS queries are logged, by name.',
      idMember: 'zoneName',
      nameMembers: [],
      id: 'string',
      examples: ['example.com'],
      catalog: { path: '/contracts/{contractId}/zones' },
    },
    // The examples are from the vendor's live tests (akamai/PowerShell).
    { ...datasetFields, examples: [4002, 4003, 4010, 4011] },
  ],
  personalDataOfOtherFields: DNS_PERSONAL_DATA,
};
