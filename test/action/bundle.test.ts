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
  expect((await stat(`${PROJECT}action/index.cjs`)).size).toBeLessThan(1_700_000);
});

test('a package without a licence file is not bundled', async () => {
  const { licenceText } = (await import(`${PROJECT}scripts/licence-text.mjs`)) as {
    licenceText(folder: string): Promise<string>;
  };
  await expect(licenceText(`${PROJECT}src`)).rejects.toThrow('no licence file');
  await expect(licenceText(`${PROJECT}node_modules/undici`)).resolves.toMatch(
    /^MIT License\n\nCopyright \(c\)/,
  );
});
