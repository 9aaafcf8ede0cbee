import { destinationSet } from '../destinations/registry.ts';
import type { DestinationSet, StreamCard } from '../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { destinationAsSent, without } from './encode-destination.ts';
import type { StreamBody } from './stream-api.ts';

/**
 * The request body of a create or an edit; both take the same members. Live members that the product does not know
 * lie underneath what the manifest says. Connectors are always sent: an edit without them is not documented to keep
 * the old ones, nor to remove them.
 */
export function encodeBody(card: StreamCard, body: StreamBody): JsonObject {
  const set = destinationSet(card);
  const lists = card.lists.map(({ member }) => member);
  return {
    ...without({ ...body.carried, ...body.spec }, [...card.readOnly, ...lists, set.member]),
    ...idLists(card, body.spec),
    [set.member]: connectorsAsSent(set, body),
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

/** By name, so that equal bodies are equal texts. */
function connectorsAsSent(set: DestinationSet, { spec, carried }: StreamBody): readonly JsonObject[] {
  const told = membersOf(spec, set.member);
  const underneath = membersOf(carried, set.member);
  return Object.keys(told)
    .sort()
    .map((name) => destinationAsSent(set, { ...membersOf(underneath, name), ...membersOf(told, name) }));
}

function membersOf(whole: JsonObject, member: string): JsonObject {
  const value = Object.hasOwn(whole, member) ? whole[member] : undefined;
  return isObject(value) ? value : {};
}
