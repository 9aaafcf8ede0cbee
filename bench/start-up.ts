import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fleetOf } from './fleet.ts';
import { inFolder } from './loading.ts';
import { costOf, times } from './measure.ts';
import { ratio, type Section } from './report.ts';

const run = promisify(execFile);

const ROUNDS = 15;
const MOST = 2;
/** The built command. This file runs from `dist-bench/bench`. */
export const DATASTREAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The bundled Action, which reports that its input `command` is missing. Its exit code is replaced. */
const ACTION = `process.on('exit', () => { process.exitCode = 0; }); require(${JSON.stringify(
  fileURLToPath(new URL('../../action/index.cjs', import.meta.url)),
)});`;

/**
 * Measures how long the command and the Action take until they print their result, compared with a Node.js process that does nothing.
 */
export async function measureStartUp(): Promise<Section> {
  const [empty, version, validate, action] = await inFolder(fleetOf(1).files, (streams) =>
    quickest([
      ['-e', '0'],
      [DATASTREAM, '--version'],
      [DATASTREAM, 'validate', '--streams', streams],
      ['-e', ACTION],
    ]),
  );
  if (empty === undefined || version === undefined || validate === undefined || action === undefined)
    throw new Error('a command was not measured');
  return {
    title: '5. Start-up of the built command and of the bundled Action',
    notes: [`By the clock on the wall; the quickest of ${ROUNDS} runs, as other work only adds.`],
    heads: ['ms', 'ratio'],
    rows: [
      { label: 'node -e 0', cells: [milliseconds(empty), ''] },
      {
        label: 'datastream --version',
        cells: [milliseconds(version), ratio(version / empty)],
        aim: { text: `under ${MOST}`, met: version / empty < MOST },
      },
      { label: 'datastream validate, one file', cells: [milliseconds(validate), ratio(validate / empty)] },
      { label: 'Action, missing input', cells: [milliseconds(action), ratio(action / empty)] },
    ],
  };
}

/** Returns the shortest run of each command line, in seconds. */
async function quickest(commands: readonly (readonly string[])[]): Promise<readonly number[]> {
  const rounds = await times(ROUNDS, () => eachOnce(commands));
  return commands.map((_, index) => Math.min(...rounds.map((round) => round[index] ?? Number.NaN)));
}

async function eachOnce(commands: readonly (readonly string[])[]): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (const words of commands) {
    seconds.push((await costOf(() => run(process.execPath, [...words]))).wall);
  }
  return seconds;
}

function milliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(0);
}
