import { ApiError } from '../../api/errors/errors.ts';
import type { Names } from '../../model/account.ts';
import { collectionKey } from '../../model/collection.ts';
import { isArray, type Json } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { Change, PlanItem } from '../../model/plan.ts';

/** Longer values are shortened in sentences; the plan shows them in full. Characters. */
const LONGEST = 120;

/**
 * A failed request in Akamai's own text, with the error instance, the manifest members that it concerns, and
 * the fix.
 */
export function apiSentence(error: ApiError, item: PlanItem): string {
  return sentences(apiCause(error, item), error.details.hint ?? '');
}

/** The same text without the fix. */
export function apiCause(error: ApiError, item: PlanItem): string {
  const { instance, members = [] } = error.details;
  const about = members.map((member) => `spec.${member}`).join(', ');
  const place = about === '' ? undefined : `${whereText(item)}, ${about}`;
  const support = instance && !error.message.includes(instance) ? `instance ${instance}` : undefined;
  const aside = [place, support].filter((part) => part !== undefined).join('; ');
  return aside === '' ? error.message : `${unended(error.message)} (${aside})`;
}

/** The location of the manifest: `streams/web.yaml:3`. */
export function whereText(item: PlanItem): string {
  return `${item.source.file}:${item.source.line}`;
}

/** Joins texts to complete sentences and drops empty ones. */
export function sentences(...texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
    .join(' ');
}

/** Removes the full stop, so that the text can be part of a longer sentence. */
function unended(text: string): string {
  return text.trim().replace(/\.$/, '');
}

/** An expected failure as text. Any other error is a bug and is thrown again. */
export function failureText(error: unknown, item: PlanItem): string {
  if (error instanceof ApiError) return apiSentence(error, item);
  throw error;
}

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
