import { ApiError } from '../../api/errors/errors.ts';
import type { StreamReader } from '../../api/streams/client.ts';
import type { Hash, Observed } from '../../model/account.ts';
import type { Clock } from '../../model/clock.ts';
import { defined } from '../../model/defined.ts';
import type { Listener } from '../../model/event.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';
import {
  type PlacesOf,
  type SealStream,
  sealDetail,
  streamSealer,
} from '../../plan/credentials/seal-stream.ts';
import type { NeededDetail } from '../../plan/match/match.ts';
import { createRedaction, type Redaction } from '../../redaction/run-redaction.ts';
import { inGroups, inParallelByApi } from './concurrency.ts';
import { readingProgress } from './reading-progress.ts';
import type { VersionCache } from './version-cache.ts';

/** The dependencies of observing. They contain no method that writes. */
export interface ObservePorts {
  readonly reader: StreamReader;
  readonly cache: VersionCache;
  /** Host and account key, or `simulator`. */
  readonly target: string;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly listen: Listener;
  /**
   * All manifests of the repository. Live members at the places of their references are redacted. Default:
   * the manifests to plan.
   */
  readonly managed?: readonly Manifest[];
  /** Redacts those members in the texts of the run. */
  readonly redaction?: Redaction;
}

/** The dependencies of reading details: also at which places a stream's manifest has references. */
export type DetailPorts = ObservePorts & { readonly placesOf: PlacesOf };

/**
 * Reads details from the cache, or else from the API. Rows are updated to what was read, and removed if the
 * stream no longer exists.
 */
export async function readDetails(
  ports: DetailPorts,
  rows: Map<string, readonly StreamRow[]>,
  needed: readonly NeededDetail[],
): Promise<Required<Pick<Observed, 'details' | 'unreadable'>>> {
  const { redaction = createRedaction() } = ports;
  const seal = streamSealer({ ...ports, redaction });
  const rowOf = rowIndex(rows);
  const kept = await inGroups(needed, (need) => keptDetail(ports, need, rowOf));
  const missing = needed.filter((_, index) => kept[index] === undefined);
  const countRead = readingProgress(ports.listen, {
    done: needed.length - missing.length,
    total: needed.length,
  });
  const read = new Map<string, StreamDetail | undefined>();
  const unreadable = new Map<string, string>();
  await inParallelByApi(missing, async (need) => {
    const detail = await readDetail(ports, seal, need, countRead);
    if (detail instanceof ApiError) unreadable.set(keyOf(need), detail.message);
    else read.set(keyOf(need), detail);
  });
  const known = new Map(kept.flatMap((detail) => (detail ? [[keyOf(detail), detail] as const] : [])));
  for (const [key, list] of rows) {
    const returned = list.map((row) => withKept(row, known.get(keyOf(row))));
    rows.set(
      key,
      returned.flatMap((row) => rowAsRead(row, read)),
    );
  }
  const all = [...kept, ...read.values()].filter((detail) => detail !== undefined);
  return { details: new Map(all.map((detail) => [keyOf(detail), detail])), unreadable };
}

function keyOf({ collection, streamId }: NeededDetail | StreamRow): string {
  return keyById(collection, streamId);
}

/**
 * The cached content, redacted according to the current manifests. An entry from before a reference existed
 * is replaced. An entry may be redacted at a place that is a literal by now. It cannot be compared with that
 * literal, so the stream is read again.
 */
async function keptDetail(
  { cache, placesOf, target, hash }: DetailPorts,
  { collection, streamId, version }: NeededDetail,
  rowOf: ReadonlyMap<string, StreamRow>,
): Promise<StreamDetail | undefined> {
  const row = rowOf.get(keyById(collection, streamId));
  const kept = row && (await cache.detail(collection, streamId, version));
  if (!row || !kept) return undefined;
  const sealed = redactedAt(kept, placesOf(row), target, hash);
  if (sealed && sealed !== kept) await cache.keepDetail(sealed);
  return sealed && withRow(sealed, row);
}

/**
 * A cached version, redacted at these places; the same object if nothing changes. `undefined` if it is redacted at
 * another place, whose value is therefore not known.
 */
export function redactedAt(
  kept: StreamDetail,
  places: readonly string[],
  target: string,
  hash: Hash,
): StreamDetail | undefined {
  const before = kept.redacted ?? [];
  if (!before.every((place) => places.includes(place))) return undefined;
  return before.length === places.length ? kept : sealDetail(kept, target, hash, places);
}

function rowIndex(rows: ReadonlyMap<string, readonly StreamRow[]>): ReadonlyMap<string, StreamRow> {
  return new Map([...rows.values()].flat().map((row) => [keyOf(row), row]));
}

/**
 * The latest version, redacted and cached. `undefined` if the stream was deleted after the list call. The
 * error if its content cannot be read, which concerns this stream only.
 */
async function readDetail(
  { reader, cache }: DetailPorts,
  seal: SealStream,
  need: NeededDetail,
  countRead: () => void,
): Promise<StreamDetail | ApiError | undefined> {
  try {
    const detail = seal(await reader.get(need.collection, need.streamId));
    await cache.keepDetail(detail);
    return detail;
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'no-such-stream') return undefined;
    if (error instanceof ApiError && error.kind === 'unreadable') return error;
    throw error;
  } finally {
    countRead();
  }
}

/** A version's content never changes. Everything else about the stream comes from the current row. */
function withRow(kept: StreamDetail, row: StreamRow): StreamDetail {
  const { integrationType, body, lossy, redacted, content } = kept;
  return {
    ...withKept(row, kept),
    ...defined({ integrationType, lossy, redacted, content }),
    body,
  };
}

/**
 * Adds what belongs to a version and is missing in its row: group and contract, which v3 may omit, and who
 * made it and when, which DataStream 1 returns in details only.
 */
function withKept(row: StreamRow, kept: StreamDetail | undefined): StreamRow {
  if (!kept) return row;
  const { groupId, contractId, modifiedBy, modifiedDate } = kept;
  return {
    ...defined({ groupId, contractId, modifiedBy, modifiedDate }),
    ...row,
  };
}

/**
 * A GET response is one consistent state at a later time. The row is updated to it, and removed if the stream
 * no longer exists.
 */
function rowAsRead(
  row: StreamRow,
  read: ReadonlyMap<string, StreamDetail | undefined>,
): readonly StreamRow[] {
  const key = keyOf(row);
  if (!read.has(key)) return [row];
  const detail = read.get(key);
  if (!detail) return [];
  const {
    integrationType: _type,
    body: _body,
    lossy: _lossy,
    redacted: _places,
    content: _,
    ...returned
  } = detail;
  return [{ ...row, ...returned }];
}
