import type { DestinationCard } from '../model/destination-card.ts';
import {
  alwaysCompressed,
  alwaysReturned,
  objectPath,
  objectStorage,
  requiredSecret,
  requiredText,
} from './members.ts';

export const azure: DestinationCard = {
  type: 'AZURE',
  title: 'Azure Storage',
  ...objectStorage,
  members: {
    accountName: requiredText('Name of the Azure Storage account.', 'examplelogs'),
    containerName: requiredText('Name of the container in that account.', 'akamai'),
    path: { ...objectPath('Folder in the container.'), required: true, absence: alwaysReturned },
    accessKey: requiredSecret('Either of the access keys of the storage account.'),
    compressLogs: alwaysCompressed,
  },
  address: ['accountName', 'containerName'],
  audience: { vendor: 'Microsoft Azure' },
  bucketIn: 'containerName',
  accountIn: 'accountName',
  probe: 'writes a file Akamai_access_verification_<time>.txt into the container',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-logs',
};
