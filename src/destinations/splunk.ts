import type { DestinationCard } from '../model/destination-card.ts';
import {
  compressLogs,
  customHeader,
  endpoint,
  mutualTls,
  postsWithCertificate,
  requiredSecret,
} from './members.ts';

export const splunk: DestinationCard = {
  type: 'SPLUNK',
  title: 'Splunk',
  ...postsWithCertificate,
  formats: ['STRUCTURED', 'JSON'],
  members: {
    endpoint: endpoint(
      'URL of a Splunk HTTP Event Collector for raw events; it ends with collector/raw.',
      'https://splunk.example.com:8088/services/collector/raw',
      // Only endpoint URLs that end with collector/raw are supported. Source: v2 OpenAPI.
      '^https://.+collector/raw$',
      { path: 'random', members: ['eventCollectorToken'] },
    ),
    eventCollectorToken: requiredSecret('Token of the HTTP Event Collector.'),
    compressLogs: compressLogs(true),
    ...customHeader,
    ...mutualTls,
  },
  probe: 'posts a line 0,access_validation or {"access_validation":true} to the collector',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-splunk',
};
