import { object, orNull, type Static, text, whole } from '../model/shape.ts';
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
          const all = await api.list(COMMENT, route`issues/${change}/comments`);
          return all.map(noteOf);
        },
      ),
    addNote: (change, body) =>
      ask(
        { what: `comment on pull request #${change}`, needs: 'pull-requests: write', isCreate: true },
        async () => {
          return noteOf(await api.post(COMMENT, route`issues/${change}/comments`, { body }));
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

const COMMENT = object({
  id: whole(),
  'body?': text(),
  html_url: text(),
  // Null if the account was deleted.
  user: orNull(object({ login: text() })),
  updated_at: text(),
});

function noteOf(raw: Static<typeof COMMENT>): Note {
  const { id, user, body = '', html_url, updated_at } = raw;
  return { id, author: user?.login ?? '', body, url: html_url, updatedAt: updated_at };
}
