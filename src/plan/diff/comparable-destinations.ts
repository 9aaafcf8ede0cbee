import { isDefaultHost } from '../../destinations/default-host.ts';
import { cardOf, destinationPaths, isSameType } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { DestinationCard, DestinationSet } from '../../model/destination-card.ts';
import { type JsonObject, without } from '../../model/json.ts';
import { isReference } from '../../model/secret.ts';
import { isSealedHost } from '../../redaction/reference-places.ts';
import type { Seal } from '../../redaction/seal.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { isCertificateFlag, nested } from '../canonical/destination.ts';
import { at, comparableMembers, own, type Sides } from './comparable-members.ts';

/**
 * Compares each destination with the live one at the same path. A destination without a counterpart is added or
 * removed as a whole.
 */
export function comparableDestinations(
  card: StreamCard,
  desired: JsonObject,
  live: CanonicalLive,
  seal: Seal,
): Sides {
  const set = destinationSet(card);
  if (!set.many) {
    const { before, after } = comparableDestination(
      set,
      own(desired, set.member),
      at(live, set.member),
      seal,
    );
    return { before: { [set.member]: before }, after: { [set.member]: after } };
  }
  const [wanted, returned] = [own(desired, set.member), at(live, set.member)];
  const names = new Set(
    [...destinationPaths(card, live.spec), ...destinationPaths(card, desired)].map(
      ({ path }) => path[1] ?? '',
    ),
  );
  const pairs = [...names].map(
    (name) => [name, comparableDestination(set, own(wanted, name), at(returned, name), seal)] as const,
  );
  const side = (which: keyof Sides) =>
    nested(
      set.member,
      Object.fromEntries(pairs.flatMap(([name, sides]) => Object.entries(nested(name, sides[which])))),
    );
  return { before: side('before'), after: side('after') };
}

/**
 * Compares two destinations. A destination of another type is a different place: all old members are removed, and all
 * new members are added, including secrets.
 */
function comparableDestination(
  set: DestinationSet,
  desired: JsonObject,
  live: CanonicalLive,
  seal: Seal,
): Sides {
  if (!isSameType(set, desired, live.spec)) {
    return {
      before: { ...without(live.spec, (member) => isCertificateFlag(set, member)), ...live.unknown },
      after: desired,
    };
  }
  const card = cardOf(set, desired);
  // No card defines how the vendor spells the type, and both sides have the same type.
  const named = (member: string) => member === set.typeMember;
  if (!card)
    return comparableMembers({}, without(desired, named), { ...live, spec: without(live.spec, named) });
  const wanted = withoutHostOfReference(card, desired, live.spec, seal);
  return comparableMembers(card.members, ...withMutualTls(card, wanted, live));
}

/**
 * Removes a host name that equals the host of the live URL if the desired URL is a reference, since only the live URL
 * is known.
 */
function withoutHostOfReference(
  card: DestinationCard,
  desired: JsonObject,
  live: JsonObject,
  seal: Seal,
): JsonObject {
  return without(desired, (member) => {
    const from = card.members[member]?.defaultHostOf;
    if (from === undefined || !isReference(desired[from])) return false;
    const text = desired[member];
    return isDefaultHost(card, member, text, live) || isSealedHost(text, live[from], seal);
  });
}

/**
 * The API does not return certificates, only whether there is a client certificate, so this flag is compared. The
 * documents disagree on whether a certificate authority alone counts as one. In that case, nothing is compared.
 */
function withMutualTls(
  card: DestinationCard,
  desired: JsonObject,
  live: CanonicalLive,
): readonly [JsonObject, CanonicalLive] {
  if (!card.clientCertificate) return [desired, live];
  const { flags, members, authority } = card.clientCertificate;
  const hasOne = desired[members[0]] !== undefined;
  if (hasOne || desired[authority] === undefined) return [{ ...desired, [flags[0]]: hasOne }, live];
  return [desired, { ...live, spec: without(live.spec, (member) => member === flags[0]) }];
}
