import { streamCard } from '../../collections/registry.ts';
import { cardOf, mapDestinations } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { Hash } from '../../model/account.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import { canonicalJson, type JsonObject, without } from '../../model/json.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { canonicalLive } from './canonical.ts';
import { objectOr } from './destination.ts';

/**
 * Computes a digest of a version's canonical content, to verify a write. It does not include members that responses
 * may omit, or members without a card: these can appear and disappear without a change, and every real update has a
 * version of its own. The digest is the same before and after the values of references are redacted.
 *
 * @param detail redacted; the digest of an unredacted response differs
 */
export function contentDigest(detail: StreamDetail, hash: Hash): string {
  if (detail.content !== undefined) return detail.content;
  const card = streamCard(detail.collection);
  return `sha256:${hash(canonicalJson(alwaysComparable(card, canonicalLive(card, detail).spec)))}`;
}

/** A canonical live spec without the members whose absence has no meaning. */
function alwaysComparable(card: StreamCard, spec: JsonObject): JsonObject {
  const set = destinationSet(card);
  const comesAndGoes = (cards: MemberCards) => (member: string) => isUnknownIfAbsent(cards[member]);
  const whole = mapDestinations(card, spec, (place) =>
    without(place, comesAndGoes(cardOf(set, place)?.members ?? {})),
  );
  const delivery = objectOr(whole[DELIVERY]);
  return {
    ...without(whole, comesAndGoes(card.members)),
    ...(card.delivery ? { [DELIVERY]: without(delivery, comesAndGoes(card.delivery)) } : {}),
  };
}

/** Returns whether the absence of a member from a response says nothing about the stream. */
export function isUnknownIfAbsent(card: MemberCard | undefined): boolean {
  return card?.absence?.means === 'unknown';
}
