// Runs the checks that need no test, as many at once as there are processors, and then all tests with their coverage;
// `npm run check`.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import process from 'node:process';

/** Scripts of package.json, the longest first. `pretest` builds what the tests start. */
const CHECKS = ['types', 'pretest', 'lint', 'dead', 'rules'];

/** Runs a script of package.json, and prints its output in one piece. Resolves to whether it succeeded. */
function runScript(name) {
  return new Promise((resolve, reject) => {
    const npm = spawn(process.execPath, [process.env.npm_execpath, 'run', name]);
    const output = [];
    npm.stdout.on('data', (chunk) => output.push(chunk));
    npm.stderr.on('data', (chunk) => output.push(chunk));
    npm.on('error', reject).on('close', (status) => {
      process.stdout.write(Buffer.concat(output));
      resolve(status === 0);
    });
  });
}

if (!process.env.npm_execpath) throw new Error('Start this script with `npm run check`.');
const waiting = [...CHECKS];
const failed = [];
async function runWaiting() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    if (!(await runScript(name))) failed.push(name);
}
await Promise.all(Array.from({ length: availableParallelism() }, runWaiting));

if (failed.length > 0) {
  process.stderr.write(`Failed: ${failed.map((name) => `npm run ${name}`).join(', ')}\n`);
  process.exitCode = 1;
} else {
  // npm adds the folder of the command to the PATH.
  const shell = process.platform === 'win32';
  const tests = spawn('vitest', ['run', '--coverage'], { stdio: 'inherit', shell });
  tests.on('exit', (status) => {
    process.exitCode = status ?? 1;
  });
}
