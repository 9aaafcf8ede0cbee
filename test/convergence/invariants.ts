import { Buffer } from 'node:buffer';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { type AccountState, latest } from '../../src/simulator/state/account-state.ts';
import { completeTransitions } from '../../src/simulator/state/transitions.ts';
import { CANARY } from '../builders/destinations.ts';
import { type Lived, liveMeaning, nameOf, placeOf, sorted, streamIn, streamsIn } from './either-api.ts';
import {
  answers,
  bodyIn,
  listPath,
  rowsIn,
  statusIn,
  story,
  streamPath,
  versionIn,
  type Write,
  wasLimited,
  writesOf,
} from './recorded-requests.ts';
import type { Ran } from './test-run.ts';

/** Checks for what no run may do, based on the account's history and the received requests. */

/** The maximum age of the read before a write: a delayed write is read again after ten seconds. */
const FRESH = 10_000;
/** The number of activations and deactivations that share a list. */
const SHARING = 3;
/** One list is enough for all creates within a minute. */
const FRESH_LIST = 60_000;

/** Throws, with the story of the run, if it did what no run may do. */
export function checkRun(ran: Ran): void {
  const made = new Map<string, number>();
  for (const write of writesOf(ran)) {
    const wrong = write.verb === 'create' ? wrongCreate(ran, write) : wrongWrite(ran, write, made);
    if (wrong) throw new Error(`${wrong}\n${story(ran)}`);
    if (write.verb === 'update' && !wasLimited(write.seen)) {
      const path = streamPath(write);
      made.set(path, (made.get(path) ?? 0) + 1);
    }
  }
  const wrong =
    sentTwice(ran) ?? needlessVersion(ran) ?? wrongVersions(ran) ?? inTransitionAtWrite(ran) ?? leaked(ran);
  if (wrong) throw new Error(`${wrong}\n${story(ran)}`);
}

function wrongCreate(ran: Ran, write: Write): string | undefined {
  const { place, name, seen } = write;
  const what = `create of ${name}`;
  const isAsked = ran.manifests.some(
    (one) => placeOf(one.collection) === place && one.streamName === name && one.state !== 'absent',
  );
  if (!isAsked) return `${what}: no manifest asks for it`;
  const list = answers(ran, write.index, listPath(place)).at(-1);
  if (!list) return `${what}: no list was read before it`;
  if (seen.at - list.until > FRESH_LIST)
    return `${what}: the list before it was ${seen.at - list.until} ms old`;
  if (rowsIn(list).some((row) => row['streamName'] === name)) return `${what}: a stream of the name was seen`;
  return createsBefore(ran, write).length > 0 ? `${what}: it was sent before in this run` : undefined;
}

/** Creates of a name that this run already sent and that may have taken effect. */
function createsBefore(ran: Ran, { place, name, index }: Write): readonly Write[] {
  return writesOf(ran).filter(
    (one) =>
      one.index < index &&
      one.verb === 'create' &&
      one.name === name &&
      one.place === place &&
      !wasLimited(one.seen),
  );
}

function wrongWrite(ran: Ran, write: Write, made: ReadonlyMap<string, number>): string | undefined {
  const { verb, place, streamId } = write;
  const what = `${verb} of stream ${streamId}`;
  const start = startRow(ran, write);
  if (!start) return `${what}: the run never listed it`;
  const manifest = managerOf(ran.manifests, place, start);
  if (!manifest) return `${what}: no manifest is about it`;
  const own = ownRead(ran, write);
  const detail = typeof own === 'string' ? sharedRead(ran, write) : own;
  if (!detail) return `${what}: ${own}`;
  const base = versionIn(planned(ran, write, start)) + (made.get(streamPath(write)) ?? 0);
  if (versionIn(detail) !== base) {
    return `${what}: it was at version ${versionIn(detail)}, the plan's base is ${base}`;
  }
  return invalid(write, statusIn(detail), manifest, start, what);
}

