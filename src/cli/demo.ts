import process from 'node:process';
import { run } from './run.ts';

/**
 * What `npm start` runs: any command (plan, when none is named) against the embedded simulator. The simulator is
 * named here, by the script of a checkout, and never chosen by the installed command on its own.
 */
const given = process.argv.slice(2);
const words = given.length === 0 || given[0]?.startsWith('-') ? ['plan', ...given] : given;
const [command = 'plan'] = words;
const takesTarget = ['plan', 'apply', 'status', 'import'].includes(command);
const named = words.some((word) => /^--(simulator|endpoint|edgerc)(=|$)/.test(word));

process.exitCode = await run(takesTarget && !named ? [...words, '--simulator'] : words);
