import type { StreamCard } from '../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { DesiredState, Manifest, Source, UnknownType } from '../model/manifest.ts';
import type { MemberCard } from '../model/member-card.ts';
import type { Draft, DraftDestination } from './members/draft.ts';
import { bareNumber, bareText } from './members/ids.ts';
import { ALLOW_UNKNOWN_TYPE, EXTRA, partsOf, ROTATE_SECRETS_AFTER } from './members/own-members.ts';
import { parseZonedTime, utcTime } from './members/zoned-time.ts';
import { shortItem } from './rules/lists.ts';

/**
 * Converts a draft that passed every rule to the manifest, in one form however it was written: bare ids, short lists
 * without duplicates, destination types with the card's spelling, members in the order of the cards.
 */
export function manifestOf(draft: Draft, source: Source): Manifest {
  const { card, spec, name } = draft;
  if (!card || !spec || name === undefined) throw new Error('a manifest was made of a draft with errors');
  const { streamId, streamName } = spec;
  const rotateAt = parseZonedTime(String(spec[ROTATE_SECRETS_AFTER]));
  const unknownTypes = unknownTypesOf(draft);
  return {
    name,
    collection: card.collection,
    state: spec['state'] as DesiredState,
    protect: spec['protect'] === true,
    separate: spec['separate'] === true,
    ...(rotateAt === undefined ? {} : { rotateSecretsAfter: utcTime(rotateAt) }),
    ...(typeof streamId === 'number' ? { streamId } : {}),
    streamName: typeof streamName === 'string' ? streamName : name,
    spec: vendorMembers(draft, spec, card),
    ...(unknownTypes.length > 0 ? { unknownTypes } : {}),
    source,
  };
}

function vendorMembers(draft: Draft, spec: JsonObject, card: StreamCard): JsonObject {
  const members: { [name: string]: Json } = {};
  for (const [name, member] of Object.entries(card.members)) {
    const value = spec[name];
    if (Object.hasOwn(spec, name) && value !== undefined) members[name] = bare(member, value);
  }
  for (const list of card.lists) {
    const items = spec[list.member];
    if (!isArray(items)) continue;
    members[list.member] = [...new Set(items.map((item) => shortItem(list, item) ?? ''))];
  }
  for (const name of [...partsOf(card), EXTRA]) {
    const value = name === draft.set?.member ? whereTo(draft, spec[name]) : spec[name];
    if (value !== undefined) members[name] = ordered(value);
  }
  return members;
}

function bare({ prefix, schema }: MemberCard, value: Json): Json {
  if (prefix === undefined || typeof value !== 'string') return ordered(value);
  return schema['type'] === 'integer' ? bareNumber(value, prefix) : bareText(value, prefix);
}

/** Returns the destination, or the list of destinations in the order of the document. */
function whereTo({ set, destinations }: Draft, value: Json | undefined): Json | undefined {
  if (value === undefined) return undefined;
  const found = destinations.map(destinationOf);
  return set?.many ? found : found[0];
}

function destinationOf({ set, value, card }: DraftDestination): JsonObject {
  const { [ALLOW_UNKNOWN_TYPE]: _, ...members } = value;
  return card ? { ...members, [set.typeMember]: card.type } : members;
}

/** Returns destinations of types without a card, and whether they are declared to have no write-only members. */
function unknownTypesOf({ destinations }: Draft): readonly UnknownType[] {
  return destinations.flatMap(({ set, value, card }) => {
    if (card) return [];
    const name = value[set.nameMember];
    const path = set.many ? [set.member, String(name)] : [set.member];
    return [{ path, withoutSecrets: value[ALLOW_UNKNOWN_TYPE] === 'without-secrets' }];
  });
}

/** Sorts members in code-point order, so that the order in a file has no effect. */
export function ordered(value: Json): Json {
  if (isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, ordered(value[name] ?? null)]));
}
