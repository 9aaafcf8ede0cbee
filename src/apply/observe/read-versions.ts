import { ApiError } from '../../api/errors/errors.ts';
import type { StreamDetail, StreamRow, VersionList } from '../../model/observed.ts';
import { streamSealer } from '../../plan/credentials/seal-stream.ts';
import { createRedaction } from '../../redaction/run-redaction.ts';
import { inGroups } from './concurrency.ts';
import { type DetailPorts, redactedAt } from './read-details.ts';
import { readingProgress } from './reading-progress.ts';

/** The content of versions, by version. A string says, as a sentence, why a version cannot be read. */
export type Versions = ReadonlyMap<number, StreamDetail | string>;

/**
 * How many versions are read at once. DataStream 2 returns them in one response, which has to stay small; DataStream 1
 * has a request for each version.
 */
const AT_ONCE = { DataStream2: 50, DataStream1: 10 } as const;

/**
 * Reads versions of a stream that are older than its latest one. A version never changes, so each one is read once and
 * then comes from the cache. Versions that the API does not return are absent from the result. After a failure, no
 * more requests are sent.
 * @param wanted in any order
 * @throws {ApiError} kind `aborted`
 */
export async function readOlderVersions(
  ports: DetailPorts,
  stream: StreamRow,
  wanted: readonly number[],
): Promise<Versions> {
  const { cache, placesOf, target, hash, redaction = createRedaction(), listen } = ports;
  const { collection, streamId } = stream;
  const places = placesOf(stream);
  const versions = new Map<number, StreamDetail | string>();
  const cached = await inGroups(wanted, async (version) => {
    const kept = await cache.olderVersion(collection, streamId, version);
    return kept && redactedAt(kept, places, target, hash);
  });
  for (const detail of cached) if (detail) versions.set(detail.version, detail);
  const missing = wanted.filter((version) => !versions.has(version)).sort((a, b) => b - a);
  const progress = { done: versions.size, total: wanted.length, what: 'versions' } as const;
  const countRead = readingProgress(listen, progress);
  const seal = streamSealer({ target, hash, placesOf: () => places, redaction });
  let failure: string | undefined;
  for (const span of spansOf(missing, AT_ONCE[collection.kind])) {
    const read = failure ?? (await readSpan(ports, stream, span));
    if (typeof read === 'string') {
      failure = read;
      for (const version of span) versions.set(version, read);
      continue;
    }
    for (const { version, reason } of read.unusable) if (version !== undefined) versions.set(version, reason);
    for (const detail of read.versions.filter(({ version }) => span.includes(version)).map(seal)) {
      versions.set(detail.version, detail);
      await cache.keepOlderVersion(detail);
    }
    for (const _ of span) countRead();
  }
  return versions;
}

/** The versions of one span, or the sentence of the failure. */
async function readSpan(
  { reader }: DetailPorts,
  { collection, streamId }: StreamRow,
  span: readonly number[],
): Promise<VersionList | string> {
  try {
    return await reader.history(collection, streamId, Math.min(...span), Math.max(...span));
  } catch (error) {
    if (error instanceof ApiError && error.kind !== 'aborted') return error.message;
    throw error;
  }
}

/** Divides versions, newest first, into spans without gaps that one call reads. */
function spansOf(versions: readonly number[], most: number): readonly (readonly number[])[] {
  const spans: number[][] = [];
  for (const version of versions) {
    const span = spans.at(-1);
    if (span && span.length < most && span.at(-1) === version + 1) span.push(version);
    else spans.push([version]);
  }
  return spans;
}
