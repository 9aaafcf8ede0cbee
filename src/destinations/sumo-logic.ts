import type { DestinationCard } from '../model/card.ts';
import {
  compressLogs,
  contentType,
  customHeader,
  endpoint,
  maybeReturned,
  requiredSecret,
} from './members.ts';

export const sumoLogic: DestinationCard = {
  type: 'SUMO_LOGIC',
  title: 'Sumo Logic',
  family: 'https',
  formats: ['STRUCTURED', 'JSON'],
  members: {
    endpoint: endpoint(
      'URL of the HTTP source, https://<SumoEndpoint>/receiver/v1/http, without the collector code.',
      'https://collectors.example.com/receiver/v1/http',
      // The v2 OpenAPI and the user guide. A code in the path is a finding of its own.
      '^https://.+/receiver/v1/http(/.*)?$',
      { path: { after: '/+receiver/+v1/+http/+' }, members: ['collectorCode'] },
    ),
    /**
     * Whoever has the code can write to the collector, so it is taken by reference only. The documents do not
     * agree on whether responses have it: the v2 schema lists it, the vendor's Terraform provider treats it as never
     * returned. With `credential`, a response that has it is redacted like every other secret.
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
  readOnly: [],
  requiredTogether: [['customHeaderName', 'customHeaderValue']],
  requiredWhen: [],
  address: ['endpoint'],
  audience: { hostIn: 'endpoint' },
  probe: 'posts a line 0,access_validation or {"access_validation":true} to the collector',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-sumo-logic',
};
