import { cardOf } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { ListCard, StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject, without } from '../../model/json.ts';
import type { StreamBody } from '../streams/client.ts';
import { destinationAsSent, type Write } from '../streams/encode-destination.ts';

export type { Write } from '../streams/encode-destination.ts';

/** An HTTPS type has no files. */
const FILE_NAME_MEMBERS: readonly string[] = ['uploadFilePrefix', 'uploadFileSuffix'];

/**
 * Returns the request body of a create or an update. Members of the live stream that the product does not know are
 * sent back, unless the manifest sets them. Members that are fixed by the vendor, read-only, or not accepted in this
 * request are omitted.
 */
export function encodeBody(card: StreamCard, body: StreamBody, write: Write): JsonObject {
  const { deliveryConfiguration, destination, ...root } = { ...body.carried, ...body.spec };
  const set = destinationSet(card);
  const isHttps = cardOf(set, destination)?.family === 'https';
  const left = notSent(card, write);
  return {
    ...without(listsAsSent(card, root), (name) => left.includes(name)),
    ...member('deliveryConfiguration', deliveryConfiguration, body.carried, (whole) =>
      without(whole, (name) => isHttps && FILE_NAME_MEMBERS.includes(name)),
    ),
    ...member('destination', destination, body.carried, (whole) => destinationAsSent(set, whole, write)),
  };
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

/** Converts `349772` to `{ "propertyId": 349772 }`. An object is sent with its id only. */
function itemAsSent(list: ListCard, item: Json): Json {
  const id = isObject(item) ? item[list.idMember] : item;
  return id === undefined ? item : { [list.idMember]: id };
}

function notSent(card: StreamCard, write: Write): readonly string[] {
  const returned = card.lists.filter((list) => list.readOnly).map((list) => list.member);
  return [...card.readOnly, ...returned, ...(write === 'update' ? card.immutable : [])];
}
