import { EventEmitter } from 'node:events';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { openTerminal } from '../../src/cli/terminal.ts';
import type { RunEvent } from '../../src/model/event.ts';

const READING: RunEvent = { tag: 'reading', done: 25, total: 50 };
const STARTED: RunEvent = { tag: 'step-started', name: 'web', step: 'update' };
const ERASE = '\r\u001b[K';

interface Seat {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** As much of a process as a terminal takes, with nobody in front of it unless told. */
function host({ isTTY, columns, env = {} }: Seat = {}) {
  const stream = () =>
    Object.assign(new PassThrough(), { ...(isTTY ? { isTTY } : {}), ...(columns ? { columns } : {}) });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const exit = vi.fn();
  const emitter: EventEmitter = new EventEmitter();
  const own = {
    stdin,
    stdout,
    stderr,
    env,
    exit,
    on: (name: string, listener: () => void) => emitter.on(name, listener),
  };
  const members = Object.entries(own).map(([name, value]) => [name, { value }] as const);
  const fake: NodeJS.Process = Object.create(process, Object.fromEntries(members));
  const told = () => String(stderr.read() ?? '');
  return { terminal: openTerminal(fake), told, exit, stdin, stdout, interrupt: () => emitter.emit('SIGINT') };
}

describe('colour', () => {
  it.each<[string, Seat, boolean]>([
    ['is where a terminal is', { isTTY: true }, true],
    ['is not in a pipe', {}, false],
    ['is not on a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }, false],
    ['is not where NO_COLOR is set', { isTTY: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
    ['is where an empty NO_COLOR is set', { isTTY: true, env: { NO_COLOR: '' } }, true],
    ['is in a pipe with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
    ['is not in a pipe with FORCE_COLOR=0', { env: { FORCE_COLOR: '0' } }, false],
  ])('%s', (_, seat, color) => {
    expect(host(seat).terminal.color).toBe(color);
  });
});

describe('the width', () => {
  it.each([
    [200, 200],
    [20, 40],
    [undefined, 80],
  ])('of a terminal with %s columns is %i', (columns, width) => {
    expect(host({ isTTY: true, ...(columns ? { columns } : {}) }).terminal.width).toBe(width);
  });
});

describe('progress', () => {
  it('is plain lines without a terminal', () => {
    const { terminal, told } = host();
    terminal.context.listen(READING);
    terminal.context.listen(STARTED);
    terminal.context.say('a word');
    terminal.close();
    expect(told()).toBe('read 25 of 50 streams\nweb: updating…\na word\n');
  });

  it('rewrites one line for states that pass, and leaves none behind', () => {
    const { terminal, told } = host({ isTTY: true, env: { NO_COLOR: '1' } });
    terminal.context.listen(READING);
    terminal.context.listen({ ...READING, done: 50 });
    terminal.context.listen(STARTED);
    terminal.context.listen(READING);
    terminal.close();
    terminal.close();
    expect(told()).toBe(
      `read 25 of 50 streams${ERASE}read 50 of 50 streams${ERASE}web: updating…\nread 25 of 50 streams${ERASE}`,
    );
  });

  it('has no colour codes and rewrites nothing on a dumb terminal', () => {
    const { terminal, told } = host({ isTTY: true, env: { TERM: 'dumb' } });
    terminal.context.listen(READING);
    expect(told()).toBe('read 25 of 50 streams\n');
  });

  it('says nothing of events that nobody needs to see', () => {
    const { terminal, told } = host();
    terminal.context.listen({ tag: 'reading', done: 3, total: 50 });
    terminal.context.listen({ tag: 'step-started', name: 'web', step: 'await' });
    expect(told()).toBe('');
  });
});

describe('a result in pieces', () => {
  it('waits for a reader that is slow, and takes the live line away first', async () => {
    const { terminal, told, stdout } = host({ isTTY: true, env: { NO_COLOR: '1' } });
    terminal.context.listen({ tag: 'pulled', page: 1, records: 2 });
    const piece = 'x'.repeat(stdout.writableHighWaterMark * 4);
    let taken = false;
    const prints = [terminal.context.print(piece), terminal.context.print('end')];
    const all = Promise.all(prints).then((each) => {
      taken = true;
      return each;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    expect(told()).toBe(`page 1, 2 records so far${ERASE}`);
    stdout.resume();
    expect(await all).toEqual([true, true]);
  });

  it.each([
    ['EPIPE', false],
    ['ERR_STREAM_DESTROYED', false],
  ])('tells that nobody reads any more (%s)', async (code, read) => {
    const { terminal, stdout } = host();
    stdout.on('error', () => undefined);
    vi.spyOn(stdout, 'write').mockImplementation((...told: readonly unknown[]) => failWith(code, told));
    expect(await terminal.context.print('x')).toBe(read);
  });

  it('is an error where it cannot be put down', async () => {
    const { terminal, stdout } = host();
    vi.spyOn(stdout, 'write').mockImplementation((...told: readonly unknown[]) => failWith('ENOSPC', told));
    await expect(terminal.context.print('x')).rejects.toThrow('The result could not be written (ENOSPC).');
  });
});

/** What a stream does that cannot write. */
function failWith(code: string, told: readonly unknown[]): boolean {
  const done = told.at(-1);
  if (typeof done === 'function') done(Object.assign(new Error(code), { code }));
  return false;
}

describe('Ctrl-C', () => {
  it('asks to stop first, and ends the process the second time', () => {
    const { terminal, told, exit, interrupt } = host();
    expect(terminal.context.signal.aborted).toBe(false);
    interrupt();
    expect(terminal.context.signal.aborted).toBe(true);
    expect(told()).toBe('Stopping after the request in flight. Press Ctrl-C again to end at once.\n');
    expect(exit).not.toHaveBeenCalled();
    interrupt();
    expect(exit).toHaveBeenCalledWith(130);
  });
});

describe('a question', () => {
  it('can be asked only where somebody sits', async () => {
    expect(host().terminal.context.ask).toBeUndefined();
    const { terminal, stdin, told } = host({ isTTY: true });
    const answer = terminal.context.ask?.('Sure? ');
    stdin.write('yes\n');
    expect(await answer).toBe('yes');
    expect(told()).toContain('Sure? ');
  });

  it('ends with Ctrl-C', async () => {
    const { terminal, interrupt } = host({ isTTY: true });
    const answer = terminal.context.ask?.('Sure? ');
    interrupt();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  });
});
