import type { DestinationCard } from '../model/card.ts';
import { contentType, customHeader, endpoint, requiredSecret } from './members.ts';

/** API v3 only. */
export const dynatrace: DestinationCard = {
  type: 'DYNATRACE',
  title: 'Dynatrace',
  family: 'https',
  formats: ['JSON'],
  members: {
    // The pattern is the one in the vendor's Terraform provider, for the form that its user guide asks for.
    endpoint: endpoint(
      'Log ingest URL, https://<environment>.live.dynatrace.com/api/v2/logs/ingest.',
      'https://abc12345.live.dynatrace.com/api/v2/logs/ingest',
      '^https://[^/]+\\.live\\.dynatrace\\.com/api/v2/logs/ingest$',
      // The path of an ActiveGate holds the id of an environment, which looks random and is none.
      { path: 'none', members: ['authToken'] },
    ),
    authToken: requiredSecret('Dynatrace access token with the scope "Ingest logs".'),
    // Asked for by step 5 of the guide. The vendor's Terraform provider lacks it, so its name follows the other types.
    contentType,
    ...customHeader,
  },
  // Not settable, and no document says which value an answer has.
  readOnly: ['compressLogs'],
  requiredTogether: [['customHeaderName', 'customHeaderValue']],
  requiredWhen: [],
  address: ['endpoint'],
  audience: { hostIn: 'endpoint' },
  probe: 'posts a line 0,access_validation or {"access_validation":true} to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-dynatrace',
};
