import type { Environment } from '../http/proxy.ts';
import type { Clock } from '../model/clock.ts';
import type { Listener } from '../model/event.ts';
import type { Forge, ForgeLimits } from '../workflow/forge/forge.ts';
import { githubClient } from './client.ts';
import type { GitHubRun } from './run.ts';
import { githubWords } from './words.ts';

/** How much GitHub stores. */
export const LIMITS: ForgeLimits = {
  note: 65_536,
  // GitHub accepts 1 MiB per step and discards a longer summary completely.
  summary: 1_048_576 - 4_096,
  // GitHub documents no limit for a deployment's payload. Its other texts are limited to 65,536 characters.
  record: 60_000,
};

/** Creates the forge port for the repository of a run on GitHub. */
export function githubForge(
  run: GitHubRun,
  options: {
    readonly token: string;
    readonly env: Environment;
    readonly clock: Clock;
    readonly listen: Listener;
    readonly signal: AbortSignal;
  },
): Forge {
  const { owner, repo, apiUrl } = run;
  return {
    ...githubClient({ ...options, owner, repo, baseUrl: apiUrl }),
    words: githubWords(run),
    limits: LIMITS,
  };
}
