import { mkdir, readdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, it } from 'vitest';
import { simulate } from '../../src/commands/simulate.ts';
import { workspace } from './workspace.ts';

/** Whether no process listens on a port of this machine. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** A free port. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

it('does not write its certificate through a link, and stops serving if it cannot be written', async () => {
  const { context } = await workspace();
  await mkdir('outside');
  await symlink('outside', '.datastream');
  const port = await freePort();
  const options = { port, movement: 1000, requestsPerMinute: 20, empty: true, resolve: [] };
  const made = { tag: 'made', folder: path.resolve('.datastream') } as const;
  const serving = simulate(context, { ...options, https: made });
  await expect(serving).rejects.toThrow(/\.datastream is a link, which is not followed/);
  expect(await readdir('outside')).toEqual([]);
  expect(await isFree(port)).toBe(true);
});
