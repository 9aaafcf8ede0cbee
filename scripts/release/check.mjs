// Checks that the tag, package.json, package-lock.json and CHANGELOG.md name the same version, and that the commit is on
// the default branch and so was reviewed, before anything else of a release runs. Needs GITHUB_REF_NAME,
// GITHUB_REPOSITORY and DEFAULT_BRANCH, and a checkout with the whole history.
import { readFileSync } from 'node:fs';
import { readRelease } from './released.mjs';
import { attempt, main, say, variable } from './run.mjs';

main(() => {
  const { tag, version, notes } = readRelease();
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  if (lock.version !== version)
    throw new Error(`package-lock.json has version ${lock.version}, not ${version}. Run npm install.`);
  const branch = variable('DEFAULT_BRANCH');
  const { status, stderr } = attempt('git', [
    'merge-base',
    '--is-ancestor',
    'HEAD',
    `refs/remotes/origin/${branch}`,
  ]);
  if (status === 1)
    throw new Error(
      `The commit of ${tag} is not on the branch ${branch}. Delete the tag, merge the commit, and tag it again.`,
    );
  if (status !== 0)
    throw new Error(`Cannot find out whether ${tag} is on the branch ${branch}: ${stderr.trim()}`);
  say(`${tag} is version ${version}, with this section of CHANGELOG.md:\n\n${notes}`);
});
