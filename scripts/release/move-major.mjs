// Moves the floating major tag (v1) to the released commit, if it is newer than the one that the tag points to. Runs last,
// because workflows that use `OWNER/REPO@v1` run the new version from then on.
// Usage: node scripts/release/move-major.mjs FOLDER; needs GITHUB_REF_NAME, GITHUB_REPOSITORY and GITHUB_SHA.
import path from 'node:path';
import process from 'node:process';
import { readRelease } from './released.mjs';
import { decideMajorTag, majorTag } from './rules.mjs';
import { main, run, say, sha256, variable } from './run.mjs';

const BUNDLE = 'action/index.cjs';

main(() => {
  const [folder = 'release'] = process.argv.slice(2);
  const { tag, version, tarball } = readRelease();
  const commit = variable('GITHUB_SHA');
  if (remoteTag(tag)?.commit !== commit)
    throw new Error(`The tag ${tag} no longer points to ${commit}. Someone moved it: release a new version.`);
  const packed = run('tar', ['-xzOf', path.join(folder, tarball), `package/${BUNDLE}`]);
  if (sha256(packed) !== sha256(run('git', ['show', `${commit}:${BUNDLE}`])))
    throw new Error(`${BUNDLE} of the commit is not the one that was checked and packed.`);
  const floating = majorTag(version);
  const before = remoteTag(floating);
  const current = before && { commit: before.commit, version: versionAt(floating) };
  const { move, why } = decideMajorTag({ version, commit }, current);
  if (!move) return say(`Not moved: ${why}.`);
  // The push fails if another release has moved the tag since it was read.
  const lease = `--force-with-lease=refs/tags/${floating}:${before?.object ?? ''}`;
  run('git', ['push', lease, 'origin', `${commit}:refs/tags/${floating}`]);
  say(`Moved ${floating} to ${version} (${why}).`);
});

/** Where a tag points in the remote repository. The object of an annotated tag differs from its commit. */
function remoteTag(tag) {
  const lines = run('git', ['ls-remote', 'origin', `refs/tags/${tag}`, `refs/tags/${tag}^{}`]);
  const found = new Map(
    lines
      .trim()
      .split('\n')
      .map((line) => line.split('\t').reverse()),
  );
  const object = found.get(`refs/tags/${tag}`);
  return object === undefined ? undefined : { object, commit: found.get(`refs/tags/${tag}^{}`) ?? object };
}

function versionAt(tag) {
  run('git', ['fetch', '--quiet', '--no-tags', 'origin', `refs/tags/${tag}`]);
  return JSON.parse(run('git', ['show', 'FETCH_HEAD:package.json'])).version;
}
