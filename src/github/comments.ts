import { type GitHub, type GitHubComment, GitHubError } from './github.ts';
import { route } from './repository-api.ts';
import type { Session } from './session.ts';

type CommentVerbs = Pick<GitHub, 'comments' | 'createComment' | 'updateComment' | 'deleteComment'>;

/** Operations on comments of pull requests, which are issue comments in GitHub's API. */
export function commentVerbs({ api, ask }: Session): CommentVerbs {
  return {
    comments: (pullRequest) =>
      ask(
        { what: `read the comments on pull request #${pullRequest}`, needs: 'pull-requests: read' },
        async () => {
          const all = await api.list<RawComment>(route`issues/${pullRequest}/comments`);
          return all.map(commentOf);
        },
      ),
    createComment: (pullRequest, body) =>
      ask(
        { what: `comment on pull request #${pullRequest}`, needs: 'pull-requests: write', isCreate: true },
        async () => {
          return commentOf(await api.post<RawComment>(route`issues/${pullRequest}/comments`, { body }));
        },
      ),
    updateComment: (id, body) =>
      ask({ what: `update comment ${id}`, needs: 'pull-requests: write' }, () =>
        api.patch(route`issues/comments/${id}`, { body }),
      ),
    deleteComment: async (id) => {
      try {
        await ask({ what: `delete comment ${id}`, needs: 'pull-requests: write' }, () =>
          api.delete(route`issues/comments/${id}`),
        );
      } catch (error) {
        // The comment is already deleted: another run deleted it first, or the response to an earlier attempt was lost.
        if (!(error instanceof GitHubError && error.kind === 'missing')) throw error;
      }
    },
  };
}

interface RawComment {
  readonly id: number;
  readonly body?: string | undefined;
  readonly html_url: string;
  /** Null if the account was deleted. */
  readonly user: { readonly login: string } | null;
  readonly updated_at: string;
}

function commentOf(raw: RawComment): GitHubComment {
  const { id, user, body = '', html_url, updated_at } = raw;
  return { id, author: user?.login ?? '', body, url: html_url, updatedAt: updated_at };
}
