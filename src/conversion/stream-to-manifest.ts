import { streamCard } from '../collections/registry.ts';
import { cardOf, destinationPaths, typeOf } from '../destinations/destination-paths.ts';
import { destinationSet } from '../destinations/registry.ts';
import { DELIVERY, type ListCard, type StreamCard } from '../model/card.ts';
import { isArray, type Json, type JsonObject, pointerSegment, without } from '../model/json.ts';
import type { StreamDetail } from '../model/observed.ts';
import { type CanonicalLive, canonicalDesired, canonicalLive } from '../plan/canonical/canonical.ts';
import { objectOr } from '../plan/canonical/destination.ts';
import { bareId } from '../plan/canonical/members.ts';
import { sealDetail } from '../plan/credentials/seal-stream.ts';
import { carriedPaths, type MemberValue, omittedMembers } from '../plan/diff/compare.ts';
import { type OtherValue, otherValues } from '../plan/diff/fixed-values.ts';
import type { NameIndex } from '../plan/resolve/resolve.ts';
import {
  exportDestinations,
  type KnownDestination,
  type SuggestedReference,
} from './destination-to-manifest.ts';
import { withoutDefaults } from './without-defaults.ts';

/** A live stream in manifest form. */
export interface Exported {
  /** Only the vendor's members: no `state`, `logType`, `streamId` or `streamName`. */
  readonly spec: JsonObject;
  /** Secrets that the user must set. */
  readonly references: readonly SuggestedReference[];
  /** Members that the response does not have, with the value that an update would set them to. */
  readonly notReturned: readonly MemberValue[];
  /**
   * Live values of members for which the vendor documents another value. They are not in the manifest, and every
   * update repeats them.
   */
  readonly otherValues: readonly OtherValue[];
  /**
   * JSON Pointers of live members that this version does not know. They are not in the manifest, and every update
   * carries them.
   */
  readonly carried: readonly string[];
  /** Types of destinations that this version does not know. Their write-only members are not in the manifest. */
  readonly unknownTypes: readonly string[];
}

/**
 * Converts a live stream to a manifest's spec. Lists contain names if a name means only one id. Defaults are omitted.
 * Every write-only member and every credential becomes a reference. A plan of the result shows no change. Unknown
 * members of the stream are omitted, since an update carries them anyway.
 *
 * @param detail redacted or raw; the result never contains a credential
 * @param names made by `nameIndex` from everything observed, so that an ambiguous name stays an id
 * @param prefix of suggested variable names; pass another one if the stream's name would give two streams the same
 *   names
 * @param known adds references for write-only members that were sent, and that no response shows (`caCert`)
 */
export function exportSpec(
  detail: StreamDetail,
  names: NameIndex,
  prefix = detail.name,
  known?: KnownDestination,
): Exported {
  const card = streamCard(detail.collection);
  const live = canonicalLive(
    card,
    sealDetail(detail, '', () => ''),
  );
  const apart = ['streamName', DELIVERY, card.destinations];
  const root = without(live.spec, (member) => apart.includes(member));
  const places = exportDestinations(card, live, prefix, known);
  const others = otherValues(card, live);
  return {
    spec: {
      ...exportRoot(card, root, names),
      ...(card.delivery
        ? {
            deliveryConfiguration: withoutDefaults(card.delivery, objectOr(live.spec[DELIVERY])),
          }
        : {}),
      ...places.spec,
    },
    references: places.references,
    notReturned: omittedMembers(card, canonicalDesired(card, live.spec, detail.name), live),
    otherValues: others,
    carried: carriedPaths(card, live.spec, live).filter(
      (path) => !isWritten(card, live, path) && !others.some((other) => other.path === path),
    ),
    unknownTypes: unknownTypesOf(card, live),
  };
}

/** Returns whether a path is in a destination without a card. All of its members are written into the manifest. */
function isWritten(card: StreamCard, live: CanonicalLive, path: string): boolean {
  const set = destinationSet(card);
  return destinationPaths(card, live.spec).some(
    (place) =>
      cardOf(set, place.value) === undefined &&
      path.startsWith(`/${place.path.map(pointerSegment).join('/')}/`),
  );
}

function unknownTypesOf(card: StreamCard, live: CanonicalLive): readonly string[] {
  const set = destinationSet(card);
  const bare = destinationPaths(card, live.spec).filter(({ value }) => cardOf(set, value) === undefined);
  return [...new Set(bare.map(({ value }) => typeOf(set, value)).filter((type) => type !== ''))];
}

function exportRoot(card: StreamCard, root: JsonObject, names: NameIndex): JsonObject {
  const lists = card.lists.filter((list) => !list.readOnly);
  const short = lists.map((list) => [list.member, exportList(card, list, root[list.member], names)] as const);
  return {
    ...withoutDefaults(card.members, root),
    ...Object.fromEntries(short.filter(([, items]) => items.length)),
  };
}

function exportList(
  card: StreamCard,
  list: ListCard,
  ids: Json | undefined,
  names: NameIndex,
): readonly Json[] {
  if (!isArray(ids)) return [];
  return ids.map((id) => {
    if (typeof id !== 'number') return id;
    const isRead = (name: string): boolean => {
      const found = readsAsId(list, name) ? [] : names.find(card.collection, list.member, name);
      return found.length === 1 && found[0]?.id === id;
    };
    return namesOf(card, list, id, names).find(isRead) ?? id;
  });
}

/**
 * Fields use the names on the card if it has any: these are the same in every account, and known without one. Other
 * names from the account are not known to an offline command, so such a field is exported by its id.
 */
function namesOf(card: StreamCard, list: ListCard, id: number, names: NameIndex): readonly string[] {
  if (list.role === 'fields' && card.fields.length > 0) {
    return card.fields.filter((field) => field.id === id).flatMap(({ key, name }) => [key, name]);
  }
  return [names.label(card.collection, list.member, id) ?? ''];
}

/** Returns whether a name would be parsed as an id or would be changed by parsing: `6`, `prp_6`, ` www `. */
function readsAsId({ prefix }: ListCard, name: string): boolean {
  return name !== name.trim() || /^\d*$/.test(String(bareId(name, prefix, false)));
}
