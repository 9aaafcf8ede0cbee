import { apiCard } from '../../../src/collections/apis.ts';
import { destinationSet } from '../../../src/destinations/registry.ts';
import { DELIVERY, type FieldCard, type ListCard, type StreamCard } from '../../../src/model/card.ts';
import type { MemberCards } from '../../../src/model/member-card.ts';
import { exampleOf, streamsOf } from './example.ts';
import { block, cell, code, page, table } from './markdown.ts';
import { membersTable } from './members.ts';
import { destinationFile, titleOf } from './names.ts';

/** The page of a log type: its lists and members, its fields, its destinations, and a manifest. */
export function logTypePage(card: StreamCard): string {
  const { kind, logType } = card.collection;
  const set = destinationSet(card);
  const destinations = set.cards.filter((destination) => streamsOf(set, destination).includes(card));
  const [first] = destinations;
  if (!first) throw new Error(`${card.title} has no ${set.noun}`);
  const selected = [`kind: ${kind}`, ...(logType === undefined ? [] : [`logType: ${logType}`])];
  return page(card.title, [
    `Streams of ${apiCard(kind).title} with ${selected.map(code).join(' and ')}.`,
    card.formats ? `Log format: ${card.formats.map(code).join(', ')} only.` : '',
    card.immutable.length > 0
      ? `Cannot change once the stream exists: ${card.immutable.map(code).join(', ')}.`
      : '',
    '## Sources and fields',
    table(['member', 'items', 'required', 'description'], card.lists.map(listRow)),
    '## Members',
    membersTable(card.members),
    ...(card.delivery ? [`## Members of ${DELIVERY}`, membersTable(deliveryOf(card, card.delivery))] : []),
    ...fieldsOf(card),
    ...personalDataOf(card),
    `## ${set.many ? 'Connectors' : 'Destinations'}`,
    destinations
      .map((each) => `- [${cell(titleOf(set, each))}](../destinations/${destinationFile(set, each)})`)
      .join('\n'),
    '## Example',
    block('yaml', exampleOf(card, first, 'example')),
  ]);
}

function listRow(list: ListCard): readonly string[] {
  const limits = [
    ...(list.most === undefined ? [] : [`At most ${list.most} for each stream.`]),
    ...(list.streamsPerItem === undefined
      ? []
      : [`At most ${list.streamsPerItem} streams for each ${list.noun}.`]),
  ];
  if (list.readOnly) return [code(list.member), 'read-only', 'no', cell(list.description)];
  const named = list.id === 'number' && list.nameMembers.length > 0 ? 'names or ids' : 'names';
  const items = list.id === 'number' && list.nameMembers.length === 0 ? 'ids' : named;
  return [
    code(list.member),
    items,
    list.required ? 'yes' : 'no',
    [cell(list.description), ...limits].join(' '),
  ];
}

/** The members of the delivery configuration that are possible with the log formats of a log type. */
function deliveryOf({ formats }: StreamCard, delivery: MemberCards): MemberCards {
  if (!formats) return delivery;
  return Object.fromEntries(
    Object.entries(delivery)
      .filter(
        ([, { onlyWhen }]) =>
          onlyWhen?.member !== 'format' || formats.some((format) => format === onlyWhen.equals),
      )
      .map(([name, member]) =>
        name === 'format'
          ? [
              name,
              {
                ...member,
                description: 'The only log format of this log type.',
                schema: { enum: [...formats] },
              },
            ]
          : [name, member],
      ),
  );
}

/** Personal data that no row of the fields names. */
function personalDataOf(card: StreamCard): readonly string[] {
  const { personalDataOfOtherFields: others, personalDataOfEveryRecord: every } = card;
  const sentences = [
    ...(every ? [`${every.name} ${cell(every.reason)}.`] : []),
    ...(others === undefined
      ? []
      : [`Each ${card.fields.length > 0 ? 'other field' : 'field'} ${cell(others)}.`]),
  ];
  if (sentences.length === 0) return [];
  return [
    '## Personal data',
    `${sentences.join(' ')} [Personal data](../../personal-data.md) says when a plan reports it.`,
  ];
}

function fieldsOf({ fields, serverFields }: StreamCard): readonly string[] {
  if (fields.length === 0) return [];
  const streams = fields.some(({ onlyWhen }) => onlyWhen);
  const automatic = serverFields.map(
    ({ id, because }) => `The API adds field ${id} because of ${code(because)}; a manifest must not list it.`,
  );
  return [
    '## Data set fields',
    'The fields that the documents list. The account decides which fields exist, so that other ids are accepted with a warning.',
    ...automatic,
    table(
      ['id', 'key', 'name', 'group', ...(streams ? ['only with'] : []), 'personal data'],
      fields.map((field) => fieldRow(field, streams)),
    ),
  ];
}

function fieldRow(field: FieldCard, streams: boolean): readonly string[] {
  const { id, key, name, group, onlyWhen, personalData = '' } = field;
  const only = onlyWhen ? code(`${onlyWhen.member}: ${String(onlyWhen.equals)}`) : '';
  return [String(id), code(key), cell(name), cell(group), ...(streams ? [only] : []), cell(personalData)];
}
