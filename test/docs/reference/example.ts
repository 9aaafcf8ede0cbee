import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { destinationSet } from '../../../src/destinations/registry.ts';
import { parseFile } from '../../../src/manifest/parse.ts';
import { manifestText } from '../../../src/manifest/write.ts';
import { DELIVERY, type StreamCard } from '../../../src/model/card.ts';
import type { DestinationCard, DestinationSet } from '../../../src/model/destination-card.ts';
import { isArray, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { MemberCard } from '../../../src/model/member-card.ts';

/** The collections whose streams can send logs to a destination. */
export function streamsOf(set: DestinationSet, { formats }: DestinationCard): readonly StreamCard[] {
  return STREAM_CARDS.filter(
    (card) =>
      card.destinations === set.member && (!card.formats || !formats || commonFormat(card.formats, formats)),
  );
}

/** A manifest with the required members of a stream and of a destination. It has no findings. */
export function exampleOf(stream: StreamCard, destination: DestinationCard, name: string): string {
  const [literal, referring] = [false, true].map((references) =>
    manifestText({
      name,
      collection: stream.collection,
      state: 'active',
      spec: specOf(stream, destination, references),
    }),
  );
  const { entries } = parseFile('example.yaml', literal ?? '');
  const holdsSecret = entries.some(({ findings }) =>
    findings.some(({ code }) => code === 'literal-credential'),
  );
  return (holdsSecret ? referring : literal) ?? '';
}

function specOf(stream: StreamCard, destination: DestinationCard, references: boolean): JsonObject {
  const set = destinationSet(stream);
  const sent = {
    [set.typeMember]: destination.type,
    [set.nameMember]: set.name.examples?.[0] ?? null,
    ...requiredMembers(destination, references),
  };
  return {
    ...Object.fromEntries(
      Object.entries(stream.members).flatMap(([name, member]) =>
        member.required || member.requiredToCreate ? [[name, sample(name, member, false)]] : [],
      ),
    ),
    ...Object.fromEntries(
      stream.lists.filter(({ readOnly }) => !readOnly).map(({ member, examples }) => [member, examples]),
    ),
    ...(stream.delivery && { [DELIVERY]: deliveryOf(stream, destination) }),
    [set.member]: set.many ? [sent] : sent,
  };
}

function deliveryOf({ formats }: StreamCard, destination: DestinationCard): JsonObject {
  const format = commonFormat(formats ?? ['JSON'], destination.formats ?? ['JSON']) ?? 'STRUCTURED';
  return {
    format,
    ...(format === 'STRUCTURED' ? { fieldDelimiter: 'SPACE' } : {}),
    frequency: { intervalInSeconds: 30 },
  };
}

function commonFormat<T>(some: readonly T[], others: readonly T[]): T | undefined {
  return some.find((format) => others.includes(format));
}

/** The members that the type requires, and those that their values require. */
function requiredMembers({ type, members, requiredWhen }: DestinationCard, references: boolean): JsonObject {
  const own = Object.entries(members).flatMap(([name, member]) =>
    member.required ? [[name, sample(`${type}_${name}`, member, references)] as const] : [],
  );
  const values: JsonObject = Object.fromEntries(own);
  const needed = requiredWhen
    .filter(({ member, equals }) => values[member] === equals)
    .flatMap(({ needs }) => needs)
    .flatMap((name) => {
      const member = members[name];
      return member ? [[name, sample(`${type}_${name}`, member, references)] as const] : [];
    });
  return { ...values, ...Object.fromEntries(needed) };
}

/** A value that the schema of a member accepts: a reference, a constant, an example or the last choice. */
function sample(name: string, member: MemberCard, references: boolean): Json {
  const { writeOnly, credential, constant, schema, examples } = member;
  if (writeOnly || (credential && references)) return { env: variableOf(name) };
  const choices = schema['enum'];
  return constant ?? examples?.[0] ?? (isArray(choices) ? (choices.at(-1) ?? null) : true);
}

/** `SPLUNK_eventCollectorToken` as the name of a variable: `SPLUNK_EVENT_COLLECTOR_TOKEN`. */
function variableOf(name: string): string {
  return name
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
    .replaceAll('-', '_')
    .toUpperCase();
}
