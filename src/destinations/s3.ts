import type { DestinationCard } from '../model/destination-card.ts';
import {
  alwaysCompressed,
  alwaysReturned,
  objectPath,
  objectStorage,
  requiredSecret,
  requiredText,
} from './members.ts';

export const s3: DestinationCard = {
  type: 'S3',
  title: 'Amazon S3',
  ...objectStorage,
  members: {
    bucket: requiredText('Name of the bucket.', 'logs.example.com'),
    region: requiredText('AWS region of the bucket.', 'eu-central-1'),
    path: { ...objectPath('Folder in the bucket.'), required: true, absence: alwaysReturned },
    accessKey: requiredSecret('Access key identifier of an AWS user that may write to the bucket.'),
    secretAccessKey: requiredSecret('Secret access key of that user.'),
    compressLogs: alwaysCompressed,
  },
  address: ['bucket', 'region'],
  audience: { vendor: 'Amazon Web Services' },
  bucketIn: 'bucket',
  probe: 'writes a file Akamai_access_verification_<time>.txt into the bucket',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-amazon-s3',
};
