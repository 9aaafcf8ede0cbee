import { Document, isMap, isScalar, Pair, type Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { streamCard } from '../collections/registry.ts';
import { DESTINATION_SETS, destinationCard, destinationSet } from '../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../model/card.ts';
import type { Collection } from '../model/collection.ts';
import { defined } from '../model/defined.ts';
import type { DestinationSet } from '../model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { DesiredState, UnknownType } from '../model/manifest.ts';
import { ALLOW_UNKNOWN_TYPE, API_VERSION, EXTRA } from './members/own-members.ts';
import { scalarOf, seenText } from './yaml/seen-text.ts';

/** The content of a manifest, possibly incomplete. A loaded `Manifest` is one of these. */
export interface ManifestContent {
  readonly name: string;
  readonly collection: Collection;
  readonly state: DesiredState;
  readonly protect?: boolean;
  readonly separate?: boolean;
  readonly rotateSecretsAfter?: string;
  readonly streamId?: number;
  /** Written only if it differs from `name`. */
  readonly streamName?: string;
  /** Akamai's members in manifest form: short lists, secrets as references. */
  readonly spec: JsonObject;
  readonly unknownTypes?: readonly UnknownType[];
}

/** What is written in addition to the content. */
export interface ManifestTextOptions {
  /** Path of the published schema, relative to the file. Editors use it for completion and validation. */
  readonly schemaPath?: string;
  /** Comment lines before the manifest, without `#`. */
  readonly comments?: readonly string[];
  /**
   * Comments before members of `spec`, by name. Each line of text becomes one comment line. Comments for members that
   * are not written are dropped.
   */
  readonly memberComments?: Readonly<Record<string, string>>;
}

/** Maximum width of a line with a list or block in brackets. */
const WIDEST = 100;

/**
 * Writes content as YAML in the style of the examples: members in reading order, short lists and blocks in one line,
 * quotes only if a YAML 1.1 or 1.2 parser could take a string for another type. Loading the text returns the same
 * content.
 */
export function manifestText(content: ManifestContent, options: ManifestTextOptions = {}): string {
  return documentText(content.collection.kind, content.name, specOf(content), options);
}

/** Writes one manifest of any kind in that style. */
export function documentText(
  kind: string,
  name: string,
  spec: JsonObject,
  options: ManifestTextOptions,
): string {
  const document = new Document(undefined, { version: '1.2', compat: 'yaml-1.1' });
  const contents = block({ apiVersion: API_VERSION, kind, metadata: { name }, spec }, 0);
  document.contents = contents;
  comment(contents.get('spec'), options.memberComments ?? {});
  return seenText(heading(options) + document.toString({ lineWidth: 0, flowCollectionPadding: true }));
}

function heading({ schemaPath, comments = [] }: ManifestTextOptions): string {
  const schema = schemaPath === undefined ? [] : [`yaml-language-server: $schema=${schemaPath}`];
  const lines = [...schema, ...comments].flatMap(linesOf);
  return lines.map((line) => `# ${line}`.trimEnd().concat('\n')).join('');
}

/** Splits text at YAML's line breaks: after such a break, the rest would not be part of the comment. */
function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r]/);
}

function comment(spec: unknown, comments: Readonly<Record<string, string>>): void {
  if (!isMap(spec)) return;
  for (const { key } of spec.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const text = Object.hasOwn(comments, name) ? comments[name] : undefined;
    if (!isScalar(key) || text === undefined) continue;
    key.commentBefore = linesOf(text)
      // A line of one blank becomes a bare `#`. An empty line would split the comment.
      .map((line) => ` ${line.trimEnd()}`)
      .join('\n');
  }
}

function specOf(content: ManifestContent): JsonObject {
  const { collection, state, protect, separate, rotateSecretsAfter, streamId, streamName, name } = content;
  return {
    ...defined({ logType: collection.logType }),
    state,
    ...(protect ? { protect } : {}),
    ...(separate ? { separate } : {}),
    ...defined({ rotateSecretsAfter, streamId }),
    ...(streamName === undefined || streamName === name ? {} : { streamName }),
    ...inReadingOrder(content),
  };
}

/**
 * Orders members for reading: what the stream is, contract and group, what is logged, how it is delivered, where to.
 */
export function inReadingOrder({
  collection,
  spec,
  unknownTypes = [],
}: Pick<ManifestContent, 'collection' | 'spec' | 'unknownTypes'>): JsonObject {
  const card = streamCard(collection);
  const set = destinationSet(card);
  const { type, dependent } = typeMembers(card);
  const order = [
    ...type,
    'contractId',
    'groupId',
    ...dependent,
    ...card.lists.map(({ member }) => member),
    ...Object.keys(card.members),
    DELIVERY,
    set.member,
    EXTRA,
  ];
  const members = {
    ...spec,
    ...inside(spec, DELIVERY, (value) => sorted(value, Object.keys(card.delivery ?? {}))),
    ...inside(spec, set.member, (value) => {
      const destination = withAllowance(set, value, unknownTypes);
      return sorted(destination, destinationOrder(set, destination));
    }),
  };
  return sorted(members, order);
}

