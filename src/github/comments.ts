import { type GitHub, type GitHubComment, GitHubError } from './github.ts';
import { allPages } from './pagination.ts';
import type { Session } from './session.ts';

type CommentVerbs = Pick<GitHub, 'comments' | 'createComment' | 'updateComment' | 'deleteComment'>;

/** Operations on comments of pull requests, which are issue comments in GitHub's API. */
export function commentVerbs({ rest, repository, ask }: Session): CommentVerbs {
  return {
    comments: (pullRequest) =>
      ask(
        { what: `read the comments on pull request #${pullRequest}`, needs: 'pull-requests: read' },
        async () => {
          const which = { ...repository, issue_number: pullRequest };
          const all = await allPages((page) => rest.issues.listComments({ ...which, ...page }));
          return all.map(commentOf);
        },
      ),
    createComment: (pullRequest, body) =>
      ask(
        { what: `comment on pull request #${pullRequest}`, needs: 'pull-requests: write', isCreate: true },
        async () => {
          const which = { ...repository, issue_number: pullRequest };
          return commentOf((await rest.issues.createComment({ ...which, body })).data);
        },
      ),
    updateComment: (id, body) =>
      ask({ what: `update comment ${id}`, needs: 'pull-requests: write' }, async () => {
        await rest.issues.updateComment({ ...repository, comment_id: id, body });
      }),
    deleteComment: async (id) => {
      try {
        await ask({ what: `delete comment ${id}`, needs: 'pull-requests: write' }, () =>
          rest.issues.deleteComment({ ...repository, comment_id: id }),
        );
      } catch (error) {
        // The comment is already deleted: another run deleted it first, or the response to an earlier attempt was lost.
        if (!(error instanceof GitHubError && error.kind === 'missing')) throw error;
      }
    },
  };
}

function commentOf(raw: {
  readonly id: number;
  readonly body?: string | undefined;
  readonly html_url: string;
  /** Null if the account was deleted. */
  readonly user: { readonly login: string } | null;
  readonly updated_at: string;
}): GitHubComment {
  const { id, user, body = '', html_url, updated_at } = raw;
  return { id, author: user?.login ?? '', body, url: html_url, updatedAt: updated_at };
}
