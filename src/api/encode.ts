import { destinationCard } from '../destinations/registry.ts';
import type { DestinationCard, ListCard, MemberCard, StreamCard } from '../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { StreamBody } from './stream-api.ts';

/** The JSON a create or an edit sends. */
export type Write = 'create' | 'update';

/**
 * The request body of a create or an edit. Live members the product does not know lie underneath what the manifest
 * says; members that the vendor fixes, tells only, or does not take in this request are left out.
 */
export function encodeBody(card: StreamCard, body: StreamBody, write: Write): JsonObject {
  const { deliveryConfiguration, destination, ...root } = { ...body.carried, ...body.spec };
  const kind = isObject(destination) ? destinationOf(destination) : undefined;
  return {
    ...without(listsAsSent(card, root), notSent(card, write)),
    ...member('deliveryConfiguration', deliveryConfiguration, body.carried, (whole) =>
      without(whole, kind?.family === 'https' ? ['uploadFilePrefix', 'uploadFileSuffix'] : []),
    ),
    ...member('destination', destination, body.carried, (whole) => destinationAsSent(kind, whole)),
  };
}

/**
 * The values in a body that may not appear in any error: write-only members, and those that act as credentials. Of a
 * destination type the product does not know, every text but its type and name.
 */
export function secretsOf(body: StreamBody): readonly string[] {
  const { destination } = body.spec;
  if (!isObject(destination)) return [];
  const card = destinationOf(destination);
  return Object.entries(destination).flatMap(([name, value]) =>
    typeof value === 'string' ? secretParts(card, name, value) : [],
  );
}

function member(
  name: string,
  value: Json | undefined,
  carried: JsonObject,
  shape: (whole: JsonObject) => JsonObject,
): JsonObject {
  if (!isObject(value)) return value === undefined ? {} : { [name]: value };
  const underneath = carried[name];
  return { [name]: shape({ ...(isObject(underneath) ? underneath : {}), ...value }) };
}

function listsAsSent(card: StreamCard, root: JsonObject): JsonObject {
  const lists = card.lists.flatMap((list): [string, Json][] => {
    const items = root[list.member];
    return isArray(items) ? [[list.member, items.map((item) => itemAsSent(list, item))]] : [];
  });
  return { ...root, ...Object.fromEntries(lists) };
}

/** `349772` becomes `{ "propertyId": 349772 }`; an object is sent with its id only. */
function itemAsSent(list: ListCard, item: Json): Json {
  const id = isObject(item) ? item[list.idMember] : item;
  return id === undefined ? item : { [list.idMember]: id };
}

function notSent(card: StreamCard, write: Write): readonly string[] {
  const told = card.lists.filter((list) => list.readOnly).map((list) => list.member);
  return [...card.readOnly, ...told, ...(write === 'update' ? card.immutable : [])];
}

function destinationAsSent(card: DestinationCard | undefined, destination: JsonObject): JsonObject {
  if (!card) return destination;
  const fixed = Object.entries(card.members).flatMap(([name, told]) =>
    told.fixed === undefined ? [] : [name],
  );
  return { ...without(destination, [...fixed, ...card.readOnly]), destinationType: card.type };
}

function destinationOf(destination: JsonObject): DestinationCard | undefined {
  const { destinationType: type } = destination;
  return typeof type === 'string' ? destinationCard(type) : undefined;
}

function secretParts(card: DestinationCard | undefined, name: string, value: string): readonly string[] {
  if (name === 'destinationType' || name === 'displayName') return [];
  if (!card) return [value, ...urlSecrets(value)];
  const told: MemberCard | undefined = card.members[name];
  if (!told || told.writeOnly || told.credential === 'whole') return [value];
  return told.credential === 'url' ? urlSecrets(value) : [];
}

/** User name, password and query values of a URL, as they are written and decoded. */
function urlSecrets(text: string): readonly string[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const query = url.search
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [url.username, url.password, ...query, ...url.searchParams.values()].filter((part) => part !== '');
}

function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
