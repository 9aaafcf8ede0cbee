import { capitalized } from '../../../src/model/capitalized.ts';
import type { DestinationCard, DestinationSet } from '../../../src/model/destination-card.ts';
import { listing } from '../../../src/render/text/words.ts';
import { exampleOf, streamsOf } from './example.ts';
import { block, code, page } from './markdown.ts';
import { membersTable } from './members.ts';
import { streamFile, titleOf } from './names.ts';

/** The page of a destination type: what it accepts, its members, and a manifest. */
export function destinationPage(set: DestinationSet, card: DestinationCard): string {
  const streams = streamsOf(set, card);
  const [first] = streams;
  if (!first) throw new Error(`no stream can use the ${set.noun} ${card.type}`);
  return page(titleOf(set, card), [
    `${capitalized(set.noun)} with ${code(`${set.typeMember}: ${card.type}`)}. ${documentedAt(card)}`,
    `Streams: ${streams.map((stream) => `[${stream.title}](../log-types/${streamFile(stream)})`).join(', ')}.`,
    factsOf(set, card),
    '## Members',
    membersTable({ [set.nameMember]: set.name, ...card.members }),
    rulesOf(card),
    '## Example',
    block('yaml', exampleOf(first, card, 'web-access-logs')),
  ]);
}

function documentedAt({ source }: DestinationCard): string {
  return source.startsWith('https://') ? `Akamai's documentation: <${source}>.` : `Source: ${source}.`;
}

function factsOf(set: DestinationSet, { formats, probe, readOnly, address }: DestinationCard): string {
  const list = (names: readonly string[]) => names.map(code).join(', ');
  return [
    ...(formats ? [`- Log formats: ${list(formats)}.`] : []),
    ...(probe === undefined ? [] : [`- At every create and update, the API ${probe}.`]),
    `- A change of ${listing(address.map(code), 'or')} sends logs to a different receiver.`,
    ...(readOnly.length > 0 ? [`- Returned by the API and never sent: ${list(readOnly)}.`] : []),
    `- A stream has ${set.many ? `any number of ${set.noun}s` : `one ${set.noun}`}.`,
  ].join('\n');
}

function rulesOf({ requiredTogether, requiredWhen }: DestinationCard): string {
  return [
    ...requiredTogether.map(
      ([one, other]) => `- ${code(one)} and ${code(other)} are set together or not at all.`,
    ),
    ...requiredWhen.map(
      ({ member, equals, needs }) =>
        `- ${code(`${member}: ${String(equals)}`)} requires ${needs.map(code).join(' and ')}.`,
    ),
  ].join('\n');
}
