import type { Collection } from '../model/collection.ts';
import type { ManifestDefaults } from '../model/configuration.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { isReference } from '../model/secret.ts';
import type { Path } from './findings/problem.ts';
import { cardsOf, defaultMembers } from './members/default-members.ts';
import { type Draft, draftOf } from './members/draft.ts';
import { type ValueSource, ValueSources } from './members/value-sources.ts';

type Block = { [member: string]: Json };

/** A block that adds members: a default, or the `spec` of the manifest. */
interface Layer {
  readonly value: JsonObject;
  readonly source: ValueSource;
}

/**
 * Merges the `spec` of a manifest over the defaults for it, as a JSON Merge Patch (RFC 7396): blocks are merged member by
 * member, any other value is replaced as a whole, and `null` removes a default. A reference is a value. A destination
 * replaces one of another type.
 */
export function mergeDefaults(
  root: JsonObject,
  { defaults }: ManifestDefaults,
  sources: ValueSources,
): JsonObject {
  const draft = draftOf(root);
  const { card, spec } = draft;
  if (!card || !spec) return root;
  const names = defaultMembers(card);
  const layers = defaults
    .filter((one) => cardsOf(one).includes(card))
    .map(({ spec: members, path }): Layer => {
      const known = Object.entries(members).filter(([name]) => names.includes(name));
      return { value: Object.fromEntries(known), source: { from: 'configuration', path } };
    });
  if (layers.length === 0) return root;
  const merged: Block = {};
  const merge = new Merge(draft, sources);
  const own: Layer = { value: spec, source: { from: 'manifest', path: ['spec'] } };
  for (const layer of [...layers, own]) merge.into(merged, layer, ['spec']);
  return { ...root, spec: merged };
}

class Merge {
  readonly #set: Draft['set'];
  readonly #sources: ValueSources;

  constructor({ set }: Draft, sources: ValueSources) {
    this.#set = set;
    this.#sources = sources;
  }

  into(target: Block, { value: members, source }: Layer, at: Path): void {
    this.#sources.set(at, source);
    for (const [name, value] of Object.entries(members)) {
      const path = [...at, name];
      const old = Object.hasOwn(target, name) ? target[name] : undefined;
      const layer = { source: { ...source, path: [...source.path, name] } };
      if (value === null && old !== undefined) delete target[name];
      else if (isBlock(value) && isBlock(old) && !this.#isOtherType(path, old, value)) {
        this.into(old, { ...layer, value }, path);
      } else if (isBlock(value)) {
        const block: Block = {};
        target[name] = block;
        this.into(block, { ...layer, value }, path);
      } else {
        target[name] = value;
        this.#sources.set(path, layer.source);
      }
    }
  }

  /** Destinations of two types have different members. */
  #isOtherType(path: Path, old: JsonObject, value: JsonObject): boolean {
    if (!this.#set || path.length !== 2 || path[1] !== this.#set.member) return false;
    const [before, after] = [old, value].map((block) => block[this.#set?.typeMember ?? '']);
    return before !== undefined && after !== undefined && lowerCase(before) !== lowerCase(after);
  }
}

function isBlock(value: Json | undefined): value is Block {
  return isObject(value) && !isReference(value);
}

/** Types are found in any case. */
function lowerCase(type: Json): string {
  return String(type).toLowerCase();
}

/**
 * Returns the members that a default would add although they are not wanted, each with the value `null`, which removes a
 * default.
 *
 * @param complete `spec` with its defaults
 * @param written `spec` without them
 * @param wanted the content that the manifest is to have
 */
function nullsForDefaults(complete: JsonObject, written: JsonObject, wanted: JsonObject): JsonObject {
  const nulls = Object.entries(complete).flatMap(([name, value]): [string, Json][] => {
    const [own, other] = [written, wanted].map((block) =>
      Object.hasOwn(block, name) ? block[name] : undefined,
    );
    if (isBlock(value) && (isBlock(own) || isBlock(other))) {
      const inside = nullsForDefaults(value, isBlock(own) ? own : {}, isBlock(other) ? other : {});
      return Object.keys(inside).length === 0 ? [] : [[name, inside]];
    }
    return own === undefined && other === undefined ? [[name, null]] : [];
  });
  return Object.fromEntries(nulls);
}

/**
 * Returns the content of a manifest that has this meaning with the defaults, too: `null` replaces each default that the
 * content lacks.
 */
export function withoutDefaults(
  { kind, logType }: Collection,
  spec: JsonObject,
  defaults: ManifestDefaults | undefined,
): JsonObject {
  if (!defaults) return spec;
  const root = { kind, spec: { ...(logType === undefined ? {} : { logType }), ...spec } };
  const nulls = nullsIn(root, spec, defaults);
  return withMembers(spec, nulls);
}

/**
 * Returns the defaults that a manifest has to remove with `null`, to have this content.
 * @param root the manifest as it is in its file
 */
export function nullsIn(root: JsonObject, wanted: JsonObject, defaults: ManifestDefaults): JsonObject {
  const { spec } = mergeDefaults(root, defaults, new ValueSources());
  const written = root['spec'];
  if (!isObject(spec) || !isObject(written)) return {};
  // These are not a part of what a live stream contains.
  const { state: _, protect: _protect, ...content } = nullsForDefaults(spec, written, wanted);
  return content;
}

function withMembers(block: JsonObject, members: JsonObject): JsonObject {
  const merged = Object.entries(members).map(([name, value]): [string, Json] => {
    const old = block[name];
    return [name, isBlock(value) && isBlock(old) ? withMembers(old, value) : value];
  });
  return { ...block, ...Object.fromEntries(merged) };
}
