import type { StreamCard } from '../model/card.ts';
import {
  alwaysReturned,
  datasetFields,
  delivery,
  logsStart,
  membersWithContract,
  readOnly,
} from './members.ts';

export const answerx: StreamCard = {
  collection: { kind: 'DataStream2', logType: 'answerx' },
  title: 'AnswerX',
  lists: [
    {
      member: 'serviceSubletterIds',
      role: 'sources',
      noun: 'AnswerX service',
      description: 'AnswerX services whose DNS queries are logged, by ssid or name.',
      idMember: 'ssid',
      nameMembers: ['name'],
      id: 'number',
      required: true,
      absence: alwaysReturned,
      examples: [1234],
    },
    // The examples are from the vendor's live tests (akamai/PowerShell).
    { ...datasetFields, examples: [9019, 9020] },
  ],
  members: membersWithContract,
  delivery,
  absence: alwaysReturned,
  destinations: 'destination',
  readOnly,
  immutable: ['groupId'],
  activation: 'asked',
  // No public document lists the fields. Names are looked up in the account.
  fields: [],
  serverFields: [],
  logsStart,
};
