import { type Hub, type HubDeployment, HubError, UNREAD } from './hub.ts';
import type { Desk } from './hub-desk.ts';
import type { Errand } from './hub-error.ts';
import { allPages, PAGE_SIZE } from './hub-pages.ts';

type DeploymentVerbs = Pick<Hub, 'deployments' | 'createDeployment' | 'setDeploymentState'>;

/** Tells our records from the deployments that GitHub makes itself for jobs with an `environment:`. */
const TASK = 'datastream';

/** GitHub refuses a longer description of a status. */
const LONGEST = 140;

/** Deployments, which are the records of runs. */
export function deploymentVerbs({ rest, repository, ask }: Desk): DeploymentVerbs {
  const latestState = async (id: number): Promise<string | undefined> => {
    const which = { ...repository, deployment_id: id, per_page: PAGE_SIZE };
    const { data } = await rest.repos.listDeploymentStatuses(which);
    // Newest first, which GitHub does not promise; a later status has a higher id.
    return data.reduce<(typeof data)[number] | undefined>(
      (latest, each) => (latest && latest.id > each.id ? latest : each),
      undefined,
    )?.state;
  };
  return {
    deployments: (environment, most) =>
      ask({ what: `read the deployments of "${environment}"`, needs: 'deployments: read' }, async () => {
        const which = { ...repository, environment, task: TASK };
        const list = (page: object) => rest.repos.listDeployments({ ...which, ...page });
        const all = await allPages(list, most.records);
        const found: HubDeployment[] = [];
        // One after the other: GitHub asks for that, and answers bursts with its secondary limits.
        for (const [place, each] of all.entries()) {
          found.push(deploymentOf(each, place < most.states ? await latestState(each.id) : UNREAD));
        }
        return found;
      }),
    createDeployment: ({ sha, environment, description, payload }) => {
      const errand: Errand = {
        what: `record a deployment of "${environment}"`,
        needs: 'deployments: write',
        isCreate: true,
      };
      return ask(errand, async () => {
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
        throw new HubError('failed', `Could not ${errand.what}: GitHub wants to merge the commit first.`);
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
          // A record says what its run came to, whatever later runs do.
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
  state: string | undefined,
): HubDeployment {
  return {
    id: raw.id,
    sha: raw.sha,
    createdAt: raw.created_at,
    payload: payloadOf(raw.payload),
    creator: raw.creator?.login ?? '',
    ...(state === undefined ? {} : { state }),
  };
}

/** GitHub's description allows an object and text. */
function payloadOf(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

/** By whole characters. */
function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  let short = '';
  for (const each of text) {
    if (short.length + each.length >= LONGEST) break;
    short += each;
  }
  return `${short}…`;
}
