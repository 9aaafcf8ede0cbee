import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from './built.ts';

test.each([
  ['receive', ['receive', '--self-signed', '--admin-port', '0', '--port'], '--port'],
  ['receive, for its metrics', ['receive', '--self-signed', '--port', '0', '--admin-port'], '--admin-port'],
  ['simulate', ['simulate', '--port'], '--port'],
])('a server whose port is taken says so and ends: %s', async (_title, words, option) => {
  const cwd = await mkdtemp(path.join(tmpdir(), 'datastream-port-'));
  const other = createServer();
  onTestFinished(async () => {
    other.close();
    await rm(cwd, { recursive: true, force: true });
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { exitCode, stderr } = await run([...words, String(port)], { cwd });
  expect(stderr).toBe(
    `Error: Another process listens on port ${port} of 127.0.0.1. Stop it, or choose another ${option}.\n`,
  );
  expect(exitCode).toBe(1);
});
