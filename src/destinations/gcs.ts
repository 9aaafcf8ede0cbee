import type { DestinationCard } from '../model/destination-card.ts';
import { alwaysCompressed, objectPath, objectStorage, requiredSecret, requiredText } from './members.ts';

export const gcs: DestinationCard = {
  type: 'GCS',
  title: 'Google Cloud Storage',
  ...objectStorage,
  members: {
    bucket: requiredText('Name of the bucket.', 'example-logs'),
    projectId: requiredText('Unique ID of the Google Cloud project.', 'example-project'),
    serviceAccountName: requiredText(
      'Service account with the role Storage Object Creator or the permission storage.object.create.',
      'datastream-writer',
    ),
    path: objectPath('Folder in the bucket. Default: the top of the bucket.'),
    privateKey: requiredSecret('Contents of the JSON key generated for the service account.'),
    compressLogs: alwaysCompressed,
  },
  address: ['bucket', 'projectId'],
  audience: { vendor: 'Google Cloud' },
  bucketIn: 'bucket',
  accountIn: 'projectId',
  probe: 'writes a file Akamai_access_verification_<time>.txt into the bucket',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-logs',
};
