import { expect, test } from 'vitest';
import { STREAM_CARDS } from '../../src/collections/registry.ts';
import type { StreamCard } from '../../src/model/card.ts';
import { expectShown } from '../shown-output.ts';
import { cell, table } from './reference/markdown.ts';

/** What a table says of one kind of data: where it is, its name, and why it counts. */
type Row = readonly [where: string, name: string, reason: string];

function rowsOf({ title, fields, ...card }: StreamCard): readonly Row[] {
  const always = card.personalDataOfEveryRecord;
  const others = card.personalDataOfOtherFields;
  return [
    ...(always ? [[title, always.name, always.reason] as const] : []),
    ...fields.flatMap(({ id, name, personalData }) =>
      personalData === undefined ? [] : [[title, `${name} (${id})`, personalData] as const],
    ),
    ...(others === undefined
      ? []
      : [[title, fields.length > 0 ? 'all other fields' : 'all fields', others] as const]),
  ];
}

test('docs/personal-data.md lists what the cards mark; if not: npm run generate', async () => {
  const rows = STREAM_CARDS.flatMap(rowsOf);
  expect(rows.length).toBeGreaterThan(STREAM_CARDS.length);
  await expectShown('docs/personal-data.md', {
    fields: `\n${table(
      ['log type', 'field', 'why'],
      rows.map((row) => row.map(cell)),
    )}\n`,
  });
});
