import type { Probe, ProbeReader } from '../../../api/diagnosis/probe.ts';
import { LOG_TYPES, type LogType } from '../../../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject, objectsIn } from '../../../model/json.ts';

/** One stream, as several requests return it. A member is absent if its request failed or was not sent. */
export interface StreamEvidence {
  readonly logType: LogType;
  readonly row: JsonObject;
  readonly detail?: JsonObject;
  /** A second response to the same request. */
  readonly again?: JsonObject;
  /** The latest versions, at most five, and the range that was requested. */
  readonly versions?: {
    readonly first: number;
    readonly last: number;
    readonly items: readonly JsonObject[];
  };
  /** The activation history, in the order of the response. */
  readonly activations?: readonly JsonObject[];
}

/** Responses of an account. */
export interface Evidence {
  readonly lists: readonly {
    readonly logType: LogType;
    readonly body: Json;
    readonly rows: readonly JsonObject[];
  }[];
  readonly streams: readonly StreamEvidence[];
  /** A stream requested under another log type than its own. */
  readonly otherLogType?: Probe;
  /** A stream id that no stream has. */
  readonly unknownStream?: Probe;
  /** All responses, for their headers. */
  readonly probes: readonly Probe[];
}

/** Requests that are sent whatever streams there are: a list for each log type, and two ids that do not match. */
const FIXED = LOG_TYPES.length + 2;
/** Requests for each stream: its content, its versions, its activations. The first one is read twice. */
const PER_STREAM = 3;

const BASE = '/datastream-config-api/v3/log';

/**
 * Reads lists, and as many streams as the number of requests allows, of as many log types and statuses as possible.
 * @param most maximum number of requests
 */
export async function readEvidence(reader: ProbeReader, most: number): Promise<Evidence> {
  const probes: Probe[] = [];
  const ask = async (path: string): Promise<Probe | undefined> => {
    if (probes.length >= most) return undefined;
    const probe = await reader.get(`${BASE}${path}`);
    probes.push(probe);
    return probe;
  };
  const lists: Evidence['lists'][number][] = [];
  for (const logType of LOG_TYPES) {
    const body = (await ask(`/${logType}/streams`))?.body;
    if (body !== undefined) lists.push({ logType, body, rows: objectsIn(body) });
  }
  const chosen = chooseStreams(lists, Math.floor((most - FIXED - 1) / PER_STREAM));
  const streams: StreamEvidence[] = [];
  for (const one of chosen) streams.push(await readStream(ask, one, streams.length === 0));
  const ids = new Set(lists.flatMap(({ rows }) => rows.map(({ streamId }) => streamId)));
  const [first] = chosen;
  const other = first && lists.find(({ logType }) => logType !== first.logType);
  const otherLogType =
    first && other ? await ask(`/${other.logType}/streams/${String(first.row['streamId'])}`) : undefined;
  const unknownStream = lists[0] ? await ask(`/${lists[0].logType}/streams/${freeId(ids)}`) : undefined;
  return {
    lists,
    streams,
    probes,
    ...(otherLogType ? { otherLogType } : {}),
    ...(unknownStream ? { unknownStream } : {}),
  };
}

interface Chosen {
  readonly logType: LogType;
  readonly row: JsonObject;
}

/** Takes turns among the combinations of log type and status, so that few requests show much. */
function chooseStreams(lists: Evidence['lists'], most: number): readonly Chosen[] {
  const groups = new Map<string, Chosen[]>();
  for (const { logType, rows } of lists) {
    for (const row of rows) {
      if (!Number.isSafeInteger(row['streamId'])) continue;
      const key = `${logType} ${String(row['streamStatus'])}`;
      groups.set(key, [...(groups.get(key) ?? []), { logType, row }]);
    }
  }
  const queues = [...groups.values()];
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? []));
  return inTurn.flat().slice(0, Math.max(0, most));
}

const MOST_VERSIONS = 5;

async function readStream(
  ask: (path: string) => Promise<Probe | undefined>,
  { logType, row }: Chosen,
  twice: boolean,
): Promise<StreamEvidence> {
  const path = `/${logType}/streams/${String(row['streamId'])}`;
  const detail = (await ask(path))?.body;
  const again = twice ? (await ask(path))?.body : undefined;
  const { latestVersion } = row;
  const last = typeof latestVersion === 'number' && latestVersion > 0 ? latestVersion : 1;
  const first = Math.max(1, last - MOST_VERSIONS + 1);
  const range = last > 1 ? `?startVersion=${first}&endVersion=${last}` : '';
  const versions = (await ask(`${path}/history${range}`))?.body;
  const activations = (await ask(`${path}/activation-history`))?.body;
  return {
    logType,
    row,
    ...(isObject(detail) ? { detail } : {}),
    ...(isObject(again) ? { again } : {}),
    ...(isArray(versions) ? { versions: { first, last, items: objectsIn(versions) } } : {}),
    ...(isArray(activations) ? { activations: objectsIn(activations) } : {}),
  };
}

/** An id that is not in any list. */
function freeId(ids: ReadonlySet<Json | undefined>): number {
  let id = 999_999_999;
  while (ids.has(id)) id -= 1;
  return id;
}
