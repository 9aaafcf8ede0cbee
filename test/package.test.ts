import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTION_FILES, ACTION_FOLDER, WORKFLOWS } from '../src/commands/init/files.ts';
import { publishedSchemas } from '../src/commands/session/published-schemas.ts';
import { PROJECT } from './commands/workspace.ts';

/** Packs what is already built into a folder. Returns the files of the package, and its tarball. */
function pack(destination: string): { readonly files: readonly string[]; readonly tarball: string } {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
  const npm = process.env['npm_execpath'];
  const settings = { cwd: PROJECT, encoding: 'utf8' } as const;
  const { stdout } = npm?.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, ...words], settings)
    : spawnSync('npm', words, { ...settings, shell: process.platform === 'win32' });
  // One package in a list. From npm 12 on, a member with its name.
  const outputs = Object.values(
    JSON.parse(stdout) as Record<string, { filename: string; files: readonly { path: string }[] }>,
  );
  return {
    files: outputs.flatMap((output) => output.files.map((file) => file.path)),
    tarball: path.join(destination, outputs[0]?.filename ?? ''),
  };
}

interface Reachable {
  readonly own: readonly string[];
  readonly others: readonly string[];
}

/** The package's own files that a start of the command can load, and their imports from other packages. */
async function findReachable(): Promise<Reachable> {
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

let folder = '';
let packed: ReturnType<typeof pack>;
let reachable: Reachable;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'packed-'));
  packed = pack(folder);
  reachable = await findReachable();
});

afterAll(() => rm(folder, { recursive: true }));

test('the package has exactly what the command loads, what init copies, and the schemas', () => {
  const { files } = packed;
  const adjacent = files.filter((file) => !file.startsWith('dist/'));
  expect(adjacent.toSorted()).toEqual(
    [
      ...['LICENSE', 'README.md', 'package.json'],
      ...[...publishedSchemas().keys()].map((name) => `schemas/${name}`),
      ...ACTION_FILES,
      ...WORKFLOWS,
    ].toSorted(),
  );
  expect(files).toEqual(expect.arrayContaining([...reachable.own]));
  expect(files.filter((file) => file.startsWith('dist/') && !file.endsWith('.js'))).toEqual([]);
});

test('the package runs from its tarball in an empty folder: version, init, and a plan of the example', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'installed-'));
  const installed = path.join(folder, 'node_modules/datastream-gitops');
  const datastream = (...words: string[]) =>
    spawnSync(process.execPath, [path.join(installed, 'dist/cli/main.js'), ...words], {
      cwd: folder,
      encoding: 'utf8',
      env: { HOME: folder },
    });
  try {
    await mkdir(installed, { recursive: true });
    spawnSync('tar', ['-xzf', packed.tarball, '--strip-components=1', '-C', installed]);
    // What npm would install next to it, without a network.
    for (const name of await runtimePackages()) {
      const link = path.join(folder, 'node_modules', name);
      await mkdir(path.dirname(link), { recursive: true });
      await symlink(path.join(PROJECT, 'node_modules', name), link);
    }
    const version = datastream('version', '--format', 'json');
    expect(JSON.parse(version.stdout)).toMatchObject({ folder: await realpath(installed) });
    expect(datastream('init')).toMatchObject({ status: 0, stderr: '' });
    for (const file of ACTION_FILES) {
      const copy = await readFile(path.join(folder, ACTION_FOLDER, file), 'utf8');
      expect(copy === readFileSync(path.join(PROJECT, file), 'utf8')).toBe(true);
    }
    expect(datastream('plan', '--simulator', '--detailed-exitcode')).toMatchObject({ status: 0 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** The packages that npm installs for a user, directly below `node_modules`. */
async function runtimePackages(): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile(path.join(PROJECT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: true }>;
  };
  return Object.entries(lock.packages).flatMap(([file, { dev }]) => {
    const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(file) ?? [];
    return name === undefined || dev ? [] : [name];
  });
}

test('the command needs no package that is not installed with it', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8'));
  const { own, others } = reachable;
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
    // The smallest library, unchecked: the compiler spends most of its time on the declarations of the language.
    const libraries = { lib: ['es5'], types: [], skipLibCheck: true };
    const compilerOptions = { outDir: 'dist', rootDir: 'src', incremental: true, strict: true, ...libraries };
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
