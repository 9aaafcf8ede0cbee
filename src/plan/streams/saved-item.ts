import { STREAM_CARDS, streamCard } from '../../collections/registry.ts';
import { cardOf, destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import { collectionKey, streamCollection } from '../../model/collection.ts';
import { areAmong, STREAM_EFFECTS } from '../../model/effect.ts';
import type { JsonObject } from '../../model/json.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { holdsReference, isReference } from '../../model/secret.ts';
import { membersOf, objectOr } from '../canonical/destination.ts';
import { acts, writes } from '../steps/steps.ts';

/**
 * Returns whether an item has all that applying it needs. The fingerprint only covers items with actions, so the
 * others must not contain any.
 */
export function isComplete(one: PlanItem): boolean {
  if (!STREAM_CARDS.some(({ collection }) => collectionKey(collection) === collectionKey(one))) return false;
  if (!areAmong(one.effects, STREAM_EFFECTS)) return false;
  if (!acts(one)) return !one.steps.some(writes);
  const name = one.desired?.spec['streamName'];
  if (!one.desired || (name !== undefined && typeof name !== 'string')) return false;
  if (one.action === 'create') return one.streamId === undefined;
  const { streamId, status, base, baseVersion } = one;
  return streamId !== undefined && status !== undefined && base !== undefined && base.version === baseVersion;
}

/**
 * Returns references that no manifest can contain: apply would send a secret as a name, or as another member that
 * everybody can read. Members without a card may be secrets.
 */
export function misplacedReferences(one: PlanItem): readonly string[] {
  const card = streamCard(streamCollection(one));
  const spec = one.desired?.spec ?? {};
  return misplacedIn(card, spec).map((member) => `a reference in ${member} of ${one.name}`);
}

function misplacedIn(card: StreamCard, spec: JsonObject): readonly string[] {
  const set = destinationSet(card);
  const root = ['streamName', ...card.lists.map(({ member }) => member), ...Object.keys(card.members)];
  return [
    ...root.filter((member) => holdsReference(spec[member])),
    ...misplacedAt([DELIVERY], card.delivery ?? {}, objectOr(spec[DELIVERY])),
    ...destinationPaths(card, spec).flatMap(({ path, value }) =>
      misplacedAt(path, { ...membersOf(set, cardOf(set, value)), [set.typeMember]: set.name }, value),
    ),
  ];
}

/**
 * The misplaced references of one object of a spec. A reference in place of the object itself counts too, since its
 * secret would be sent as the object.
 */
function misplacedAt(path: readonly string[], members: MemberCards, values: JsonObject): readonly string[] {
  if (isReference(values)) return [path.join('.')];
  const isPlain = ({ writeOnly, credential }: MemberCard) => !writeOnly && credential === undefined;
  return Object.entries(values).flatMap(([member, value]) => {
    const card = Object.hasOwn(members, member) ? members[member] : undefined;
    return card && isPlain(card) && holdsReference(value) ? [[...path, member].join('.')] : [];
  });
}
