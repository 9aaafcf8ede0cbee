import type { DestinationCard } from '../model/destination-card.ts';
import { connectorReadOnly, connectorSource, url } from './connector-members.ts';

export const connectorSumoLogic: DestinationCard = {
  type: 'SUMO_LOGIC',
  title: 'Sumo Logic',
  family: 'https',
  members: {
    url: url(
      'URL of the HTTP source. Its path ends with the collector code, so that anyone who has it can write there: prefer a reference.',
      'https://collectors.example.com/receiver/v1/http/CODE',
      'url-path',
    ),
  },
  readOnly: connectorReadOnly,
  requiredTogether: [],
  requiredWhen: [],
  address: ['url'],
  audience: { hostIn: 'url' },
  source: connectorSource,
};
