// Bundles the Action into one file. The file is committed, because runners install nothing. `--check` fails if it is
// out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { licenceText } from './licence-text.mjs';

const FOLDER = 'action';

/**
 * The format is CommonJS, because bundled packages call `require` for Node.js modules. The target is Node 20, which the
 * tests also run the bundle on; runners have 24. Nothing in the output depends on the machine, so equal sources produce
 * equal bytes. It is minified, because Node.js reads and parses it in every step that uses the Action.
 */
const OPTIONS = {
  entryPoints: ['src/action/main.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  // All licences are in licenses.txt.
  legalComments: 'none',
  sourcemap: false,
  metafile: true,
  write: false,
  logLevel: 'warning',
  outfile: `${FOLDER}/index.cjs`,
};

/**
 * Omits the requests for OIDC tokens in `@actions/core`, which the Action never sends, and with them a second copy
 * of undici. The package does not declare that its unused modules have no side effects.
 */
const onlyUsedActions = {
  name: 'only-used-actions',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === FOLDER || !(path.startsWith('@actions/') || importer.includes('/@actions/')))
        return undefined;
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: FOLDER });
      return { ...found, sideEffects: false };
    });
  },
};

/**
 * Omits axios, with which `akamai-edgegrid` sends requests. Only its signatures are used (`edgegrid.ts`), and for
 * these the package needs no more than the places where it adds its hooks.
 */
const withoutAxios = {
  name: 'without-axios',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^axios$/ }, ({ path }) => ({ path, namespace: 'omitted' }));
    onLoad({ filter: /^axios$/, namespace: 'omitted' }, () => ({
      contents:
        'const hooks = { use() {} }; module.exports = { interceptors: { request: hooks, response: hooks } };',
    }));
  },
};

/**
 * Uses the parser of undici that runs on every processor for those with SIMD instructions too. Each of the two is 72 kB,
 * and responses of the API are small.
 */
const onlyOneParser = {
  name: 'only-one-parser',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /\/llhttp_simd-wasm\.js$/ }, ({ path, kind, resolveDir }) =>
      resolve(path.replace('llhttp_simd-wasm', 'llhttp-wasm'), { kind, resolveDir }),
    );
  },
};

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
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    plugins: [onlyUsedActions, withoutAxios, onlyOneParser],
  });
  const texts = outputFiles.map(({ text }) => text);
  return [
    [`${FOLDER}/index.cjs`, texts.join('')],
    [`${FOLDER}/licenses.txt`, await licences(bundled(metafile))],
  ];
}

/** The files that the bundle contains code of. */
function bundled({ outputs }) {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
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
