import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BareServerOptions } from './bare-server.ts';
import type { SenderOptions } from './sender.ts';
import { DATASTREAM } from './start-up.ts';
import { CREDENTIAL, type Sending, type SendingResult } from './uploaders.ts';

/** A server that runs as a process of its own. */
interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A running `datastream receive`. */
export interface RunningReceiver extends RunningServer {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
  /** Deletes the closed files. */
  clear(): Promise<void>;
}

/** Starts `datastream receive`, which checks BASIC and writes to files of a folder. */
export async function startReceiver(folder: string): Promise<RunningReceiver> {
  const { user, password } = CREDENTIAL;
  const options = ['--self-signed', '--port', '0', '--admin-port', '0', '--dir', 'records'];
  const child = spawn(
    process.execPath,
    [DATASTREAM, 'receive', ...options, '--user', user, '--password', 'env:BENCH_PASSWORD'],
    { cwd: folder, env: { ...process.env, BENCH_PASSWORD: password }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const closed = path.join(folder, 'records', 'closed');
  const certificate = path.join(folder, '.datastream', 'receive', 'localhost');
  const port = await readPort(child);
  return {
    port,
    cert: await readFile(`${certificate}.crt`, 'utf8'),
    key: await readFile(`${certificate}.key`, 'utf8'),
    clear: async () => {
      for (const file of await readdir(closed)) await rm(path.join(closed, file));
    },
    stop: () => stop(child),
  };
}

/** Reads the line with which the receiver says where it listens. */
async function readPort({ stderr }: ChildProcess): Promise<number> {
  const lines: string[] = [];
  if (stderr) {
    for await (const line of createInterface({ input: stderr })) {
      const [, port] = /listening on https:\S+:(\d+)/.exec(line) ?? [];
      if (port !== undefined) return Number(port);
      lines.push(line);
    }
  }
  throw new Error(`datastream receive did not start: ${lines.join('\n')}`);
}

/** Starts a bare server. */
export async function startBareServer(options: BareServerOptions): Promise<RunningServer> {
  const child = fork(fileURLToPath(new URL('./bare-server.js', import.meta.url)));
  return { port: Number(await ask(child, options)), stop: () => stop(child) };
}

/** Uploaders that send from a process of their own. */
export interface RunningSender {
  send(sending: Sending): Promise<SendingResult>;
  stop(): Promise<void>;
}

/** Starts a process that uploads. */
export async function startSender(options: SenderOptions): Promise<RunningSender> {
  const child = fork(fileURLToPath(new URL('./sender.js', import.meta.url)));
  await ask(child, options);
  return { send: async (sending) => (await ask(child, sending)) as SendingResult, stop: () => stop(child) };
}

/** Sends a message to a process, and resolves to its next message. */
async function ask(child: ChildProcess, message: object): Promise<unknown> {
  const answered = new AbortController();
  const { signal } = answered;
  child.send(message);
  try {
    const failed = once(child, 'exit', { signal }).then(() => {
      throw new Error('a process of the measurement has ended');
    });
    const [answer] = await Promise.race([once(child, 'message', { signal }), failed]);
    return answer;
  } finally {
    answered.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
