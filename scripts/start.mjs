import process from 'node:process';
import { COMMANDS } from '../dist/cli/commands.js';
import { flagOf } from '../dist/cli/declare.js';
import { run } from '../dist/cli/run.js';
import { TARGET } from '../dist/commands/session/option-groups.js';
import { variablesIn } from '../dist/commands/session/variables-in.js';
import { loadManifests } from '../dist/manifest/load.js';

/**
 * Run by `npm start`: runs any command (default: plan, with a check of the properties) against the embedded simulator. This script of a checkout
 * selects the simulator. The installed command never selects it on its own.
 */
const given = process.argv.slice(2);
const general = given.some((word) => ['--help', '-h', '--version', '-V'].includes(word));
const words =
  general || given[0]?.startsWith('-') === false ? given : ['plan', '--check-properties', ...given];
const [command = 'plan'] = words;
const takesTarget = COMMANDS.some(({ name, options }) => name === command && 'simulator' in options);
const isNamed = (...options) => words.some((word) => options.includes(word.replace(/=.*$/s, '')));
const simulated = takesTarget && !general && !isNamed(...TARGET.simulator.conflicts.map(flagOf));

if (simulated && command === 'apply') await makeUpSecrets();
const ending = simulated && !isNamed('--simulator') ? ['--simulator'] : [];
process.exitCode = await run([...words, ...ending], 'npm start --');

/**
 * Sets placeholder secrets. The simulator only checks that secrets exist, so a new user need not set those of the
 * examples.
 */
async function makeUpSecrets() {
  const { manifests } = await loadManifests({ directory: 'streams' });
  const names = new Set(manifests.flatMap(({ spec }) => variablesIn(spec)));
  const missing = [...names].filter((name) => !process.env[name]);
  if (missing.length === 0) return;
  for (const name of missing) process.env[name] = `made-up-for-the-simulator-${name}`;
  process.stderr.write(
    `npm start sets ${missing.length} missing secrets to made-up values, for the simulator only.\n`,
  );
}
