import type { Names } from '../../model/account.ts';
import type { Change } from '../../model/change.ts';
import { collectionKey } from '../../model/collection.ts';
import { isArray, type Json } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { sentences } from '../items/messages.ts';

/** Longer values are shortened in sentences; the plan shows them in full. Characters. */
const LONGEST = 120;

/** Who made a version and when: `version 5 by jdoe at 2026-01-01T00:00:00Z`. */
export function versionText(detail: StreamDetail): string {
  const by = detail.modifiedBy === undefined ? '' : ` by ${detail.modifiedBy}`;
  const at = detail.modifiedDate === undefined ? '' : ` at ${detail.modifiedDate}`;
  return `version ${detail.version}${by}${at}`;
}

/**
 * Describes which values the server kept instead of the requested ones. In each change, `before` is the value
 * that was kept, and `after` the requested one. Ids are shown with their names.
 */
export function describeUnkeptChanges(changes: readonly Change[], item: PlanItem, names: Names): string {
  return changes.map((change) => describeUnkeptChange(change, item, names)).join('; ');
}

function describeUnkeptChange(change: Change, item: PlanItem, names: Names): string {
  if (change.sensitive) return `${change.path} differs (values not shown)`;
  const show = (value: Json | undefined) =>
    value === undefined ? 'nothing' : shown(value, change, item, names);
  return `${change.path} is ${show(change.before)} instead of ${show(change.after)}`;
}

function shown(value: Json, change: Change, item: PlanItem, names: Names): string {
  const [, list = ''] = change.path.split('/');
  const known = names.get(`${collectionKey(item)}/${list}`) ?? [];
  const label = (id: Json) =>
    change.labels?.[String(id)] ??
    known.find((entry) => entry.id === id)?.key ??
    known.find((e) => e.id === id)?.name;
  const one = (entry: Json) => {
    const name = label(entry);
    return name === undefined ? JSON.stringify(entry) : `${String(entry)} (${name})`;
  };
  const text = isArray(value) ? `[${value.map(one).join(', ')}]` : one(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Error text for a status for which no allowed step is known. */
export function unknownStatus(status: string): string {
  return sentences(
    `The stream's status is ${JSON.stringify(status)}, which the API does not document`,
    'Nothing more is written to it; check it in Akamai Control Center',
  );
}
