import { cardOf, destinationAt, destinationPaths } from '../destinations/destination-paths.ts';
import { destinationSet } from '../destinations/registry.ts';
import type { StreamCard } from '../model/card.ts';
import type { DestinationCard, DestinationSet } from '../model/destination-card.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject, without } from '../model/json.ts';
import { isReference, isSealed } from '../model/secret.ts';
import type { CanonicalLive } from '../plan/canonical/canonical.ts';
import { isCertificateFlag, membersOf } from '../plan/canonical/destination.ts';
import { variableName } from './variable-name.ts';
import { withoutDefaults } from './without-defaults.ts';

/** The destination of a stream as another tool sent it: its type, and the members that it gave a value. */
export interface KnownDestination {
  readonly type?: string;
  readonly given: ReadonlySet<string>;
}

/** A member of a destination that holds a secret, and the environment variable that is suggested for it. */
export interface SuggestedReference {
  readonly member: string;
  readonly suggestedName: string;
}

/** The part of a manifest that describes destinations. */
interface ExportedDestinations {
  readonly spec: JsonObject;
  readonly references: readonly SuggestedReference[];
}

/**
 * Exports all destinations in manifest form: one object, or a list.
 * @param live redacted
 * @param prefix of suggested variable names
 * @param sent the destination as another tool sent it, if it is known
 */
export function exportDestinations(
  card: StreamCard,
  live: CanonicalLive,
  prefix: string,
  sent: KnownDestination | undefined,
): ExportedDestinations {
  const set = destinationSet(card);
  const taken = new Set<string>();
  const exported = destinationPaths(card, live.spec).map(({ path, value }) => {
    const [, name] = path;
    const own = name === undefined ? prefix : `${prefix} ${name}`;
    const suggest = (member: string) => free(variableName(own, member), taken);
    const unknown = destinationAt(live.unknown, path) ?? {};
    const given =
      sent?.type === cardOf(set, value)?.type ? (sent?.given ?? new Set<string>()) : new Set<string>();
    const place = exportDestination(set, value, { unknown, given }, suggest);
    const named = place.references.map((one) =>
      name === undefined ? one : { ...one, member: `${name}.${one.member}` },
    );
    return { spec: place.spec, references: named };
  });
  const specs = exported.map(({ spec }) => spec);
  return {
    spec: { [set.member]: set.many ? specs : (specs[0] ?? {}) },
    references: exported.flatMap(({ references }) => references),
  };
}

/** Returns a variable that no other connector of the stream uses. */
function free(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}_${number}`;
  taken.add(candidate);
  return candidate;
}

function exportDestination(
  set: DestinationSet,
  known: JsonObject,
  { unknown, given: sent }: { readonly unknown: JsonObject; readonly given: ReadonlySet<string> },
  suggest: (member: string) => string,
): ExportedDestinations {
  const card = cardOf(set, known);
  const returned = without(card ? known : { ...known, ...unknown }, (member) =>
    isCertificateFlag(set, member),
  );
  const spec = withoutDefaults(membersOf(set, card), returned);
  if (!card) return exportUnknown(spec, suggest);
  const sealed = Object.keys(spec).filter((member) => isSealed(spec[member]));
  const unseen = [...sent].filter((member) => card.members[member]?.writeOnly);
  const references = [...new Set([...sealed, ...neededSecrets(card, known), ...unseen])].map((member) => ({
    member,
    suggestedName: suggest(member),
  }));
  const given = references.map(({ member, suggestedName }) => [member, { env: suggestedName }] as const);
  return { spec: { ...spec, ...Object.fromEntries(given) }, references };
}

/** Exports a destination of a type without a card. Every redacted value in it, at any depth, becomes a reference. */
function exportUnknown(destination: JsonObject, suggest: (member: string) => string): ExportedDestinations {
  const references: SuggestedReference[] = [];
  const shown = (value: Json, path: string): Json => {
    if (isSealed(value)) {
      const suggestedName = suggest(path);
      references.push({ member: path, suggestedName });
      return { env: suggestedName };
    }
    if (isArray(value)) return value.map((item, index) => shown(item, `${path}[${index}]`));
    if (!isObject(value) || isReference(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]) => [
        member,
        shown(inner, path === '' ? member : `${path}.${member}`),
      ]),
    );
  };
  const spec = shown(destination, '');
  return { spec: isObject(spec) ? spec : {}, references };
}

/** Write-only members that the live destination must have. */
function neededSecrets(card: DestinationCard, live: JsonObject): readonly string[] {
  const conditional = card.requiredWhen
    .filter(({ member, equals }) => canonicalJson(live[member] ?? null) === canonicalJson(equals))
    .flatMap(({ needs }) => needs);
  const { clientCertificate } = card;
  const hasCertificate = clientCertificate !== undefined && live[clientCertificate.flags[0]] === true;
  const certificate: readonly string[] = hasCertificate ? clientCertificate.members : [];
  return Object.entries(card.members)
    .filter(
      ([member, { required }]) => required || conditional.includes(member) || certificate.includes(member),
    )
    .filter(([, { writeOnly }]) => writeOnly)
    .map(([member]) => member);
}
