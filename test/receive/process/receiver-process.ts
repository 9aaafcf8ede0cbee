import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Agent, type RequestOptions, request } from 'node:https';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { certificateFor } from '../../api/certificate.ts';
import { temporaryFolder } from '../../apply/temporary.ts';
import { type Running, start } from '../../cli/built.ts';

/** A built receiver in a process of its own. It has at least a certificate, and ends with the test. */
export interface ReceiverProcess {
  readonly running: Running;
  readonly port: number;
  /** The addresses of the admin port. */
  readonly admin: { readonly health: string; readonly metrics: string };
  /** Sends a request, and resolves to the status. Rejects if the connection ends without an answer. */
  send(body: string | Uint8Array, options?: RequestOptions): Promise<number>;
  /** The value of a metric, without its prefix. */
  metric(name: string): Promise<number>;
  /** Resident memory now; MiB. Linux only. */
  resident(): number;
  /** The largest resident memory so far; MiB. Linux only. */
  largestResident(): number;
}

const SERVER = certificateFor('localhost');

interface ProcessOptions {
  /** The working directory of an earlier receiver. */
  readonly cwd?: string;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly limit?: string;
  /** A file descriptor. */
  readonly stdout?: number;
}

/** Starts a receiver that writes into the folder `out`, if no other is given, of its working directory. */
export async function startReceiverProcess(options: ProcessOptions = {}): Promise<ReceiverProcess> {
  const { cwd = temporaryFolder(), words = ['--dir', 'out'], ...others } = options;
  await writeFile(path.join(cwd, 'cert.pem'), SERVER.cert);
  await writeFile(path.join(cwd, 'key.pem'), SERVER.key);
  const files = ['--cert', 'cert.pem', '--key', 'key.pem', '--port', '0', '--admin-port', '0'];
  const running = start(['receive', ...files, ...words], { cwd, ...others });
  onTestFinished(async () => {
    running.child.kill('SIGKILL');
    await running.finished;
  });
  await running.saw(/receive: checks .*\n/);
  const [, port = ''] = await running.saw(/listening on https:\/\/127\.0\.0\.1:(\d+)/);
  const [, metrics = ''] = await running.saw(/metrics on (\S+)/);
  const statusOf = (member: string) => {
    const text = readFileSync(`/proc/${running.child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${member}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) / 1024;
  };
  return {
    running,
    port: Number(port),
    admin: { health: metrics.replace('/metrics', '/healthz'), metrics },
    send: (body, more) => send({ port: Number(port), ...more }, body),
    metric: async (name) => {
      const text = await (await fetch(metrics)).text();
      const found = new RegExp(`^datastream_receive_${name} (\\S+)$`, 'm').exec(text);
      return Number(found?.[1] ?? Number.NaN);
    },
    resident: () => statusOf('VmRSS'),
    largestResident: () => statusOf('VmHWM'),
  };
}

function send(options: RequestOptions, body: string | Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: 'localhost', method: 'POST', path: '/?CANARY-path', ca: SERVER.cert, agent: false, ...options },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.on('error', reject).end(body);
  });
}

/** An agent that keeps one connection. */
export function oneConnection(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

/** Waits until a condition is true, for up to 15 seconds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the condition did not become true');
}
