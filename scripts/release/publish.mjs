// Publishes the tarball of a release to npm, unless exactly these bytes are there already.
// Usage: node scripts/release/publish.mjs FOLDER; needs GITHUB_REF_NAME and GITHUB_REPOSITORY.
import path from 'node:path';
import process from 'node:process';
import { readRelease } from './released.mjs';
import { npmTag } from './rules.mjs';
import { attempt, integrity, main, run, say } from './run.mjs';

main(() => {
  const [folder = 'release'] = process.argv.slice(2);
  const { name, version, tarball } = readRelease();
  // npm takes a relative path with one slash for a repository on GitHub.
  const file = path.resolve(folder, tarball);
  const published = viewed(`${name}@${version}`, 'dist.integrity');
  if (published === integrity(file)) return say(`${name} ${version} is on npm already, with the same bytes.`);
  if (published !== undefined)
    throw new Error(
      `${name} ${version} is on npm with other bytes (${published}). A version cannot be replaced: release a new one.`,
    );
  const tag = npmTag(version, viewed(name, 'dist-tags') ?? {});
  run('npm', ['publish', file, '--provenance', '--access', 'public', '--tag', tag]);
  say(`Published ${name} ${version} as ${tag}.`);
});

/** Returns a value of the registry; undefined if the package or the version does not exist. */
function viewed(what, member) {
  const { status, stdout, stderr } = attempt('npm', ['view', what, member, '--json']);
  if (status === 0) return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  if (/\bE404\b/.test(stdout + stderr)) return undefined;
  throw new Error(`npm view ${what} failed, so it is not known whether it is published:\n${stderr}`);
}
