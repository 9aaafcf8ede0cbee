import type { StreamCard } from '../model/card.ts';
import { datasetFields, datastream2, sources } from './members.ts';
import { DNS_PERSONAL_DATA } from './personal-data.ts';

export const answerx: StreamCard = {
  ...datastream2,
  collection: { kind: 'DataStream2', logType: 'answerx' },
  title: 'AnswerX',
  lists: [
    {
      ...sources,
      member: 'serviceSubletterIds',
      noun: 'AnswerX service',
      description: 'AnswerX services whose DNS queries are logged, by ssid or name.',
      idMember: 'ssid',
      nameMembers: ['name'],
      id: 'number',
      examples: [1234],
      catalog: { path: '/contracts/{contractId}/answerxSSIDs', paged: true },
    },
    // The examples are from the vendor's live tests (akamai/PowerShell).
    { ...datasetFields, examples: [9019, 9020] },
  ],
  personalDataOfOtherFields: DNS_PERSONAL_DATA,
};
