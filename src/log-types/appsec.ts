import type { StreamCard } from '../model/card.ts';
import { datasetFields, delivery, membersWithContract, movement, readOnly } from './members.ts';

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
      examples: ['Example security', 12345],
    },
    {
      ...datasetFields,
      description: 'Told by the API, not chosen: leave it out.',
      required: false,
      readOnly: true,
    },
  ],
  members: membersWithContract,
  delivery,
  destinations: 'destination',
  readOnly,
  immutable: ['groupId'],
  activation: 'asked',
  fields: [],
  serverFields: [],
  movement,
};
