// Creates the release on GitHub with its files, or completes one that an earlier run started.
// Usage: node scripts/release/github-release.mjs FOLDER; needs GITHUB_REF_NAME, GITHUB_REPOSITORY and GH_TOKEN.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { readRelease } from './released.mjs';
import { isNewest, isPrerelease, versionOfTag } from './rules.mjs';
import { attempt, main, run, say } from './run.mjs';

main(() => {
  const [folder = 'release'] = process.argv.slice(2);
  const release = readRelease();
  const { tag, version } = release;
  const files = [release.tarball, release.sbom, 'SHA256SUMS'].map((name) => path.join(folder, name));
  const existing = existingRelease(release);
  const latest = `--latest=${isNewest(version, latestRelease(release))}`;
  const repository = ['--repo', release.repository];
  if (existing === undefined) {
    const kind = isPrerelease(version) ? ['--prerelease'] : [];
    const notes = ['--title', tag, '--notes-file', path.join(folder, 'notes.md')];
    run('gh', ['release', 'create', tag, ...files, '--verify-tag', ...notes, ...kind, latest, ...repository]);
    return say(`Created the release ${tag}.`);
  }
  const missing = files.filter((file) => !existing.assets.some(({ name }) => name === path.basename(file)));
  compare(
    release,
    files.filter((file) => !missing.includes(file)),
  );
  if (missing.length > 0) run('gh', ['release', 'upload', tag, ...missing, ...repository]);
  if (existing.isDraft) run('gh', ['release', 'edit', tag, '--draft=false', latest, ...repository]);
  const added = missing.map((file) => path.basename(file)).join(', ') || 'nothing';
  say(`The release ${tag} existed, with the same files. Added: ${added}.`);
});

function existingRelease({ tag, repository }) {
  const words = ['release', 'view', tag, '--json', 'isDraft,assets', '--repo', repository];
  const { status, stdout, stderr } = attempt('gh', words);
  if (status === 0) return JSON.parse(stdout);
  if (/release not found/i.test(stderr)) return undefined;
  throw new Error(`gh release view ${tag} failed, so it is not known whether the release exists:\n${stderr}`);
}

/** The version of the latest release; undefined if there is none. */
function latestRelease({ repository }) {
  const words = ['api', `repos/${repository}/releases/latest`, '--jq', '.tag_name'];
  const { status, stdout, stderr } = attempt('gh', words);
  if (status === 0) return versionOfTag(stdout.trim());
  if (/HTTP 404/.test(stderr)) return undefined;
  throw new Error(`The latest release could not be read:\n${stderr}`);
}

/** Fails if a file of the release differs from the one here: someone replaced it, or the commit gives other bytes. */
function compare({ tag, repository }, files) {
  if (files.length === 0) return;
  const there = mkdtempSync(path.join(tmpdir(), 'release-'));
  try {
    const patterns = files.flatMap((file) => ['--pattern', path.basename(file)]);
    run('gh', ['release', 'download', tag, '--dir', there, ...patterns, '--repo', repository]);
    for (const file of files) {
      const name = path.basename(file);
      if (!readFileSync(path.join(there, name)).equals(readFileSync(file)))
        throw new Error(
          `${name} of the release ${tag} has other bytes. Find out why before you release again.`,
        );
    }
  } finally {
    rmSync(there, { recursive: true });
  }
}
