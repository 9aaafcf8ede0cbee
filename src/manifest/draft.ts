import { destinationCard } from '../destinations/registry.ts';
import { STREAM_CARDS } from '../log-types/registry.ts';
import type { DestinationCard, StreamCard } from '../model/card.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { DEFAULT_LOG_TYPE } from './schema-spec.ts';

/**
 * A document on its way to become a manifest, taken apart once for all rules. A part that is missing or is not what
 * it has to be is absent here; one rule says so, and the others stay silent about it.
 */
export interface Draft {
  readonly root: JsonObject;
  readonly name: string | undefined;
  readonly spec: JsonObject | undefined;
  /** By kind and log type. */
  readonly card: StreamCard | undefined;
  /** The stream is to go: nothing else is required. */
  readonly absent: boolean;
  /** It names the stream that it is about. */
  readonly bound: boolean;
  readonly delivery: JsonObject | undefined;
  readonly destination: JsonObject | undefined;
  /** By destination type; none for a type that is new at the vendor. */
  readonly destinationCard: DestinationCard | undefined;
}

/** Takes a document apart. */
export function draftOf(root: JsonObject): Draft {
  const spec = block(root['spec']);
  const destination = block(spec?.['destination']);
  return {
    root,
    name: text(block(root['metadata'])?.['name']),
    spec,
    card: spec && cardOf(root['kind'], spec['logType']),
    absent: spec?.['state'] === 'absent',
    bound: has(spec, 'streamId'),
    delivery: block(spec?.['deliveryConfiguration']),
    destination,
    destinationCard: destinationCard(text(destination?.['destinationType'])?.trim() ?? ''),
  };
}

/** Whether a member is there with a value. */
export function has(block: JsonObject | undefined, member: string): boolean {
  return block !== undefined && Object.hasOwn(block, member) && block[member] !== null;
}

function cardOf(kind: Json | undefined, logType: Json | undefined): StreamCard | undefined {
  const wanted = logType ?? DEFAULT_LOG_TYPE;
  return STREAM_CARDS.find(({ collection }) => collection.kind === kind && collection.logType === wanted);
}

function block(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
