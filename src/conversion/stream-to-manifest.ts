import { streamCard } from '../collections/registry.ts';
import { cardOf, destinationAt, destinationPaths, typeOf } from '../destinations/destination-paths.ts';
import { destinationSet } from '../destinations/registry.ts';
import { DELIVERY, type ListCard, type StreamCard } from '../model/card.ts';
import type { DestinationCard, DestinationSet } from '../model/destination-card.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSegment,
  without,
} from '../model/json.ts';
import type { MemberCards } from '../model/member-card.ts';
import type { StreamDetail } from '../model/observed.ts';
import { isForbiddenVariable, isReference, isSealed } from '../model/secret.ts';
import { spellInAscii } from '../plan/ascii.ts';
import { type CanonicalLive, canonicalDesired, canonicalLive } from '../plan/canonical/canonical.ts';
import { isCertificateFlag, membersOf, objectOr } from '../plan/canonical/destination.ts';
import { bareId } from '../plan/canonical/members.ts';
import { sealDetail } from '../plan/credentials/seal-stream.ts';
import { carriedPaths, type MemberValue, omittedMembers } from '../plan/diff/compare.ts';
import { type OtherValue, otherValues } from '../plan/diff/fixed-values.ts';
import type { NameIndex } from '../plan/resolve/resolve.ts';

/** The destination of a stream as another tool sent it: its type, and the members that it gave a value. */
export interface KnownDestination {
  readonly type?: string;
  readonly given: ReadonlySet<string>;
}

/** A live stream in manifest form. */
export interface Exported {
  /** Only the vendor's members: no `state`, `logType`, `streamId` or `streamName`. */
  readonly spec: JsonObject;
  /** Secrets that the user must set: the destination's member, and the suggested environment variable for it. */
  readonly references: readonly { readonly member: string; readonly suggestedName: string }[];
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

/** The part of a manifest that describes destinations. */
type ExportedDestinations = Pick<Exported, 'spec' | 'references'>;

/** Exports all destinations in manifest form: one object, or a list. */
function exportDestinations(
  card: StreamCard,
  live: CanonicalLive,
  prefix: string,
  sent: KnownDestination | undefined,
): ExportedDestinations {
  const set = destinationSet(card);
  const taken = new Set<string>();
  const exported = destinationPaths(card, live.spec).map(({ path, value }) => {
    const [, name] = path;
    const own = name === undefined ? prefix : `${prefix} ${name}`;
    const suggest = (member: string) => free(variableName(own, member), taken);
    const unknown = destinationAt(live.unknown, path) ?? {};
    const given =
      sent?.type === cardOf(set, value)?.type ? (sent?.given ?? new Set<string>()) : new Set<string>();
    const place = exportDestination(set, value, { unknown, given }, suggest);
    const named = place.references.map((one) =>
      name === undefined ? one : { ...one, member: `${name}.${one.member}` },
    );
    return { spec: place.spec, references: named };
  });
  const specs = exported.map(({ spec }) => spec);
  return {
    spec: { [set.member]: set.many ? specs : (specs[0] ?? {}) },
    references: exported.flatMap(({ references }) => references),
  };
}

/** Returns a variable that no other connector of the stream uses. */
function free(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}_${number}`;
  taken.add(candidate);
  return candidate;
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

function withoutDefaults(cards: MemberCards, members: JsonObject): JsonObject {
  return without(members, (member) => {
    const byDefault = cards[member]?.default;
    return byDefault !== undefined && canonicalJson(byDefault) === canonicalJson(members[member] ?? null);
  });
}

function exportDestination(
  set: DestinationSet,
  known: JsonObject,
  { unknown, given: sent }: { readonly unknown: JsonObject; readonly given: ReadonlySet<string> },
  suggest: (member: string) => string,
): ExportedDestinations {
  const card = cardOf(set, known);
  const returned = without(card ? known : { ...known, ...unknown }, (member) =>
    isCertificateFlag(set, member),
  );
  const spec = withoutDefaults(membersOf(set, card), returned);
  if (!card) return exportUnknown(spec, suggest);
  const sealed = Object.keys(spec).filter((member) => isSealed(spec[member]));
  const unseen = [...sent].filter((member) => card.members[member]?.writeOnly);
  const references = [...new Set([...sealed, ...neededSecrets(card, known), ...unseen])].map((member) => ({
    member,
    suggestedName: suggest(member),
  }));
  const given = references.map(({ member, suggestedName }) => [member, { env: suggestedName }] as const);
  return { spec: { ...spec, ...Object.fromEntries(given) }, references };
}

/** Exports a destination of a type without a card. Every redacted value in it, at any depth, becomes a reference. */
function exportUnknown(destination: JsonObject, suggest: (member: string) => string): ExportedDestinations {
  const references: { readonly member: string; readonly suggestedName: string }[] = [];
  const shown = (value: Json, path: string): Json => {
    if (isSealed(value)) {
      const suggestedName = suggest(path);
      references.push({ member: path, suggestedName });
      return { env: suggestedName };
    }
    if (isArray(value)) return value.map((item, index) => shown(item, `${path}[${index}]`));
    if (!isObject(value) || isReference(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]) => [
        member,
        shown(inner, path === '' ? member : `${path}.${member}`),
      ]),
    );
  };
  const spec = shown(destination, '');
  return { spec: isObject(spec) ? spec : {}, references };
}

/** Write-only members that the live destination must have. */
function neededSecrets(card: DestinationCard, live: JsonObject): readonly string[] {
  const conditional = card.requiredWhen
    .filter(({ member, equals }) => canonicalJson(live[member] ?? null) === canonicalJson(equals))
    .flatMap(({ needs }) => needs);
  const { clientCertificate } = card;
  const hasCertificate = clientCertificate !== undefined && live[clientCertificate.flags[0]] === true;
  const certificate: readonly string[] = hasCertificate ? clientCertificate.members : [];
  return Object.entries(card.members)
    .filter(
      ([member, { required }]) => required || conditional.includes(member) || certificate.includes(member),
    )
    .filter(([, { writeOnly }]) => writeOnly)
    .map(([member]) => member);
}

/**
 * Returns a variable name that the rules for references allow, the same on every import:
 * `WEB_ACCESS_LOGS_SECRET_ACCESS_KEY`.
 */
export function variableName(prefix: string, member: string): string {
  const name = [prefix, member.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')]
    .map(upperSnake)
    .filter(Boolean)
    .join('_');
  return /^\d/.test(name) || isForbiddenVariable(name) ? `STREAM_${name}` : name;
}

function upperSnake(text: string): string {
  return spellInAscii(text)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