/** Returns members that specify the type of stream (`streamType`), and those that only one type has (`timeFrame`). */
function typeMembers({ members }: StreamCard) {
  const dependent = Object.entries(members).flatMap(([name, { onlyWhen: only }]) =>
    only ? [{ name, only }] : [],
  );
  return {
    type: new Set(dependent.map(({ only }) => only.member)),
    dependent: dependent.map(({ name }) => name),
  };
}

/** Changes each block of a member that is a block or a list of blocks. */
function inside(spec: JsonObject, member: string, change: (block: JsonObject) => JsonObject): JsonObject {
  const value = spec[member];
  if (isArray(value)) return { [member]: value.map((item) => (isObject(item) ? change(item) : item)) };
  return isObject(value) ? { [member]: change(value) } : {};
}

/** Adds `allowUnknownType`: without it, a manifest may not have a type that has no card. */
function withAllowance(
  set: DestinationSet,
  destination: JsonObject,
  unknownTypes: readonly UnknownType[],
): JsonObject {
  const type = destination[set.typeMember];
  if (typeof type !== 'string' || destinationCard(set, type)) return destination;
  const name = destination[set.nameMember];
  const stated = unknownTypes.find(({ path }) => path[1] === undefined || path[1] === name);
  return { ...destination, [ALLOW_UNKNOWN_TYPE]: stated?.withoutSecrets ? 'without-secrets' : true };
}

function destinationOrder(set: DestinationSet, destination: JsonObject): readonly string[] {
  const type = destination[set.typeMember];
  const card = typeof type === 'string' ? destinationCard(set, type) : undefined;
  return [set.typeMember, ALLOW_UNKNOWN_TYPE, set.nameMember, ...Object.keys(card?.members ?? {})];
}

/** Members of `order` come first, in that order. The others follow in their existing order, with `extra` last. */
function sorted(value: JsonObject, order: readonly string[]): JsonObject {
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const last = (name: string) => (name === EXTRA ? 1 : 0);
  const names = Object.keys(value).sort((a, b) => last(a) - last(b) || rank(a) - rank(b));
  return Object.fromEntries(names.map((name) => [name, value[name] ?? null]));
}

/** A list in one line has no blanks inside its brackets, as is common style. A block in one line has them. */
class TightList extends YAMLSeq {
  override toString(...[context, ...rest]: Parameters<YAMLSeq['toString']>): string {
    return super.toString(context && { ...context, flowCollectionPadding: '' }, ...rest);
  }
}

class PaddedBlock extends YAMLMap {
  override toString(...[context, ...rest]: Parameters<YAMLMap['toString']>): string {
    return super.toString(context && { ...context, flowCollectionPadding: ' ' }, ...rest);
  }
}

/** Blocks that are always written over several lines, like the items of a list. */
const ALWAYS_OPEN = new Set(['metadata', 'spec', ...DESTINATION_SETS.map(({ member }) => member)]);

function block(value: JsonObject, indent: number): YAMLMap {
  const map = new PaddedBlock();
  for (const [name, member] of Object.entries(value)) {
    const isEmpty = isArray(member) && member.length === 0;
    const open = ALWAYS_OPEN.has(name) && indent <= 2 && !isEmpty;
    const node = nodeOf(member, indent + 2, open);
    if (!isScalar(node)) node.flow = !open && fits(member, indent + name.length + 2);
    map.items.push(new Pair(scalarOf(name), node));
  }
  return map;
}

function nodeOf(value: Json, indent: number, open = false): YAMLMap | YAMLSeq | Scalar {
  if (isObject(value)) return block(value, indent);
  if (!isArray(value)) return scalarOf(value);
  const list = new TightList();
  for (const item of value) {
    const node = nodeOf(item, indent + 2);
    if (!isScalar(node)) node.flow = !open && fits(item, indent + 2);
    list.items.push(node);
  }
  return list;
}

/** Returns whether a value fits into the rest of a line. Text of several lines never does. */
function fits(value: Json, column: number): boolean {
  const text = JSON.stringify(value);
  return column + text.length <= WIDEST && !text.includes('\\n');
}

/** Formats a value within a line. */
export function inlineText(value: Json): string {
  const document = new Document(undefined, { version: '1.2', compat: 'yaml-1.1' });
  const node = nodeOf(value, 0);
  if (!isScalar(node)) node.flow = true;
  document.contents = node;
  return seenText(document.toString({ lineWidth: 0, flowCollectionPadding: true }).trimEnd());
}

/** Formats a list item with its dash, indented by `indent` columns, without a line break at its end. */
export function itemText(value: Json, indent: number): string {
  const isBlock = isObject(value) && Object.keys(value).length > 1;
  const text = isBlock ? blockText([value], indent) : `- ${inlineText(value)}`;
  return indented(text, indent);
}

/** Formats a member of a block with its value, indented by `indent` columns, without a line break at its end. */
export function memberText(name: string, value: Json, indent: number): string {
  return indented(blockText({ [name]: value }, indent), indent);
}

/** Formats a value over several lines. Its own blocks are in one line if they fit. */
function blockText(value: Json, indent: number): string {
  const document = new Document(undefined, { version: '1.2', compat: 'yaml-1.1' });
  document.contents = nodeOf(value, indent, true);
  return seenText(document.toString({ lineWidth: 0, flowCollectionPadding: true }).trimEnd());
}

function indented(text: string, indent: number): string {
  return seenText(text.replaceAll(/^/gm, ' '.repeat(indent)));
}
