import { createHash } from 'node:crypto';
import { DESTINATION_SETS, destinationSet } from '../../src/destinations/registry.ts';
import type { Hash } from '../../src/model/account.ts';
import type { ListCard, StreamCard } from '../../src/model/card.ts';
import type { DestinationCard, DestinationSet } from '../../src/model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { LogFormat, MemberCard } from '../../src/model/member-card.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { type NameIndex, nameIndex } from '../../src/plan/resolve/resolve.ts';

export const TARGET = 'simulator';

export const sha256: Hash = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

/** The names that are known without an account: those on the cards. */
export const cardNames: NameIndex = nameIndex({ rows: new Map(), details: new Map(), names: new Map() });

/** A literal that a card allows. */
function literal(member: string, card: MemberCard): Json {
  const [example] = card.examples ?? [];
  if (example !== undefined) return example;
  const { enum: values, type } = card.schema;
  if (isArray(values)) return values[0] ?? null;
  if (type === 'boolean') return true;
  if (type === 'integer') return 50;
  if (member === 'frequency') return { intervalInSeconds: 30 };
  return `${member}-value`;
}

/** Every member that a destination's manifest may have, with references for secrets. */
export function fullDestination(card: DestinationCard): JsonObject {
  const members = Object.entries(card.members).filter(([, { constant: fixed }]) => fixed === undefined);
  const set = setOf(card);
  return {
    [set.typeMember]: card.type,
    [set.nameMember]: 'Log platform',
    ...Object.fromEntries(
      members.map(([member, known]) => [
        member,
        known.writeOnly ? { env: `SECRET_${member.toUpperCase()}` } : literal(member, known),
      ]),
    ),
    ...(card.members['authenticationType'] ? { authenticationType: 'BASIC' } : {}),
  };
}

function setOf(card: DestinationCard): DestinationSet {
  const set = DESTINATION_SETS.find(({ cards }) => cards.includes(card));
  if (!set) throw new Error(`no set of destinations has ${card.title}`);
  return set;
}

/** Formats to try with a destination. A single placeholder if the API offers no choice. */
export function formatsOf({ formats = ['JSON'] }: DestinationCard): readonly LogFormat[] {
  return formats;
}

/** Destinations that a stream of a card can have. */
export function destinationsFor(card: StreamCard): readonly DestinationCard[] {
  return destinationSet(card).cards;
}

/** Ids for a list, in unsorted order. */
export function idsOf(list: ListCard): readonly Json[] {
  return list.id === 'number'
    ? [1103, 1002, 1000, 1100]
    : ['b.example.com', 'a.example.com', 'c.example.com'];
}

/** Every member that a stream's manifest may have, with ids instead of names. */
export function fullSpec(card: StreamCard, destination: DestinationCard, format: LogFormat): JsonObject {
  const lists = card.lists.filter((list) => !list.readOnly);
  const { member, many } = destinationSet(card);
  const place = fullDestination(destination);
  const values = Object.entries(card.members).map(([m, known]) => [m, literal(m, known)] as const);
  return {
    ...ofItsKind(card, Object.fromEntries(values)),
    ...Object.fromEntries(lists.map((list) => [list.member, idsOf(list)])),
    ...(card.delivery ? { deliveryConfiguration: fullDelivery(destination, format) } : {}),
    [member]: many ? [place] : place,
  };
}

/** Members without those of other stream types, such as `timeFrame` of AGGREGATE ones. */
function ofItsKind(card: StreamCard, members: JsonObject): JsonObject {
  return keep(members, (member) => {
    const only = card.members[member]?.onlyWhen;
    return !only || members[only.member] === only.equals;
  });
}

function fullDelivery(destination: DestinationCard, format: LogFormat): JsonObject {
  return {
    format,
    ...(format === 'STRUCTURED' ? { fieldDelimiter: 'TAB' } : {}),
    frequency: { intervalInSeconds: 30 },
    ...(destination.family === 'object' ? { uploadFilePrefix: 'logs', uploadFileSuffix: 'gz' } : {}),
  };
}

/** The same manifest without optional members. */
export function leanSpec(card: StreamCard, destination: DestinationCard, format: LogFormat): JsonObject {
  const full = fullSpec(card, destination, format);
  const { member: place } = destinationSet(card);
  const lean = keep(
    full,
    (member) => card.members[member]?.required === true || isList(card, member) || member === place,
  );
  const delivery = full['deliveryConfiguration'];
  return withDestinations(
    card,
    {
      ...lean,
      ...(isObject(delivery)
        ? { deliveryConfiguration: keep(delivery, (m) => !m.startsWith('uploadFile')) }
        : {}),
    },
    (value) =>
      keep(value, (member) => {
        const known = destination.members[member];
        return (
          known === undefined || known.required === true || member in (authentication(destination) ?? {})
        );
      }),
  );
}

