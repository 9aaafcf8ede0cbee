// Bundles the Action into one file that is committed, since runners install nothing. `--check` says whether it is fresh.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve as resolvePath } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { licenceText } from './licence-text.mjs';

const FOLDER = 'action';

/**
 * CommonJS, because packages in it call `require` of Node's own modules. For Node 20, on which the tests run it as well;
 * runners have 24. Nothing in the output depends on the machine, so that equal sources give equal bytes.
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

/** Packages of GitHub's toolkit bring a copy of undici each; equal versions go into the bundle once. */
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

/** The licences of everything in the bundle, as they ask to be kept with it. */
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
