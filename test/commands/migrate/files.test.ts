import { expect, test } from 'vitest';
import { movedFiles } from '../../../src/commands/migrate/files.ts';

const at = (folder: string, file: string, to: string) => {
  const spec = { destination: { accessKey: { file }, secretAccessKey: { env: 'KEY' } } };
  const found = {
    name: 'a',
    streamName: 'a',
    state: 'active',
    live: false,
    from: 'x',
    spec: {},
    folder,
  } as const;
  return movedFiles(spec, found, to, new Set([`${folder}/${file}`]));
};

test.each([
  ['streams', 'key.txt', 'out/a.yaml', '../streams/key.txt'],
  ['streams/a', '../keys/key.txt', 'streams/b/a.yaml', '../keys/key.txt'],
  ['../streams', 'key.txt', 'out/a.yaml', '../../streams/key.txt'],
  ['/srv/streams', 'key.txt', '/srv/out/a.yaml', '../streams/key.txt'],
  // A path through a folder with an unknown name cannot be resolved, nor one between an absolute and a
  // relative path.
  ['streams', 'key.txt', '../out/a.yaml', 'key.txt'],
  ['/srv/streams', 'key.txt', 'out/a.yaml', 'key.txt'],
])('from %s, the file %s becomes for %s the file %s, and that is reported', (folder, file, to, wanted) => {
  const { spec, notes } = at(folder, file, to);
  expect(spec).toEqual({ destination: { accessKey: { file: wanted }, secretAccessKey: { env: 'KEY' } } });
  expect(notes).toHaveLength(1);
});

test('from the same folder, and for an absolute path, nothing changes and nothing is reported', () => {
  expect(at('streams', 'key.txt', './streams/a.yaml').notes).toEqual([]);
  const absolute = at('streams', '/run/key.txt', 'out/a.yaml');
  expect(absolute).toMatchObject({
    spec: { destination: { accessKey: { file: '/run/key.txt' } } },
    notes: [],
  });
});
