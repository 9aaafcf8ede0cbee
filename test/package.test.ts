import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { ACTION_FILES, WORKFLOWS } from '../src/commands/init/files.ts';
import { publishedSchemas } from '../src/commands/session/published-schemas.ts';
import { PROJECT } from './commands/workspace.ts';

/** The files that `npm pack` would put into the package, of those already built. */
function packed(): readonly string[] {
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const npm = process.env['npm_execpath'];
  const options = { cwd: PROJECT, encoding: 'utf8' } as const;
  const { stdout } = npm?.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, ...words], options)
    : spawnSync('npm', words, { ...options, shell: process.platform === 'win32' });
  // One package in a list. From npm 12 on, a member with its name.
  const [output] = Object.values(
    JSON.parse(stdout) as Record<string, { files: readonly { path: string }[] }>,
  );
  return output?.files.map((file) => file.path) ?? [];
}

const files = packed();

/** The package's own files that a start of the command can load, and their imports from other packages. */
async function reachable(): Promise<{ readonly own: readonly string[]; readonly others: readonly string[] }> {
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: ['dist/cli/main.js'],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((one) => one.path));
  return { own: Object.keys(metafile.inputs), others: imported.filter((name) => !isBuiltin(name)) };
}

test('the package has exactly what the command loads, what init copies, and the schemas', async () => {
  const adjacent = files.filter((file) => !file.startsWith('dist/'));
  expect(adjacent.toSorted()).toEqual(
    [
      ...['LICENSE', 'README.md', 'package.json'],
      ...[...publishedSchemas().keys()].map((name) => `schemas/${name}`),
      ...ACTION_FILES,
      ...WORKFLOWS,
    ].toSorted(),
  );
  expect(files).toEqual(expect.arrayContaining([...(await reachable()).own]));
  expect(files.filter((file) => file.endsWith('.tsbuildinfo'))).toEqual([]);
});

test('the command needs no package that is not installed with it', async () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8'));
  const { own, others } = await reachable();
  expect(own.length).toBeGreaterThan(100);
  expect(others).toContain('commander');
  const needed = others.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0]);
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(needed));
});

test('docs/ci.md names the tarball that npm pack creates for this version', () => {
  const { version } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8'));
  const named = readFileSync(path.join(PROJECT, 'docs/ci.md'), 'utf8').match(
    /datastream-gitops-[\w.-]+\.tgz/g,
  );
  expect(new Set(named)).toEqual(new Set([`datastream-gitops-${version}.tgz`]));
});

test('package.json and the documentation name the same repository', () => {
  const { repository, homepage, bugs, keywords } = JSON.parse(
    readFileSync(path.join(PROJECT, 'package.json'), 'utf8'),
  );
  const address = repository.url.replace(/^git\+|\.git$/g, '');
  expect(homepage).toBe(`${address}#readme`);
  expect(bugs).toBe(`${address}/issues`);
  expect(readFileSync(path.join(PROJECT, 'docs/ci.md'), 'utf8')).toContain(`npm install ${repository.url}#`);
  expect(new Set(keywords).size).toBe(keywords.length);
});

test('packing builds next to dist and then swaps, so that a running command keeps its modules', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rebuild-'));
  const rebuild = () =>
    spawnSync(process.execPath, [path.join(PROJECT, 'scripts/rebuild.mjs')], {
      cwd: folder,
      encoding: 'utf8',
    }).status;
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };
  try {
    const compilerOptions = { outDir: 'dist', rootDir: 'src', incremental: true, types: [], strict: true };
    await write('tsconfig.build.json', JSON.stringify({ compilerOptions, include: ['src'] }));
    await write('src/a.ts', 'export const a: number = 1;\n');
    await write('dist/old.js', 'old');
    expect(rebuild()).toBe(0);
    expect((await readdir(path.join(folder, 'dist'))).sort()).toEqual(['.tsbuildinfo', 'a.js']);
    await write('src/a.ts', "export const a: number = '1';\n");
    expect(rebuild()).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(['dist', 'src', 'tsconfig.build.json']);
    expect(await readdir(path.join(folder, 'dist'))).toContain('a.js');
  } finally {
    await rm(folder, { recursive: true });
  }
});
