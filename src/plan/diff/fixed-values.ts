import { destinationAt } from '../../destinations/destination-paths.ts';
import type { StreamCard } from '../../model/card.ts';
import { isObject, type Json, type JsonObject, pointerSegment } from '../../model/json.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { type Block, blocksOf, withBlocks } from '../canonical/spec-blocks.ts';

/** A member that the vendor fixes and whose live value differs. */
export interface OtherValue {
  /** JSON Pointer into the canonical spec. */
  readonly path: string;
  readonly value: Json;
  /** The only value that the vendor documents. */
  readonly documented: Json;
}

/** Returns the live values of members that the vendor fixes, if they differ from the documented value. */
export function otherValues(card: StreamCard, live: CanonicalLive): readonly OtherValue[] {
  return blocksOf(card, live.spec).flatMap((block) => {
    const unknown = blockAt(live.unknown, block);
    return Object.entries(block.members).flatMap(([member, { constant: fixed }]) => {
      const value = unknown[member];
      if (fixed === undefined || value === undefined) return [];
      return [{ path: `${block.pointer}/${pointerSegment(member)}`, value, documented: fixed }];
    });
  });
}

/**
 * Adds to a desired spec each documented value that the manifest states and that differs in the live stream. If the
 * live value is the documented one, stating it has no meaning, and it is not part of a spec.
 *
 * @param given the manifest's spec
 */
export function withStatedValues(
  card: StreamCard,
  desired: JsonObject,
  given: JsonObject,
  live: CanonicalLive,
): JsonObject {
  const others = new Set(otherValues(card, live).map(({ path }) => path));
  if (others.size === 0) return desired;
  const stated = new Map(blocksOf(card, given).map(({ pointer, value }) => [pointer, value]));
  return withBlocks(card, desired, ({ pointer, value, members }) => {
    const own = stated.get(pointer) ?? {};
    const asked = Object.entries(members).flatMap(([member, { constant: fixed }]): [string, Json][] => {
      const isAsked = fixed !== undefined && own[member] === fixed;
      return isAsked && others.has(`${pointer}/${pointerSegment(member)}`) ? [[member, fixed]] : [];
    });
    return { ...value, ...Object.fromEntries(asked) };
  });
}

function blockAt(spec: JsonObject, { path }: Block): JsonObject {
  const [member] = path;
  if (member === undefined) return spec;
  const value = destinationAt(spec, path);
  return isObject(value) ? value : {};
}
