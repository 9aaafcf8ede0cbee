import { Command } from 'commander';
import { COMMANDS } from '../src/cli/commands.ts';
import type { Work } from '../src/cli/declared-command.ts';
import type { Context, Result } from '../src/commands/session/context.ts';
import { systemContext } from '../src/commands/session/system-context.ts';
import type { Clock } from '../src/model/clock.ts';
import type { DrivenTime } from './driven-time.ts';

/** Where the demo is shown. */
export interface Display {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** Shows text that is not from a command. */
  readonly explain: (text: string) => void;
  /** Shows a command line. */
  readonly type: (line: string) => void;
  /** Shows what a command prints. */
  readonly print: (text: string) => void;
}

/** A command that runs until it is stopped. */
export interface Server {
  /** Resolves to the next match in the messages of the command. Rejects if the command ends first. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends SIGHUP. */
  hangUp(): void;
  /** Sends SIGTERM. */
  stop(): Promise<Result>;
}

/** Commands of this product that run in this process, in the current folder, and share one time. */
export interface Session {
  /** The environment of the commands. */
  readonly env: Record<string, string>;
  readonly time: DrivenTime;
  readonly display: Display;
  /**
   * Runs a command line to its end, and shows it.
   * @param from The text with which the shown part begins. Default: everything is shown.
   */
  run(line: string, from?: string): Promise<Result>;
  /** Runs a command line without showing it. */
  query(line: string): Promise<Result>;
  /** Starts a server and shows it. */
  start(line: string): Server;
}

export function openSession(time: DrivenTime, display: Display): Session {
  const env: Record<string, string> = {};
  const terminal = (context: Context) => ({
    ...{ context, color: display.color, width: display.width, program: 'datastream' },
    ...{ target: () => undefined, close: () => undefined },
  });
  const query = async (line: string, say: (line: string) => void = () => undefined) => {
    const { signal } = new AbortController();
    const context = contextOf({ env, clock: time.foreground, signal, say });
    return (await workOf(line))(terminal(context));
  };
  return {
    ...{ env, time, display },
    query,
    run: async (line, from = '') => {
      display.type(`datastream ${line}`);
      const said: string[] = [];
      const result = await query(line, (text) => void said.push(text));
      const text = [...said, result.output].join('\n');
      display.print(from === '' ? text : `[…]\n\n${text.slice(text.indexOf(from))}`);
      return result;
    },
    start: (line) => {
      display.type(`datastream ${line} &`);
      return startServer(line, { env, time, display, terminal });
    },
  };
}

function startServer(
  line: string,
  {
    env,
    time,
    display,
    terminal,
  }: Pick<Session, 'env' | 'time' | 'display'> & {
    readonly terminal: (context: Context) => Parameters<Work>[0];
  },
): Server {
  const stopping = new AbortController();
  const ended = new AbortController();
  let said = '';
  let wake = () => {};
  const listeners = new Set<() => void>();
  const clock = line.startsWith('simulate') ? time.simulator(ended.signal) : time.background;
  const context: Context = {
    ...contextOf({
      ...{ env: { ...env }, clock, signal: stopping.signal },
      say: (text) => {
        said += `${text}\n`;
        display.print(text);
        wake();
      },
    }),
    onHangup: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const end = workOf(line)
    .then((work) => work(terminal(context)))
    .finally(() => ended.abort());
  // It is reported by `saw` and by `stop`.
  end.catch(() => undefined);
  return {
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        wake = () => {
          const match = pattern.exec(said);
          if (!match) return;
          said = said.slice(match.index + match[0].length);
          wake = () => {};
          resolve(match);
        };
        wake();
        end.then(() => reject(new Error(`${line} ended before it said ${pattern}`)), reject);
      }),
    hangUp: () => {
      for (const listener of listeners) listener();
    },
    stop: () => {
      stopping.abort();
      return end;
    },
  };
}

async function workOf(line: string): Promise<Work> {
  const program = new Command('datastream').exitOverride();
  const chosen: Work[] = [];
  for (const command of COMMANDS) command.addTo(program, ({ work }) => void chosen.push(work));
  await program.parseAsync(line.split(' '), { from: 'user' });
  const [work] = chosen;
  if (!work) throw new Error(`${line} is no command`);
  return work;
}

function contextOf({
  env,
  clock,
  signal,
  say,
}: Pick<Context, 'env' | 'signal' | 'say'> & { readonly clock: Clock }): Context {
  return {
    ...systemContext({ signal, listen: () => undefined, print: async () => true, say }),
    ...{ env, clock, home: process.cwd() },
  };
}
