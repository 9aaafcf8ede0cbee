import type { DestinationCard } from '../model/destination-card.ts';
import { compressLogs, datadogUrl, endpoint, optionalText, requiredSecret } from './members.ts';

export const datadog: DestinationCard = {
  type: 'DATADOG',
  title: 'Datadog',
  family: 'https',
  formats: ['STRUCTURED', 'JSON'],
  members: {
    endpoint: endpoint(
      'URL of the Datadog v1 log intake, or an Akamaized host name in front of it. The v2 intake (/api/v2/logs) is not supported.',
      'https://http-intake.logs.datadoghq.com/v1/input/',
      '^https://(?![^?#]*/api/v2/logs)',
      datadogUrl,
    ),
    authToken: requiredSecret('API key of the Datadog account.'),
    service: optionalText('Application or service that the log events belong to in Datadog.', 'shop'),
    source: optionalText('Where the log events come from, in Datadog.', 'akamai'),
    tags: optionalText('Tags, separated by commas; each a word or <key>:<value>.', 'env:prod,team:cdn'),
    compressLogs: compressLogs(false),
  },
  readOnly: [],
  requiredTogether: [],
  requiredWhen: [],
  address: ['endpoint'],
  audience: { hostIn: 'endpoint' },
  probe: 'posts a test entry to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-datadog',
};
