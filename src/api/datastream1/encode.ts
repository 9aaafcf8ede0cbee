import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StreamBody } from '../streams/client.ts';
import { destinationAsSent, type Write, without } from '../streams/encode-destination.ts';

/**
 * The request body of a create or an edit; both take the same members. Live members that the product does not know
 * lie underneath what the manifest says. Connectors are always sent: an edit without them is not documented to keep
 * the old ones, nor to remove them.
 */
export function encodeBody(card: StreamCard, body: StreamBody, write: Write = 'create'): JsonObject {
  const set = destinationSet(card);
  const lists = card.lists.map(({ member }) => member);
  return {
    ...without({ ...body.carried, ...body.spec }, [...card.readOnly, ...lists, set.member]),
    ...idLists(card, body.spec),
    [set.member]: connectorsAsSent(card, body, write),
  };
}

/** `properties: [349772]` becomes `propertyIds: [349772]`. */
function idLists(card: StreamCard, spec: JsonObject): JsonObject {
  const lists = card.lists.flatMap(({ member, idMember }): [string, Json][] => {
    const items = spec[member];
    return isArray(items) ? [[`${idMember}s`, items]] : [];
  });
  return Object.fromEntries(lists);
}

/** The names of a stream's connectors in the order in which they are sent, so that equal bodies are equal texts. */
export function connectorNames(card: StreamCard, { spec }: StreamBody): readonly string[] {
  return Object.keys(membersOf(spec, destinationSet(card).member)).sort();
}

function connectorsAsSent(card: StreamCard, body: StreamBody, write: Write): readonly JsonObject[] {
  const set = destinationSet(card);
  const told = membersOf(body.spec, set.member);
  const underneath = membersOf(body.carried, set.member);
  return connectorNames(card, body).map((name) =>
    destinationAsSent(set, { ...membersOf(underneath, name), ...membersOf(told, name) }, write),
  );
}

function membersOf(whole: JsonObject, member: string): JsonObject {
  const value = Object.hasOwn(whole, member) ? whole[member] : undefined;
  return isObject(value) ? value : {};
}
