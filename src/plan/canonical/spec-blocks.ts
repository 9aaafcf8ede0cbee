import { cardOf, type DestinationPath, destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import { type JsonObject, pointerSegment, pointerSteps, without } from '../../model/json.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import { membersOf, nested, objectOr } from './destination.ts';

/** An object of a stream whose members have cards: the root, `deliveryConfiguration`, or a destination. */
export interface Block {
  /** JSON Pointer; empty for the root. */
  readonly pointer: string;
  /** The same pointer as a list of steps. */
  readonly path: readonly string[];
  /** The root does not contain the other blocks. */
  readonly value: JsonObject;
  readonly members: MemberCards;
  /** The member that states the type. Only destinations have one. */
  readonly typeMember?: string;
}

/** Returns the blocks of a manifest's spec, of a canonical spec or of a response. */
export function blocksOf(card: StreamCard, spec: JsonObject): readonly Block[] {
  const set = destinationSet(card);
  const root = without(spec, (member) => member === set.member || isDelivery(card, member));
  const delivery = { pointer: `/${DELIVERY}`, path: [DELIVERY], value: objectOr(spec[DELIVERY]) };
  return [
    { pointer: '', path: [], value: root, members: card.members },
    ...(card.delivery ? [{ ...delivery, members: card.delivery }] : []),
    ...destinationPaths(card, spec).map((place) => ({
      pointer: pointerOf(place),
      path: place.path,
      value: place.value,
      members: membersOf(set, cardOf(set, place.value)),
      typeMember: set.typeMember,
    })),
  ];
}

/** Applies a function to each block of a canonical spec. */
export function withBlocks(
  card: StreamCard,
  spec: JsonObject,
  change: (block: Block) => JsonObject,
): JsonObject {
  const set = destinationSet(card);
  const changed = new Map(blocksOf(card, spec).map((block) => [block.pointer, change(block)]));
  const at = (pointer: string) => changed.get(pointer) ?? {};
  const places = destinationPaths(card, spec).map(
    (place) => [place.path[1] ?? '', at(pointerOf(place))] as const,
  );
  const [first] = places;
  return {
    ...at(''),
    ...(card.delivery && spec[DELIVERY] !== undefined ? { [DELIVERY]: at(`/${DELIVERY}`) } : {}),
    ...(set.many ? nested(set.member, Object.fromEntries(places)) : first ? { [set.member]: first[1] } : {}),
  };
}

/**
 * Returns the card of a member of a canonical spec.
 *
 * @param path JSON Pointer
 */
export function memberCard(card: StreamCard, spec: JsonObject, path: string): MemberCard | undefined {
  const member = pointerSteps(path).at(-1) ?? '';
  const block = blocksOf(card, spec).find(({ pointer }) => `${pointer}/${pointerSegment(member)}` === path);
  return block && Object.hasOwn(block.members, member) ? block.members[member] : undefined;
}

function isDelivery({ delivery }: StreamCard, member: string): boolean {
  return delivery !== undefined && member === DELIVERY;
}

function pointerOf({ path }: DestinationPath): string {
  return path.map((step) => `/${pointerSegment(step)}`).join('');
}
