import {
  alwaysCompressed,
  contentType,
  customHeader,
  endpoint,
  requiredSecret,
  requiredText,
} from '../../src/destinations/members.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import type { DestinationCard } from '../../src/model/destination-card.ts';
import { VENDOR_DESTINATIONS, type VendorDestination } from '../../src/simulator/vendor/destinations.ts';
import { CANARY, DESTINATION_ROWS, type DestinationRow, RANDOM } from '../builders/destinations.ts';

/**
 * A destination that no vendor has, added in the three places that docs/adding-a-destination.md names. The
 * test files about destinations run a second time with it, so that a list that needs an entry for each
 * destination fails there.
 */
const TYPE = 'INVENTED_LOGS';

/** What goes into `src/destinations`. */
const card: DestinationCard = {
  type: TYPE,
  title: 'Invented Logs',
  family: 'https',
  formats: ['JSON'],
  members: {
    endpoint: endpoint('URL of the intake.', 'https://intake.example.com/v1/', '^https://', {
      path: 'random',
      members: ['ingestKey'],
    }),
    ingestKey: requiredSecret('Ingest key.'),
    dataset: requiredText('Data set that receives the logs.', 'akamai'),
    compressLogs: alwaysCompressed,
    contentType,
    ...customHeader,
  },
  readOnly: [],
  requiredTogether: [['customHeaderName', 'customHeaderValue']],
  requiredWhen: [],
  address: ['endpoint', 'dataset'],
  audience: { hostIn: 'endpoint' },
  probe: 'posts a test entry to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-invented-logs',
};

/** What goes into `src/simulator/vendor/destinations.ts`. */
const vendor: VendorDestination = {
  family: 'https',
  members: {
    endpoint: {
      type: 'text',
      required: true,
      hidden: true,
      pattern: ['^https://', 'must be an https URL'],
    },
    ingestKey: { type: 'text', required: true, secret: true },
    dataset: { type: 'text', required: true },
    contentType: { type: 'text' },
    customHeaderName: { type: 'text', hidden: true },
    customHeaderValue: { type: 'text', hidden: true },
  },
  jsonOnly: true,
  compressed: true,
  pairs: [['customHeaderName', 'customHeaderValue']],
};

/** What goes into `test/builders/destinations.ts`. */
const row: DestinationRow = {
  members: [
    ...['endpoint!?url', 'ingestKey!*', 'dataset!', 'compressLogs#true', 'contentType'],
    ...['customHeaderName', 'customHeaderValue?whole'],
  ],
  family: 'https',
  jsonOnly: true,
  onlyV3: true,
  required: { endpoint: 'https://intake.example.com/v1/', ingestKey: CANARY, dataset: 'logs' },
  optional: { contentType: 'application/json', customHeaderName: 'x-tenant', customHeaderValue: 'value' },
  compressLogs: true,
  addresses: [
    ['https://intake.example.com/v1/', 'https://intake.example.com/v1/'],
    [
      `https://intake.example.com/v1/${RANDOM}`,
      'https://intake.example.com/v1/***',
      'credential-in-path "ingestKey"',
    ],
  ],
};

// Test files share the tables, and this file runs before each of them.
if (!(TYPE in DESTINATION_ROWS)) {
  (DESTINATIONS as DestinationCard[]).push(card);
  Object.assign(VENDOR_DESTINATIONS, { [TYPE]: vendor });
  Object.assign(DESTINATION_ROWS, { [TYPE]: row });
}
