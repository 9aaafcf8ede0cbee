import { expect, test } from 'vitest';
import { fileNames } from '../../../src/commands/import/file-names.ts';
import type { StreamRow } from '../../../src/model/observed.ts';
import { keyById } from '../../../src/model/resource-key.ts';

const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;

/** File names that `import --all` gives to streams with these names and ids from 7000. */
function namesOf(...names: readonly string[]): readonly (string | undefined)[] {
  const rows = names.map(
    (name, index): StreamRow => ({
      collection: CDN,
      streamId: 7000 + index,
      name,
      status: 'ACTIVATED',
      version: 1,
      sources: [],
    }),
  );
  const places = fileNames(rows, [], 'streams');
  return rows.map(({ collection, streamId }) => places.get(keyById(collection, streamId))?.file);
}

test.each([
  ['Zürich Café', 'streams/zurich-cafe.yaml'],
  ['Łódź Straße', 'streams/lodz-strasse.yaml'],
  ['Œuvre Øresund', 'streams/oeuvre-oresund.yaml'],
  ['東京', 'streams/stream-7000.yaml'],
  ['🚀', 'streams/stream-7000.yaml'],
  ['con', 'streams/stream-7000-con.yaml'],
  ['NUL', 'streams/stream-7000-nul.yaml'],
  ['a\u202Eb', 'streams/a-b.yaml'],
])('the file of stream %s is %s', (name, file) => {
  expect(namesOf(name)).toEqual([file]);
});

test('streams without an ASCII letter in their name are distinguished by id', () => {
  expect(namesOf('東京', '大阪')).toEqual(['streams/stream-7000.yaml', 'streams/stream-7001.yaml']);
});

test('a long name is cut after a whole character, and never ends with a dash', () => {
  const [file] = namesOf(`${'a'.repeat(79)} b`);
  expect(file).toBe(`streams/${'a'.repeat(79)}.yaml`);
});
