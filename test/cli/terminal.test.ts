import { EventEmitter } from 'node:events';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { PLAIN } from '../../src/cli/logging.ts';
import { openTerminal } from '../../src/cli/terminal.ts';
import type { RunEvent } from '../../src/model/event.ts';

const READING: RunEvent = { tag: 'reading', done: 25, total: 50 };
const STARTED: RunEvent = { tag: 'step-started', name: 'web', step: 'update' };
const WRITE = { name: 'web', step: 'update' } as const;
const WAITING: RunEvent = {
  tag: 'waiting',
  began: 0,
  streams: [
    {
      name: 'web',
      kind: 'DataStream2',
      status: 'ACTIVATING',
      progress: 'in-transition',
      goal: 'ACTIVATED',
      since: 0,
    },
  ],
};
const ERASE = '\r\u001b[K';

interface Seat {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The parts of a process that a terminal uses. Not interactive by default. */
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
  const output = () => String(stderr.read() ?? '');
  const time = { now: 0, ticks: new Set<() => void>() };
  const terminal = openTerminal(fake, 'datastream', PLAIN, {
    now: () => time.now,
    everySecond: (tick) => {
      time.ticks.add(tick);
      return () => time.ticks.delete(tick);
    },
  });
  const pass = (seconds: number) => {
    for (let left = seconds; left > 0; left -= 1) {
      time.now += 1000;
      for (const tick of time.ticks) tick();
    }
  };
  const resize = (width: number) => Object.assign(stderr, { columns: width });
  const send = (signal: 'SIGINT' | 'SIGTERM') => emitter.emit(signal);
  return { terminal, output, exit, stdin, stdout, pass, time, resize, send, interrupt: () => send('SIGINT') };
}

