import { readdirSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { IS_SOAK } from '../../soak.ts';
import { type ReceiverProcess, startReceiverProcess } from './receiver-process.ts';

/** MiB; what the receiver promises. */
const MOST_MEMORY = 512;
const MIB = 1024 * 1024;
const LINE = `{"streamId":7050,"text":"${'x'.repeat(991)}"}\n`;
/** As many bodies of 200 MiB exceed the memory twice. */
const AT_ONCE = 6;
const IS_LINUX = process.platform === 'linux';

// Each of these takes between several seconds and several minutes.
describe.runIf(IS_SOAK)('a soak', () => {
  it('large bodies at once are read one after another, in bounded memory', async () => {
    const receiver = await startReceiverProcess();
    const large = gzipSync(LINE.repeat((200 * MIB) / LINE.length));
    // The last member of this gzip says nothing of the size of the others.
    const lying = Buffer.concat(Array.from({ length: 200 }, () => gzipSync(LINE.repeat(MIB / LINE.length))));
    for (const [body, fewest] of [
      [large, 1],
      [lying, 1],
      [gzipSync(Buffer.alloc(250 * MIB)), AT_ONCE],
    ] as const) {
      const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => receiver.send(body)));
      expect(new Set([...statuses, 200, 503])).toEqual(new Set([200, 503]));
      expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(fewest);
      expect(await receiver.send(LINE)).toBe(200);
    }
    expect(await receiver.send(gzipSync(Buffer.alloc(257 * MIB, '{}\n')))).toBe(413);
    if (IS_LINUX) expect(receiver.largestResident()).toBeLessThan(MOST_MEMORY);
  });

  it('bodies in chunks of one byte, and requests that nobody waits for, need little memory', async () => {
    const receiver = await startReceiverProcess();
    const head = 'POST / HTTP/1.1\r\nHost: x\r\n';
    const chunks = '1\r\nx\r\n'.repeat(500_000);
    const small = `${head}Content-Length: 2\r\n\r\n{}`.repeat(20_000);
    const texts = [`${head}Transfer-Encoding: chunked\r\n\r\n${chunks}`, small];
    await Promise.all(Array.from({ length: 20 }, (_, i) => sendSlowly(receiver, [texts[i % 2] ?? ''], 8000)));
    expect(await receiver.send(LINE)).toBe(200);
    if (IS_LINUX) expect(receiver.largestResident()).toBeLessThan(MOST_MEMORY);
  });

  it('slow connections are closed with 503, and do not keep others from sending', async () => {
    const words = ['--header-timeout', '2s', '--request-timeout', '3s', '--idle-timeout', '2s'];
    const receiver = await startReceiverProcess({ words });
    const head = 'POST / HTTP/1.1\r\nHost: x\r\n';
    const bytes = (text: string) => text.split(/(?=X)/);
    const headers = bytes(`${head}${'X: 1\r\n'.repeat(20)}`);
    const body = [`${head}Content-Length: 1000\r\n\r\n`, ...bytes('X'.repeat(20))];
    const slow = [headers, body].flatMap((parts) =>
      Array.from({ length: 150 }, () => sendSlowly(receiver, parts, 10_000, 400)),
    );
    const silent = Array.from({ length: 50 }, () => sendSlowly(receiver, [], 10_000));
    for (let i = 0; i < 20; i += 1) expect(await receiver.send(LINE)).toBe(200);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    await Promise.all(silent);
    expect(await receiver.metric('connections')).toBe(0);
    expect(await receiver.metric('buffered_bytes')).toBe(0);
  });

  it('consecutive connections leak neither memory nor open files', async () => {
    const receiver = await startReceiverProcess({ words: ['--dir', 'out', '--rotate-size', '1MiB'] });
    const openFiles = () => readdirSync(`/proc/${receiver.running.child.pid}/fd`).length;
    const sendMany = async (count: number) => {
      for (let i = 0; i < count; i += 1) expect(await receiver.send(LINE)).toBe(200);
    };
    const send = (count: number) => Promise.all([1, 2, 3, 4].map(() => sendMany(count / 4)));
    const whole = Number(process.env['CONNECTIONS'] ?? 6000);
    // MiB. The fewer the connections, the less a leak of a few KiB in each adds up to.
    const mostGrowth = Math.min(50, 14 + whole / 1000);
    await send(whole / 5);
    const before = IS_LINUX ? { memory: receiver.resident(), files: openFiles() } : undefined;
    await send((whole * 4) / 5);
    await sleep(2000);
    expect(await receiver.metric('records_total')).toBe(whole);
    expect(await receiver.metric('connections')).toBe(0);
    if (!before) return;
    expect(receiver.resident()).toBeLessThan(before.memory + mostGrowth);
    expect(openFiles()).toBeLessThanOrEqual(before.files + 2);
  });
});

/**
 * Opens a connection and sends text in parts, with a pause between them. Resolves to what the receiver sends, when it
 * closes the connection or the time is over.
 */
function sendSlowly(
  { port }: ReceiverProcess,
  parts: readonly string[],
  patience: number,
  pause = 0,
): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, async () => {
      for (const part of parts) {
        if (socket.destroyed) return;
        socket.write(part);
        await sleep(pause);
      }
    });
    const timer = setTimeout(() => socket.destroy(), patience);
    socket.on('data', (chunk: Buffer) => {
      received = `${received}${chunk.toString('latin1')}`.slice(0, 1000);
    });
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearTimeout(timer);
        resolve(received);
      });
  });
}
