import { STREAM_CARDS } from '../collections/registry.ts';
import type { FieldCard, ListCard, StreamCard } from '../model/card.ts';
import { defined } from '../model/defined.ts';
import { isArray, type JsonObject } from '../model/json.ts';
import { PERSONAL_DATA_FIELDS, type Policy } from '../model/policy.ts';

/** A data set field as a policy or a manifest names it: by JSON key, name or id. */
export type FieldName = string | number;

/** A field that a stream logs. */
export interface LoggedField {
  /** Absent: a name that no card has. A plan looks it up in the API. */
  readonly id?: number;
  readonly label: string;
  /** Whether it is, or may contain, personal data. */
  readonly isPersonal: boolean;
  /**
   * Its position in the spec: the item of the list, the member that makes the API add the field, or none
   * for what every record contains.
   */
  readonly path: readonly (string | number)[];
}

/** Returns the cards of the streams that a policy applies to. */
export function cardsOf({ logTypes }: Pick<Policy, 'logTypes'>): readonly StreamCard[] {
  return STREAM_CARDS.filter(({ collection: { logType } }) => {
    return logTypes === undefined || (logType !== undefined && logTypes.includes(logType));
  });
}

/** Returns the JSON keys and names of all fields of some cards. */
export function fieldNamesOf(cards: readonly StreamCard[]): readonly string[] {
  return [...new Set(cards.flatMap(({ fields }) => fields.flatMap(({ key, name }) => [key, name])))];
}

/** Returns the lists of fields that a manifest can choose. The API sets the others. */
function fieldLists({ lists }: StreamCard): readonly ListCard[] {
  return lists.filter(({ role, readOnly }) => role === 'fields' && readOnly !== true);
}

/** Returns the fields that a spec logs, also those that the API adds because of another member. */
export function loggedFields(card: StreamCard, spec: JsonObject): readonly LoggedField[] {
  const chosen = fieldLists(card).flatMap(({ member }) => {
    const items = spec[member];
    return (isArray(items) ? items : []).flatMap((item, index): readonly LoggedField[] => {
      if (typeof item !== 'string' && typeof item !== 'number') return [];
      const id = typeof item === 'number' ? item : namedField(card, item)?.id;
      return [loggedField(card, id, String(item), [member, index])];
    });
  });
  const added = card.serverFields
    .filter(({ because }) => spec[because] === true)
    .map(({ id, because }) => loggedField(card, id, String(id), [because]));
  const always = card.personalDataOfEveryRecord;
  return [...chosen, ...added, ...(always ? [{ label: always.name, isPersonal: true, path: [] }] : [])];
}

function loggedField(
  card: StreamCard,
  id: number | undefined,
  written: string,
  path: LoggedField['path'],
): LoggedField {
  const field = card.fields.find((one) => one.id === id);
  const reason = field ? field.personalData : card.personalDataOfOtherFields;
  const label = field && field.key !== field.name ? `${field.key} (${field.name})` : (field?.name ?? written);
  return { ...defined({ id }), label, isPersonal: reason !== undefined, path };
}

/** Ignores case, as the plan does when it looks a name up. */
function namedField({ fields }: StreamCard, text: string): FieldCard | undefined {
  return fields.find(isNamed(new Set([text.trim().toLowerCase()])));
}

/** Returns whether a policy forbids a field. */
export function isForbidden(
  card: StreamCard,
  { id, isPersonal }: LoggedField,
  forbidden: readonly FieldName[],
): boolean {
  const field = card.fields.find((one) => one.id === id);
  return forbidden.some((entry) => {
    if (typeof entry === 'number') return entry === id;
    if (entry === PERSONAL_DATA_FIELDS) return isPersonal;
    return field !== undefined && isNamed(synonymsOf(entry))(field);
  });
}

/**
 * Returns the ids of a required field in the streams of a card; one of them is enough. Empty: these streams do not have
 * the field, so it is not required of them. An id that no card has may be a field of any log type.
 */
export function requiredIds(
  card: StreamCard,
  spec: JsonObject,
  entry: FieldName,
  cards: readonly StreamCard[],
): readonly number[] {
  if (fieldLists(card).length === 0) return [];
  const isIt = typeof entry === 'number' ? ({ id }: FieldCard) => id === entry : isNamed(synonymsOf(entry));
  const own = card.fields.filter(
    (field) => isIt(field) && (!field.onlyWhen || spec[field.onlyWhen.member] === field.onlyWhen.equals),
  );
  if (own.length > 0) return own.map(({ id }) => id);
  const isUnlisted = typeof entry === 'number' && !cards.some(({ fields }) => fields.some(isIt));
  return isUnlisted ? [entry] : [];
}

/** Returns the member of a spec that lists the fields of a stream. */
export function fieldMember(card: StreamCard): string | undefined {
  return fieldLists(card)[0]?.member;
}

/**
 * Returns the JSON keys and names of a field in lower case. The generations of the API share names, but DataStream 1 has
 * no JSON keys: `cliIP` is its `Client IP`.
 */
function synonymsOf(entry: string): ReadonlySet<string> {
  const same = STREAM_CARDS.flatMap(({ fields }) => fields.filter(isNamed(new Set([entry.toLowerCase()]))));
  return new Set([entry, ...same.flatMap(({ key, name }) => [key, name])].map((name) => name.toLowerCase()));
}

function isNamed(names: ReadonlySet<string>): (field: FieldCard) => boolean {
  return ({ key, name }) => names.has(key.toLowerCase()) || names.has(name.toLowerCase());
}
