import { githubWords } from '../../src/github/words.ts';

export const REPOSITORY = 'https://github.com/acme/logs';

/** The words of the repository that fixtures and golden files are about. */
export const WORDS = githubWords({ repositoryUrl: REPOSITORY });
