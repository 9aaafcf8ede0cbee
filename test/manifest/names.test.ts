import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { loadManifests } from '../../src/manifest/load.ts';
import { loadManifestNames } from '../../src/manifest/names.ts';
import { temporaryFolder } from '../apply/temporary.ts';
import { EXAMPLES } from '../examples.ts';
import { runs } from '../soak.ts';

async function folderOf(...texts: readonly string[]): Promise<string> {
  const folder = path.join(temporaryFolder(), 'streams');
  await mkdir(folder);
  for (const [index, text] of texts.entries()) await writeFile(path.join(folder, `${index}.yaml`), text);
  return folder;
}

/** What parsing finds. */
async function parsed(directory: string) {
  const { manifests, invalid, properties } = await loadManifests({ directory });
  return {
    streams: [...manifests, ...invalid].map(({ name }) => name).toSorted(),
    properties: properties.map(({ name }) => name),
  };
}

async function found(directory: string) {
  const { streams, properties } = await loadManifestNames(directory);
  return { streams: streams.toSorted(), properties };
}

const HEAD = 'apiVersion: datastream-gitops/v1\nkind: DataStream2\n';

describe('the names of manifests', () => {
  it('are those that parsing finds, in the examples', async () => {
    const names = await found(EXAMPLES);
    expect(names).toEqual(await parsed(EXAMPLES));
    expect(names.streams.length).toBeGreaterThan(5);
  });

  it.each<[string, string, readonly string[]]>([
    ['usual', `${HEAD}metadata:\n  name: web\nspec: {}\n`, ['web']],
    [
      'with comments and Windows line breaks',
      `# x\r\n${HEAD}metadata:\r\n  # y\r\n  name: "web"\r\nspec: {}\r\n`,
      ['web'],
    ],
    ['with another member first', `${HEAD}metadata:\n  labels: {}\n  name: web\nspec: {}\n`, ['web']],
    ['in flow style', '{ kind: DataStream2, metadata: { name: web }, spec: {} }', ['web']],
    ['JSON', JSON.stringify({ kind: 'DataStream2', metadata: { name: 'web' }, spec: {} }), ['web']],
    ['with an escape', `${HEAD}metadata:\n  name: "w\\u0065b"\nspec: {}\n`, ['web']],
    ['with a comment after the name', `${HEAD}metadata:\n  name: web # the site\nspec: {}\n`, ['web']],
    ['by alias', `${HEAD}metadata:\n  labels: &x web\n  name: *x\nspec: {}\n`, ['web']],
    [
      'of several documents',
      `${HEAD}metadata:\n  name: a\nspec: {}\n---\n# no\n---\n${HEAD}metadata:\n  name: b\nspec: {}\n`,
      ['a', 'b'],
    ],
    [
      'with text on the separator',
      `--- # one\n${HEAD}metadata:\n  name: a\nspec: {}\n--- # two\n${HEAD}metadata:\n  name: b\nspec: {}\n`,
      ['a', 'b'],
    ],
    [
      'in the text of another member',
      `${HEAD}metadata:\n  name: a\nspec:\n  note: |\n    metadata:\n      name: b\n`,
      ['a'],
    ],
    ['of no manifest', 'a: 1\n', []],
    ['empty', '', []],
  ])('are found in a file: %s', async (_, text, streams) => {
    const folder = await folderOf(text);
    expect(await found(folder)).toEqual({ streams, properties: [] });
    expect(await found(folder)).toEqual(await parsed(folder));
  });

  it('of properties are those of their kind', async () => {
    const folder = await folderOf(`${HEAD}metadata:\n  name: a\nspec: {}\n`);
    const text =
      'apiVersion: datastream-gitops/v1\nkind: PropertyLogging\nmetadata:\n  name: www\nspec: {}\n';
    await mkdir(path.join(folder, 'properties'));
    await writeFile(path.join(folder, 'properties/www.yaml'), text);
    expect(await found(folder)).toEqual({ streams: ['a'], properties: ['www'] });
  });
});

test('whatever a file contains, no name is missing that parsing finds', async () => {
  const part = fc.constantFrom(
    ...[
      '---\n',
      '--- \n',
      '--- {}\n',
      '...\n',
      '\n',
      '# c\n',
      '  # c\n',
      'kind: DataStream2\n',
      'kind: PropertyLogging\n',
    ],
    ...[
      'metadata:\n',
      'metadata: # c\n',
      '  name: web\n',
      '  name: "w b"\n',
      "  name: 'x'\n",
      '  name: y # c\n',
    ],
    ...[
      '  a: 1\n',
      'spec: {}\n',
      'spec:\n  x: |\n',
      'metadata: { name: z }\n',
      '"kind": DataStream2\n',
      '\t',
    ],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
      const folder = await folderOf(parts.join(''));
      const { streams } = await found(folder);
      expect(streams).toEqual(expect.arrayContaining([...(await parsed(folder)).streams]));
    }),
    { numRuns: runs(500) },
  );
});
