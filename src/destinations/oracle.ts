import type { DestinationCard } from '../model/destination-card.ts';
import {
  alwaysCompressed,
  alwaysReturned,
  objectPath,
  objectStorage,
  requiredSecret,
  requiredText,
} from './members.ts';

/** Responses may spell the type `Oracle_Cloud_Storage`, as the vendor's own clients send it. */
export const oracle: DestinationCard = {
  type: 'ORACLE_CLOUD_STORAGE',
  title: 'Oracle Cloud Storage',
  ...objectStorage,
  members: {
    bucket: requiredText('Name of the bucket.', 'example-logs'),
    namespace: requiredText('Object Storage namespace of the Oracle Cloud account.', 'examplenamespace'),
    region: requiredText('Oracle Cloud region of the bucket.', 'eu-frankfurt-1'),
    path: { ...objectPath('Folder in the bucket.'), required: true, absence: alwaysReturned },
    accessKey: requiredSecret('Access key identifier of an Oracle Cloud user that may write to the bucket.'),
    secretAccessKey: requiredSecret('Secret access key of that user.'),
    compressLogs: alwaysCompressed,
  },
  address: ['bucket', 'namespace', 'region'],
  audience: { vendor: 'Oracle Cloud' },
  bucketIn: 'bucket',
  accountIn: 'namespace',
  probe: 'writes a file Akamai_access_verification_<time>.txt into the bucket',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-logs',
};
