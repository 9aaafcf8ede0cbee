import semver from 'semver';

/** The rules of a release as functions of values: versions, tags, and sections of the changelog. */

/**
 * Returns the version that a tag names.
 * @param {string} tag for example `v1.2.3` or `v2.0.0-rc.1`
 * @returns {string}
 * @throws {Error} if it is no tag of a version
 */
export function versionOfTag(tag) {
  const version = tag.slice(1);
  // `valid` removes build metadata, which npm ignores when it compares versions.
  if (tag.startsWith('v') && semver.valid(version) === version) return version;
  throw new Error(`${tag} is not the tag of a version. Tags have the form v1.2.3 or v1.2.3-rc.1.`);
}

/** @param {string} version */
export function isPrerelease(version) {
  return semver.prerelease(version) !== null;
}

/**
 * Returns the npm tag for a version. `npm install` without a version gets `latest`, which neither a prerelease nor a
 * fix of an older version may take. No tag moves back: a fix of 1.2 takes a tag of its own if `latest-1` is at 1.3.
 * @param {string} version
 * @param {Record<string, string>} tags the versions that npm's tags name now
 * @returns {string}
 */
export function npmTag(version, tags) {
  const name = isPrerelease(version) ? 'next' : 'latest';
  const candidates = [name, `${name}-${semver.major(version)}`];
  return candidates.find((tag) => !(tags[tag] && semver.lt(version, tags[tag]))) ?? `${name}-${version}`;
}

/**
 * Returns whether a version becomes the latest one: it is no prerelease, and newer than the latest one now.
 * @param {string} version
 * @param {string | undefined} latest
 */
export function isNewest(version, latest) {
  return !isPrerelease(version) && (latest === undefined || semver.gte(version, latest));
}

/**
 * Returns the floating tag of a version: `v1` for `1.2.3`.
 * @param {string} version
 */
export function majorTag(version) {
  return `v${semver.major(version)}`;
}

/**
 * Decides about the floating major tag. It only moves forward, and never to a prerelease.
 * @param {{ version: string, commit: string }} released
 * @param {{ version: string, commit: string } | undefined} current what the tag points to now
 * @returns {{ move: boolean, why: string }}
 * @throws {Error} if the tag points to another commit of the same version
 */
export function decideMajorTag(released, current) {
  const tag = majorTag(released.version);
  if (isPrerelease(released.version)) return { move: false, why: `${tag} never points to a prerelease` };
  if (current === undefined) return { move: true, why: `${tag} is new` };
  if (current.commit === released.commit) return { move: false, why: `${tag} is there already` };
  if (semver.gt(current.version, released.version))
    return { move: false, why: `${tag} is at the newer version ${current.version}` };
  if (semver.eq(current.version, released.version))
    throw new Error(
      `${tag} points to another commit (${current.commit}) with the same version ${released.version}. Find out who moved a tag.`,
    );
  return { move: true, why: `${tag} is at ${current.version}` };
}

/**
 * Returns the text of a version's section of the changelog, without its heading. Relative links lead to the files of
 * that version.
 * @param {string} changelog
 * @param {string} version
 * @param {string} repository `OWNER/REPO`
 * @returns {string}
 * @throws {Error} if there is not exactly one section with a date and a text
 */
export function changelogSection(changelog, version, repository) {
  const sections = splitSections(changelog).filter(({ title }) => title.startsWith(`[${version}]`));
  const [section] = sections;
  if (section === undefined)
    throw new Error(
      `CHANGELOG.md has no section for ${version}. Rename its section [Unreleased] to "## [${version}] - YYYY-MM-DD", and start a new one.`,
    );
  if (sections.length > 1) throw new Error(`CHANGELOG.md has ${sections.length} sections for ${version}.`);
  if (!/^\[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(section.title))
    throw new Error(`The heading "## ${section.title}" has no date: write "## [${version}] - YYYY-MM-DD".`);
  const text = section.lines.join('\n').trim();
  if (text === '') throw new Error(`The section for ${version} in CHANGELOG.md is empty.`);
  const files = `https://github.com/${repository}/blob/v${version}/`;
  return `${text.replaceAll(/\]\((?![a-z]+:|#)([^)]+)\)/g, `](${files}$1)`)}\n`;
}

/** Splits a text at its headings of the second level. Lines in fences and references of links are no headings. */
function splitSections(changelog) {
  const sections = [];
  let isFenced = false;
  for (const line of changelog.split(/\r?\n/)) {
    if (/^ {0,3}(```|~~~)/.test(line)) isFenced = !isFenced;
    const [, title] = (!isFenced && /^## (.+?)\s*$/.exec(line)) || [];
    if (title !== undefined) sections.push({ title, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}
