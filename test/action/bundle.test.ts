import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { PROJECT } from '../commands/desk.ts';

test('the committed bundle is what the sources make', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/bundle.mjs', '--check'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('every input and output that the sources name stands in action.yml, and no other', () => {
  const { inputs, outputs } = parse(readFileSync(`${PROJECT}action.yml`, 'utf8'));
  const sources = ['runner/inputs', 'runner/secrets', 'runs/run', 'runner/outputs', 'runs/plan'].map((name) =>
    readFileSync(`${PROJECT}src/action/${name}.ts`, 'utf8'),
  );
  const text = sources.join('\n');
  for (const name of [...Object.keys(inputs), ...Object.keys(outputs)])
    expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  const read = [...text.matchAll(/\b(?:get|getInput|needed|flag|folder)\((?:get, )?'([a-z-]+)'/g)].map(
    ([, name]) => name,
  );
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(read));
});

test.each(['agent-base', 'https-proxy-agent'])(
  'the notice of %s, which has no licence file, is kept',
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
