import type { OpenedRepository } from '../commands/doctor/check-github.ts';
import type { Context } from '../commands/session/context.ts';
import { GitHubError } from '../github/github.ts';
import { type GitHubRun, readRun } from '../github/run.ts';
import { repositorySettings } from '../github/settings.ts';

/** A repository on GitHub and a token for it, or which of them is missing. */
export type RepositoryAccess =
  | { readonly tag: 'found'; readonly run: GitHubRun; readonly token: string }
  | { readonly tag: 'no-token' }
  | { readonly tag: 'no-repository' };

/**
 * Finds the repository on GitHub and the token for it: GITHUB_TOKEN or GH_TOKEN, and GITHUB_REPOSITORY or the remote.
 * Of remotes, only github.com counts: the token would otherwise be sent to whatever host a checkout names.
 * @param remote the URL of the remote `origin`
 */
export function repositoryAccess(env: Context['env'], remote: string | undefined): RepositoryAccess {
  const token = env['GITHUB_TOKEN'] || env['GH_TOKEN'];
  if (!token) return { tag: 'no-token' };
  const repository = env['GITHUB_REPOSITORY'] || onGithub(remote);
  if (repository === undefined) return { tag: 'no-repository' };
  return { tag: 'found', run: readRun({ ...env, GITHUB_REPOSITORY: repository }), token };
}

const REMOTE =
  /^(?:(?:https|ssh):\/\/(?:[^@/\s]*@)?github\.com\/|(?:[^@/:\s]+@)?github\.com:)([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i;

function onGithub(remote = ''): string | undefined {
  return REMOTE.exec(remote)?.[1];
}

/** Opens the settings of the repository for `doctor`, or says how to make them readable. */
export function openRepository(context: Context, remote: string | undefined): OpenedRepository {
  const access = repositoryAccess(context.env, remote);
  switch (access.tag) {
    case 'no-token':
      return {
        tag: 'missing',
        message: 'The repository on GitHub is not checked: there is no token.',
        hint: 'Run `GITHUB_TOKEN=$(gh auth token) datastream doctor`. The token of an administrator of the repository sees everything.',
      };
    case 'no-repository':
      return {
        tag: 'missing',
        message: 'The repository on GitHub is not checked: the remote origin is not on github.com.',
        hint: 'Set GITHUB_REPOSITORY to OWNER/REPO and, for another server, GITHUB_API_URL.',
      };
    case 'found': {
      const { run, token } = access;
      const { owner, repo, apiUrl } = run;
      try {
        const settings = repositorySettings({ ...context, token, owner, repo, baseUrl: apiUrl });
        return { tag: 'opened', settings };
      } catch (error) {
        if (error instanceof GitHubError)
          return { tag: 'missing', message: error.message, hint: 'Correct it, or unset it.' };
        throw error;
      }
    }
    default:
      return access satisfies never;
  }
}
