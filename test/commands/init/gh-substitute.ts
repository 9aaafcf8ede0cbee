import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { vi } from 'vitest';
import { temporaryFolder } from '../../apply/temporary.ts';

/** What the substitute for `gh` knows of a repository, and what it has to do. */
interface GhState {
  environments?: Record<string, { policy: object | null; branches: string[] }>;
  /** By the name of the environment; `''` for the repository. */
  secrets?: Record<string, string[]>;
  variables?: Record<string, string>;
  isLoggedOut?: boolean;
  /** A part of the arguments of the command that fails, or that a signal ends. */
  failing?: string;
  killed?: string;
}

/** A command that the substitute was called with. */
interface GhCall {
  readonly args: readonly string[];
  readonly input: string;
}

/**
 * Puts a substitute for `gh` at the front of PATH. It keeps its state in a file, records its arguments, and fails as
 * GitHub does for a branch that an environment has already.
 */
export async function substituteGh(initial: GhState = {}) {
  const folder = temporaryFolder();
  const state = path.join(folder, 'state.json');
  const log = path.join(folder, 'log');
  await mkdir(path.join(folder, 'bin'));
  const program = path.join(folder, 'bin', 'gh');
  await writeFile(program, `#!${process.execPath}\n${PROGRAM}`);
  await chmod(program, 0o755);
  await writeFile(log, '');
  vi.stubEnv('PATH', `${path.join(folder, 'bin')}:${process.env['PATH']}`);
  vi.stubEnv('GH_STATE', state);
  vi.stubEnv('GH_LOG', log);
  const write = (next: GhState) =>
    writeFile(state, JSON.stringify({ environments: {}, secrets: {}, variables: {}, ...next }));
  await write(initial);
  const calls = async (): Promise<readonly GhCall[]> =>
    (await readFile(log, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return {
    read: async (): Promise<Required<GhState>> => JSON.parse(await readFile(state, 'utf8')),
    write,
    calls,
    /** The commands that change something. */
    writes: async () => (await calls()).filter(({ args }) => args.includes('set') || args.includes('-X')),
  };
}

const PROGRAM = `
const fs = require('node:fs');
const args = process.argv.slice(2);
const input = fs.readFileSync(0, 'utf8');
fs.appendFileSync(process.env.GH_LOG, JSON.stringify({ args, input, env: Object.keys(process.env) }) + '\\n');
const state = JSON.parse(fs.readFileSync(process.env.GH_STATE, 'utf8'));
const all = args.join(' ');
const end = (code, text) => { process.stderr.write(text + '\\n'); process.exit(code); };
const save = () => fs.writeFileSync(process.env.GH_STATE, JSON.stringify(state));
const option = (name) => args[args.indexOf(name) + 1];
if (state.isLoggedOut) end(4, 'To get started with GitHub CLI, please run:  gh auth login');
if (state.failing && all.includes(state.failing)) end(1, 'gh: Resource not accessible (HTTP 403)');
if (state.killed && all.includes(state.killed)) process.kill(process.pid, 'SIGKILL');
const [, name, isBranch] = /environments\\/([^/ ]+)(\\/deployment-branch-policies)?/.exec(all) ?? [];
const environment = state.environments[name];
const where = args.includes('--env') ? option('--env') : '';
if (args[0] === 'repo') console.log('{"nameWithOwner":"acme/logs"}');
else if (args[0] === 'api' && option('-X') === 'PUT') {
  state.environments[name] = { policy: JSON.parse(input).deployment_branch_policy, branches: [] };
  save();
} else if (args[0] === 'api' && option('-X') === 'POST') {
  const branch = option('-f').replace('name=', '');
  if (!environment || environment.branches.includes(branch)) end(1, 'gh: refused (HTTP 422)');
  environment.branches.push(branch);
  save();
} else if (args[0] === 'api' && !environment) end(1, 'gh: Not Found (HTTP 404)');
else if (isBranch) console.log(JSON.stringify({ branch_policies: environment.branches.map((name) => ({ name })) }));
else if (args[0] === 'api') console.log(JSON.stringify({ deployment_branch_policy: environment.policy }));
else if (args[0] === 'secret' && where !== '' && !state.environments[where]) end(1, 'failed (HTTP 404)');
else if (all.startsWith('secret set')) { (state.secrets[where] ??= []).push(args[2]); save(); }
else if (args[0] === 'secret') console.log(JSON.stringify((state.secrets[where] ?? []).map((name) => ({ name }))));
else if (all.startsWith('variable set')) { state.variables[args[2]] = option('--body'); save(); }
else console.log(JSON.stringify(Object.entries(state.variables).map(([name, value]) => ({ name, value }))));
`;
