import type { DestinationCard } from '../model/destination-card.ts';
import { connectorReadOnly, connectorSource, url } from './connector-members.ts';

/** The API supports no authentication except what the URL contains. */
export const connectorHttps: DestinationCard = {
  type: 'HTTPS',
  title: 'Custom HTTPS endpoint',
  family: 'https',
  members: {
    url: url(
      'URL that logs are posted to. A token in its path or query lets anyone who has it write there: prefer a reference.',
      'https://logs.example.com/akamai/TOKEN',
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
