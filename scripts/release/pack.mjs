// Creates everything that a release publishes in a folder: the tarball, its SBOM, their checksums and the notes. Equal
// commits give equal bytes, so that a repeated run can compare them with what is published.
// Usage: node scripts/release/pack.mjs FOLDER; needs GITHUB_REF_NAME, GITHUB_REPOSITORY and GITHUB_SHA.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { readRelease } from './released.mjs';
import { main, run, say, sha256, variable } from './run.mjs';

main(() => {
  const [folder = 'release'] = process.argv.slice(2);
  const release = readRelease();
  const commit = checkedOutCommit();
  mkdirSync(folder, { recursive: true });
  packAs(commit, folder);
  writeFileSync(path.join(folder, release.sbom), sbomOf(release, commit));
  const lines = [release.tarball, release.sbom].map(
    (file) => `${sha256(readFileSync(path.join(folder, file)))}  ${file}\n`,
  );
  writeFileSync(path.join(folder, 'SHA256SUMS'), lines.join(''));
  writeFileSync(path.join(folder, 'notes.md'), release.notes);
  say(lines.join('').trimEnd());
});

/** The commit of the tag, with nothing changed: what is packed must be what anyone can check out. */
function checkedOutCommit() {
  const commit = variable('GITHUB_SHA');
  const head = run('git', ['rev-parse', 'HEAD']).trim();
  if (head !== commit) throw new Error(`The commit ${head} is checked out, not ${commit} of the tag.`);
  const changed = run('git', ['status', '--porcelain']).trim();
  if (changed !== '') throw new Error(`Files differ from the commit of the tag:\n${changed}`);
  return commit;
}

/** Packs with the commit in package.json. `init` pins the Action by it, and `version` shows it. */
function packAs(commit, folder) {
  const before = readFileSync('package.json', 'utf8');
  writeFileSync('package.json', `${JSON.stringify({ ...JSON.parse(before), gitHead: commit }, null, 2)}\n`);
  try {
    run('npm', ['pack', '--pack-destination', folder]);
  } finally {
    writeFileSync('package.json', before);
  }
}

/** The SBOM of the dependencies, without what differs from run to run: a random number, the time and the folder. */
function sbomOf({ name }, commit) {
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];
  const { serialNumber: _, ...sbom } = JSON.parse(run('npm', words));
  const timestamp = new Date(run('git', ['show', '-s', '--format=%cI', commit]).trim()).toISOString();
  const { component } = sbom.metadata;
  const metadata = { ...sbom.metadata, timestamp, component: { ...component, name } };
  return `${JSON.stringify({ ...sbom, metadata }, null, 2)}\n`;
}
