import { createHash } from 'node:crypto';
import type { DestinationCard, ListCard, LogFormat, MemberCard, StreamCard } from '../../src/model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import type { Hash } from '../../src/plan/observed.ts';
import { type NameIndex, nameIndex } from '../../src/plan/resolve.ts';

export const TARGET = 'simulator';

export const sha256: Hash = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

/** What is known without an account: the cards. */
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

/** Every member that a destination's manifest may hold, secrets by reference. */
export function fullDestination(card: DestinationCard): JsonObject {
  const members = Object.entries(card.members).filter(([, { fixed }]) => fixed === undefined);
  return {
    destinationType: card.type,
    displayName: 'Log platform',
    ...Object.fromEntries(
      members.map(([member, known]) => [
        member,
        known.writeOnly ? { env: `SECRET_${member.toUpperCase()}` } : literal(member, known),
      ]),
    ),
    ...(card.members['authenticationType'] ? { authenticationType: 'BASIC' } : {}),
  };
}

/** Ids for a list, in an order that is not the sorted one. */
export function idsOf(list: ListCard): readonly Json[] {
  return list.id === 'number'
    ? [1103, 1002, 1000, 1100]
    : ['b.example.com', 'a.example.com', 'c.example.com'];
}

/** Every member that a stream's manifest may hold, with ids and not with names. */
export function fullSpec(card: StreamCard, destination: DestinationCard, format: LogFormat): JsonObject {
  const lists = card.lists.filter((list) => !list.readOnly);
  return {
    ...Object.fromEntries(Object.entries(card.members).map(([m, known]) => [m, literal(m, known)])),
    ...Object.fromEntries(lists.map((list) => [list.member, idsOf(list)])),
    deliveryConfiguration: {
      format,
      ...(format === 'STRUCTURED' ? { fieldDelimiter: 'TAB' } : {}),
      frequency: { intervalInSeconds: 30 },
      ...(destination.family === 'object' ? { uploadFilePrefix: 'logs', uploadFileSuffix: 'gz' } : {}),
    },
    destination: fullDestination(destination),
  };
}

/** The same manifest with everything left out that need not stand in it. */
export function leanSpec(card: StreamCard, destination: DestinationCard, format: LogFormat): JsonObject {
  const full = fullSpec(card, destination, format);
  const delivery = full['deliveryConfiguration'];
  return {
    ...keep(full, (member) => card.members[member]?.required === true || isList(card, member)),
    deliveryConfiguration: isObject(delivery) ? keep(delivery, (m) => !m.startsWith('uploadFile')) : {},
    destination: keep(fullDestination(destination), (member) => {
      const known = destination.members[member];
      return known === undefined || known.required === true || member in (authentication(destination) ?? {});
    }),
  };
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

/** What the server answers for a manifest: wire lists, no secrets, its own members added. Written for tests alone. */
export function answerTo(card: StreamCard, destination: DestinationCard, spec: JsonObject): JsonObject {
  const place = isObject(spec['destination']) ? spec['destination'] : {};
  const told = keep(place, (member) => !destination.members[member]?.writeOnly);
  const certified = place['clientCert'] !== undefined;
  return {
    ...spec,
    streamId: 7050,
    streamName: 'web',
    streamVersion: 3,
    latestVersion: 3,
    streamStatus: 'ACTIVATED',
    createdBy: 'someone',
    createdDate: '2026-01-01T00:00:00Z',
    modifiedBy: 'someone',
    modifiedDate: '2026-01-01T00:00:00Z',
    productId: 'Download_Delivery',
    integrationType: 'DS_MANAGED',
    ...Object.fromEntries(card.lists.map((list) => [list.member, wireItems(list, spec[list.member])])),
    destination: {
      ...told,
      ...fixedMembers(destination),
      ...(destination.readOnly.includes('mTlsEnabled') && certified ? { mTlsEnabled: true } : {}),
    },
  };
}

function fixedMembers(card: DestinationCard): JsonObject {
  const fixed = Object.entries(card.members).filter(([, known]) => known.fixed !== undefined);
  return Object.fromEntries(fixed.map(([member, known]) => [member, known.fixed ?? null]));
}

export function wireItems(list: ListCard, ids: Json | undefined): readonly Json[] {
  const items = isArray(ids) ? ids : list.readOnly ? idsOf(list) : [];
  return items.map((id) => ({
    [list.idMember]: id,
    ...Object.fromEntries(list.nameMembers.map((member) => [member, `name of ${String(id)}`])),
    integrationType: 'DS_MANAGED',
  }));
}

/** A body as a detail. */
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

/** An object with its destination changed. */
export function withPart(
  body: JsonObject,
  part: string,
  change: (value: JsonObject) => JsonObject,
): JsonObject {
  const value = body[part];
  return { ...body, [part]: change(isObject(value) ? value : {}) };
}
