import { isArray, isObject, type Json, type JsonObject, pointerSegment } from '../../model/json.ts';
import type { Change } from '../../model/plan.ts';
import { isReference, isSealed, MASK } from '../../model/secret.ts';
import { itemText, shortened, shortenedPair, valueText } from '../text/value-text.ts';
import { some, thousands } from '../text/words.ts';

/** What a change does to its member. */
export type ChangeSign = '+' | '~' | '-';

/** One change in words, raw text throughout. */
export interface ChangeView {
  readonly sign: ChangeSign;
  /** The member as manifests write it: `destination.endpoint`. */
  readonly label: string;
  readonly body: PairView | ListView;
}

/** A value that came, went or became another one. */
export interface PairView {
  readonly tag: 'pair';
  readonly before?: string;
  readonly after?: string;
}

/** A list that gained, lost or moved items. */
export interface ListView {
  readonly tag: 'list';
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The stretch of the list in which items change places. */
  readonly moved?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** Items that come are told up to this many; items that go are told all, since they are what may be missed. */
const MOST_ADDED = 30;
const MOST_MOVED = 16;

/**
 * The changes of one stream. What is added or replaced as a whole is told member by member; members set to nothing are
 * left out. A secret that `desired` has by reference is told as that reference.
 */
export function changeViews(changes: readonly Change[], desired: JsonObject = {}): readonly ChangeView[] {
  return changes
    .flatMap(members)
    .map((change) => withReference(change, desired))
    .filter(changeText)
    .map(changeView);
}

function withReference(change: Change, desired: JsonObject): Change {
  if (change.sensitive !== true || isNothing(change.after)) return change;
  const wanted = valueAt(desired, change.path);
  return isReference(wanted) ? { ...change, after: wanted } : change;
}

/** The value at a JSON Pointer. */
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

function members(change: Change): readonly Change[] {
  const { before, after, path, labels } = change;
  if (change.sensitive || !isWhole(before) || !isWhole(after)) return [change];
  if (before === undefined && after === undefined) return [change];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .map((name) => inner(`${path}/${pointerSegment(name)}`, before?.[name], after?.[name], labels))
    .filter((c) => JSON.stringify(c.before) !== JSON.stringify(c.after))
    .flatMap(members);
}

function inner(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  labels: Change['labels'],
): Change {
  return {
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(labels === undefined ? {} : { labels }),
  };
}

/** An object that is told member by member, or nothing at all. */
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
  return { sign: signOf(change), label: labelOf(change.path), body: bodyOf(change) };
}

function signOf({ before, after }: Change): ChangeSign {
  if (isNothing(before) && !isNothing(after)) return '+';
  return isNothing(after) && !isNothing(before) ? '-' : '~';
}

/** `/destination/endpoint` → `destination.endpoint`. */
function labelOf(path: string): string {
  return path.split('/').slice(1).map(unescaped).join('.');
}

function bodyOf(change: Change): PairView | ListView {
  const { before, after, labels } = change;
  if (change.sensitive) return secretPair(before, after);
  if (isListLike(before) && isListLike(after) && (isArray(before) || isArray(after))) return listOf(change);
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

/** Only what says itself that it may be seen is shown: a reference, or a form in which the secret parts are masked. */
function secretText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return isSealed(value) || isReference(value) || isMasked(value) ? valueText(value) : MASK;
}

/** `https://logs.example.com/***`: which host it is may be seen, and has to be. */
function isMasked(value: Json): boolean {
  return typeof value === 'string' && value !== MASK && value.includes(MASK);
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

/** From the first to the last place that holds another item, of the items that are on both sides. */
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
