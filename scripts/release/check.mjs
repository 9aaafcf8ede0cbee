// Checks that the tag, package.json, package-lock.json and CHANGELOG.md name the same version, before anything else of a
// release runs. Needs GITHUB_REF_NAME and GITHUB_REPOSITORY.
import { readFileSync } from 'node:fs';
import { readRelease } from './released.mjs';
import { main, say } from './run.mjs';

main(() => {
  const { tag, version, notes } = readRelease();
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  if (lock.version !== version)
    throw new Error(`package-lock.json has version ${lock.version}, not ${version}. Run npm install.`);
  say(`${tag} is version ${version}, with this section of CHANGELOG.md:\n\n${notes}`);
});
