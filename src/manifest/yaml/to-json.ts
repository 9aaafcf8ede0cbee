import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { Json } from '../../model/json.ts';
import { quoted } from '../findings/wording.ts';
import { DEEPEST, MOST_FAULTS, MOST_VALUES, tooDeep, type YamlFault } from './faults.ts';

/** A YAML node as plain data, with the faults that prevent reading it. */
export interface Plain {
  readonly value: Json;
  readonly faults: readonly YamlFault[];
  /** The node that each alias refers to. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

interface Walk {
  readonly faults: YamlFault[];
  readonly anchors: Map<string, Node>;
  readonly targets: Map<Alias, Node>;
  /** Anchored nodes that are currently being read. */
  readonly open: Set<Node>;
  /** Inside an alias, anchors are not set again. */
  repeating: number;
  depth: number;
  tooDeep: boolean;
  values: number;
}

/**
 * Converts a node to a JSON value, in one pass whose work is bounded whatever the aliases are. These are rejected:
 * names that are not strings, duplicate names, merge keys, `__proto__`, numbers that JSON cannot represent exactly,
 * aliases without an anchor, and aliases that refer to themselves.
 */
export function plain(contents: Node | null): Plain {
  const walk: Walk = {
    faults: [],
    anchors: new Map(),
    targets: new Map(),
    open: new Set(),
    repeating: 0,
    depth: 0,
    tooDeep: false,
    values: 0,
  };
  const value = read(contents, walk);
  return { value, faults: walk.faults, targets: walk.targets };
}

/** Returns the offset at which a node begins. */
export function offsetOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}

function read(node: Node | null, walk: Walk): Json {
  walk.values += 1;
  if (walk.values > MOST_VALUES) return tooLarge(node, walk);
  if (node === null) return null;
  if (isScalar(node)) return scalar(node, walk);
  if (isAlias(node)) return alias(node, walk);
  if (node.anchor !== undefined && walk.repeating === 0) walk.anchors.set(node.anchor, node);
  if (walk.depth >= DEEPEST) return deeper(node, walk);
  walk.depth += 1;
  walk.open.add(node);
  const value = collection(node, walk);
  walk.open.delete(node);
  walk.depth -= 1;
  return value;
}

function collection(node: Node, walk: Walk): Json {
  if (isSeq<Node | null>(node)) return node.items.map((item) => read(item, walk));
  if (isMap<Node | null, Node | null>(node)) return members(node, walk);
  throw new Error('the YAML parser made a node that is neither scalar, alias, list nor map');
}

function members(node: YAMLMap<Node | null, Node | null>, walk: Walk): Json {
  const object: { [member: string]: Json } = {};
  const places = new Map<string, number>();
  for (const pair of node.items) {
    const name = memberName(pair.key, walk);
    const value = read(pair.value, walk);
    if (name === undefined) continue;
    const offset = offsetOf(pair.key);
    const first = places.get(name);
    if (first !== undefined) duplicateKey(name, offset, first, walk);
    else object[name] = value;
    places.set(name, first ?? offset);
  }
  return object;
}

/** A fault without its position. */
type FaultText = Omit<YamlFault, 'offset'>;

function memberName(key: Node | null, walk: Walk): string | undefined {
  const offset = offsetOf(key);
  if (!isScalar(key) || typeof key.value !== 'string') {
    return refused(walk, NOT_TEXT, offset);
  }
  if (key.anchor !== undefined && walk.repeating === 0) walk.anchors.set(key.anchor, key);
  if (key.value === '<<') return refused(walk, MERGE_KEY, offset);
  if (key.value === '__proto__') return refused(walk, PROTO, offset);
  return key.value;
}

const NOT_TEXT: FaultText = {
  code: 'name-not-text',
  message: 'The name of a member is not text.',
  hint: 'Put it in quotes.',
};

const MERGE_KEY: FaultText = {
  code: 'merge-key',
  message: 'Merge keys (<<) are not part of YAML 1.2 and are not read.',
  hint: 'Write the members out, or use an alias for a whole value.',
};

const PROTO: FaultText = {
  code: 'unsafe-name',
  message: 'A member cannot be called __proto__.',
  hint: 'Remove it.',
};

function refused(walk: Walk, words: FaultText, offset: number): undefined {
  fault(walk, { ...words, offset });
}

function duplicateKey(name: string, offset: number, first: number, walk: Walk): void {
  const message = `The member ${quoted(name)} is defined twice in one block.`;
  fault(walk, { code: 'duplicate-member', message, hint: 'Keep one of them.', offset, first });
}

function scalar(node: Scalar, walk: Walk): Json {
  if (node.anchor !== undefined && walk.repeating === 0) walk.anchors.set(node.anchor, node);
  const { value } = node;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'number') throw new Error('the YAML parser made a scalar that JSON does not have');
  if (!Number.isFinite(value)) return fault(walk, { ...NOT_FINITE, offset: offsetOf(node) });
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return fault(walk, { ...NOT_EXACT, offset: offsetOf(node) });
  }
  return value === 0 ? 0 : value;
}

const NOT_FINITE: FaultText = {
  code: 'number-not-finite',
  message: 'A number is infinite or not a number.',
  hint: 'Write a finite number, or put text in quotes.',
};

const NOT_EXACT: FaultText = {
  code: 'number-not-exact',
  message: 'A number is too large to be read exactly.',
  hint: 'The limit is 9007199254740991; put it in quotes if it is text.',
};

function alias(node: Alias, walk: Walk): Json {
  const offset = offsetOf(node);
  const target = walk.targets.get(node) ?? walk.anchors.get(node.source);
  if (!target) return fault(walk, { ...NO_ANCHOR, offset });
  if (walk.open.has(target)) return fault(walk, { ...IN_ITSELF, offset });
  walk.targets.set(node, target);
  walk.repeating += 1;
  const value = read(target, walk);
  walk.repeating -= 1;
  return value;
}

const NO_ANCHOR: FaultText = {
  code: 'yaml-alias',
  message: 'An alias (*name) refers to nothing: no anchor (&name) before it has its name.',
  hint: 'Set the anchor earlier in the same document; a text that begins with * needs quotes.',
};

const IN_ITSELF: FaultText = {
  code: 'alias-cycle',
  message: 'An alias refers to a value that it is part of.',
  hint: 'Write the value out.',
};

/**
 * Reports nesting that is too deep because of aliases, which can nest what is flat in the text. It is reported once,
 * because the aliases after it are equally deep.
 */
function deeper(node: Node, walk: Walk): null {
  const first = !walk.tooDeep;
  walk.tooDeep = true;
  return first ? fault(walk, tooDeep(offsetOf(node))) : null;
}

function tooLarge(node: Node | null, walk: Walk): null {
  if (walk.values > MOST_VALUES + 1) return null;
  return fault(walk, {
    code: 'too-large',
    message: `The document holds more than ${MOST_VALUES} values, repeated aliases counted each time.`,
    hint: 'Split it into several manifests, and do not nest aliases.',
    offset: offsetOf(node),
  });
}

function fault(walk: Walk, found: YamlFault): null {
  if (walk.faults.length < MOST_FAULTS) walk.faults.push(found);
  return null;
}
