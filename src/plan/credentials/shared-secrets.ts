import { streamCard } from '../../collections/registry.ts';
import { cardOf, destinationAt, isSamePath } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { keyById, keyByName } from '../../model/resource-key.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { changesAddress, liveCounterpart } from './secret-address.ts';
import { type SecretUse, secretUses } from './secret-uses.ts';

/**
 * The references of a repository: which manifests share a reference, and which references they had before a change.
 */
export interface SecretIndex {
  /** Returns the references of a manifest. */
  usesOf(name: string): readonly SecretUse[];
  /**
   * Returns the references of a manifest before the change; `added` if the manifest is new; `undefined` if the files
   * before the change are not known.
   */
  usesBefore(name: string): readonly SecretUse[] | 'added' | undefined;
  /** Returns other uses of the same variable or file whose value is sent to another receiver. */
  elsewhere(use: SecretUse): readonly SecretUse[];
}

/**
 * Creates the index of references.
 *
 * @param manifests all of the repository, also those that are not planned
 * @param before all manifests before the change under review, including those that it removes or renames
 */
export function secretIndex(
  manifests: readonly Manifest[],
  before: readonly Manifest[] | undefined,
): SecretIndex {
  const now = new Map(manifests.map((manifest) => [manifest.name, secretUses(manifest)]));
  const then = before && usesBefore(manifests, before);
  const shared = byAudience([...now.values(), ...(before ?? []).map(secretUses)].flat());
  return {
    usesOf: (name) => now.get(name) ?? [],
    usesBefore: (name) => then && (then.get(name) ?? 'added'),
    elsewhere: (use) =>
      [...(shared.get(sharedKey(use)) ?? [])].flatMap(([audience, uses]) =>
        audience === use.audience
          ? []
          : uses.filter((other) => other.name !== use.name || !isSamePath(other.place, use.place)),
      ),
  };
}

/**
 * The uses of each variable or file by audience. Most secrets have one audience and thousands of uses, which are then
 * not compared one by one.
 */
function byAudience(uses: readonly SecretUse[]): ReadonlyMap<string, ReadonlyMap<string, SecretUse[]>> {
  const shared = new Map<string, Map<string, SecretUse[]>>();
  for (const use of uses) {
    const key = sharedKey(use);
    const audiences = shared.get(key) ?? new Map<string, SecretUse[]>();
    shared.set(key, audiences);
    const known = audiences.get(use.audience);
    if (known) known.push(use);
    else audiences.set(use.audience, [use]);
  }
  return shared;
}

/** By the current name of each manifest. A renamed manifest is found by its stream. */
function usesBefore(
  manifests: readonly Manifest[],
  before: readonly Manifest[],
): ReadonlyMap<string, readonly SecretUse[]> {
  const byName = new Map(before.map((one) => [one.name, one]));
  const byStream = new Map(before.flatMap((one) => keysOf(one).map((key) => [key, one] as const)));
  return new Map(
    manifests.flatMap((manifest) => {
      const streams = keysOf(manifest).flatMap((key) => byStream.get(key) ?? []);
      const old = byName.get(manifest.name) ?? streams[0];
      return old ? [[manifest.name, secretUses(old)] as const] : [];
    }),
  );
}

function keysOf({ collection, streamId, streamName, spec }: Manifest): readonly string[] {
  const group = streamCard(collection).namedByGroup ? String(spec['groupId']) : undefined;
  const byId = streamId === undefined ? [] : [keyById(collection, streamId)];
  return [...byId, keyByName(collection, streamName, group)];
}

/**
 * Variable names are case-sensitive on every system except Windows. There, names that differ in case only are the same
 * variable.
 */
function sharedKey({ identity }: SecretUse): string {
  return identity.startsWith('env ') ? identity.toUpperCase() : identity;
}

/**
 * Returns whether a write sends a secret to a receiver that did not get it from this stream, while other manifests, or
 * other destinations of this one, send the same secret elsewhere. A secret that the stream continues to send to the
 * same receiver does not count, however many manifests share it.
 *
 * @param live merged canonical live spec; absent for a create
 */
export function sendsSharedSecret(
  card: StreamCard,
  name: string,
  index: SecretIndex,
  spec: JsonObject,
  live: CanonicalLive['spec'] | undefined,
): boolean {
  return index
    .usesOf(name)
    .some((use) => index.elsewhere(use).length > 0 && isNewUse(card, use, index, spec, live));
}

function isNewUse(
  card: StreamCard,
  use: SecretUse,
  index: SecretIndex,
  spec: JsonObject,
  live: JsonObject | undefined,
): boolean {
  if (!live) return true;
  const before = index.usesBefore(use.name);
  if (before === 'added' || before?.some((one) => isSameUse(one, use)) === false) return true;
  const after = destinationAt(spec, use.place);
  if (!after) return false;
  const returned = liveCounterpart(card, live, spec, use.place, after);
  if (!returned) return true;
  const set = destinationSet(card);
  return changesAddress(set, returned, after) || isNewlySent(set, use.member, returned, after);
}

/**
 * Returns whether both are the same reference in the same member of the same destination. Both are of one manifest,
 * before and after.
 */
export function isSameUse(one: SecretUse, other: SecretUse): boolean {
  return isSameMember(one, other) && one.identity === other.identity;
}

/** Returns whether both references are in the same member of the same destination. */
export function isSameMember(one: SecretUse, other: SecretUse): boolean {
  return isSamePath(one.place, other.place) && one.member === other.member;
}

/**
 * The response shows that the live stream has no such secret: other authentication, no header of this kind, no client
 * certificate.
 */
function isNewlySent(set: DestinationSet, member: string, live: JsonObject, after: JsonObject): boolean {
  const card = cardOf(set, after);
  const known = card?.members[member];
  if (!card || !known) return false;
  if (!known.writeOnly) return live[member] === undefined;
  const conditional = card.requiredWhen.filter(({ needs }) => needs.includes(member));
  if (conditional.some((rule) => live[rule.member] !== rule.equals)) return true;
  const { clientCertificate } = card;
  return clientCertificate?.members.includes(member) === true && live[clientCertificate.flags[0]] === false;
}
