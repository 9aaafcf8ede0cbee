import type { Forge, Note } from '../workflow/forge/forge.ts';
import { GitHubError } from './github.ts';
import { route } from './repository-api.ts';
import type { Session } from './session.ts';

type NoteVerbs = Pick<Forge, 'notes' | 'addNote' | 'updateNote' | 'removeNote'>;

/** Notes are comments of pull requests, which are issue comments in GitHub's API. */
export function commentVerbs({ api, ask }: Session): NoteVerbs {
  return {
    notes: (change) =>
      ask(
        { what: `read the comments on pull request #${change}`, needs: 'pull-requests: read' },
        async () => {
          const all = await api.list<RawComment>(route`issues/${change}/comments`);
          return all.map(noteOf);
        },
      ),
    addNote: (change, body) =>
      ask(
        { what: `comment on pull request #${change}`, needs: 'pull-requests: write', isCreate: true },
        async () => {
          return noteOf(await api.post<RawComment>(route`issues/${change}/comments`, { body }));
        },
      ),
    updateNote: (id, body) =>
      ask({ what: `update comment ${id}`, needs: 'pull-requests: write' }, () =>
        api.patch(route`issues/comments/${id}`, { body }),
      ),
    removeNote: async (id) => {
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

function noteOf(raw: RawComment): Note {
  const { id, user, body = '', html_url, updated_at } = raw;
  return { id, author: user?.login ?? '', body, url: html_url, updatedAt: updated_at };
}
