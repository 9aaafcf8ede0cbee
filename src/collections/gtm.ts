import type { StreamCard } from '../model/card.ts';
import { datasetFields, datastream2, sources } from './members.ts';
import { DNS_PERSONAL_DATA } from './personal-data.ts';

export const gtm: StreamCard = {
  ...datastream2,
  collection: { kind: 'DataStream2', logType: 'gtm' },
  title: 'Global Traffic Management',
  lists: [
    {
      ...sources,
      member: 'properties',
      noun: 'GTM property',
      description:
        'Global Traffic Management properties whose load balancing is logged, as <property>.<domain>.',
      idMember: 'propertyName',
      nameMembers: [],
      id: 'string',
      // The form is from the vendor's live tests (akamai/PowerShell).
      examples: ['@.example.com'],
      catalog: { path: '/contracts/{contractId}/properties' },
    },
    // The examples are from the vendor's live tests (akamai/PowerShell).
    { ...datasetFields, examples: [5002, 5003, 5010, 5011] },
  ],
  personalDataOfOtherFields: DNS_PERSONAL_DATA,
};
