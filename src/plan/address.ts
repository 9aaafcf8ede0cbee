import { destinationCard } from '../destinations/registry.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { StreamDetail } from '../model/observed.ts';
import type { PlanItem } from '../model/plan.ts';
import { isReference, isSealed, referenceText } from '../model/secret.ts';

/** A destination within a stream's spec. */
export function destinationOf(spec: JsonObject | undefined): JsonObject | undefined {
  const destination = spec?.['destination'];
  return isObject(destination) ? destination : undefined;
}

/** The type of a spec's destination, upper case; empty where it has none. */
export function typeOf(spec: JsonObject | undefined): string {
  const type = destinationOf(spec)?.['destinationType'];
  return typeof type === 'string' ? type.toUpperCase() : '';
}

/** Members that say where logs go. Of a type that is new at the vendor, any member but the name may. */
export function addressMembers(spec: JsonObject | undefined): readonly string[] {
  const known = destinationCard(typeOf(spec))?.address;
  return known ?? Object.keys(destinationOf(spec) ?? {}).filter((member) => member !== 'displayName');
}

/** The host of a URL, any other text as it is; nothing for a reference, whose value a plan does not know. */
export function placeOf(value: Json | undefined): string | undefined {
  const text = isSealed(value) ? value['shown'] : value;
  if (typeof text !== 'string') return undefined;
  return URL.canParse(text) && text.includes('://') ? new URL(text).host : text;
}

/** Tells whether the address, or a part of it, is a reference: then no plan can tell where it leads. */
export function isAddressHidden(spec: JsonObject | undefined): boolean {
  return addressMembers(spec).some((member) => isReference(destinationOf(spec)?.[member]));
}

/**
 * Why an edit must not be sent although its base stands: its address is a reference, and the value leads to another
 * host or bucket than the live stream. No plan could show that, so whoever reviewed it did not agree to it. A plan
 * that announces `secret-to-new-destination` did (`--rotate` makes it so).
 * @param fresh raw, just read
 * @param spec the item's desired spec with secrets as values
 */
export function hiddenMove(item: PlanItem, fresh: StreamDetail, spec: JsonObject): string | undefined {
  const wanted = item.desired?.spec;
  if (item.effects.includes('secret-to-new-destination') || typeOf(wanted) !== typeOf(fresh.body))
    return undefined;
  for (const member of addressMembers(wanted)) {
    const reference = destinationOf(wanted)?.[member];
    const from = placeOf(destinationOf(fresh.body)?.[member]);
    const to = placeOf(destinationOf(spec)?.[member]);
    if (isReference(reference) && from !== undefined && from !== to) {
      return `destination.${member} (${referenceText(reference)}) leads to another place than the live stream, which no plan can show. If that is meant, write it: apply with --rotate ${JSON.stringify(item.name)}`;
    }
  }
  return undefined;
}
