import type { DestinationCard } from '../model/destination-card.ts';
import { contentType, customHeader, endpoint, requiredSecret } from './members.ts';

/** API v3 only. */
export const dynatrace: DestinationCard = {
  type: 'DYNATRACE',
  title: 'Dynatrace',
  family: 'https',
  formats: ['JSON'],
  members: {
    // The pattern is from the vendor's Terraform provider. It matches the form that the user guide requires.
    endpoint: endpoint(
      'Log ingest URL, https://<environment>.live.dynatrace.com/api/v2/logs/ingest.',
      'https://abc12345.live.dynatrace.com/api/v2/logs/ingest',
      '^https://[^/]+\\.live\\.dynatrace\\.com/api/v2/logs/ingest$',
      // The path of an ActiveGate contains the id of an environment, which looks random but is not a secret.
      { path: 'none', members: ['authToken'] },
    ),
    authToken: requiredSecret('Dynatrace access token with the scope "Ingest logs".'),
    // Step 5 of the guide requires it. The vendor's Terraform provider does not have it, so its name is the same as
    // in the other types.
    contentType,
    ...customHeader,
  },
  // Not settable. No document says which value a response has.
  readOnly: ['compressLogs'],
  requiredTogether: [['customHeaderName', 'customHeaderValue']],
  requiredWhen: [],
  address: ['endpoint'],
  audience: { hostIn: 'endpoint' },
  probe: 'posts a line 0,access_validation or {"access_validation":true} to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-dynatrace',
};
