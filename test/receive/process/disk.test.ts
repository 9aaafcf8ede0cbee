import { execFile } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../apply/temporary.ts';
import { linesIn } from '../output/folders.ts';
import { type ReceiverProcess, startReceiverProcess, until } from './receiver-process.ts';

const run = promisify(execFile);
const SMALL = '{"a":"small"}\n';
const LINE = `{"a":"${'x'.repeat(1000)}"}\n`;
const LARGE = LINE.repeat(1000);
/** At most 200 KiB for each file; the unit is 512 bytes or 1 KiB. */
const LIMIT = 'ulimit -f 200';

async function healthOf({ admin }: ReceiverProcess): Promise<string> {
  const answer = await fetch(admin.health);
  return `${answer.status} ${(await answer.text()).trim()}`;
}

it.skipIf(process.platform === 'win32')('an upload that cannot be written is rejected with 503', async () => {
  const cwd = temporaryFolder();
  const receiver = await startReceiverProcess({ cwd, limit: LIMIT });
  expect(await receiver.send(SMALL)).toBe(200);
  expect(await receiver.send(LARGE)).toBe(503);
  expect(await healthOf(receiver)).toBe('503 writing to out fails (EFBIG)');
  expect(await receiver.metric('write_errors_total')).toBe(1);
  expect(await receiver.send(SMALL)).toBe(200);
  expect(await healthOf(receiver)).toBe('200 ok');
  // Files that reach the limit are closed, and the next one has room.
  const medium = LINE.repeat(60);
  const answers: number[] = [];
  for (let i = 0; i < 8; i += 1) answers.push(await receiver.send(medium));
  expect(new Set(answers)).toEqual(new Set([200, 503]));
  receiver.running.child.kill('SIGTERM');
  const { exitCode, stderr } = await receiver.running.finished;
  expect(exitCode).toBe(0);
  expect(stderr).toContain('receive: writes fail (EFBIG); requests are rejected with 503\n');
  expect(stderr).toContain('receive: writes succeed again\n');
  const written = 2 + 60 * answers.filter((status) => status === 200).length;
  expect(linesIn(path.join(cwd, 'out')).map((line) => JSON.parse(line))).toHaveLength(written);
});

it.skipIf(process.platform === 'win32')(
  'records on standard output are whole after a failed write',
  async () => {
    const cwd = temporaryFolder();
    const file = path.join(cwd, 'records.jsonl');
    const stdout = openSync(file, 'w');
    const receiver = await startReceiverProcess({ cwd, words: [], limit: LIMIT, stdout });
    closeSync(stdout);
    expect(await receiver.send(SMALL)).toBe(200);
    expect(await receiver.send(LARGE)).toBe(503);
    expect(await healthOf(receiver)).toBe('503 writing to standard output fails (EFBIG)');
    receiver.running.child.kill('SIGTERM');
    await receiver.running.finished;
    expect(JSON.parse(readFileSync(file, 'utf8').split('\n')[0] ?? '')).toMatchObject({
      record: { a: 'small' },
    });
  },
);

it('on a full disk, requests are rejected with 503, and writes recover without traffic', async ({ skip }) => {
  const cwd = temporaryFolder();
  const folder = path.join(cwd, 'out');
  if (!(await mountSmallDisk(folder))) skip('needs Linux and root, to mount a disk of 512 KiB');
  const receiver = await startReceiverProcess({ cwd });
  expect(await receiver.send(SMALL)).toBe(200);
  const filler = path.join(folder, 'filler');
  await writeFile(filler, 'x'.repeat(400 * 1024));
  const batch = LINE.repeat(90);
  const answers = [await receiver.send(batch), await receiver.send(batch)];
  expect(answers.at(-1)).toBe(503);
  expect(await healthOf(receiver)).toBe('503 writing to out fails (ENOSPC)');
  await rm(filler);
  await until(async () => (await healthOf(receiver)) === '200 ok');
  answers.push(await receiver.send(batch));
  receiver.running.child.kill('SIGTERM');
  expect((await receiver.running.finished).exitCode).toBe(0);
  expect(answers.at(-1)).toBe(200);
  const written = 1 + 90 * answers.filter((status) => status === 200).length;
  expect(linesIn(folder).map((line) => JSON.parse(line))).toHaveLength(written);
});

async function mountSmallDisk(folder: string): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder]);
  } catch {
    // A container may have root without this right.
    return false;
  }
  onTestFinished(async () => {
    await run('umount', [folder]);
  });
  return true;
}
