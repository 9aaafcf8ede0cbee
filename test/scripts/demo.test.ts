import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { PROJECT, workspace } from '../commands/workspace.ts';

/** The demo, as `npm run demo` runs it. `npm test` builds it first. */
const MAIN = path.join(PROJECT, 'dist-demo/demo/main.js');

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('npm run demo removes its folder after %s', async (signal, code) => {
  if (!existsSync(MAIN)) throw new Error('dist-demo/ is missing: run npx tsc -p demo first');
  await workspace();
  const folder = process.cwd();
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder };
  const child = spawn(process.execPath, [MAIN], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let output = '';
  for await (const text of child.stdout) {
    output += String(text);
    if (output.includes('receive: listening')) child.kill(signal);
  }
  expect((await ended)[0]).toBe(code);
  expect(output).toMatch(/^From a manifest to records in a file\./);
  expect(await readdir(folder)).toEqual([]);
});
