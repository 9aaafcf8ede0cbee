import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { STREAM_CARDS } from '../../src/collections/registry.ts';
import { DESTINATION_SETS } from '../../src/destinations/registry.ts';

/** Members that are part of the model: the group and the contract of a stream are members of its row too. */
const IN_MODEL: ReadonlySet<string> = new Set(['groupId', 'contractId']);

const members = new Set(
  [
    ...STREAM_CARDS.flatMap((card) => [
      ...card.lists.map(({ member }) => member),
      ...Object.keys({ ...card.members, ...card.delivery }),
    ]),
    ...DESTINATION_SETS.flatMap(({ cards }) =>
      cards.flatMap((card) => [...Object.keys(card.members), ...card.readOnly]),
    ),
  ].filter((member) => !IN_MODEL.has(member)),
);

/** The strings and JSON Pointers in a source, without comments: `'format'`, `'/destination/endpoint'`. */
function stringsIn(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '');
  return [...code.matchAll(/'([^'\n]*)'/gu)].map(([, text = '']) => text);
}

/** The same word with another meaning. */
const NOT_A_MEMBER: ReadonlySet<string> = new Set([
  'apply/observe/observe-property-logging.ts properties',
  'apply/observe/cache-store.ts format',
  'plan/property-logging/effects.ts samplingPercentage',
  'render/progress/progress.ts properties',
  'render/text/resources.ts properties',
  'render/status/document.ts properties',
  'render/delivery-issue/delivery-issue.ts properties',
  'render/verify/document.ts properties',
  'render/verify/verify.ts format',
  'render/apply/document.ts format',
  'render/configuration/manifest.ts path',
  'render/plan/document.ts format',
  'render/plan/messages.ts format',
  'render/properties/property-blocks.ts properties',
]);

/** Examples in published schemas may name members. */
it.each(['plan', 'apply', 'approval', 'render'])(
  'no file of src/%s names a member of a card: traits lead to them',
  (module) => {
    const folder = new URL(`../../src/${module}/`, import.meta.url).pathname;
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.startsWith('schemas/'),
    );
    const named = files.flatMap((file) =>
      stringsIn(readFileSync(join(folder, file), 'utf8'))
        .flatMap((text) => (/^[\w/]+$/u.test(text) ? text.split('/') : []))
        .filter((word) => members.has(word) && !NOT_A_MEMBER.has(`${module}/${file} ${word}`))
        .map((word) => `${file}: ${word}`),
    );
    expect(named).toEqual([]);
  },
);
