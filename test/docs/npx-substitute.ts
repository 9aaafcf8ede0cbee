import { createServer, type Socket } from 'node:net';
import process from 'node:process';
import { vi } from 'vitest';
import { run } from '../cli/in-process.ts';

/** A substitute for `npx datastream` in scripts. */
interface NpxSubstitute {
  /** The program, for bash. */
  readonly program: string;
  close(): Promise<void>;
}

/**
 * Starts a substitute for `npx datastream`. The program in a script sends its arguments and its environment, and
 * receives the exit code and the output. The commands run in this process, one after the other, because starting a
 * process for each of them takes a second.
 */
export async function npxSubstitute(): Promise<NpxSubstitute> {
  const server = createServer((socket) => {
    answer(socket).catch((error: unknown) => socket.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('bug: a server without a port');
  return {
    program: `#!/bin/bash
[ "$1" = datastream ] || exit 127
shift
exec 3<>/dev/tcp/127.0.0.1/${address.port}
{ printf '%s\\0' "$#" "$@"; env -0; printf '\\0'; } >&3
read -r code <&3 || exit 70
cat <&3
exit "$code"
`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function answer(socket: Socket): Promise<void> {
  const { words, env } = await request(socket);
  const before = { env: { ...process.env }, folder: process.cwd() };
  replaceEnvironment(env);
  process.chdir(env['PWD'] ?? '');
  try {
    const { exitCode, stdout } = await run(...words);
    socket.end(`${exitCode}\n${stdout}`);
  } finally {
    vi.restoreAllMocks();
    process.chdir(before.folder);
    replaceEnvironment(before.env);
  }
}

interface Request {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Reads the number of arguments, the arguments, the variables and an empty string. A NUL ends each of them. */
async function request(socket: Socket): Promise<Request> {
  let text = '';
  socket.setEncoding('utf8');
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const [count = '', ...rest] = text.split('\0');
    const words = rest.slice(0, Number(count));
    const variables = rest.slice(words.length);
    const end = variables.indexOf('');
    // What follows the last NUL is empty, too.
    if (end < 0 || end === variables.length - 1) continue;
    const env = Object.fromEntries(
      variables.slice(0, end).map((line) => [line.split('=', 1).join(''), line.slice(line.indexOf('=') + 1)]),
    );
    return { words, env };
  }
  throw new Error('the request is not complete');
}

function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}
