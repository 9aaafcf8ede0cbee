import type { DestinationCard } from '../model/destination-card.ts';
import {
  compressLogs,
  contentType,
  customHeader,
  endpoint,
  maybeReturned,
  mutualTls,
  postsWithCertificate,
  requiredSecret,
  requiredText,
} from './members.ts';

export const elasticsearch: DestinationCard = {
  type: 'ELASTICSEARCH',
  title: 'Elasticsearch',
  ...postsWithCertificate,
  formats: ['JSON'],
  members: {
    endpoint: endpoint(
      'URL of the bulk endpoint, such as https://<host>:9243/_bulk/, without the name of the index.',
      'https://elastic.example.com:9243/_bulk/',
      // Source: v2 OpenAPI.
      '^https://.+/_bulk/?$',
    ),
    // The v2 schema of responses does not have it, but the vendor's Terraform provider reads it from responses.
    indexName: {
      ...requiredText(
        'Index that the logs are stored in; may be date math, URI-encoded as it is sent in a request path.',
        'akamai-logs',
        // Encoded `<logs-{now/d}>`: https://techdocs.akamai.com/datastream2/docs/stream-elasticsearch
        '%3Clogs-%7Bnow%2Fd%7D%3E',
      ),
      absence: maybeReturned('not in the v2 saved form; the Terraform provider reads it from responses'),
    },
    userName: requiredSecret('User name for basic access authentication.'),
    password: requiredSecret('Password for basic access authentication.'),
    // The schema of saved streams has it, the schema of requests does not:
    // https://techdocs.akamai.com/datastream2/docs/stream-elasticsearch
    compressLogs: { ...compressLogs(true), sendsDefault: 'if-different' },
    contentType,
    ...customHeader,
    ...mutualTls,
  },
  probe: 'posts a test entry to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-elasticsearch',
};
