import type { Operation } from './error.ts';
import { type Deployment, type GitHub, GitHubError, UNREAD } from './github.ts';
import { PAGE_SIZE, route } from './repository-api.ts';
import type { Session } from './session.ts';

type DeploymentVerbs = Pick<GitHub, 'deployments' | 'createDeployment' | 'setDeploymentState'>;

/** Distinguishes our records from the deployments that GitHub itself creates for jobs with an `environment:`. */
const TASK = 'datastream';

/** GitHub rejects a status description that is longer than this, in characters. */
const LONGEST = 140;

/** Operations on deployments, which hold the records of runs. */
export function deploymentVerbs({ api, ask }: Session): DeploymentVerbs {
  const statusesOf = async (id: number): Promise<Pick<Deployment, 'state' | 'logUrl'>> => {
    const data = await api.get<readonly RawStatus[]>(route`deployments/${id}/statuses`, {
      per_page: PAGE_SIZE,
    });
    // Newest first. GitHub does not guarantee an order; a later status has a higher id.
    const sorted = [...data].sort((a, b) => a.id - b.id);
    const [state, logUrl] = [sorted.at(-1)?.state, sorted[0]?.log_url];
    return { ...(state === undefined ? {} : { state }), ...(logUrl ? { logUrl } : {}) };
  };
  return {
    deployments: (environment, { records, states, isOfInterest }) =>
      ask({ what: `read the deployments of "${environment}"`, needs: 'deployments: read' }, async () => {
        const list = await api.list<RawDeployment>('deployments', { environment, task: TASK }, records);
        const all = list.map((each) => deploymentOf(each, { state: UNREAD }));
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
        const { id } = await api.post<Partial<RawDeployment>>('deployments', {
          ref: sha,
          task: TASK,
          environment,
          description: cut(description),
          payload,
          auto_merge: false,
          required_contexts: [],
        });
        if (id !== undefined) return id;
        throw new GitHubError(
          'failed',
          `Could not ${operation.what}: GitHub wants to merge the commit first.`,
        );
      });
    },
    setDeploymentState: (id, { state, description, logUrl }) =>
      ask({ what: `set the state of deployment ${id}`, needs: 'deployments: write' }, async () => {
        await api.post(route`deployments/${id}/statuses`, {
          state,
          description: cut(description),
          log_url: logUrl,
          // A record keeps the result of its run, whatever later runs do.
          auto_inactive: false,
        });
      }),
  };
}

interface RawDeployment {
  readonly id: number;
  readonly sha: string;
  readonly created_at: string;
  readonly payload: unknown;
  readonly creator: { readonly login: string } | null;
}

interface RawStatus {
  readonly id: number;
  readonly state: string;
  readonly log_url?: string;
}

function deploymentOf(raw: RawDeployment, statuses: Pick<Deployment, 'state' | 'logUrl'>): Deployment {
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
