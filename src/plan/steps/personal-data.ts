import {
  cardOf,
  type DestinationPath,
  destinationAt,
  destinationPaths,
} from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import type { AddedPersonalData, Step } from '../../model/plan-item.ts';
import { isReference, referenceText } from '../../model/secret.ts';
import { changesAddress, hostOrText, isAddressHidden } from '../credentials/secret-address.ts';
import { startsLogs } from './allowed-steps.ts';
import { takes } from './steps.ts';

/** The part of a stream's plan that decides which receivers get more personal data. */
interface Situation {
  readonly card: StreamCard;
  /** The live status; absent for a create. */
  readonly status: string | undefined;
  readonly steps: readonly Step[];
  /** Whether secrets were requested to be sent again, and so an address that is a reference. */
  readonly rotated: boolean;
  /** Merged canonical specs. `live` is absent for a create. */
  readonly live: JsonObject | undefined;
  readonly desired: JsonObject | undefined;
}

/**
 * Returns the fields with personal data that a stream begins to send to each destination. A stream that becomes active
 * begins to send all of them. A write to a stream whose status stays adds those that the live version does not have, and
 * all of them for another host or bucket.
 *
 * @param labelOf returns the display name of a field that has no card
 */
export function addedPersonalData(
  situation: Situation,
  labelOf: (list: string, id: number) => string | undefined = () => undefined,
): readonly AddedPersonalData[] {
  const { card, status, steps, desired } = situation;
  const starts = startsLogs(status, steps);
  if (desired === undefined || !(starts || takes(steps, 'create', 'update'))) return [];
  const live = starts || takes(steps, 'create') ? undefined : situation.live;
  const wanted = personalFields(card, desired, labelOf);
  const known = new Set(personalFields(card, live, labelOf).map(keyOf));
  const added = wanted.filter((field) => !known.has(keyOf(field)));
  return destinationPaths(card, desired).flatMap((place) => {
    const fields = live && isKnownReceiver(situation, live, place) ? added : wanted;
    return fields.length === 0 ? [] : [{ receiver: receiverText(destinationSet(card), place.value), fields }];
  });
}

type Field = AddedPersonalData['fields'][number];

/** Two fields can have the same name. */
function keyOf({ id, name }: Field): number | string {
  return id ?? name;
}

function personalFields(
  card: StreamCard,
  spec: JsonObject | undefined,
  labelOf: (list: string, id: number) => string | undefined,
): readonly Field[] {
  const cards = new Map(card.fields.map((field) => [field.id, field]));
  const always = spec && card.personalDataOfEveryRecord ? [card.personalDataOfEveryRecord] : [];
  const chosen = card.lists.flatMap(({ member, role, readOnly }) => {
    const items: Json | undefined = spec?.[member];
    if (role !== 'fields' || readOnly === true || !isArray(items)) return [];
    return items.flatMap((id) => {
      if (typeof id !== 'number') return [];
      const field = cards.get(id);
      const reason = field ? field.personalData : card.personalDataOfOtherFields;
      if (reason === undefined) return [];
      return [{ id, name: field?.name ?? labelOf(member, id) ?? String(id), reason }];
    });
  });
  return [...always, ...chosen];
}

/**
 * Returns whether the live version has a destination at the same host or bucket. A plan does not know an address that is a
 * reference. Apply refuses an update that leads the destination of the same name to another place (see `hiddenMove`),
 * except for a rotation.
 */
function isKnownReceiver(
  { card, rotated }: Situation,
  live: JsonObject,
  { path, value }: DestinationPath,
): boolean {
  const set = destinationSet(card);
  if (!isAddressHidden(set, value)) {
    return destinationPaths(card, live).some((place) => !changesAddress(set, place.value, value));
  }
  const counterpart = rotated ? undefined : destinationAt(live, path);
  return counterpart !== undefined && !changesAddress(set, counterpart, value);
}

/** Names a destination by its type and address: `Amazon S3 (bucket logs, region eu-central-1)`. In a type without a card, any member may be a credential. */
export function receiverText(set: DestinationSet, destination: JsonObject): string {
  const card = cardOf(set, destination);
  const type = destination[set.typeMember];
  if (!card) return typeof type === 'string' ? type : set.noun;
  const host = 'hostIn' in card.audience ? card.audience.hostIn : undefined;
  const parts = card.address.flatMap((member) => {
    const value = destination[member];
    const text = isReference(value) ? referenceText(value) : hostOrText(value);
    if (text === undefined) return [];
    return [member === host ? text : `${member} ${text}`];
  });
  return parts.length === 0 ? card.title : `${card.title} (${parts.join(', ')})`;
}
