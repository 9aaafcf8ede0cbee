import type { DestinationCard } from '../model/destination-card.ts';
import {
  alwaysCompressed,
  contentType,
  customHeader,
  endpoint,
  optionalText,
  postsToUrl,
  requiredSecret,
} from './members.ts';

export const loggly: DestinationCard = {
  type: 'LOGGLY',
  title: 'Loggly',
  ...postsToUrl,
  formats: ['STRUCTURED', 'JSON'],
  members: {
    endpoint: {
      ...endpoint(
        'URL of the bulk endpoint, https://<host>.loggly.com/bulk/, without the token.',
        'https://logs-01.loggly.com/bulk/',
        '^https?://',
        // The path is /bulk/TOKEN/tag/TAG or /inputs/TOKEN:
        // https://documentation.solarwinds.com/en/success_center/loggly/
        { path: { after: '/+(?:bulk|inputs)/+' }, members: ['authToken'] },
      ),
      advice: [
        {
          pattern: '^https://.+/bulk(/.*)?$',
          message: 'should be of the form https://<host>/bulk/',
          source: 'The v2 OpenAPI; akamai/terraform-templates-modules has http://…/inputs/.',
        },
      ],
    },
    authToken: requiredSecret('The token: the part of the bulk URL after /bulk and before tags.'),
    tags: optionalText('Tags that segment and filter the log events in Loggly.', 'akamai,cdn'),
    compressLogs: alwaysCompressed,
    contentType,
    ...customHeader,
  },
  probe: 'posts a test entry to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-loggly',
};
