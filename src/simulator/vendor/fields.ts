import { STREAM_CARDS } from '../../collections/registry.ts';
import type { FieldCard } from '../../model/card.ts';
import type { LogType } from '../../model/collection.ts';
import { VENDOR_LOG_TYPES } from './log-types.ts';

/** The field that `collectMidgress` adds. A stream without `collectMidgress: true` cannot use it. */
export const MIDGRESS_FIELD: FieldCard = {
  id: 2051,
  key: 'isMidgress',
  name: 'Midgress indicator',
  group: 'Message exchange data',
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
  const others = VENDOR_LOG_TYPES[logType].testedFields.filter(
    (id) => !carded.some((field) => field.id === id),
  );
  return [...carded, ...others.map((id) => ({ id, key: `field${id}`, name: `Field ${id}`, group: 'Other' }))];
}
