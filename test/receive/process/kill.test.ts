import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../apply/temporary.ts';
import { runs } from '../../soak.ts';
import { linesIn } from '../output/folders.ts';
import { oneConnection, type ReceiverProcess, startReceiverProcess } from './receiver-process.ts';

const SENDERS = 4;

it('a receiver that is killed under load loses nothing that it acknowledged, and leaves no partial line', async () => {
  const cwd = temporaryFolder();
  const acknowledged: string[] = [];
  const kills = runs(15);
  for (let run = 0; run <= kills; run += 1) {
    const gzip = run % 2 === 0 ? [] : ['--gzip'];
    const words = ['--dir', 'out', '--rotate-size', '4KiB', ...gzip];
    const receiver = await startReceiverProcess({ cwd, words });
    const senders = Array.from({ length: SENDERS }, (_, i) => sendUntilKilled(receiver, `${run}-${i}`));
    await sleep(30 + Math.random() * 300);
    receiver.running.child.kill('SIGKILL');
    await receiver.running.finished;
    acknowledged.push(...(await Promise.all(senders)).flat());
  }
  const last = await startReceiverProcess({ cwd });
  last.running.child.kill('SIGTERM');
  expect((await last.running.finished).exitCode).toBe(0);
  const written = new Set(linesIn(`${cwd}/out`).map((line) => idOf(line)));
  expect(acknowledged.length).toBeGreaterThan(kills * SENDERS);
  expect(acknowledged.filter((id) => !written.has(id))).toEqual([]);
}, 60_000);

/** Sends batches of several records one after another, and returns the ids of those that were answered 200. */
async function sendUntilKilled({ send }: ReceiverProcess, name: string): Promise<readonly string[]> {
  const agent = oneConnection();
  const acknowledged: string[] = [];
  for (let batch = 0; ; batch += 1) {
    const ids = Array.from({ length: 1 + (batch % 5) }, (_, i) => `${name}-${batch}-${i}`);
    const body = ids.map((id) => `${JSON.stringify({ id, text: 'x'.repeat(200) })}\n`).join('');
    try {
      if ((await send(body, { agent })) === 200) acknowledged.push(...ids);
    } catch {
      return acknowledged;
    }
  }
}

/** @throws if the line is not whole */
function idOf(line: string): string {
  expect(line.endsWith('}}\n')).toBe(true);
  return (JSON.parse(line) as { readonly record: { readonly id: string } }).record.id;
}
