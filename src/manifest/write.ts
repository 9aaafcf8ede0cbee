import { Document, isScalar, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { destinationCard } from '../destinations/registry.ts';
import { streamCard } from '../log-types/registry.ts';
import type { Collection } from '../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { WantedState } from '../model/manifest.ts';
import { EXTRA } from './own-members.ts';
import { API_VERSION } from './schema.ts';

/** What a manifest says, as far as it says it. A loaded `Manifest` is one of these. */
export interface ManifestContent {
  readonly name: string;
  readonly collection: Collection;
  readonly state: WantedState;
  readonly protect?: boolean;
  readonly separate?: boolean;
  readonly streamId?: number;
  /** Written only where it differs from `name`. */
  readonly streamName?: string;
  /** Vendor members in manifest form: lists short, secrets as references. */
  readonly spec: JsonObject;
}

/** What is written beside the content. */
export interface ManifestTextOptions {
  /** Path of the published schema, relative to the file: editors then complete and check. */
  readonly schemaPath?: string;
  /** Lines of comment before the manifest, without their number signs. */
  readonly comments?: readonly string[];
}

/** The widest line that a list or block in brackets may make. */
const WIDEST = 100;

/**
 * Content → YAML in the style of the examples: members in the order in which people read them, short lists and blocks
 * in one line, quotes only where a reader of YAML 1.1 or 1.2 could mistake a text for something else. Loading the text
 * gives the content back.
 */
export function manifestText(content: ManifestContent, options: ManifestTextOptions = {}): string {
  const document = new Document(undefined, { version: '1.2', compat: 'yaml-1.1' });
  document.contents = block(
    {
      apiVersion: API_VERSION,
      kind: content.collection.kind,
      metadata: { name: content.name },
      spec: specOf(content),
    },
    0,
  );
  return heading(options) + document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function heading({ schemaPath, comments = [] }: ManifestTextOptions): string {
  const schema = schemaPath === undefined ? [] : [`yaml-language-server: $schema=${schemaPath}`];
  const lines = [...schema, ...comments].flatMap((comment) => comment.split(/\r\n|[\n\r]/));
  return lines.map((line) => `# ${line}`.trimEnd().concat('\n')).join('');
}

function specOf(content: ManifestContent): JsonObject {
  const { collection, state, protect, separate, streamId, streamName, name, spec } = content;
  return {
    logType: collection.logType,
    state,
    ...(protect ? { protect } : {}),
    ...(separate ? { separate } : {}),
    ...(streamId === undefined ? {} : { streamId }),
    ...(streamName === undefined || streamName === name ? {} : { streamName }),
    ...inReadingOrder(collection, spec),
  };
}

/** Contract and group, what is logged, how it is delivered, where to. */
function inReadingOrder(collection: Collection, spec: JsonObject): JsonObject {
  const card = streamCard(collection);
  const order = [
    'contractId',
    'groupId',
    ...card.lists.map(({ member }) => member),
    ...Object.keys(card.members),
    'deliveryConfiguration',
    'destination',
    EXTRA,
  ];
  const members = {
    ...spec,
    ...nested(spec, 'deliveryConfiguration', Object.keys(card.delivery)),
    ...nested(spec, 'destination', destinationOrder(spec['destination'])),
  };
  return sorted(members, order);
}

function nested(spec: JsonObject, member: string, order: readonly string[]): JsonObject {
  const value = spec[member];
  return isObject(value) ? { [member]: sorted(value, order) } : {};
}

function destinationOrder(destination: Json | undefined): readonly string[] {
  const type = isObject(destination) ? destination['destinationType'] : undefined;
  const card = typeof type === 'string' ? destinationCard(type) : undefined;
  return ['destinationType', 'displayName', ...Object.keys(card?.members ?? {})];
}

/** Members of the order first, in that order; then the others as they come, `extra` last. */
function sorted(value: JsonObject, order: readonly string[]): JsonObject {
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const last = (name: string) => (name === EXTRA ? 1 : 0);
  const names = Object.keys(value).sort((a, b) => last(a) - last(b) || rank(a) - rank(b));
  return Object.fromEntries(names.map((name) => [name, value[name] ?? null]));
}

/** A list in one line has no blanks inside its brackets, as people write it; a block in one line has. */
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

/** Blocks that are always written over several lines. */
const ALWAYS_OPEN = new Set(['metadata', 'spec', 'destination']);

function block(value: JsonObject, indent: number): YAMLMap {
  const map = new PaddedBlock();
  for (const [name, member] of Object.entries(value)) {
    const node = nodeOf(member, indent + 2);
    const open = ALWAYS_OPEN.has(name) && indent <= 2;
    if (!isScalar(node)) node.flow = !open && fits(member, indent + name.length + 2);
    map.items.push(new Pair(new Scalar(name), node));
  }
  return map;
}

function nodeOf(value: Json, indent: number): YAMLMap | YAMLSeq | Scalar {
  if (isObject(value)) return block(value, indent);
  if (!isArray(value)) return new Scalar(value);
  const list = new TightList();
  for (const item of value) {
    const node = nodeOf(item, indent + 2);
    if (!isScalar(node)) node.flow = fits(item, indent + 2);
    list.items.push(node);
  }
  return list;
}

/** Whether a value fits into the rest of a line; text of several lines never does. */
function fits(value: Json, column: number): boolean {
  const text = JSON.stringify(value);
  return column + text.length <= WIDEST && !text.includes('\\n');
}
