import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/commands/session/context.ts';
import { workspace } from '../workspace.ts';

describe('files of commands', () => {
  it('are written atomically, with their folders, and leave no temporary files', async () => {
    const { files } = (await workspace()).context;
    await files.write('a/b/plan.json', 'one');
    await files.write('a/b/plan.json', 'two');
    expect(await files.read('a/b/plan.json')).toBe('two');
    expect(await readdir('a/b')).toEqual(['plan.json']);
  });

  it('are readable by the owner only if requested, also if they were not before', async () => {
    const { files } = (await workspace()).context;
    await writeFile('plan.json', 'old', { mode: 0o644 });
    await files.write('plan.json', 'new', 'private');
    expect((await stat('plan.json')).mode & 0o777).toBe(0o600);
  });

  it('do not change if the new text cannot replace them', async () => {
    const { files } = (await workspace()).context;
    await mkdir('plan.json/full', { recursive: true });
    await expect(files.write('plan.json', 'new')).rejects.toThrow(UsageError);
    expect(await readdir('.')).toEqual(['plan.json']);
  });

  it('below a path that is not a folder are reported with the reason', async () => {
    const { files } = (await workspace()).context;
    await writeFile('file', '');
    await expect(files.write('file/plan.json', 'new')).rejects.toThrow(
      /file\/plan\.json cannot be written: /,
    );
    await expect(files.write('file/plan.json', 'new')).rejects.toThrow(UsageError);
  });

  it('that cannot be read are reported with the reason', async () => {
    const { files } = (await workspace()).context;
    await expect(files.read('nowhere')).rejects.toThrow(
      'nowhere cannot be read: there is no such file or folder.',
    );
    await mkdir('folder');
    await expect(files.read('folder')).rejects.toThrow('folder cannot be read: it is a folder.');
    expect(await files.exists('folder')).toBe(true);
    expect(await files.exists('nowhere')).toBe(false);
  });

  it('below a folder never lead through a link, which a checkout may contain', async () => {
    const { files } = (await workspace()).context;
    await mkdir('outside');
    await mkdir('repository');
    await symlink('../outside', 'repository/.github');
    const write = files.writeBelow('repository', 'repository/.github/workflows/plan.yml', 'text');
    await expect(write).rejects.toThrow('repository/.github is a link, which is not followed');
    expect(await readdir('outside')).toEqual([]);
    await symlink('repository', 'named');
    await files.writeBelow('named', 'named/a.yaml', 'text');
    expect(await files.read('repository/a.yaml')).toBe('text');
  });

  it('of this product are read without following a link', async () => {
    const { files } = (await workspace()).context;
    await files.write('a', 'text');
    await symlink('a', 'link');
    expect(await files.read('link')).toBe('text');
    await expect(files.read('link', 'own')).rejects.toThrow('it is a link');
  });
});
