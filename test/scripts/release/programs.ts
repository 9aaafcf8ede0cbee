import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { temporaryFolder } from '../../apply/temporary.ts';
import { PROJECT } from '../../commands/workspace.ts';

export const REPOSITORY = 'acme/datastream-gitops';

/** A checkout of a small package at a tag, with a remote repository and substitutes for `npm` and `gh`. */
export interface Checkout {
  readonly folder: string;
  /** The folder that `pack.mjs` writes to. */
  readonly packed: string;
  /** Writes small files with the names of those that `pack.mjs` writes, which takes longer. */
  fakePack(version: string): void;
  git(...words: readonly string[]): string;
  write(file: string, text: string): void;
  /** Commits everything, tags it and pushes both. Returns the commit. */
  release(version: string): string;
  /** Runs a script of the release for a tag. `answers`: what substitutes of programs print, by the first words. */
  run(script: string, tag: string, answers?: Answers): Ran;
}

/**
 * What a substitute does when its command line begins with these words: its exit code, what it prints on each stream,
 * or a file that it copies into the folder after `--dir`.
 */
export type Answers = Readonly<
  Record<string, { status?: number; stdout?: string; stderr?: string; files?: readonly string[] }>
>;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The command lines of the substitutes. */
  readonly calls: readonly string[];
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Returns a program that logs its command line and acts as the first matching answer says. An unknown command line
 * fails. It is a shell script, because a shell starts much faster than Node.js.
 */
function substitute(answers: Answers): string {
  const cases = Object.entries(answers).map(
    ([start, { status = 0, stdout = '', stderr = '', files = [] }]) => `${quote(start)}*)
  for file in ${files.map(quote).join(' ')}; do cp "$file" "$folder/"; done
  printf %s ${quote(stdout)}
  printf %s ${quote(stderr)} >&2
  exit ${status} ;;
`,
  );
  return `#!/bin/sh
line="\${0##*/} $*"
printf '%s\\n' "$line" >> "$CALLS"
for word; do
  if [ "$before" = --dir ]; then folder=$word; fi
  before=$word
done
case $line in
${cases.join('')}*)
  printf 'unexpected: %s' "$line" >&2
  exit 70 ;;
esac
`;
}

const IDENTITY = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

/** Folders with a checkout that tests copy, by their names. Most commands of git run only here. */
const templates = new Map<string, string>();

/** Removes what the tests of a file copied. */
export function removeTemplates(): void {
  for (const root of templates.values()) rmSync(root, { recursive: true });
  templates.clear();
}

/**
 * Returns a checkout that is removed when the test ends.
 * @param name equal for checkouts that are prepared equally
 */
export function preparedCheckout(name: string, prepare: (at: Checkout) => void): Checkout {
  let template = templates.get(name);
  if (template === undefined) {
    template = mkdtempSync(path.join(tmpdir(), 'datastream-release-'));
    templates.set(name, template);
    prepare(emptyCheckout(template));
  }
  const root = temporaryFolder();
  cpSync(template, root, { recursive: true });
  return checkoutIn(root);
}

/** Creates a checkout whose package.json and changelog are at no version yet. */
function emptyCheckout(root: string): Checkout {
  for (const one of ['checkout', 'bin']) mkdirSync(path.join(root, one));
  const at = checkoutIn(root);
  at.git('init', '--quiet', '--template=', '--initial-branch=main', '.');
  at.git('init', '--quiet', '--template=', '--bare', '../origin.git');
  at.git('remote', 'add', 'origin', '../origin.git');
  at.write('action/index.cjs', '// the bundle\n');
  return at;
}

function checkoutIn(root: string): Checkout {
  const folder = path.join(root, 'checkout');
  const packed = path.join(root, 'release');
  const programs = path.join(root, 'bin');
  const env = { PATH: process.env['PATH'] ?? '', HOME: root, ...IDENTITY };
  const git = (...words: readonly string[]) => {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...words], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...env, GIT_COMMITTER_DATE: '2026-12-01T10:00:00Z' },
    });
    if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const release = (version: string) => {
    const manifest = {
      name: 'datastream-gitops',
      version,
      license: 'Apache-2.0',
      repository: { type: 'git', url: `git+https://github.com/${REPOSITORY}.git` },
      files: ['action'],
    };
    write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
    const { name, license } = manifest;
    const lock = { name, version, lockfileVersion: 3, packages: { '': { name, version, license } } };
    write('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
    write('CHANGELOG.md', `# Changelog\n\n## [${version}] - 2026-12-01\n\n- Version ${version}.\n`);
    git('add', '--all');
    git('commit', '--quiet', '-m', version);
    git('tag', `v${version}`);
    git('push', '--quiet', 'origin', 'main', `v${version}`);
    return git('rev-parse', 'HEAD');
  };
  const fakePack = (version: string) => {
    const name = path.join(packed, `datastream-gitops-${version}`);
    mkdirSync(packed, { recursive: true });
    cpSync(path.join(folder, 'action'), path.join(root, 'package/action'), { recursive: true });
    execFileSync('tar', ['-czf', `${name}.tgz`, 'package'], { cwd: root });
    writeFileSync(`${name}.cdx.json`, '{}\n');
    writeFileSync(path.join(packed, 'SHA256SUMS'), version);
    writeFileSync(path.join(packed, 'notes.md'), `- Version ${version}.\n`);
  };
  const run = (script: string, tag: string, answers?: Answers): Ran => {
    const calls = path.join(root, 'calls');
    writeFileSync(calls, '');
    for (const name of answers ? ['npm', 'gh'] : [])
      writeFileSync(path.join(programs, name), substitute(answers ?? {}), { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(PROJECT, 'scripts/release', script), packed],
      {
        cwd: folder,
        encoding: 'utf8',
        env: {
          ...env,
          ...(answers ? { PATH: `${programs}:${env.PATH}` } : {}),
          CALLS: calls,
          GITHUB_REF_NAME: tag,
          GITHUB_REPOSITORY: REPOSITORY,
          DEFAULT_BRANCH: 'main',
          GITHUB_SHA: git('rev-parse', 'HEAD'),
        },
      },
    );
    const lines = readFileSync(calls, 'utf8').split('\n').filter(Boolean);
    return { status, stdout, stderr, calls: lines };
  };
  return { folder, packed, fakePack, git, write, release, run };
}