function authentication(card: DestinationCard): JsonObject | undefined {
  const needs = card.requiredWhen.flatMap((rule) => rule.needs);
  return Object.fromEntries(needs.map((member) => [member, true]));
}

function isList(card: StreamCard, member: string): boolean {
  return card.lists.some((list) => list.member === member);
}

export function keep(object: JsonObject, test: (member: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([member]) => test(member)));
}

/**
 * The server's response for a manifest: wire lists, no secrets, and the server's own members. Written for
 * tests only.
 */
export function answerTo(card: StreamCard, destination: DestinationCard, spec: JsonObject): JsonObject {
  const { many, cards, typeMember } = destinationSet(card);
  const lists = card.lists.map((list) => [list.member, wireItems(list, spec[list.member])] as const);
  const answer = {
    ...keep(spec, (member) => !NEVER_RETURNED.includes(member)),
    ...(many ? OWN_MEMBERS_1 : OWN_MEMBERS_2),
    ...Object.fromEntries(lists),
  };
  return withDestinations(card, answer, (place, number) => {
    const own = cards.find(({ type }) => type === place[typeMember]) ?? destination;
    return returnedOf(own, place, many ? 60 + number : 0);
  });
}

/** Members that are sent and that no response contains. */
export const NEVER_RETURNED: readonly string[] = ['sampleRate'];

/** The server's own members, of each API. */
const CREATED = { createdBy: 'someone', modifiedBy: 'someone', streamId: 7050, streamName: 'web' };
const OWN_MEMBERS_2: JsonObject = {
  ...CREATED,
  streamVersion: 3,
  latestVersion: 3,
  streamStatus: 'ACTIVATED',
  createdDate: '2026-01-01T00:00:00Z',
  modifiedDate: '2026-01-01T00:00:00Z',
  productId: 'Download_Delivery',
  integrationType: 'DS_MANAGED',
};
const OWN_MEMBERS_1: JsonObject = {
  ...CREATED,
  streamVersionId: 3,
  currentVersionId: 3,
  archived: false,
  activationStatus: 'ACTIVATED',
  groupName: 'Example group',
  createdDate: '01-01-2026 00:00:00 GMT',
  modifiedDate: '01-01-2026 00:00:00 GMT',
};

/** One destination as in a response. @param id of a connector; 0 for a destination */
function returnedOf(destination: DestinationCard, place: JsonObject, id: number): JsonObject {
  const certified = place['clientCert'] !== undefined;
  return {
    ...keep(place, (member) => !destination.members[member]?.writeOnly),
    ...fixedMembers(destination),
    ...(destination.readOnly.includes('mTlsEnabled') && certified ? { mTlsEnabled: true } : {}),
    ...(id === 0 ? {} : { connectorId: id }),
  };
}

function fixedMembers(card: DestinationCard): JsonObject {
  const fixed = Object.entries(card.members).filter(([, known]) => known.constant !== undefined);
  return Object.fromEntries(fixed.map(([member, known]) => [member, known.constant ?? null]));
}

export function wireItems(list: ListCard, ids: Json | undefined): readonly Json[] {
  const items = isArray(ids) ? ids : list.readOnly ? idsOf(list) : [];
  return items.map((id) => ({
    [list.idMember]: id,
    ...Object.fromEntries(list.nameMembers.map((member) => [member, `name of ${String(id)}`])),
    integrationType: 'DS_MANAGED',
  }));
}

/** A body as stream details. */
export function detailOf(card: StreamCard, body: JsonObject): StreamDetail {
  return {
    collection: card.collection,
    streamId: 7050,
    name: 'web',
    version: 3,
    status: 'ACTIVATED',
    sources: [],
    body,
  };
}

/** An object with one of its members changed. */
export function withPart(
  body: JsonObject,
  part: string,
  change: (value: JsonObject) => JsonObject,
): JsonObject {
  const value = body[part];
  return { ...body, [part]: change(isObject(value) ? value : {}) };
}

/**
 * A spec or a response with each of its destinations changed. Several destinations become a list, as in
 * manifests.
 */
export function withDestinations(
  card: StreamCard,
  body: JsonObject,
  change: (value: JsonObject, number: number) => JsonObject,
): JsonObject {
  const { member, many } = destinationSet(card);
  if (!many) return withPart(body, member, (value) => change(value, 0));
  const held = body[member];
  const items = isObject(held) ? Object.values(held) : held;
  const places = isArray(items) ? items.filter(isObject) : [];
  return { ...body, [member]: places.map(change) };
}
