import { STREAM_CARDS } from '../../collections/registry.ts';
import { DESTINATION_SETS, destinationCard, destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import type { DestinationCard, DestinationSet } from '../../model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Path } from '../findings/problem.ts';
import { ALLOW_UNKNOWN_TYPE, DEFAULT_LOG_TYPE, UNKNOWN_TYPE_CHOICES } from './own-members.ts';
import { NOTHING_SHARED, type SharedValues } from './value-sources.ts';

/**
 * A document that is being checked, taken apart once for all rules. A part that is missing or has the wrong type is
 * absent here. One rule reports it, and the other rules ignore it.
 */
export interface Draft {
  readonly root: JsonObject;
  readonly name: string | undefined;
  readonly spec: JsonObject | undefined;
  /** The card for the kind and, if the kind has log types, the log type. */
  readonly card: StreamCard | undefined;
  /** The stream is to be removed: nothing else is required. */
  readonly absent: boolean;
  /** The manifest names its stream by id. */
  readonly bound: boolean;
  readonly delivery: JsonObject | undefined;
  /** How the manifest specifies where logs are sent: as its card requires, or, without a card, as the document does. */
  readonly set: DestinationSet | undefined;
  /** In the order of the document. */
  readonly destinations: readonly DraftDestination[];
  readonly shared: SharedValues;
}

/** One destination of a draft. */
export interface DraftDestination {
  readonly set: DestinationSet;
  readonly value: JsonObject;
  readonly path: Path;
  /** The card of its type; none for a type that Akamai has added since. */
  readonly card: DestinationCard | undefined;
}

/** Splits a document into the parts that rules check. */
export function draftOf(root: JsonObject, shared: SharedValues = NOTHING_SHARED): Draft {
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
    shared,
  };
}

/** Returns whether a member exists and has a value. */
export function has(block: JsonObject | undefined, member: string): boolean {
  return block !== undefined && Object.hasOwn(block, member) && block[member] !== null;
}

/** Returns whether a destination states that its type is intended although it has no card. */
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
