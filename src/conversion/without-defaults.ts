import { canonicalJson, type JsonObject, without } from '../model/json.ts';
import type { MemberCards } from '../model/member-card.ts';

/** Returns the members that do not have the default value of their card. */
export function withoutDefaults(cards: MemberCards, members: JsonObject): JsonObject {
  return without(members, (member) => {
    const byDefault = cards[member]?.default;
    return byDefault !== undefined && canonicalJson(byDefault) === canonicalJson(members[member] ?? null);
  });
}
