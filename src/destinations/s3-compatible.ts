import type { DestinationCard } from '../model/destination-card.ts';
import {
  alwaysCompressed,
  alwaysReturned,
  objectPath,
  objectStorage,
  requiredSecret,
  requiredText,
} from './members.ts';

export const s3Compatible: DestinationCard = {
  type: 'S3_COMPATIBLE',
  title: 'S3-compatible object storage',
  ...objectStorage,
  members: {
    endpoint: {
      description: 'Host of the object storage with its scheme.',
      schema: { type: 'string', pattern: '^[^/]' },
      advice: [
        {
          pattern: '^https?://',
          message: 'should begin with https:// or http://',
          source:
            'The documents ask for a scheme and do not say which one; akamai/terraform-templates-modules has endpoints without one.',
        },
      ],
      required: true,
      absence: alwaysReturned,
      credential: 'url',
      examples: ['https://objects.example.com'],
    },
    bucket: requiredText('Name of the bucket.', 'example-logs'),
    region: requiredText('Region of the bucket, as its provider names it.', 'eu-central-1'),
    path: objectPath('Folder in the bucket. Default: the top of the bucket.'),
    accessKey: requiredSecret('Access key identifier of a user that may write to the bucket.'),
    secretAccessKey: requiredSecret('Secret access key of that user.'),
    compressLogs: alwaysCompressed,
  },
  address: ['endpoint', 'bucket', 'region'],
  audience: { hostIn: 'endpoint' },
  bucketIn: 'bucket',
  probe: 'writes a file Akamai_access_verification_<time>.txt into the bucket',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-logs',
};
