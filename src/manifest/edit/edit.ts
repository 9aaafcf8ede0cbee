import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLSeq } from 'yaml';
import type { Json } from '../../model/json.ts';
import type { Path } from '../findings/problem.ts';
import { readYaml } from '../yaml/parse.ts';
import { type Block, type EditedItem, EditRefused, type Member, type Splice, Splices } from './splices.ts';

/** One change to a manifest's text. The surrounding text does not change. */
export type Edit =
  | {
      readonly tag: 'set';
      readonly path: Path;
      readonly value: Json;
      /** A new member follows the last of these that exists. Default: the last member of the block. */
      readonly after?: readonly string[];
    }
  | { readonly tag: 'remove'; readonly path: Path }
  /** A list, item by item. Items that stay keep their spelling and comments. */
  | { readonly tag: 'list'; readonly path: Path; readonly items: readonly EditedItem[] };

const NOTHING: Splice = { start: 0, end: 0, text: '' };

/**
 * Applies edits to one manifest in a file's text.
 * @throws {EditRefused} if an edit would lose a comment or change what other manifests share
 */
export function editManifest(text: string, name: string, edits: readonly Edit[]): string {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  // Each edit is applied to the result of the previous one, so that no positions need to be adjusted.
  return mark + edits.reduce((source, edit) => apply(source, name, edit), text.slice(mark.length));
}

function apply(source: string, name: string, edit: Edit): string {
  const root = manifestNamed(source, name);
  const { start, end, text } = spliceFor(source, root, edit);
  return source.slice(0, start) + text + source.slice(end);
}

function manifestNamed(source: string, name: string): Block {
  for (const { contents } of readYaml(source).documents) {
    if (!isMap<Node, Node | null>(contents)) continue;
    const metadata = childOf(contents, 'metadata');
    const found = isMap<Node, Node | null>(metadata) ? childOf(metadata, 'name') : undefined;
    if (isScalar(found) && found.value === name) return contents;
  }
  throw new EditRefused(`its metadata.name is not written as ${JSON.stringify(name)} in the file`);
}

function spliceFor(source: string, root: Block, edit: Edit): Splice {
  const { path } = edit;
  const write = new Splices(source);
  let parent: Node = root;
  for (const [depth, step] of path.slice(0, -1).entries()) {
    const next = childOf(parent, step);
    if (isAlias(next)) throw new EditRefused(`${dotted(path)} is in an alias (*${next.source})`);
    if (!isMap(next) && !isSeq(next)) return addAncestor(source, parent, edit, depth);
    parent = next;
  }
  const member = path.at(-1);
  if (!isMap<Node, Node | null>(parent) || typeof member !== 'string') {
    throw new EditRefused(`${dotted(path)} is not a member of a block`);
  }
  const pair = pairOf(parent, member);
  switch (edit.tag) {
    case 'remove':
      return pair ? removal(source, root, parent, pair, edit.path) : NOTHING;
    case 'set':
      return pair
        ? write.replaceValue(pair, edit.value)
        : write.addMember(parent, member, edit.value, edit.after);
    case 'list':
      return listSplice(source, parent, pair, edit);
    default:
      return edit satisfies never;
  }
}

/** Adds a member whose block does not exist either, together with the block. */
function addAncestor(source: string, parent: Node, edit: Edit, depth: number): Splice {
  const [member, ...rest] = edit.path.slice(depth);
  if (edit.tag === 'remove') return NOTHING;
  if (edit.tag === 'list' || !isMap<Node, Node | null>(parent) || typeof member !== 'string') {
    throw new EditRefused(`${dotted(edit.path)} is not written in a block`);
  }
  const value = rest.reduceRight<Json>((inner, step) => ({ [String(step)]: inner }), edit.value);
  const pair = pairOf(parent, member);
  const write = new Splices(source);
  return pair ? write.replaceValue(pair, value) : write.addMember(parent, member, value);
}

/** Removes a member. A block whose last member is removed is removed as well. */
function removal(source: string, root: Block, parent: Block, pair: Member, path: Path): Splice {
  if (parent.items.length > 1 || path.length <= 2) return new Splices(source).removeMember(parent, pair);
  return spliceFor(source, root, { tag: 'remove', path: path.slice(0, -1) });
}

function listSplice(
  source: string,
  parent: Block,
  pair: Member | undefined,
  { path, items }: Extract<Edit, { tag: 'list' }>,
): Splice {
  const write = new Splices(source);
  const list = pair?.value;
  if (pair && isSeq<Node>(list))
    return list.flow ? write.flowList(list, items, dotted(path)) : write.blockList(list, items, dotted(path));
  const values = items.map((item) => {
    if ('value' in item) return item.value;
    throw new EditRefused(`${dotted(path)} is an alias`);
  });
  return pair ? write.replaceValue(pair, values) : write.addMember(parent, String(path.at(-1)), values);
}

function childOf(node: Node, step: Path[number]): Node | null | undefined {
  if (isSeq<Node>(node)) return typeof step === 'number' ? (node as YAMLSeq<Node>).items[step] : undefined;
  return isMap<Node, Node | null>(node) ? pairOf(node, step)?.value : undefined;
}

function pairOf(map: Block, member: Path[number]): Member | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === member);
}

function dotted(path: Path): string {
  return path.join('.');
}