describe('color', () => {
  it.each<[string, Seat, boolean]>([
    ['is used on a terminal', { isTTY: true }, true],
    ['is not used in a pipe', {}, false],
    ['is not used on a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }, false],
    ['is not used if NO_COLOR is set', { isTTY: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
    ['is used if NO_COLOR is empty', { isTTY: true, env: { NO_COLOR: '' } }, true],
    ['is used in a pipe with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
    ['is not used in a pipe with FORCE_COLOR=0', { env: { FORCE_COLOR: '0' } }, false],
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
    const { terminal, output } = host();
    terminal.context.listen(READING);
    terminal.context.listen(STARTED);
    terminal.context.say('a word');
    terminal.close();
    expect(output()).toBe('read 25 of 50 streams\nweb: updating…\na word\n');
  });

  it('rewrites one line for the current activity, and removes it at the end', () => {
    const { terminal, output, time } = host({ isTTY: true, env: { NO_COLOR: '1' } });
    terminal.context.listen(READING);
    terminal.context.listen({ ...READING, done: 50 });
    terminal.context.listen({ tag: 'step-done', ...WRITE });
    terminal.context.listen(READING);
    terminal.close();
    terminal.close();
    expect(output()).toBe(`| read 25 of 50 streams${ERASE}web: updated\n| read 25 of 50 streams${ERASE}`);
    expect(time.ticks.size).toBe(0);
  });

  it('rewrites the line every second, at the current width of the terminal', () => {
    const { terminal, output, pass, resize } = host({ isTTY: true, columns: 80, env: { NO_COLOR: '1' } });
    terminal.context.listen(WAITING);
    pass(2);
    resize(20);
    pass(1);
    expect(output().split(ERASE)).toEqual([
      '| 0 of 1 active · oldest 0 s',
      '/ 0 of 1 active · oldest 1 s',
      '- 0 of 1 active · oldest 2 s',
      '\\ 0 of 1 active',
    ]);
  });

  it('keeps the line of a wait below other messages, and appends pauses to it', () => {
    const { terminal, output } = host({ isTTY: true, env: { NO_COLOR: '1' } });
    terminal.context.listen(WAITING);
    terminal.context.listen({ tag: 'step-done', ...WRITE });
    terminal.context.listen({ tag: 'paused', reason: 'rate-limit', milliseconds: 5000 });
    expect(output().split(ERASE)).toEqual([
      '| 0 of 1 active · oldest 0 s',
      'web: updated\n| 0 of 1 active · oldest 0 s',
      '| 0 of 1 active · oldest 0 s · paused for 5 s',
    ]);
  });

  it('breaks permanent lines between words', () => {
    const { terminal, output } = host({ isTTY: true, columns: 30, env: { NO_COLOR: '1' } });
    terminal.context.listen({ tag: 'step-failed', ...WRITE, error: 'the API answered 400, bad request' });
    expect(output()).toBe('web: updating failed: the API\nanswered 400, bad request\n');
  });

  it('has no color codes and rewrites nothing on a dumb terminal', () => {
    const { terminal, output } = host({ isTTY: true, env: { TERM: 'dumb' } });
    terminal.context.listen(READING);
    expect(output()).toBe('read 25 of 50 streams\n');
  });

  it('omits events that users do not need', () => {
    const { terminal, output } = host();
    terminal.context.listen({ tag: 'reading', done: 3, total: 50 });
    terminal.context.listen({ tag: 'write-started', ...WRITE });
    expect(output()).toBe('');
  });
});

describe('a result in pieces', () => {
  it('waits for a slow reader, and removes the live line first', async () => {
    const { terminal, output, stdout } = host({ isTTY: true, env: { NO_COLOR: '1' } });
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
    expect(output()).toBe(`| page 1, 2 records so far${ERASE}`);
    stdout.resume();
    expect(await all).toEqual([true, true]);
  });

  it.each([
    ['EPIPE', false],
    ['ERR_STREAM_DESTROYED', false],
  ])('reports that the reader is gone (%s)', async (code, read) => {
    const { terminal, stdout } = host();
    stdout.on('error', () => undefined);
    vi.spyOn(stdout, 'write').mockImplementation((...output: readonly unknown[]) => failWith(code, output));
    expect(await terminal.context.print('x')).toBe(read);
  });

  it('is an error if it cannot be written', async () => {
    const { terminal, stdout } = host();
    vi.spyOn(stdout, 'write').mockImplementation((...output: readonly unknown[]) =>
      failWith('ENOSPC', output),
    );
    await expect(terminal.context.print('x')).rejects.toThrow('The result could not be written (ENOSPC).');
  });
});

/** The error of a stream that cannot write. */
function failWith(code: string, output: readonly unknown[]): boolean {
  const done = output.at(-1);
  if (typeof done === 'function') done(Object.assign(new Error(code), { code }));
  return false;
}

describe('Ctrl-C', () => {
  it('requests a stop the first time, and ends the process the second time', () => {
    const { terminal, output, exit, interrupt } = host();
    expect(terminal.context.signal.aborted).toBe(false);
    interrupt();
    expect(terminal.context.signal.aborted).toBe(true);
    expect(output()).toBe('Stopping after the request in flight. Press Ctrl-C again to end at once.\n');
    expect(exit).not.toHaveBeenCalled();
    interrupt();
    expect(exit).toHaveBeenCalledWith(130);
  });

  it.each<RunEvent>([
    { tag: 'paused', reason: 'rate-limit', milliseconds: 1 },
    { tag: 'looking-up', ...WRITE, because: 'it got no answer' },
    { tag: 'warning', warning: { code: 'journal-unwritable', message: 'x' } },
    { tag: 'step-done', ...WRITE },
    { tag: 'step-failed', ...WRITE, error: 'x' },
    WAITING,
  ])('never ends the process between the start and the end of a write, whatever it reports: %j', (event) => {
    const { terminal, output, exit, send } = host();
    terminal.context.listen({ tag: 'write-started', ...WRITE });
    send('SIGINT');
    terminal.context.listen(event);
    send('SIGTERM');
    send('SIGTERM');
    expect(exit).not.toHaveBeenCalled();
    expect(output()).toContain('A write is in progress; the run ends after its response.');
    terminal.context.listen({ tag: 'write-ended', ...WRITE });
    send('SIGTERM');
    expect(exit).toHaveBeenCalledWith(130);
  });

  it('ends the live line before the process', () => {
    const { terminal, output, interrupt } = host({ isTTY: true, env: { NO_COLOR: '1' } });
    terminal.context.listen(WAITING);
    interrupt();
    interrupt();
    expect(output().endsWith(ERASE)).toBe(true);
  });
});

describe('a question', () => {
  it('can be asked only if the terminal is interactive', async () => {
    expect(host().terminal.context.ask).toBeUndefined();
    const { terminal, stdin, output } = host({ isTTY: true });
    const answer = terminal.context.ask?.('Sure? ');
    stdin.write('yes\n');
    expect(await answer).toBe('yes');
    expect(output()).toContain('Sure? ');
  });

  it('is not overwritten by the live line', async () => {
    const { terminal, stdin, output, pass } = host({ isTTY: true, env: { NO_COLOR: '1' } });
    terminal.context.listen(WAITING);
    const answer = terminal.context.ask?.('Sure? ');
    output();
    pass(3);
    expect(output()).toBe('');
    stdin.write('no\n');
    expect(await answer).toBe('no');
  });

  it('ends with Ctrl-C', async () => {
    const { terminal, interrupt } = host({ isTTY: true });
    const answer = terminal.context.ask?.('Sure? ');
    interrupt();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  });
});
