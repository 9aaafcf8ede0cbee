import type { DestinationCard } from '../model/destination-card.ts';
import {
  compressLogs,
  contentType,
  customHeader,
  endpoint,
  maybeReturned,
  postsToUrl,
  requiredSecret,
} from './members.ts';

export const sumoLogic: DestinationCard = {
  type: 'SUMO_LOGIC',
  title: 'Sumo Logic',
  ...postsToUrl,
  formats: ['STRUCTURED', 'JSON'],
  members: {
    endpoint: endpoint(
      'URL of the HTTP source, https://<SumoEndpoint>/receiver/v1/http, without the collector code.',
      'https://collectors.example.com/receiver/v1/http',
      // Source: v2 OpenAPI and the user guide. A code in the path is a separate finding.
      '^https://.+/receiver/v1/http(/.*)?$',
      { path: { after: '/+receiver/+v1/+http/+' }, members: ['collectorCode'] },
    ),
    /**
     * Anyone who has the code can write to the collector, so it is accepted by reference only. The documents disagree
     * on whether responses contain it: the v2 schema lists it, but the vendor's Terraform provider treats it as never
     * returned. With `credential`, it is redacted in a response like every other secret.
     */
    collectorCode: {
      ...requiredSecret('The unique code of the HTTP collector.'),
      absence: maybeReturned('in the v2 saved form; never returned according to the Terraform provider'),
      credential: 'whole',
    },
    compressLogs: compressLogs(true),
    contentType,
    ...customHeader,
  },
  probe: 'posts a line 0,access_validation or {"access_validation":true} to the collector',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-sumo-logic',
};
