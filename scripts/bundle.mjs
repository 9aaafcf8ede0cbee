// Bundles the Action into one file. The file is committed, because runners install nothing. `--check` fails if it is
// out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve as resolvePath } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { licenceText } from './licence-text.mjs';

const FOLDER = 'action';

/**
 * The format is CommonJS, because bundled packages call `require` for Node.js modules. The target is Node 20, which the
 * tests also run the bundle on; runners have 24. Nothing in the output depends on the machine, so equal sources produce
 * equal bytes.
 */
const OPTIONS = {
  entryPoints: ['src/action/main.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'utf8',
  legalComments: 'eof',
  sourcemap: false,
  metafile: true,
  write: false,
  logLevel: 'warning',
  outfile: `${FOLDER}/index.cjs`,
};

/** Each package of GitHub's toolkit depends on its own copy of undici. Equal versions are bundled once. */
const oneUndici = {
  name: 'one-undici',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^undici$/ }, async ({ kind, importer, resolveDir, pluginData }) => {
      if (pluginData === FOLDER || !importer.includes('/@actions/')) return undefined;
      const [own, first] = await Promise.all(
        [resolveDir, 'node_modules/@actions/core'].map((folder) =>
          resolve('undici', { kind, resolveDir: resolvePath(folder), pluginData: FOLDER }),
        ),
      );
      return (await versionOf(own.path)) === (await versionOf(first.path)) ? first : own;
    });
  },
};

async function versionOf(file) {
  return JSON.parse(await readFile(join(dirname(file), 'package.json'), 'utf8')).version;
}

/** Collects the licences of everything in the bundle, which require that they are included. */
async function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
  const texts = [];
  for (const folder of [...folders].sort()) {
    const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    texts.push(`${name} ${version}\n\n${await licenceText(folder)}\n`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

async function made() {
  const { outputFiles, metafile } = await build({ ...OPTIONS, plugins: [oneUndici] });
  const texts = outputFiles.map(({ text }) => text);
  return [
    [`${FOLDER}/index.cjs`, texts.join('')],
    [`${FOLDER}/licenses.txt`, await licences(Object.keys(metafile.inputs))],
  ];
}

async function isFresh([file, text]) {
  return (await readFile(file, 'utf8').catch(() => '')) === text;
}

const files = await made();
if (process.argv.includes('--check')) {
  const fresh = await Promise.all(files.map(isFresh));
  const stale = files.filter((_, place) => !fresh[place]).map(([file]) => file);
  if (stale.length > 0) {
    process.stderr.write(
      `Not what the sources make: ${stale.join(', ')}. Run npm run bundle and commit it.\n`,
    );
    process.exitCode = 1;
  }
} else {
  for (const [file, text] of files) await writeFile(file, text);
}
