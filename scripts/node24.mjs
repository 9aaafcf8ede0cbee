// Installs the Node.js version that runners have (24), next to the version that runs the tests; `npm run node24`. It is
// not a dependency, because its `node` would take precedence in every npm script.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const platform = process.platform === 'win32' ? 'win' : process.platform;
// The platform package, without the install script of `node@24`, which would only fetch this package.
const name = `node-${platform}-${process.arch}`;
const folder = `${root}node_modules/.cache/node24`;
const binary = `${folder}/node_modules/${name}/bin/node${platform === 'win' ? '.exe' : ''}`;

if (!existsSync(binary)) {
  const words = [
    'install',
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--prefix',
    folder,
    `${name}@24`,
  ];
  const npm = process.env.npm_execpath;
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...words], { stdio: 'ignore' })
    : spawnSync('npm', words, { stdio: 'ignore', shell: platform === 'win' });
  if (status !== 0)
    process.stderr.write('Node.js 24 could not be installed: what runs under it is skipped.\n');
}