/** The read of the stream itself before a write, or why it does not count. */
function ownRead(ran: Ran, write: Write): JsonObject | string {
  const { seen } = write;
  const read = answers(ran, write.index, streamPath(write)).at(-1);
  if (!read) return 'it was not read before';
  if (seen.at - read.until > FRESH) return `the read before it was ${seen.at - read.until} ms old`;
  return read.index < lastWrite(ran, write) ? 'not read since the write before it' : bodyIn(read);
}

/** The row of the list that an activation or a deactivation shares with two others at most. */
function sharedRead(ran: Ran, write: Write): JsonObject | undefined {
  const { place, streamId, index, seen } = write;
  const list = answers(ran, index, listPath(place)).findLast(({ phase }) => phase !== 'planning');
  if (!isTransition(write) || !list || seen.at - list.until > FRESH) return undefined;
  const since = writesOf(ran).filter(
    (one) => one.index > list.index && one.index < index && one.place === place && !wasLimited(one.seen),
  );
  const sharing = since.filter((one) => isTransition(one) && typeof ownRead(ran, one) === 'string');
  if (sharing.length >= SHARING || since.some((one) => one.streamId === streamId)) return undefined;
  return rowsIn(list).find((row) => row['streamId'] === streamId);
}

function isTransition({ verb }: Write): boolean {
  return verb === 'activate' || verb === 'deactivate';
}

/**
 * The last write before this one that may have changed its stream. In DataStream 1 an update changes other
 * streams too.
 */
function lastWrite(ran: Ran, write: Write): number {
  const others = writesOf(ran).filter(
    (one) =>
      one.index < write.index &&
      one.place === write.place &&
      (one.streamId === write.streamId || one.place === 'datastream1') &&
      !wasLimited(one.seen),
  );
  return others.at(-1)?.index ?? -1;
}

