import { streamCard } from '../../collections/registry.ts';
import {
  cardOf,
  type DestinationPath,
  destinationAt,
  destinationPaths,
  isSamePath,
  typeOf,
} from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import { streamCollection } from '../../model/collection.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import { type Json, type JsonObject, pointerSegment } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { holdsReference, isReference, isSealed, REDACTED, referenceText } from '../../model/secret.ts';
import { withExtra } from '../canonical/canonical.ts';
import { type SecretUse, secretUses } from './secret-uses.ts';

/**
 * Members that determine the destination of the logs. In a type without a card, this is any member except type and
 * name.
 */
function addressMembers(set: DestinationSet, destination: JsonObject): readonly string[] {
  const others = () =>
    Object.keys(destination).filter((member) => member !== set.nameMember && member !== set.typeMember);
  return cardOf(set, destination)?.address ?? others();
}

/**
 * The host of a URL, or any other string unchanged. `undefined` for a reference, whose value a plan does not know, and
 * for a value that is only a credential.
 */
export function hostOrText(value: Json | undefined): string | undefined {
  if (isSealed(value) && value.shown === REDACTED) return undefined;
  const text = isSealed(value) ? value['shown'] : value;
  if (typeof text !== 'string') return undefined;
  return URL.canParse(text) && text.includes('://') ? new URL(text).host : text;
}

/**
 * Returns whether a destination's address, or a part of it, is a reference. A plan cannot show where such an address
 * leads.
 */
export function isAddressHidden(set: DestinationSet, destination: JsonObject): boolean {
  return addressMembers(set, destination).some((member) => isReference(destination[member]));
}

/**
 * Returns whether a reference of a manifest is the address of its destination, or a part of it. An update that sends it
 * to another host or bucket has to be requested (see `hiddenMove`).
 */
export function isAddressReference(manifest: Manifest, { place, member }: SecretUse): boolean {
  const card = streamCard(manifest.collection);
  const destination = destinationAt(withExtra(card, manifest.spec), place);
  return destination !== undefined && addressMembers(destinationSet(card), destination).includes(member);
}

/**
 * Returns whether an update sends secrets of a stream to another host or bucket than now. This is the case if a
 * destination with references has another address than its live counterpart (see `liveCounterpart`).
 */
export function sendsSecretsElsewhere(card: StreamCard, live: JsonObject, desired: JsonObject): boolean {
  const set = destinationSet(card);
  return destinationPaths(card, desired).some(({ path, value }) => {
    if (!holdsReference(value)) return false;
    const before = liveCounterpart(card, live, desired, path, value);
    return before !== undefined && changesAddress(set, before, value);
  });
}

/**
 * Returns the references of a manifest that a write sends to another receiver than the live stream: another host or
 * bucket, or a destination of another type.
 *
 * @param live merged canonical live spec
 */
export function referencesSentElsewhere(manifest: Manifest, live: JsonObject): readonly SecretUse[] {
  const card = streamCard(manifest.collection);
  const desired = withExtra(card, manifest.spec);
  return secretUses(manifest).filter(({ place }) => {
    const after = destinationAt(desired, place);
    const before = after && liveCounterpart(card, live, desired, place, after);
    return after !== undefined && (!before || changesAddress(destinationSet(card), before, after));
  });
}

/**
 * Returns the live destination at the same path. If there is none, returns one of the same type that the desired spec
 * no longer has (renamed).
 */
export function liveCounterpart(
  card: StreamCard,
  live: JsonObject,
  desired: JsonObject,
  path: readonly string[],
  value: JsonObject,
): JsonObject | undefined {
  const set = destinationSet(card);
  const going = () => destinationPaths(card, live).filter((place) => !destinationAt(desired, place.path));
  return (
    destinationAt(live, path) ??
    going().find((place) => typeOf(set, place.value) === typeOf(set, value))?.value
  );
}

/**
 * Returns whether the second destination is at another host or bucket than the first one, or of another type. A live
 * address that is redacted because another connector has a reference there counts as different.
 */
export function changesAddress(set: DestinationSet, before: JsonObject, after: JsonObject): boolean {
  if (typeOf(set, before) !== typeOf(set, after)) return true;
  // In a type without a card, a redacted value may be a token.
  const isAddress = cardOf(set, after) !== undefined;
  return addressMembers(set, after).some((member) => {
    const [from, to] = [hostOrText(before[member]), hostOrText(after[member])];
    if (to === undefined) return false;
    return from === undefined ? isAddress && isSealed(before[member]) : from !== to;
  });
}

/**
 * Returns why an update must not be sent although its base is unchanged: the address of a destination is a reference,
 * and its value leads to another host or bucket than the live stream. No plan can show that, so the reviewer did not
 * approve it. A plan with the effect `secret-to-new-destination` announces it (`--rotate` adds this effect).
 *
 * @param fresh raw, just read
 * @param spec the item's desired spec with secrets as values
 */
export function hiddenMove(item: PlanItem, fresh: StreamDetail, spec: JsonObject): string | undefined {
  const card = streamCard(streamCollection(item));
  const live = destinationPaths(card, fresh.body);
  for (const { path, value } of destinationPaths(card, item.desired?.spec)) {
    if (isMoveAnnounced(item, card, { path, value })) continue;
    const returned = live.find((place) => isSamePath(place.path, path))?.value;
    const why = returned && hiddenMoveOf(card, { path, value }, returned, destinationAt(spec, path) ?? {});
    if (why !== undefined) {
      return `${why} leads to another place than the live stream, which no plan can show. If that is meant, write it: apply with --rotate ${JSON.stringify(item.name)}`;
    }
  }
  return undefined;
}

/** The effect alone is not enough: it also covers a secret that is shared with another manifest. */
function isMoveAnnounced(item: PlanItem, card: StreamCard, { path, value }: DestinationPath): boolean {
  if (!item.effects.includes('secret-to-new-destination')) return false;
  if (item.effects.includes('secret-rotation')) return true;
  const place = `/${path.map(pointerSegment).join('/')}`;
  const changing = addressMembers(destinationSet(card), value).map((member) => `${place}/${member}`);
  return item.changes.some((change) => change.path === place || changing.includes(change.path));
}

/** The member of a destination whose hidden address changes, and its reference. */
function hiddenMoveOf(
  card: StreamCard,
  { path, value }: DestinationPath,
  returned: JsonObject,
  filled: JsonObject,
): string | undefined {
  const set = destinationSet(card);
  if (typeOf(set, value) !== typeOf(set, returned)) return undefined;
  for (const member of addressMembers(set, value)) {
    const reference = value[member];
    const [from, to] = [hostOrText(returned[member]), hostOrText(filled[member])];
    if (isReference(reference) && from !== undefined && from !== to) {
      return `${path.join('.')}.${member} (${referenceText(reference)})`;
    }
  }
  return undefined;
}
