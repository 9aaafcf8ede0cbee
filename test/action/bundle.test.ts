import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { expect, test } from 'vitest';
import { PROJECT } from '../commands/workspace.ts';

test('the committed bundle is up to date with the sources', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/bundle.mjs', '--check'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('the committed bundle is small, since every step that uses the Action reads it', async () => {
  expect((await stat(`${PROJECT}action/index.cjs`)).size).toBeLessThan(1_500_000);
});

test.each(['agent-base', 'https-proxy-agent'])(
  'the notice of %s, which has no licence file, is included',
  async (name) => {
    const { licenceText } = (await import(`${PROJECT}scripts/licence-text.mjs`)) as {
      licenceText(folder: string): Promise<string>;
    };
    const text = await licenceText(`${PROJECT}node_modules/${name}`);
    expect(text).toMatch(
      /^\(The MIT License\)\n\nCopyright \(c\) 2013 Nathan Rajlich <nathan@tootallnate.net>\n/,
    );
    expect(text).toMatch(/THE SOFTWARE IS PROVIDED 'AS IS'[\s\S]*SOFTWARE\.$/);
    await expect(licenceText(`${PROJECT}src`)).rejects.toThrow('no licence text');
  },
);
