import type { DestinationCard } from '../model/destination-card.ts';
import { connectorReadOnly, connectorSource, url } from './connector-members.ts';
import { requiredSecret } from './members.ts';

export const connectorSplunk: DestinationCard = {
  type: 'SPLUNK',
  title: 'Splunk',
  family: 'https',
  members: {
    url: url('Splunk URL that logs are sent to.', 'https://splunk.example.com:8088/services/collector/raw', {
      path: 'random',
      members: ['authToken'],
    }),
    authToken: requiredSecret('Token of the Splunk account.'),
  },
  readOnly: connectorReadOnly,
  requiredTogether: [],
  requiredWhen: [],
  address: ['url'],
  audience: { hostIn: 'url' },
  source: connectorSource,
};
