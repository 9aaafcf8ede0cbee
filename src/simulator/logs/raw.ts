import type { JsonObject } from '../../model/json.ts';
import { numbersIn } from '../datastream1/check-body.ts';
import type { AccountObjects, StreamHistory, Version } from '../state/account-state.ts';
import { vendorFields1 } from '../vendor/datastream1.ts';
import { rawGroups } from './record.ts';
import { chance, type RecordRun, stretchesOf } from './traffic.ts';

/** Milliseconds between two requests to one property. At a sample rate of 100, all of them are logged. */
const EVERY = 80;

/**
 * Returns the milliseconds between two records of a version. More properties or a higher sample rate shorten the
 * interval.
 */
function interval({ content }: Version): number {
  const sampled = Number(content['sampleRate']) / 100;
  return Math.max(1, Math.round(EVERY / sampled / numbersIn(content['propertyIds']).length));
}

/**
 * Returns the records that are processed from `start` (inclusive) to `end` (exclusive). Record n of a version is
 * processed n intervals after the start of 1970.
 */
export function rawRuns(stream: StreamHistory, start: number, end: number): readonly RecordRun[] {
  return stretchesOf(stream).map(({ version, from, to }) => {
    const every = interval(version);
    const first = Math.ceil(Math.max(start, from) / every);
    return { version, first, count: Math.max(0, Math.ceil(Math.min(end, to) / every) - first) };
  });
}

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
  { version, index }: { readonly version: Version; readonly index: number },
  accountObjects: AccountObjects,
): JsonObject {
  const processedTime = index * interval(version);
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
    guid: `${streamId.toString(16)}${index.toString(16)}${reqid}`,
    id: streamId,
    processedTime,
    reqid,
    start,
    type: 'Raw',
    ...Object.fromEntries(returned),
  };
}
