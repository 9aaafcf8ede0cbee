import { displayName } from '../destinations/members.ts';
import { DESTINATIONS } from '../destinations/registry.ts';
import type { DestinationCard } from '../model/card.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { isSealed } from '../model/secret.ts';
import { canonicalMembers, type Side, type Split } from './canonical-members.ts';
import { cardOf } from './seal.ts';

/** Tells whether a stream uses a client certificate: what the canonical form of a live destination has for it. */
export const MUTUAL_TLS = 'mTlsEnabled';

/** How answers spell it: a boolean in the v2 OpenAPI, `mTLS: "Enabled"` in what the vendor's Go client reads. */
const MUTUAL_TLS_TOLD: readonly string[] = [MUTUAL_TLS, 'mTLS'];

/**
 * A destination in canonical form. Of a type without a card, only the type and the display name are known: all else
 * is compared like `extra`, where both sides have it, and carried.
 */
export function canonicalDestination(raw: JsonObject, side: Side): Split {
  const card = cardOf(raw);
  const { destinationType, ...members } = raw;
  const { known, unknown } = canonicalMembers(membersOf(card), members, side);
  const type = card?.type ?? (typeof destinationType === 'string' ? destinationType.trim() : destinationType);
  const spec = {
    ...(type === undefined ? {} : { destinationType: type }),
    ...withoutDefaultHost(card, known),
  };
  if (side === 'wanted' || !card) return { known: spec, unknown };
  return {
    known: {
      ...without(spec, (member) => card.members[member]?.writeOnly === true),
      ...mutualTls(card, raw),
    },
    unknown: without(unknown, (member) => card.readOnly.includes(member)),
  };
}

type Members = DestinationCard['members'];

const EVERY_TYPE: Members = { displayName };
const MEMBERS = new Map<DestinationCard, Members>(
  DESTINATIONS.map((card) => [card, { ...EVERY_TYPE, ...card.members }]),
);

/** What is known of a destination's members: with its display name, and that alone where there is no card. */
export function membersOf(card: DestinationCard | undefined): Members {
  return (card && MEMBERS.get(card)) ?? EVERY_TYPE;
}

/** An object without the members that a test names. */
export function without(object: JsonObject, drop: (member: string) => boolean): JsonObject {
  if (!Object.keys(object).some(drop)) return object;
  return Object.fromEntries(Object.entries(object).filter(([member]) => !drop(member)));
}

/** Whether answers for this type of destination tell a client certificate. */
export function tellsMutualTls(card: DestinationCard): boolean {
  return card.readOnly.includes(MUTUAL_TLS);
}

function mutualTls(card: DestinationCard, raw: JsonObject): JsonObject {
  if (!tellsMutualTls(card)) return {};
  return { [MUTUAL_TLS]: MUTUAL_TLS_TOLD.some((member) => isOn(raw[member])) };
}

function isOn(value: Json | undefined): boolean {
  return value === true || (typeof value === 'string' && /^(enabled|true)$/i.test(value));
}

/** A host name that says what is assumed without it says nothing. */
function withoutDefaultHost(card: DestinationCard | undefined, known: JsonObject): JsonObject {
  return without(known, (member) => isDefaultHost(card, member, known[member], known));
}

/** Whether a member has its default: the host of the URL that another member of `destination` holds. */
export function isDefaultHost(
  card: DestinationCard | undefined,
  member: string,
  value: Json | undefined,
  destination: JsonObject,
): boolean {
  const from = card?.members[member]?.defaultHostOf;
  if (from === undefined || typeof value !== 'string') return false;
  const host = hostOf(destination[from]);
  return host !== undefined && host === value.trim().toLowerCase();
}

/** The host name of a URL, sealed or not, without its port. */
function hostOf(url: Json | undefined): string | undefined {
  const text = isSealed(url) ? url.shown : url;
  if (typeof text !== 'string') return undefined;
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]+)/i.exec(text)?.[1]?.toLowerCase();
}

/** A value as an object; anything else counts as an empty one. */
export function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
