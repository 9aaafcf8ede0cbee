import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject, without } from '../../model/json.ts';
import type { StreamBody } from '../streams/client.ts';
import { destinationAsSent, type Write } from '../streams/encode-destination.ts';

/**
 * Returns the request body of a create or an update; both have the same members. Members of the live stream that the
 * product does not know are sent back, unless the manifest sets them. Connectors are always sent: no document says
 * whether an update without them keeps or removes them.
 */
export function encodeBody(card: StreamCard, body: StreamBody, write: Write = 'create'): JsonObject {
  const set = destinationSet(card);
  const apart = [...card.readOnly, ...card.lists.map(({ member }) => member), set.member];
  return {
    ...without({ ...body.carried, ...body.spec }, (member) => apart.includes(member)),
    ...idLists(card, body.spec),
    [set.member]: connectorsAsSent(card, body, write),
  };
}

/** Converts `properties: [349772]` to `propertyIds: [349772]`. */
function idLists(card: StreamCard, spec: JsonObject): JsonObject {
  const lists = card.lists.flatMap(({ member, idMember }): [string, Json][] => {
    const items = spec[member];
    return isArray(items) ? [[`${idMember}s`, items]] : [];
  });
  return Object.fromEntries(lists);
}

/**
 * Returns the names of a stream's connectors in the order in which they are sent. The order is fixed, so that equal
 * bodies give equal strings.
 */
export function connectorNames(card: StreamCard, { spec }: StreamBody): readonly string[] {
  return Object.keys(membersOf(spec, destinationSet(card).member)).sort();
}

function connectorsAsSent(card: StreamCard, body: StreamBody, write: Write): readonly JsonObject[] {
  const set = destinationSet(card);
  const returned = membersOf(body.spec, set.member);
  const underneath = membersOf(body.carried, set.member);
  return connectorNames(card, body).map((name) =>
    destinationAsSent(set, { ...membersOf(underneath, name), ...membersOf(returned, name) }, write),
  );
}

function membersOf(whole: JsonObject, member: string): JsonObject {
  const value = Object.hasOwn(whole, member) ? whole[member] : undefined;
  return isObject(value) ? value : {};
}
