import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { createPrivateFile, refusePublicPlace } from '../../src/files/write-file.ts';
import { temporaryFolder } from '../apply/temporary.ts';

it('a private file is complete, readable by its owner only, and leaves no draft', async () => {
  const folder = temporaryFolder();
  await createPrivateFile(`${folder}/a`, 'text');
  expect(await readFile(`${folder}/a`, 'utf8')).toBe('text');
  expect((await stat(`${folder}/a`)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['a']);
});

it.each<readonly [string, (file: string) => Promise<unknown>]>([
  ['a file', (file) => writeFile(file, 'mine')],
  ['a folder', (file) => mkdir(file)],
  [
    'a link to a file',
    async (file) => {
      await writeFile(`${file}.target`, 'mine');
      await symlink(`${file}.target`, file);
    },
  ],
  ['a link to nothing', (file) => symlink('nowhere', file)],
])('%s at the path is not replaced', async (_, prepare) => {
  const folder = temporaryFolder();
  const file = `${folder}/a`;
  await prepare(file);
  const before = await lstat(file);
  await expect(createPrivateFile(file, 'secret')).rejects.toThrow('it exists already');
  await expect(refusePublicPlace(file, `${folder}/streams`)).rejects.toThrow('it exists already');
  expect((await lstat(file)).ino).toBe(before.ino);
  for (const name of await readdir(folder)) {
    expect(await readFile(`${folder}/${name}`, 'utf8').catch(() => '')).not.toContain('secret');
  }
});

it('two runs at the same time create one file', async () => {
  const file = `${temporaryFolder()}/a`;
  const results = await Promise.allSettled(['1', '2', '3'].map((text) => createPrivateFile(file, text)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('a place next to the manifest folder, with a similar name, is accepted, also if it does not exist', async () => {
  const folder = temporaryFolder();
  await mkdir(`${folder}/streams`);
  await expect(refusePublicPlace(`${folder}/streams.env`, `${folder}/streams`)).resolves.toBeUndefined();
  await expect(
    refusePublicPlace(`${folder}/streams-2/a/b.env`, `${folder}/streams`),
  ).resolves.toBeUndefined();
  await expect(refusePublicPlace(`${folder}/streams/../b.env`, `${folder}/streams`)).resolves.toBeUndefined();
  await expect(refusePublicPlace(`${folder}/..env`, `${folder}/streams`)).resolves.toBeUndefined();
});
