import type { DestinationCard } from '../model/destination-card.ts';
import { connectorReadOnly, connectorSource, url } from './connector-members.ts';
import { datadogUrl, optionalText, requiredSecret } from './members.ts';

export const connectorDatadog: DestinationCard = {
  type: 'DATADOG',
  title: 'Datadog',
  family: 'https',
  members: {
    url: url(
      'Datadog URL that logs are sent to.',
      'https://http-intake.logs.datadoghq.com/v1/input/',
      datadogUrl,
    ),
    authToken: requiredSecret('API key of the Datadog account.'),
    service: optionalText('Service that the logs are filed under.', 'store'),
  },
  readOnly: connectorReadOnly,
  requiredTogether: [],
  requiredWhen: [],
  address: ['url'],
  audience: { hostIn: 'url' },
  source: connectorSource,
};
