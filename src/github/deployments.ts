import { parseJson } from '../model/json.ts';
import { anyJson, list, object, orNull, type Static, text, whole } from '../model/shape.ts';
import type { Forge, LedgerEntry, LedgerState } from '../workflow/forge/forge.ts';
import type { Operation } from './error.ts';
import { GitHubError } from './github.ts';
import { PAGE_SIZE, route } from './repository-api.ts';
import type { Session } from './session.ts';

type LedgerVerbs = Pick<Forge, 'records' | 'addRecord' | 'setRecordState'>;

/** Distinguishes our records from the deployments that GitHub itself creates for jobs with an `environment:`. */
const TASK = 'datastream';

/** GitHub rejects a status description that is longer than this, in characters. */
const LONGEST = 140;

const STATES = {
  open: 'in_progress',
  complete: 'success',
  failed: 'failure',
  superseded: 'inactive',
} as const satisfies Record<LedgerState, string>;

/** Records are deployments. Each target has an environment. Everyone can read its name, so it has no account data. */
export function deploymentVerbs({ api, ask }: Session): LedgerVerbs {
  const statusesOf = async (id: number): Promise<Pick<LedgerEntry, 'state' | 'url'>> => {
    const data = await api.get(STATUSES, route`deployments/${id}/statuses`, {
      per_page: PAGE_SIZE,
    });
    // Newest first. GitHub does not guarantee an order; a later status has a higher id.
    const sorted = [...data].sort((a, b) => a.id - b.id);
    const url = sorted[0]?.log_url;
    return { state: stateOf(sorted.at(-1)?.state), ...(url ? { url } : {}) };
  };
  const setState: Forge['setRecordState'] = async (id, { state, summary, url }) => {
    await api.post(CREATED, route`deployments/${id}/statuses`, {
      state: STATES[state],
      description: cut(summary),
      log_url: url,
      // A record keeps the result of its run, whatever later runs do.
      auto_inactive: false,
    });
  };
  return {
    records: (target, { records, states, isOfInterest }) => {
      const environment = target === undefined ? undefined : environmentOf(target);
      const what = `read the deployments${environment === undefined ? '' : ` of "${environment}"`}`;
      return ask({ what, needs: 'deployments: read' }, async () => {
        const deployments = await api.list(DEPLOYMENT, 'deployments', { environment, task: TASK }, records);
        const found: LedgerEntry[] = [];
        // One request at a time: GitHub asks for that, and rejects bursts with its secondary rate limits.
        for (const [place, each] of deployments.map(entryOf).entries()) {
          const isAsked = place < states && isOfInterest(each.record);
          found.push(isAsked ? { ...each, ...(await statusesOf(each.id)) } : each);
        }
        return found;
      });
    },
    addRecord: ({ target, commit, record, ...status }) => {
      const environment = environmentOf(target);
      const operation: Operation = {
        what: `record a deployment of "${environment}"`,
        needs: 'deployments: write',
        isCreate: true,
      };
      return ask(operation, async () => {
        const { id } = await api.post(CREATED, 'deployments', {
          ref: commit,
          task: TASK,
          environment,
          description: cut(status.summary),
          payload: record,
          auto_merge: false,
          required_contexts: [],
        });
        if (id === undefined) {
          throw new GitHubError(
            'failed',
            `Could not ${operation.what}: GitHub wants to merge the commit first.`,
          );
        }
        await setState(id, status);
      });
    },
    setRecordState: (id, status) =>
      ask({ what: `set the state of deployment ${id}`, needs: 'deployments: write' }, () =>
        setState(id, status),
      ),
  };
}

const DEPLOYMENT = object({
  id: whole(),
  sha: text(),
  created_at: text(),
  payload: anyJson(),
  creator: orNull(object({ login: text() })),
});

const STATUSES = list(object({ id: whole(), state: text(), 'log_url?': text() }));

/** GitHub answers with a message and no id if it wants to merge the commit first. */
const CREATED = object({ 'id?': whole() });

function environmentOf(target: string): string {
  return `datastream: ${target}`;
}

/**
 * A deployment without a state belongs to a run that was stopped before it set one. States that this project never
 * sets mean that nothing is left to do.
 */
function stateOf(state: string | undefined): LedgerState {
  switch (state) {
    case undefined:
    case 'in_progress':
    case 'pending':
    case 'queued':
      return 'open';
    case 'failure':
      return 'failed';
    case 'inactive':
      return 'superseded';
    default:
      return 'complete';
  }
}

function entryOf(raw: Static<typeof DEPLOYMENT>): LedgerEntry {
  return {
    id: raw.id,
    commit: raw.sha,
    at: raw.created_at,
    record: payloadOf(raw.payload),
    author: raw.creator?.login ?? '',
    state: 'unread',
  };
}

/** According to GitHub's API description, a payload is an object or a string. */
function payloadOf(raw: unknown): unknown {
  return typeof raw === 'string' ? (parseJson(raw) ?? raw) : raw;
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
