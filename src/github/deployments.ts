import type { Operation } from './error.ts';
import { type Deployment, type GitHub, GitHubError, UNREAD } from './github.ts';
import { allPages, PAGE_SIZE } from './pagination.ts';
import type { Session } from './session.ts';

type DeploymentVerbs = Pick<GitHub, 'deployments' | 'createDeployment' | 'setDeploymentState'>;

/** Distinguishes our records from the deployments that GitHub itself creates for jobs with an `environment:`. */
const TASK = 'datastream';

/** GitHub rejects a status description that is longer than this, in characters. */
const LONGEST = 140;

/** Operations on deployments, which hold the records of runs. */
export function deploymentVerbs({ rest, repository, ask }: Session): DeploymentVerbs {
  const statusesOf = async (id: number): Promise<Pick<Deployment, 'state' | 'logUrl'>> => {
    const which = { ...repository, deployment_id: id, per_page: PAGE_SIZE };
    const { data } = await rest.repos.listDeploymentStatuses(which);
    // Newest first. GitHub does not guarantee an order; a later status has a higher id.
    const sorted = [...data].sort((a, b) => a.id - b.id);
    const [state, logUrl] = [sorted.at(-1)?.state, sorted[0]?.log_url];
    return { ...(state === undefined ? {} : { state }), ...(logUrl ? { logUrl } : {}) };
  };
  return {
    deployments: (environment, { records, states, isOfInterest }) =>
      ask({ what: `read the deployments of "${environment}"`, needs: 'deployments: read' }, async () => {
        const which = { ...repository, environment, task: TASK };
        const list = (page: object) => rest.repos.listDeployments({ ...which, ...page });
        const all = (await allPages(list, records)).map((each) => deploymentOf(each, { state: UNREAD }));
        const found: Deployment[] = [];
        // One request at a time: GitHub asks for that, and rejects bursts with its secondary rate limits.
        for (const [place, each] of all.entries()) {
          const isAsked = place < states && isOfInterest(each.payload);
          const { state: _, ...stateless } = each;
          found.push(isAsked ? { ...stateless, ...(await statusesOf(each.id)) } : each);
        }
        return found;
      }),
    createDeployment: ({ sha, environment, description, payload }) => {
      const operation: Operation = {
        what: `record a deployment of "${environment}"`,
        needs: 'deployments: write',
        isCreate: true,
      };
      return ask(operation, async () => {
        const { data } = await rest.repos.createDeployment({
          ...repository,
          ref: sha,
          task: TASK,
          environment,
          description: cut(description),
          payload: { ...payload },
          auto_merge: false,
          required_contexts: [],
        });
        if ('id' in data) return data.id;
        throw new GitHubError(
          'failed',
          `Could not ${operation.what}: GitHub wants to merge the commit first.`,
        );
      });
    },
    setDeploymentState: (id, { state, description, logUrl }) =>
      ask({ what: `set the state of deployment ${id}`, needs: 'deployments: write' }, async () => {
        await rest.repos.createDeploymentStatus({
          ...repository,
          deployment_id: id,
          state,
          description: cut(description),
          ...(logUrl === undefined ? {} : { log_url: logUrl }),
          // A record keeps the result of its run, whatever later runs do.
          auto_inactive: false,
        });
      }),
  };
}

function deploymentOf(
  raw: {
    readonly id: number;
    readonly sha: string;
    readonly created_at: string;
    readonly payload: unknown;
    readonly creator: { readonly login: string } | null;
  },
  statuses: Pick<Deployment, 'state' | 'logUrl'>,
): Deployment {
  return {
    id: raw.id,
    sha: raw.sha,
    createdAt: raw.created_at,
    payload: payloadOf(raw.payload),
    creator: raw.creator?.login ?? '',
    ...statuses,
  };
}

/** According to GitHub's API description, a payload is an object or a string. */
function payloadOf(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

/** Truncates to GitHub's limit without splitting a character. */
function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  let short = '';
  for (const each of text) {
    if (short.length + each.length >= LONGEST) break;
    short += each;
  }
  return `${short}…`;
}
