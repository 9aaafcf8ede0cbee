import type { DestinationCard } from '../model/card.ts';
import { compressLogs, customHeader, endpoint, requiredSecret } from './members.ts';

/** API v3 only. */
export const trafficPeak: DestinationCard = {
  type: 'TRAFFICPEAK',
  title: 'TrafficPeak',
  family: 'https',
  formats: ['JSON'],
  members: {
    // The pattern is the one in the vendor's Terraform provider. The token in the query is a credential.
    endpoint: endpoint(
      'Ingest URL, https://<host>/ingest/event?table=<table>&token=<token>. It holds a token: prefer a reference.',
      'https://ingest.example.com/ingest/event?table=akamai.logs&token=TOKEN',
      '^https://[^/]+/ingest/event\\?table=[^&]+&token=.+$',
    ),
    authenticationType: {
      description: 'Always BASIC, with userName and password.',
      schema: { enum: ['BASIC'] },
      required: true,
    },
    userName: requiredSecret('User name for BASIC authentication.'),
    password: requiredSecret('Password for BASIC authentication.'),
    contentType: {
      description: 'Content-Type header of each upload.',
      schema: { enum: ['application/json', 'application/json; charset=utf-8'] },
      required: true,
    },
    compressLogs: compressLogs(true),
    ...customHeader,
  },
  readOnly: [],
  together: [['customHeaderName', 'customHeaderValue']],
  requiredWhen: [],
  address: ['endpoint'],
  audience: { hostIn: 'endpoint' },
  probe: 'posts a test entry to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-logs-trafficpeak',
};
