import { findRepository } from '../commands/doctor/repository-on-disk.ts';
import type { FindOrigins, Origins } from '../commands/history/find-origins.ts';
import type { Context } from '../commands/session/context.ts';
import { githubForge } from '../github/forge.ts';
import { isSimulator } from '../render/text/words.ts';
import { recordedOrigins } from '../workflow/records/version-origins.ts';
import { repositoryAccess } from './open-repository.ts';

/**
 * Finds what created versions, in the records that the apply workflow leaves on GitHub. Without a token or a repository,
 * it says how to get them.
 */
export function originsFinder(context: Context): FindOrigins {
  return async (stream, versions) => {
    // A simulator on this machine is in no record.
    if (isSimulator(stream.target)) return { tag: 'read', origins: new Map() };
    const access = repositoryAccess(context.env, (await findRepository(context))?.remote);
    switch (access.tag) {
      case 'no-token':
        return notShown(
          'set GITHUB_TOKEN or GH_TOKEN to a token that may read deployments and pull requests, for example to the output of `gh auth token`.',
        );
      case 'no-repository':
        return notShown(
          'the remote `origin` of this folder is not on github.com. Set GITHUB_REPOSITORY to OWNER/REPO and, for another server, GITHUB_API_URL.',
        );
      case 'found': {
        const { run, token } = access;
        const open = () => githubForge(run, { ...context, token });
        return recordedOrigins(open, context.hash)(stream, versions);
      }
      default:
        return access satisfies never;
    }
  };
}

function notShown(what: string): Origins {
  return { tag: 'not-read', why: `Commits, runs and pull requests are not shown: ${what}` };
}
