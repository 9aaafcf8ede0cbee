import type { DestinationCard } from '../model/destination-card.ts';
import {
  alwaysCompressed,
  alwaysReturned,
  objectPath,
  objectStorage,
  requiredSecret,
  requiredText,
} from './members.ts';

/**
 * API v3 only. The members are from the development branch of the vendor's Terraform provider and from its Go client,
 * which call the endpoint `domain_prefix` and the bucket `cp_code`. No released client has the type yet.
 */
export const netStorage: DestinationCard = {
  type: 'NS4',
  title: 'Akamai NetStorage',
  ...objectStorage,
  members: {
    endpoint: {
      ...requiredText(
        'HTTP API host of the storage group, without a scheme.',
        // The form is [domain prefix]-nsu.akamaihd.net:
        // https://techdocs.akamai.com/netstorage-usage/reference/get-started
        'example-nsu.akamaihd.net',
      ),
      credential: 'url',
    },
    bucket: {
      description: 'CP code of the upload directory, as text.',
      schema: { type: 'string', pattern: '^[1-9][0-9]*$' },
      required: true,
      absence: alwaysReturned,
      examples: ['123456'],
    },
    path: objectPath('Folder below the CP code. Default: its top.'),
    userName: requiredSecret('Upload account with access to the HTTP API.'),
    secretAccessKey: requiredSecret('G2O key of that upload account.'),
    compressLogs: alwaysCompressed,
  },
  address: ['endpoint', 'bucket'],
  audience: { hostIn: 'endpoint' },
  bucketIn: 'bucket',
  source: 'https://techdocs.akamai.com/netstorage/docs',
};
