import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Ran, Seen } from './test-run.ts';

/** The requests of a run, in one form for both APIs. */

/** Its first group is a log type, or `datastream1`. */
const WRITE = /\/(\w+)\/streams(?:\/(\d+)(?:\/(activate|deactivate))?)?(?:\?activate=(true|false))?$/;

export interface Write {
  readonly seen: Seen;
  readonly index: number;
  /** The collection in its path. */
  readonly place: string;
  readonly verb: 'create' | 'update' | 'activate' | 'deactivate' | 'delete';
  /** Absent for a create. */
  readonly streamId?: number;
  /** Absent if the API has no such parameter. */
  readonly activate?: boolean;
  readonly name?: string;
}

/** The writes of a run, in order. */
export function writesOf({ seen }: Ran): readonly Write[] {
  return seen.flatMap((one, index) => (one.method === 'GET' ? [] : [writeOf(one, index)]));
}

function writeOf(seen: Seen, index: number): Write {
  const [, place, id, move, activate] = WRITE.exec(seen.path) ?? [];
  if (!place) throw new Error(`a write to an unknown place: ${seen.method} ${seen.path}`);
  const verbs = { POST: move ?? 'create', PUT: move ?? 'update', DELETE: 'delete' } as const;
  const verb = verbs[seen.method as keyof typeof verbs] as Write['verb'];
  if (verb !== 'create' && id === undefined) throw new Error(`a write to no stream: ${seen.path}`);
  const body = parsed(seen.body ?? '');
  const name = isObject(body) ? String(body['streamName']) : undefined;
  return {
    seen,
    index,
    place,
    verb,
    ...(activate === undefined ? {} : { activate: activate === 'true' }),
    ...(id === undefined ? {} : { streamId: Number(id) }),
    ...(name === undefined ? {} : { name }),
  };
}

export const listPath = (place: string) => `/${place}/streams`;
export const streamPath = ({ place, streamId }: Write) => `${listPath(place)}/${streamId}`;

/** Successful reads of a path before a request. */
export function answers(
  { seen }: Ran,
  before: number,
  path: string,
): readonly (Seen & { readonly index: number })[] {
  return seen
    .slice(0, before)
    .map((one, index) => ({ ...one, index }))
    .filter((one) => one.method === 'GET' && one.path.endsWith(path) && one.answer?.status === 200)
    .filter((one) => typeof parsed(one.answer?.body ?? '') === 'object');
}

export function rowsIn(list: Seen): readonly JsonObject[] {
  const rows = parsed(list.answer?.body ?? '');
  return (Array.isArray(rows) ? rows : []) as readonly JsonObject[];
}

export function bodyIn(read: Seen): JsonObject {
  const body = parsed(read.answer?.body ?? '');
  return isObject(body) ? body : {};
}

/** The latest version in a row or a stream. */
export function versionIn(row: JsonObject): number {
  return Number(row['latestVersion'] ?? row['streamVersionId']);
}

/** The status in a row or a stream. */
export function statusIn(row: JsonObject): string {
  return String(row['streamStatus'] ?? row['activationStatus']);
}

export function wasLimited({ answer }: Seen): boolean {
  return answer?.status === 429;
}

function parsed(json: string): Json | undefined {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}

/** The actions and messages of a run, for readers of a counterexample. */
export function story({ seen, plan, outcome, ended }: Ran): string {
  const requests = seen.map(({ method, path, at, answer, phase }) => {
    const after = answer ? `${answer.status}` : 'no answer';
    return `${new Date(at).toISOString().slice(11, 19)} ${phase} ${method} ${path.replace(/^.*\/(log|v1)/, '')} → ${after}${answer && answer.status >= 400 ? ` ${answer.body.slice(0, 200)}` : ''}`;
  });
  const items = plan?.items.map(
    ({ name, action, status, steps, reason, changes }) =>
      `${name}: ${action} (${status}) ${JSON.stringify(steps)} ${reason ?? ''} ${JSON.stringify(changes).slice(0, 400)}`,
  );
  const results = outcome?.items.map(
    ({ name, reason, steps }) => `${name}: ${reason ?? ''} ${JSON.stringify(steps)}`,
  );
  return [
    `plan ${JSON.stringify(plan?.refusals)}`,
    ...(items ?? []),
    'requests',
    ...requests,
    `outcome ${outcome?.outcome ?? ended}`,
    ...(results ?? []),
  ].join('\n  ');
}
