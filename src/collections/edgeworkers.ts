import type { StreamCard } from '../model/card.ts';
import {
  alwaysReturned,
  datasetFields,
  delivery,
  logsStart,
  membersWithContract,
  readOnly,
} from './members.ts';

/** EdgeWorkers streams have no sources: they log the EdgeWorkers of the contract and group. */
export const edgeworkers: StreamCard = {
  collection: { kind: 'DataStream2', logType: 'edgeworkers' },
  title: 'EdgeWorkers',
  // The examples are from the vendor's live tests (akamai/PowerShell).
  lists: [{ ...datasetFields, examples: [6000, 6001, 6002, 6003, 6008] }],
  members: membersWithContract,
  delivery,
  absence: alwaysReturned,
  destinations: 'destination',
  readOnly,
  immutable: ['groupId'],
  activation: 'asked',
  // Public documents contain only the ids. Names are looked up in the account.
  fields: [],
  serverFields: [],
  logsStart,
};