function invalid(
  { verb, activate }: Write,
  status: string,
  manifest: Manifest,
  start: JsonObject,
  what: string,
): string | undefined {
  const inactive = status === 'INACTIVE' || status === 'DEACTIVATED';
  const active = status === 'ACTIVATED';
  const not = `${what}: not allowed in status ${status}`;
  switch (verb) {
    case 'update': {
      const wanted = manifest.state === 'active';
      if (manifest.state === 'absent') return `${what}: its manifest wants it gone`;
      if (activate !== undefined && activate !== wanted)
        return `${what}: activate=${activate} does not match the manifest`;
      if (active) return wanted ? undefined : `${what}: it stays active, against the manifest`;
      return inactive ? undefined : not;
    }
    case 'activate':
      return inactive && manifest.state === 'active' ? undefined : not;
    case 'deactivate':
      return active && manifest.state !== 'active' && !manifest.protect ? undefined : not;
    case 'delete': {
      const atStart = statusIn(start);
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

/** A write that may have had an effect is never sent again in the same run. */
function sentTwice(ran: Ran): string | undefined {
  const sent = new Set<string>();
  for (const { seen } of writesOf(ran)) {
    if (wasLimited(seen)) continue;
    const key = `${seen.method} ${seen.path} ${seen.method === 'POST' ? (seen.body ?? '') : ''}`;
    if (sent.has(key)) return `sent twice in one run: ${seen.method} ${seen.path}`;
    sent.add(key);
  }
  return undefined;
}

/** Our versions that equal the previous one without a requested rotation. */
function needlessVersion(ran: Ran): string | undefined {
  if (ran.rotated.length > 0) return undefined;
  for (const { verb, place, streamId, seen, name } of writesOf(ran)) {
    if (verb !== 'update') continue;
    const before = streamIn(seen.before, place, streamId);
    const after = streamIn(seen.after, place, streamId);
    if (!before || !after || after.stream.versions.length <= before.stream.versions.length) continue;
    if (text(before) === text(after)) return `a needless version of ${name}: ${text(before)}`;
  }
  return undefined;
}

function text(lived: Lived): string {
  const { customHeaderValue } = (latest(lived.stream).content['destination'] ?? {}) as JsonObject;
  return sorted([liveMeaning(lived), customHeaderValue ?? null]);
}

/**
 * A write creates at most one version of its stream, a transition creates none, and neither creates one of
 * another stream.
 */
function wrongVersions(ran: Ran): string | undefined {
  if (ran.disturbed) return undefined;
  for (const { seen, place, streamId, verb } of writesOf(ran)) {
    for (const { collection, stream } of streamsIn(seen.after)) {
      const before = streamIn(seen.before, placeOf(collection), stream.streamId);
      const added = stream.versions.length - (before?.stream.versions.length ?? 0);
      const isIts = placeOf(collection) === place && stream.streamId === streamId;
      const most = (isIts && verb === 'update') || (!before && verb === 'create') ? 1 : 0;
      if (added > most) return `${verb} of ${streamId} made ${added} versions of stream ${stream.streamId}`;
    }
  }
  return undefined;
}

/**
 * Without concurrent edits, no write reaches a stream in transition, and no delete an active one, whatever
 * was read before.
 */
function inTransitionAtWrite(ran: Ran): string | undefined {
  if (ran.disturbed) return undefined;
  for (const { verb, place, streamId, seen } of writesOf(ran)) {
    const lived = streamIn(completeTransitions(seen.before, seen.at), place, streamId);
    const { status = '' } = lived?.stream ?? {};
    if (status.endsWith('ING')) return `${verb} of stream ${streamId} while it was ${status}`;
    if (verb === 'delete' && status === 'ACTIVATED')
      return `delete of stream ${streamId} while it was active`;
  }
  return undefined;
}

const SECRETS = [CANARY, Buffer.from(CANARY).toString('base64'), Buffer.from(CANARY).toString('hex')];

/** Plan, result, events and journal contain no secret. */
function leaked({ plan, outcome, returned }: Ran): string | undefined {
  const everything = JSON.stringify([plan, outcome, returned]);
  const found = SECRETS.find((secret) => everything.includes(secret));
  const at = found === undefined ? 0 : everything.indexOf(found);
  return found && `a secret is shown: ${everything.slice(Math.max(0, at - 200), at + 40)}`;
}

/** Two streams of a log type never have one name. In DataStream 1, two streams of a group. */
export function checkNames(accountState: AccountState): void {
  const names = streamsIn(accountState).map((lived) => `${placeOf(lived.collection)} ${nameOf(lived)}`);
  if (new Set(names).size < names.length) throw new Error(`two streams of one name: ${names.join(', ')}`);
}

function managerOf(manifests: readonly Manifest[], place: string, row: JsonObject): Manifest | undefined {
  return manifests
    .filter(({ collection }) => placeOf(collection) === place)
    .find(({ streamId, streamName }) =>
      streamId === undefined ? streamName === row['streamName'] : streamId === row['streamId'],
    );
}

/** The stream as planning read it: by itself, or in the list if its content was cached. */
function planned(ran: Ran, write: Write, start: JsonObject): JsonObject {
  const reads = answers(ran, write.index, streamPath(write));
  const read = reads.find(({ phase }) => phase === 'planning');
  return read ? bodyIn(read) : start;
}

/** The stream as the run found it: its row in the first list, or what this run has just created. */
function startRow(ran: Ran, write: Write): JsonObject | undefined {
  const { place, streamId, index } = write;
  const [first] = answers(ran, index, listPath(place));
  const row = first && rowsIn(first).find((each) => each['streamId'] === streamId);
  if (row) return row;
  const accountStates = ran.seen.slice(0, index).map(({ after }) => after);
  const lived = accountStates
    .map((accountState) => streamIn(accountState, place, streamId))
    .findLast((each) => each !== undefined);
  const name = String(lived?.stream.versions[0]?.content['streamName']);
  if (createsBefore(ran, { ...write, name }).length === 0) return undefined;
  return { streamId: streamId ?? 0, streamName: name, streamVersionId: 1, activationStatus: 'DEACTIVATED' };
}
