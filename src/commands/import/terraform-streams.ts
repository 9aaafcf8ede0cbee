import type { StreamReader } from '../../api/streams/client.ts';
import { LOG_TYPES, type LogType } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow, UnusableRow } from '../../model/observed.ts';
import type { StateStream } from '../../terraform/state.ts';
import { managerOf } from '../session/find-row.ts';
import { isNotOurs } from '../session/list-collections.ts';

/** What a stream of a state is in the account and in the repository. */
export type FoundStream = { readonly stream: StateStream } & (
  | { readonly tag: 'new'; readonly row: StreamRow }
  | { readonly tag: 'managed'; readonly row: StreamRow; readonly manifest: Manifest }
  | { readonly tag: 'unusable'; readonly row: UnusableRow }
  | { readonly tag: 'gone' }
  | { readonly tag: 'not-listed'; readonly message: string }
  | { readonly tag: 'duplicate'; readonly of: string }
);

/** The streams of one log type, or why they are not known. */
type Listed = Awaited<ReturnType<StreamReader['list']>> | string;

/** Finds the streams of a state by their IDs, with one request for each log type in it. */
export async function findStreams(
  streams: readonly StateStream[],
  managed: readonly Manifest[],
  reader: Pick<StreamReader, 'list'>,
): Promise<readonly FoundStream[]> {
  const listed = new Map<LogType, Listed>();
  for (const logType of LOG_TYPES.filter((one) => streams.some((stream) => stream.logType === one))) {
    listed.set(logType, await listLogType(logType, reader));
  }
  const seen = new Map<string, string>();
  return streams.map((stream) => {
    const key = `${stream.logType} ${stream.streamId}`;
    const of = seen.get(key);
    if (of !== undefined) return { stream, tag: 'duplicate', of };
    seen.set(key, stream.address);
    return find(stream, listed.get(stream.logType) ?? '', managed);
  });
}

/** A state may have streams of a log type that the credentials cannot read. The others are still imported. */
async function listLogType(logType: LogType, reader: Pick<StreamReader, 'list'>): Promise<Listed> {
  try {
    return await reader.list({ kind: 'DataStream2', logType });
  } catch (error) {
    if (isNotOurs(error)) return error.message.replace(/\.$/, '');
    throw error;
  }
}

function find(stream: StateStream, listed: Listed, managed: readonly Manifest[]): FoundStream {
  if (typeof listed === 'string') return { stream, tag: 'not-listed', message: listed };
  const row = listed.rows.find(({ streamId }) => streamId === stream.streamId);
  const manifest = row && managerOf(row, managed);
  if (row && manifest) return { stream, tag: 'managed', row, manifest };
  if (row) return { stream, tag: 'new', row };
  const unusable = listed.unusable.find(({ streamId }) => streamId === stream.streamId);
  return unusable ? { stream, tag: 'unusable', row: unusable } : { stream, tag: 'gone' };
}
