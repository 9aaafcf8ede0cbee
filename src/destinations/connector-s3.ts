import type { DestinationCard } from '../model/destination-card.ts';
import { connectorReadOnly, connectorSource } from './connector-members.ts';
import { alwaysReturned, optionalText, requiredSecret, requiredText } from './members.ts';

export const connectorS3: DestinationCard = {
  type: 'S3',
  title: 'Amazon S3',
  family: 'object',
  members: {
    bucket: requiredText('Name of the bucket.', 'logs.example.com'),
    // Spelled as in the samples of the Configuration API.
    region: requiredText('AWS region of the bucket, as DataStream 1 spells it.', 'AP_Mumbai'),
    path: {
      ...optionalText(
        'Folder in the bucket. May hold time variables such as {year}, {month} and {day}.',
        // The path before a migration. Source: v2 OpenAPI, MigPreparePayloadResponseExample.json.
        'logs/{year}/{month}/{day}',
      ),
      required: true,
      absence: alwaysReturned,
    },
    accessKey: requiredSecret('Access key identifier of an AWS user that may write to the bucket.'),
    secretAccessKey: requiredSecret('Secret access key of that user.'),
  },
  readOnly: connectorReadOnly,
  requiredTogether: [],
  requiredWhen: [],
  address: ['bucket', 'region'],
  audience: { vendor: 'Amazon Web Services' },
  bucketIn: 'bucket',
  source: connectorSource,
};
