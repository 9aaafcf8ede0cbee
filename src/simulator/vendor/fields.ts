import { STREAM_CARDS } from '../../collections/registry.ts';
import type { FieldCard } from '../../model/card.ts';
import type { LogType } from '../../model/collection.ts';

/** The field that `collectMidgress` adds. A stream without `collectMidgress: true` cannot use it. */
export const MIDGRESS_FIELD: FieldCard = {
  id: 2051,
  key: 'isMidgress',
  name: 'Midgress indicator',
  group: 'Message exchange data',
};

/**
 * Field ids that the vendor's own tests use against the live API and that the cards may lack. Their names are
 * simulated, because the available documents do not contain them.
 */
const LIVE_TESTED: Readonly<Record<LogType, readonly number[]>> = {
  cdn: [],
  edns: [4002, 4003, 4010, 4011, 4013],
  gtm: [5002, 5003, 5010, 5011, 5013],
  edgeworkers: [6000, 6001, 6002, 6003, 6008],
  appsec: [8000, 8001],
  answerx: [9019, 9020],
};

const tables = new Map<LogType, readonly FieldCard[]>();

/** Lists all data set fields that a stream of this log type can use. */
export function vendorFields(logType: LogType): readonly FieldCard[] {
  const known = tables.get(logType) ?? fieldTable(logType);
  tables.set(logType, known);
  return known;
}

function fieldTable(logType: LogType): readonly FieldCard[] {
  const card = STREAM_CARDS.find(({ collection }) => collection.logType === logType);
  const carded = (card?.fields ?? []).filter(({ id }) => id !== MIDGRESS_FIELD.id);
  const others = LIVE_TESTED[logType].filter((id) => !carded.some((field) => field.id === id));
  return [...carded, ...others.map((id) => ({ id, key: `field${id}`, name: `Field ${id}`, group: 'Other' }))];
}
