import type { JsonObject } from '../../model/json.ts';
import { numbersIn } from '../datastream1/check-body.ts';
import type { AccountObjects, StreamHistory } from '../state/account-state.ts';
import { type TimedRun, timeOf } from '../traffic/records.ts';
import { chance } from '../traffic/runs.ts';
import { vendorFields1 } from '../vendor/datastream1.ts';
import { rawGroups } from './record.ts';

/** Swaps neighbouring records, because the rows of the documented sample are not sorted either. */
export function rawOrder(position: number, all: number): number {
  const neighbour = position % 2 === 0 ? position + 1 : position - 1;
  return neighbour < all ? neighbour : position;
}

/**
 * Builds one raw record. It always contains the groups whose fields are unknown. It contains any other group only if
 * the version has a field of that group.
 */
export function rawRecord(
  { streamId }: StreamHistory,
  { run, index }: { readonly run: TimedRun; readonly index: number },
  accountObjects: AccountObjects,
): JsonObject {
  const { version } = run;
  const processedTime = timeOf(run, index);
  const start = processedTime - 200 - Math.floor(chance(streamId, index, 1) * 180_000);
  const ids = numbersIn(version.content['propertyIds']);
  const propertyId = ids[Math.floor(chance(streamId, index, 2) * ids.length)];
  const property = accountObjects.properties.find((known) => known.propertyId === propertyId);
  const reqid = Math.floor(chance(streamId, index, 3) * 0xffffffff)
    .toString(16)
    .padStart(8, '0');
  const chosen = numbersIn(version.content['datasetFieldIds']);
  const fields = vendorFields1('RAW');
  const known = new Set(fields.map(({ group }) => group));
  const wanted = new Set(fields.filter(({ id }) => chosen.includes(id)).map(({ group }) => group));
  const groups = rawGroups({
    start,
    host: property?.hostnames[0] ?? 'www.example.com',
    chance: (salt) => chance(streamId, index, salt),
  });
  const returned = Object.entries(groups).filter(
    ([name]) => !known.has(name) || wanted.has(name) || name === 'reqHdr',
  );
  return {
    cp: '630576',
    guid: `${streamId.toString(16)}${version.version.toString(16)}${index.toString(16)}${reqid}`,
    id: streamId,
    processedTime,
    reqid,
    start,
    type: 'Raw',
    ...Object.fromEntries(returned),
  };
}
