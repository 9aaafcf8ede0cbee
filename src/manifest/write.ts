import { Document, isMap, isScalar, Pair, type Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { DESTINATION_SETS } from '../destinations/registry.ts';
import { defined } from '../model/defined.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { DesiredState } from '../model/manifest.ts';
import { API_VERSION } from './members/own-members.ts';
import { inReadingOrder, type UnorderedSpec } from './reading-order.ts';
import { scalarOf, seenText } from './yaml/seen-text.ts';

/** The content of a manifest, possibly incomplete. A loaded `Manifest` is one of these. */
export interface ManifestContent extends UnorderedSpec {
  readonly name: string;
  readonly state: DesiredState;
  readonly protect?: boolean;
  readonly separate?: boolean;
  readonly rotateSecretsAfter?: string;
  readonly streamId?: number;
  /** Written only if it differs from `name`. */
  readonly streamName?: string;
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
  const contents = block({ apiVersion: API_VERSION, kind, metadata: { name }, spec }, 0);
  comment(contents.get('spec'), options.memberComments ?? {});
  return seenText(heading(options) + yamlText(contents));
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
  const node = nodeOf(value, 0);
  if (!isScalar(node)) node.flow = true;
  return seenText(yamlText(node).trimEnd());
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
  return seenText(yamlText(nodeOf(value, indent, true)).trimEnd());
}

function yamlText(contents: YAMLMap | YAMLSeq | Scalar): string {
  const document = new Document<YAMLMap | YAMLSeq | Scalar>(undefined, {
    version: '1.2',
    compat: 'yaml-1.1',
  });
  document.contents = contents;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function indented(text: string, indent: number): string {
  return seenText(text.replaceAll(/^/gm, ' '.repeat(indent)));
}
