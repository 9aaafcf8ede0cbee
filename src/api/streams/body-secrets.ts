import { destinationSet } from '../../destinations/registry.ts';
import type { DestinationCard, DestinationSet, MemberCard, StreamCard } from '../../model/card.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { secretParts } from '../../redaction/urls/secret-parts.ts';
import type { StreamBody } from './client.ts';
import { cardOf } from './encode-destination.ts';

/**
 * Returns the values in a body that must not appear in any error: write-only members, and values that act as
 * credentials. For a destination type without a card, these are all strings except its type and name.
 */
export function secretsOf(card: StreamCard, body: StreamBody): readonly string[] {
  const set = destinationSet(card);
  return destinationsIn(set, body).flatMap((destination) =>
    Object.entries(destination).flatMap(([name, value]) =>
      typeof value === 'string' ? memberSecrets(set, cardOf(set, destination), name, value) : [],
    ),
  );
}

function destinationsIn(set: DestinationSet, { spec }: StreamBody): readonly JsonObject[] {
  const sent = spec[set.member];
  if (!isObject(sent)) return [];
  return set.many ? Object.values(sent).filter(isObject) : [sent];
}

function memberSecrets(
  set: DestinationSet,
  card: DestinationCard | undefined,
  name: string,
  value: string,
): readonly string[] {
  if (name === set.typeMember || name === set.nameMember) return [];
  if (!card) return [value, ...secretParts('url-path', value)];
  const sent: MemberCard | undefined = card.members[name];
  if (!sent || sent.writeOnly) return secretParts('whole', value);
  return sent.credential ? secretParts(sent.credential, value) : [];
}
