import { STREAM_CARDS } from '../../collections/registry.ts';
import { DESTINATION_SETS, destinationCard, destinationSet } from '../../destinations/registry.ts';
import type { DestinationCard, DestinationSet, StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Path } from '../findings/problem.ts';
import { ALLOW_UNKNOWN_TYPE, DEFAULT_LOG_TYPE, DELIVERY, UNKNOWN_TYPE_CHOICES } from './own-members.ts';

/**
 * A document on its way to become a manifest, taken apart once for all rules. A part that is missing or is not what
 * it has to be is absent here; one rule says so, and the others stay silent about it.
 */
export interface Draft {
  readonly root: JsonObject;
  readonly name: string | undefined;
  readonly spec: JsonObject | undefined;
  /** By kind and, where the kind has them, log type. */
  readonly card: StreamCard | undefined;
  /** The stream is to go: nothing else is required. */
  readonly absent: boolean;
  /** It names the stream that it is about. */
  readonly bound: boolean;
  readonly delivery: JsonObject | undefined;
  /** How it says where logs go: as its card wants it; without a card, as it does. */
  readonly set: DestinationSet | undefined;
  /** In the order of the document. */
  readonly destinations: readonly DraftDestination[];
}

/** One destination of a draft. */
export interface DraftDestination {
  readonly set: DestinationSet;
  readonly value: JsonObject;
  readonly path: Path;
  /** By its type; none for a type that is new at the vendor. */
  readonly card: DestinationCard | undefined;
}

/** Takes a document apart. */
export function draftOf(root: JsonObject): Draft {
  const spec = block(root['spec']);
  const card = spec && cardOf(root['kind'], spec['logType']);
  const set = card ? destinationSet(card) : DESTINATION_SETS.find(({ member }) => has(spec, member));
  return {
    root,
    name: text(block(root['metadata'])?.['name']),
    spec,
    card,
    absent: spec?.['state'] === 'absent',
    bound: has(spec, 'streamId'),
    delivery: block(spec?.[DELIVERY]),
    set,
    destinations: spec && set ? destinationsOf(set, spec[set.member]) : [],
  };
}

/** Whether a member is there with a value. */
export function has(block: JsonObject | undefined, member: string): boolean {
  return block !== undefined && Object.hasOwn(block, member) && block[member] !== null;
}

/** Whether a destination states that its type is meant although no card has it. */
export function allowsUnknownType(destination: JsonObject): boolean {
  return UNKNOWN_TYPE_CHOICES.some((choice) => destination[ALLOW_UNKNOWN_TYPE] === choice);
}

function cardOf(kind: Json | undefined, logType: Json | undefined): StreamCard | undefined {
  const wanted = logType ?? DEFAULT_LOG_TYPE;
  return STREAM_CARDS.find(
    ({ collection }) => collection.kind === kind && (collection.logType ?? wanted) === wanted,
  );
}

function destinationsOf(set: DestinationSet, value: Json | undefined): readonly DraftDestination[] {
  const here = ['spec', set.member];
  if (!set.many) return destinationAt(set, value, here);
  return isArray(value) ? value.flatMap((item, index) => destinationAt(set, item, [...here, index])) : [];
}

function destinationAt(
  set: DestinationSet,
  value: Json | undefined,
  path: Path,
): readonly DraftDestination[] {
  if (!isObject(value)) return [];
  return [{ set, value, path, card: destinationCard(set, text(value[set.typeMember]) ?? '') }];
}

function block(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
