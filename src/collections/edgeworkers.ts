import type { StreamCard } from '../model/card.ts';
import { datasetFields, datastream2 } from './members.ts';
import { EDGEWORKERS_PERSONAL_DATA } from './personal-data.ts';

/** EdgeWorkers streams have no sources: they log the EdgeWorkers of the contract and group. */
export const edgeworkers: StreamCard = {
  ...datastream2,
  collection: { kind: 'DataStream2', logType: 'edgeworkers' },
  title: 'EdgeWorkers',
  // The examples are from the vendor's live tests (akamai/PowerShell).
  lists: [{ ...datasetFields, examples: [6000, 6001, 6002, 6003, 6008] }],
  personalDataOfOtherFields: EDGEWORKERS_PERSONAL_DATA,
};
