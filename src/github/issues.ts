import type { GitHub, GitHubIssue } from './github.ts';
import { allPages } from './pagination.ts';
import type { Session } from './session.ts';

type IssueVerbs = Pick<GitHub, 'issues' | 'createIssue' | 'updateIssue'>;

/** Operations on issues. GitHub creates a missing label with the first issue that uses it. */
export function issueVerbs({ rest, repository, ask }: Session): IssueVerbs {
  return {
    issues: (label) =>
      ask({ what: `read the issues labelled ${label}`, needs: 'issues: read' }, async () => {
        const which = {
          ...repository,
          labels: label,
          state: 'all',
          sort: 'created',
          direction: 'desc',
        } as const;
        const all = await allPages((page) => rest.issues.listForRepo({ ...which, ...page }));
        // GitHub lists pull requests among issues.
        return all.filter((each) => !each.pull_request).map(issueOf);
      }),
    createIssue: ({ title, body, label }) =>
      ask({ what: 'open an issue', needs: 'issues: write', isCreate: true }, async () => {
        const { data } = await rest.issues.create({ ...repository, title, body, labels: [label] });
        return issueOf(data);
      }),
    updateIssue: (number, { title, body, open }) =>
      ask({ what: `update issue #${number}`, needs: 'issues: write' }, async () => {
        await rest.issues.update({
          ...repository,
          issue_number: number,
          ...(title === undefined ? {} : { title }),
          ...(body === undefined ? {} : { body }),
          ...(open === undefined ? {} : { state: open ? 'open' : 'closed' }),
        });
      }),
  };
}

function issueOf(raw: {
  readonly number: number;
  readonly body?: string | null | undefined;
  readonly state: string;
  readonly html_url: string;
  readonly user: { readonly login: string } | null;
}): GitHubIssue {
  const { number, body, state, html_url, user } = raw;
  return { number, author: user?.login ?? '', body: body ?? '', isOpen: state === 'open', url: html_url };
}
