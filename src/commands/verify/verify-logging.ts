import type { ApiError } from '../../api/errors/errors.ts';
import { streamCard } from '../../collections/registry.ts';
import { unknownItem } from '../../delivery/item.ts';
import { judgeStatus } from '../../delivery/judge.ts';
import { loggingItem, loggingWindow } from '../../delivery/logging.ts';
import type { Clock } from '../../model/clock.ts';
import type { DeliveryItem } from '../../model/delivery.ts';
import type { JsonObject } from '../../model/json.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { Connection } from '../session/connection.ts';
import { readOrFailure } from '../session/optional-read.ts';
import { identityOf, type Subject } from './subjects.ts';

/** What is read about DataStream 1 streams. */
export interface LoggingPorts extends Pick<Connection, 'reader' | 'pull'> {
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Searches the logs that the API stores for one record of a DataStream 1 stream.
 * @param period `--since`, milliseconds
 * @returns the error if the logs cannot be read
 * @throws {ApiError} kind `aborted`
 */
export async function verifyLogging(
  ports: LoggingPorts,
  subject: Subject,
  row: StreamRow,
  period: number | undefined,
): Promise<DeliveryItem | ApiError> {
  const identity = identityOf(subject);
  const judged = judgeStatus(row.status);
  if (judged) return { ...identity, ...judged };
  return readOrFailure(async () => {
    const spec = await specOf(ports, subject, row);
    const { pull } = streamCard(row.collection);
    const report = pull?.reports[String(spec[pull.member])];
    if (!report) return unknownItem(identity, 'Whether its logs are RAW or AGGREGATE is not known.');
    const timeFrame = report === 'aggregate' ? Number(spec['timeFrame'] ?? 1) : 0;
    const window = loggingWindow(ports.clock.now(), period, timeFrame);
    const [start = '', end = ''] = [window.from, window.to].map((at) => new Date(at).toISOString());
    const page = await ports.pull.page({ streamId: row.streamId, report, start, end, size: 1 });
    return loggingItem(identity, row.status, page.records.length > 0, window);
  });
}

/** A manifest that is bound to its stream may omit the type of its logs. */
async function specOf(
  { reader }: LoggingPorts,
  { manifest }: Subject,
  { collection, streamId }: StreamRow,
): Promise<JsonObject> {
  if (manifest.spec['streamType'] !== undefined) return manifest.spec;
  return (await reader.get(collection, streamId)).body;
}
