import { anyJson, object, orNull, type Static, text, whole } from '../model/shape.ts';
import type { Forge, Ticket } from '../workflow/forge/forge.ts';
import { route } from './repository-api.ts';
import type { Session } from './session.ts';

type TicketVerbs = Pick<Forge, 'tickets' | 'openTicket' | 'updateTicket'>;

/** The label that identifies issues of the watch. */
const LABEL = 'datastream-drift';

/** Tickets are issues. GitHub creates a missing label with the first issue that uses it. */
export function issueVerbs({ api, ask }: Session): TicketVerbs {
  return {
    tickets: () =>
      ask({ what: `read the issues labelled ${LABEL}`, needs: 'issues: read' }, async () => {
        const query = { labels: LABEL, state: 'all', sort: 'created', direction: 'desc' };
        const all = await api.list(ISSUE, 'issues', query);
        // GitHub lists pull requests among issues.
        return all.filter((each) => !each.pull_request).map(issueOf);
      }),
    openTicket: ({ title, body }) =>
      ask({ what: 'open an issue', needs: 'issues: write', isCreate: true }, async () => {
        return issueOf(await api.post(ISSUE, 'issues', { title, body, labels: [LABEL] }));
      }),
    updateTicket: (number, { title, body, open }) =>
      ask({ what: `update issue #${number}`, needs: 'issues: write' }, () => {
        const state = open === undefined ? undefined : open ? 'open' : 'closed';
        return api.patch(route`issues/${number}`, { title, body, state });
      }),
  };
}

const ISSUE = object({
  number: whole(),
  'body?': orNull(text()),
  state: text(),
  html_url: text(),
  user: orNull(object({ login: text() })),
  'pull_request?': anyJson(),
});

function issueOf(raw: Static<typeof ISSUE>): Ticket {
  const { number, body, state, html_url, user } = raw;
  return { number, author: user?.login ?? '', body: body ?? '', isOpen: state === 'open', url: html_url };
}
