import type { DestinationCard } from '../model/destination-card.ts';
import {
  alwaysCompressed,
  contentType,
  customHeader,
  endpoint,
  postsToUrl,
  requiredSecret,
} from './members.ts';

export const newRelic: DestinationCard = {
  type: 'NEWRELIC',
  title: 'New Relic',
  ...postsToUrl,
  formats: ['JSON'],
  members: {
    // The URL is from https://docs.newrelic.com/docs/logs/log-api/introduction-log-api, with the trailing slash of
    // the vendor's guide.
    endpoint: endpoint('URL of the New Relic Log API.', 'https://log-api.newrelic.com/log/v1/', '^https://', {
      path: 'random',
      members: ['authToken'],
    }),
    authToken: requiredSecret('Personal API key of the New Relic account.'),
    compressLogs: alwaysCompressed,
    contentType,
    ...customHeader,
  },
  probe: 'posts a test entry to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-new-relic',
};
