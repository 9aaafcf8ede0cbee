import type { DestinationCard } from '../model/destination-card.ts';
import {
  anyCase,
  compressLogs,
  customHeader,
  endpoint,
  maybeReturned,
  postsToUrl,
  requiredSecret,
} from './members.ts';

/** Content types are case-insensitive (RFC 9110, section 8.3.1). */
const JSON_CONTENT = `^${anyCase('application/json')}(; ?${anyCase('charset=utf-8')})?$`;

/** API v3 only. */
export const trafficPeak: DestinationCard = {
  type: 'TRAFFICPEAK',
  title: 'TrafficPeak',
  ...postsToUrl,
  formats: ['JSON'],
  members: {
    // The token in the query is a credential.
    endpoint: {
      ...endpoint(
        'Ingest URL, https://<host>/ingest/event?table=<table>&token=<token>. It holds a token: prefer a reference.',
        // The form is from https://techdocs.akamai.com/datastream2/v3/docs/stream-custom-https
        'https://ingest.example.com/ingest/event?table=akamai.logs&token=TOKEN',
      ),
      advice: [
        {
          pattern: '^https://[^/]+/ingest/event\\?(?=(.*&)?table=[^&])(?=(.*&)?token=[^&])',
          message: 'should have the path /ingest/event and the query parameters table and token',
          source: "The vendor's Terraform provider, whose pattern also fixes their order.",
        },
      ],
    },
    authenticationType: {
      description: 'Always BASIC, with userName and password.',
      absence: maybeReturned('v3 documents no response'),
      schema: { enum: ['BASIC'] },
      required: true,
    },
    userName: requiredSecret('User name for BASIC authentication.'),
    password: requiredSecret('Password for BASIC authentication.'),
    contentType: {
      absence: maybeReturned('v3 documents no response'),
      description: 'Content-Type header of each upload: application/json, with or without charset=utf-8.',
      schema: { type: 'string', pattern: JSON_CONTENT },
      caseless: true,
      examples: ['application/json', 'application/json; charset=utf-8'],
      required: true,
    },
    compressLogs: compressLogs(true),
    ...customHeader,
  },
  probe: 'posts a test entry to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-logs-trafficpeak',
};
