import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { latest, type SimulatedStream, type World } from '../../src/simulator/world.ts';
import { meaningOf } from './content.ts';
import type { Ran, Seen } from './rig.ts';

/** What no run may ever do, judged by the account's own history and by the requests it saw. */

const WRITE = /\/log\/(\w+)\/streams(?:\/(\d+)(?:\/(activate|deactivate))?)?(?:\?activate=(true|false))?$/;
/** How old the read before a write may be: a held-back write is read afresh after ten seconds. */
const FRESH = 10_000;
/** One list serves all creates of a minute. */
const FRESH_LIST = 60_000;

interface Write {
  readonly seen: Seen;
  readonly index: number;
  readonly logType: string;
  readonly verb: 'create' | 'update' | 'activate' | 'deactivate' | 'delete';
  /** Absent for a create. */
  readonly streamId?: number;
  readonly activate: boolean;
  readonly name?: string;
}

/** The writes of a run, in order. */
export function writesOf({ seen }: Ran): readonly Write[] {
  return seen.flatMap((one, index) => (one.method === 'GET' ? [] : [writeOf(one, index)]));
}

function writeOf(seen: Seen, index: number): Write {
  const [, logType, id, move, activate] = WRITE.exec(seen.path) ?? [];
  if (!logType) throw new Error(`a write to an unknown place: ${seen.method} ${seen.path}`);
  const verbs = { POST: move ?? 'create', PUT: 'update', DELETE: 'delete' } as const;
  const verb = verbs[seen.method as keyof typeof verbs] as Write['verb'];
  if (verb !== 'create' && id === undefined) throw new Error(`a write to no stream: ${seen.path}`);
  const body = parsed(seen.body ?? '');
  const name = isObject(body) ? String(body['streamName']) : undefined;
  return {
    seen,
    index,
    logType,
    verb,
    activate: activate === 'true',
    ...(id === undefined ? {} : { streamId: Number(id) }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Throws, with the story of the run, where it did what no run may do. */
export function checkRun(ran: Ran): void {
  const made = new Map<number, number>();
  for (const write of writesOf(ran)) {
    const wrong = write.verb === 'create' ? wrongCreate(ran, write) : wrongWrite(ran, write, made);
    if (wrong) throw new Error(`${wrong}\n${story(ran)}`);
    if (write.verb === 'update' && write.seen.answer?.status !== 429) {
      made.set(write.streamId ?? 0, (made.get(write.streamId ?? 0) ?? 0) + 1);
    }
  }
  const twice = sentTwice(ran);
  if (twice) throw new Error(`${twice}\n${story(ran)}`);
  const needless = needlessVersion(ran);
  if (needless) throw new Error(`${needless}\n${story(ran)}`);
}

function wrongCreate(ran: Ran, write: Write): string | undefined {
  const { logType, name, seen } = write;
  const what = `create of ${name}`;
  if (!ran.manifests.some((one) => one.streamName === name && one.state !== 'absent')) {
    return `${what}: no manifest asks for it`;
  }
  const list = answers(ran, write.index, listPath(logType)).at(-1);
  if (!list) return `${what}: no list was read before it`;
  if (seen.at - list.until > FRESH_LIST)
    return `${what}: the list before it was ${seen.at - list.until} ms old`;
  if (rowsIn(list).some((row) => row['streamName'] === name)) return `${what}: a stream of the name was seen`;
  const own = writesOf(ran).filter((one) => one.index < write.index && one.verb === 'create');
  const done = own.some((one) => one.name === name && one.logType === logType && !refused(one.seen));
  return done ? `${what}: it was sent before in this run` : undefined;
}

function wrongWrite(ran: Ran, write: Write, made: ReadonlyMap<number, number>): string | undefined {
  const { verb, logType, streamId, seen } = write;
  const what = `${verb} of stream ${streamId}`;
  const start = startRow(ran, write);
  if (!start) return `${what}: the run never listed it`;
  const manifest = managerOf(ran.manifests, logType, start);
  if (!manifest) return `${what}: no manifest is about it`;
  const read = answers(ran, write.index, `/log/${logType}/streams/${streamId}`).at(-1);
  if (!read) return `${what}: it was not read before`;
  if (seen.at - read.until > FRESH) return `${what}: the read before it was ${seen.at - read.until} ms old`;
  const detail = bodyIn(read);
  const base = Number(planned(ran, write, start)['latestVersion']) + (made.get(streamId ?? 0) ?? 0);
  if (detail['latestVersion'] !== base) {
    return `${what}: it was at version ${String(detail['latestVersion'])}, the plan's base is ${base}`;
  }
  return illegal(write, String(detail['streamStatus']), manifest, start, what);
}

function illegal(
  { verb, activate }: Write,
  status: string,
  manifest: Manifest,
  start: JsonObject,
  what: string,
): string | undefined {
  const inactive = status === 'INACTIVE' || status === 'DEACTIVATED';
  const active = status === 'ACTIVATED';
  const not = `${what}: not legal in status ${status}`;
  switch (verb) {
    case 'update':
      if (manifest.state === 'absent') return `${what}: its manifest wants it gone`;
      if (activate !== (manifest.state === 'active')) return `${what}: activate=${activate} is not wanted`;
      return active
        ? activate
          ? undefined
          : `${what}: activate=false while active`
        : inactive
          ? undefined
          : not;
    case 'activate':
      return inactive && manifest.state === 'active' ? undefined : not;
    case 'deactivate':
      return active && manifest.state !== 'active' && !manifest.protect ? undefined : not;
    case 'delete': {
      const atStart = String(start['streamStatus']);
      if (manifest.state !== 'absent' || manifest.protect) return `${what}: it was not asked for`;
      if (atStart !== 'INACTIVE' && atStart !== 'DEACTIVATED')
        return `${what}: it was ${atStart} at the start`;
      return inactive ? undefined : not;
    }
    case 'create':
      return undefined;
    default:
      throw new Error(`no such verb ${verb satisfies never}`);
  }
}

/** A write whose outcome may be anything but "nothing happened" is never sent again in the same run. */
function sentTwice(ran: Ran): string | undefined {
  const sent = new Set<string>();
  for (const { seen } of writesOf(ran)) {
    if (seen.answer?.status === 429) continue;
    const key = `${seen.method} ${seen.path} ${seen.method === 'POST' ? (seen.body ?? '') : ''}`;
    if (sent.has(key)) return `sent twice in one run: ${seen.method} ${seen.path}`;
    sent.add(key);
  }
  return undefined;
}

/** A version of ours that means the same as the one before it, where nobody asked for a rotation. */
function needlessVersion(ran: Ran): string | undefined {
  for (const { verb, streamId, seen, name } of writesOf(ran)) {
    if (verb !== 'update' || ran.rotated.length > 0) continue;
    const before = streamIn(seen.before, streamId);
    const after = streamIn(seen.after, streamId);
    if (!before || !after || after.versions.length <= before.versions.length) continue;
    if (text(before) === text(after)) return `a needless version of ${name}: ${text(before)}`;
  }
  return undefined;
}

function text(stream: SimulatedStream): string {
  const { content, given } = latest(stream);
  const { customHeaderValue } = (content['destination'] ?? {}) as JsonObject;
  return sorted([meaningOf(content, given, []), customHeaderValue ?? null]);
}

/** JSON text in which the order of members means nothing. */
export function sorted(value: Json): string {
  return JSON.stringify(value, (_, part: Json) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** Two streams of a log type never have one name. */
export function checkNames({ streams }: World): void {
  const names = streams.map((stream) => `${stream.logType} ${String(latest(stream).content['streamName'])}`);
  if (new Set(names).size < names.length) throw new Error(`two streams of one name: ${names.join(', ')}`);
}

function managerOf(manifests: readonly Manifest[], logType: string, row: JsonObject): Manifest | undefined {
  return manifests
    .filter(({ collection }) => collection.logType === logType)
    .find(({ streamId, streamName }) =>
      streamId === undefined ? streamName === row['streamName'] : streamId === row['streamId'],
    );
}

/** The stream as planning saw it: read by itself, or in the list where its content was kept. */
function planned(ran: Ran, { logType, streamId, index }: Write, start: JsonObject): JsonObject {
  const reads = answers(ran, index, `/log/${logType}/streams/${streamId}`);
  const read = reads.find(({ phase }) => phase === 'planning');
  return read ? bodyIn(read) : start;
}

function startRow(ran: Ran, { logType, streamId, index }: Write): JsonObject | undefined {
  const [first] = answers(ran, index, listPath(logType));
  return first && rowsIn(first).find((row) => row['streamId'] === streamId);
}

const listPath = (logType: string) => `/log/${logType}/streams`;

/** Reads of a path before a request that were answered as they should be. */
function answers({ seen }: Ran, before: number, path: string): readonly Seen[] {
  return seen
    .slice(0, before)
    .filter((one) => one.method === 'GET' && one.path.endsWith(path) && one.answer?.status === 200)
    .filter((one) => typeof parsed(one.answer?.body ?? '') === 'object');
}

function rowsIn(list: Seen): readonly JsonObject[] {
  const rows = parsed(list.answer?.body ?? '');
  return (Array.isArray(rows) ? rows : []) as readonly JsonObject[];
}

function bodyIn(read: Seen): JsonObject {
  const body = parsed(read.answer?.body ?? '');
  return isObject(body) ? body : {};
}

function refused({ answer }: Seen): boolean {
  return answer?.status === 429;
}

function parsed(json: string): Json | undefined {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}

/** The stream in the account, by its id. */
function streamIn({ streams }: World, streamId: number | undefined): SimulatedStream | undefined {
  return streams.find((stream) => stream.streamId === streamId);
}

/** What a run did and said, for people who read a counterexample. */
export function story({ seen, plan, outcome, ended }: Ran): string {
  const requests = seen.map(({ method, path, at, answer, phase }) => {
    const after = answer ? `${answer.status}` : 'no answer';
    return `${new Date(at).toISOString().slice(11, 19)} ${phase} ${method} ${path.replace(/^.*\/log/, '')} → ${after}${answer && answer.status >= 400 ? ` ${answer.body.slice(0, 200)}` : ''}`;
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
