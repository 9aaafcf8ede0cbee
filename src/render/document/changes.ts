import type { Change } from '../../model/change.ts';
import { defined } from '../../model/defined.ts';
import { isArray, isObject, type Json, type JsonObject, pointerSegment } from '../../model/json.ts';
import { isReference, isSealed, REDACTED } from '../../model/secret.ts';
import { itemText, shortened, shortenedPair, valueText } from '../text/value-text.ts';
import { some, thousands } from '../text/words.ts';

/** The kind of a change: added, changed or removed. */
export type ChangeSign = '+' | '~' | '-';

/** One change as raw, unescaped text. */
export interface ChangeView {
  readonly sign: ChangeSign;
  /**
   * The path of the member as in manifests: `destination.endpoint`. For a property, the rules, the behavior and the
   * option: `Default › API › DataStream: streams`.
   */
  readonly label: string;
  readonly body: PairView | ListView;
}

/** A value that was added, removed or replaced. */
export interface PairView {
  readonly tag: 'pair';
  readonly before?: string;
  readonly after?: string;
}

/** A list whose items were added, removed or reordered. */
export interface ListView {
  readonly tag: 'list';
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The section of the list in which the order differs. */
  readonly moved?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/**
 * The maximum number of added items that are shown. Removed items are all shown, because a reader must not miss them.
 */
const MOST_ADDED = 30;
const MOST_MOVED = 16;

/**
 * Returns the changes of one stream. A member that is added or replaced as a whole is shown by its inner members.
 * Members that are set to nothing are omitted. A secret that `desired` holds as a reference is shown as this reference.
 */
export function changeViews(changes: readonly Change[], desired: JsonObject = {}): readonly ChangeView[] {
  return changes
    .flatMap((change) => members(optionsOf(change)))
    .map((change) => withReference(change, desired))
    .filter(changeText)
    .map(changeView);
}

function withReference(change: Change, desired: JsonObject): Change {
  if (change.sensitive !== true || isNothing(change.after)) return change;
  const wanted = valueAt(desired, change.path);
  return isReference(wanted) ? { ...change, after: wanted } : change;
}

/** Returns the value at a JSON Pointer. */
function valueAt(value: Json | undefined, path: string): Json | undefined {
  const [, ...segments] = path.split('/').map(unescaped);
  return segments.reduce<Json | undefined>(
    (inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    value,
  );
}

function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Returns the options of a behavior that is added to a rule as the change. */
function optionsOf(change: Change): Change {
  const { place, after } = change;
  const options = place !== undefined && isObject(after) ? after['options'] : undefined;
  return options === undefined ? change : { ...change, after: options };
}

function members(change: Change): readonly Change[] {
  const { before, after, path, place, labels } = change;
  if (change.sensitive || !isWhole(before) || !isWhole(after)) return [change];
  if (before === undefined && after === undefined) return [change];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .map((name) => inner(`${path}/${pointerSegment(name)}`, before?.[name], after?.[name], { place, labels }))
    .filter((c) => JSON.stringify(c.before) !== JSON.stringify(c.after))
    .flatMap(members);
}

function inner(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  shared: { readonly place: Change['place']; readonly labels: Change['labels'] },
): Change {
  return { path, ...defined({ before, after, ...shared }) };
}

/** True for an object whose members are shown one by one, and for no value. */
function isWhole(value: Json | undefined): value is { readonly [member: string]: Json } | undefined {
  return value === undefined || (isObject(value) && !isReference(value) && !isSealed(value));
}

function changeText({ before, after, sensitive }: Change): boolean {
  return sensitive === true || !(isNothing(before) && isNothing(after));
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (isArray(value) && value.length === 0);
}

function changeView(change: Change): ChangeView {
  return { sign: signOf(change), label: labelOf(change), body: bodyOf(change) };
}

function signOf({ before, after }: Change): ChangeSign {
  if (isNothing(before) && !isNothing(after)) return '+';
  return isNothing(after) && !isNothing(before) ? '-' : '~';
}

/** Converts a JSON Pointer: `/destination/endpoint` → `destination.endpoint`. */
function labelOf({ path, place }: Change): string {
  const names = path.split('/').slice(1).map(unescaped);
  if (place === undefined) return names.join('.');
  const option = names.at(-1) ?? '';
  return `${place}: ${OPTION_TITLES.get(option) ?? option}`;
}

/** The options of the `datastream` behavior that name streams. */
const OPTION_TITLES = new Map([
  ['logStreamName', 'streams'],
  ['datastreamIds', 'DataStream 1 streams'],
]);

function bodyOf(change: Change): PairView | ListView {
  const { before, after, labels, place } = change;
  if (change.sensitive) return secretPair(before, after);
  // A behavior names a few streams. Both lists say more than what was added.
  if (place === undefined && isListLike(before) && isListLike(after) && (isArray(before) || isArray(after)))
    return listOf(change);
  return pair(
    before === undefined ? undefined : valueText(before, labels),
    after === undefined ? undefined : valueText(after, labels),
  );
}

function isListLike(value: Json | undefined): boolean {
  return value === undefined || value === null || isArray(value);
}

function secretPair(before: Json | undefined, after: Json | undefined): PairView {
  const [from, to] = [secretText(before), secretText(after)];
  return pair(from, from === to && to !== undefined ? `${to} (another value, not shown)` : to);
}

/**
 * Returns a secret value as text. Only references, redacted values and partly redacted strings are shown; every other
 * value becomes `***`.
 */
function secretText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return isSealed(value) || isReference(value) || isPartlyRedacted(value) ? valueText(value) : REDACTED;
}

/**
 * True for a partly redacted string such as `https://logs.example.com/***`. Its host is not secret, and reviewers need
 * it.
 */
function isPartlyRedacted(value: Json): boolean {
  return typeof value === 'string' && value !== REDACTED && value.includes(REDACTED);
}

function pair(before: string | undefined, after: string | undefined): PairView {
  if (before !== undefined && after !== undefined) {
    const [from, to] = shortenedPair(before, after);
    return { tag: 'pair', before: from, after: to };
  }
  return {
    tag: 'pair',
    ...(before === undefined ? {} : { before: shortened(before) }),
    ...(after === undefined ? {} : { after: shortened(after) }),
  };
}

function listOf({ before, after, added, removed, reordered, labels }: Change): ListView {
  const text = (item: Json) => shortened(itemText(item, labels));
  const from = isArray(before) ? before : [];
  const to = isArray(after) ? after : [];
  return {
    tag: 'list',
    added: some((added ?? without(to, from)).map(text), MOST_ADDED),
    removed: (removed ?? without(from, to)).map(text),
    ...(reordered ? { moved: movedStretch(from.map(text), to.map(text)) } : {}),
  };
}

function without(items: readonly Json[], others: readonly Json[]): readonly Json[] {
  const known = new Set(others.map((item) => JSON.stringify(item)));
  return items.filter((item) => !known.has(JSON.stringify(item)));
}

/**
 * Returns the section from the first to the last position with a different item. Only items that are in both lists
 * count.
 */
function movedStretch(before: readonly string[], after: readonly string[]) {
  const from = before.filter((item) => after.includes(item));
  const to = after.filter((item) => before.includes(item));
  const first = from.findIndex((item, i) => item !== to[i]);
  if (first < 0) return { before: [], after: [] };
  const last = from.findLastIndex((item, i) => item !== to[i]) + 1;
  return { before: stretch(from, first, last), after: stretch(to, first, last) };
}

function stretch(items: readonly string[], first: number, last: number): readonly string[] {
  const part = items.slice(first, last);
  const shown =
    part.length <= MOST_MOVED
      ? part
      : [...part.slice(0, MOST_MOVED), `${thousands(part.length - MOST_MOVED)} more`];
  return [...(first > 0 ? ['…'] : []), ...shown, ...(last < items.length ? ['…'] : [])];
}
