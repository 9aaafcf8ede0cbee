import { readFileSync } from 'node:fs';
import { changelogSection, versionOfTag } from './rules.mjs';
import { variable } from './run.mjs';

/**
 * Reads what is released from the tag of the run and the files of the checkout.
 * @returns {{ tag: string, version: string, name: string, repository: string, notes: string, tarball: string, sbom: string }}
 * @throws {Error} if they do not agree
 */
export function readRelease() {
  const tag = variable('GITHUB_REF_NAME');
  const repository = variable('GITHUB_REPOSITORY');
  const version = versionOfTag(tag);
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  if (manifest.version !== version)
    throw new Error(`The tag ${tag} does not match the version ${manifest.version} of package.json.`);
  // npm refuses provenance for another repository, and `init` derives the Action from this address.
  const address = `git+https://github.com/${repository}.git`;
  if (manifest.repository.url.toLowerCase() !== address.toLowerCase())
    throw new Error(
      `package.json names the repository ${manifest.repository.url}, not ${address}. Set repository, homepage and bugs.`,
    );
  return {
    tag,
    version,
    name: manifest.name,
    repository,
    notes: changelogSection(readFileSync('CHANGELOG.md', 'utf8'), version, repository),
    tarball: `${manifest.name}-${version}.tgz`,
    sbom: `${manifest.name}-${version}.cdx.json`,
  };
}
