import { request } from 'node:https';
import { receive } from '../../../src/commands/receive/receive.ts';
import type { Context } from '../../../src/commands/session/context.ts';
import { defaultsOf } from '../../../src/commands/session/declared-option.ts';
import { RECEIVE, type ReceiveOptions } from '../../../src/commands/session/server-options.ts';
import type { Workspace } from '../workspace.ts';

/** The options of `receive --self-signed` on free ports. */
export const OPTIONS: ReceiveOptions = {
  ...defaultsOf(RECEIVE),
  port: 0,
  adminPort: 0,
  selfSigned: 'localhost',
};

/** A receiver that runs as a command, and what it wrote to standard output. */
interface Running {
  readonly port: number;
  readonly ca: string;
  readonly output: () => string;
  readonly end: Promise<{ readonly exitCode: number }>;
}

/** Starts `receive`. Its standard output is kept, unless `printBytes` is given. */
export async function start(
  { context, said }: Workspace,
  options: Partial<ReceiveOptions> = {},
  printBytes?: Context['printBytes'],
): Promise<Running> {
  let output = '';
  const print = async (bytes: Uint8Array) => {
    output += Buffer.from(bytes).toString();
    return true;
  };
  let end: Running['end'] | undefined;
  await new Promise<void>((resolve, reject) => {
    const say = (line: string) => {
      said.push(line);
      if (line.includes('caCert')) resolve();
    };
    end = receive({ ...context, say, printBytes: printBytes ?? print }, { ...OPTIONS, ...options });
    end.catch(reject);
  });
  const port = Number(/https:\/\/127\.0\.0\.1:(\d+)/.exec(said.join('\n'))?.[1]);
  const ca = said.join('\n').slice(said.join('\n').indexOf('-----BEGIN'));
  return { port, ca, output: () => output, end: end as Running['end'] };
}

/** Posts a body and returns the status. */
export function post(
  { port, ca }: Running,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    request(
      { host: 'localhost', port, method: 'POST', path: '/?CANARY-path', headers, ca, agent: false },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    )
      .on('error', reject)
      .end(body);
  });
}

/** The header of a user `akamai`. */
export const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`akamai:${password}`).toString('base64')}`,
});
