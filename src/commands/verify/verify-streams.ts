import { ApiError } from '../../api/errors/errors.ts';
import { deliveryItem, unknownItem } from '../../delivery/item.ts';
import { awaitsRecords, judgeStatus, NO_STREAM, needsHistory } from '../../delivery/judge.ts';
import { deliveringSiblings } from '../../delivery/siblings.ts';
import { DEFAULT_PERIOD, type MetricsWindows, metricsWindows } from '../../delivery/windows.ts';
import { defined } from '../../model/defined.ts';
import type { DeliveryItem } from '../../model/delivery.ts';
import type { Activation, StreamRow } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';
import type { DeliveryEvidence, Probe } from '../../model/upload-metrics.ts';
import type { Connection } from '../session/connection.ts';
import { readOrFailure } from '../session/optional-read.ts';
import { type ReadMetrics, readMetrics } from './read-metrics.ts';
import { identityOf, type Subject } from './subjects.ts';
import { type LoggingPorts, verifyLogging } from './verify-logging.ts';

/** What verifying reads from. It contains no method that writes. */
export interface VerifyPorts extends LoggingPorts, Pick<Connection, 'metrics'> {}

/** How streams are verified. */
export interface VerifyInput {
  readonly subjects: readonly Subject[];
  /** All listed streams of their collections. Some may log the same property. */
  readonly listed: readonly StreamRow[];
  /** The period that amounts are reported for, milliseconds. Default: 2 hours; DataStream 1: 30 minutes. */
  readonly period?: number;
  /** Requests that were sent through the edge for the CDN streams. */
  readonly probe?: Probe;
  /** Activation histories that an earlier look has read. New ones are added. */
  readonly histories?: Map<string, readonly Activation[]>;
}

/** The result for one stream. */
export interface Verified {
  readonly subject: Subject;
  readonly item: DeliveryItem;
  /** Whether a later look may show another word. */
  readonly isAwaited: boolean;
}

/**
 * Reads whether the logs of streams arrive, in the order of the subjects: two requests for each group of DataStream 2
 * streams, one for each stream whose activation matters, and one for each DataStream 1 stream. A stream whose metrics
 * cannot be read is `unknown`; the others are not affected.
 * @throws {ApiError} kind `aborted`
 */
export async function verifyStreams(ports: VerifyPorts, input: VerifyInput): Promise<readonly Verified[]> {
  const windows = metricsWindows(ports.clock.now(), input.period ?? DEFAULT_PERIOD);
  const asked = input.subjects.flatMap(({ row }) => (row && hasMetrics(row) ? [row] : []));
  const read = await readMetrics(ports.metrics, windows, asked, input.listed);
  const verified: Verified[] = [];
  for (const subject of input.subjects) {
    verified.push({ subject, ...(await verifyOne(ports, input, { windows, read }, subject)) });
  }
  return verified;
}

/** Returns whether a stream has uploads to report. */
function hasMetrics({ collection, status }: StreamRow): boolean {
  return collection.kind === 'DataStream2' && judgeStatus(status) === undefined;
}

interface ReadSoFar {
  readonly windows: MetricsWindows;
  readonly read: ReadMetrics;
}

type Result = Omit<Verified, 'subject'>;

async function verifyOne(
  ports: VerifyPorts,
  input: VerifyInput,
  soFar: ReadSoFar,
  subject: Subject,
): Promise<Result> {
  const identity = identityOf(subject);
  const { row, problem } = subject;
  if (problem !== undefined) return stable(unknownItem(identity, problem));
  if (!row) return stable({ ...identity, ...NO_STREAM });
  if (identity.kind === 'DataStream1') {
    const item = await verifyLogging(ports, subject, row, input.period);
    return stable(item instanceof ApiError ? unknownItem(identity, reasonOf(item)) : item);
  }
  const failure = soFar.read.failures.get(row.streamId);
  if (failure) return stable(unknownItem(identity, reasonOf(failure)));
  const first = evidenceOf(ports, input, soFar, row);
  const history = needsHistory(first) ? await historyOf(ports, input, row) : undefined;
  if (!(history instanceof ApiError)) {
    const evidence: DeliveryEvidence = { ...first, ...defined({ activations: history }) };
    return { item: deliveryItem(identity, evidence), isAwaited: awaitsRecords(evidence) };
  }
  const item = deliveryItem(identity, first);
  // Without the history, it is not known whether the stream was activated a moment ago.
  return stable(item.delivery === 'no-data' ? unknownItem(identity, reasonOf(history)) : item);
}

function stable(item: DeliveryItem): Result {
  return { item, isAwaited: item.delivery === 'pending' };
}

function evidenceOf(
  ports: VerifyPorts,
  { listed, probe }: VerifyInput,
  { windows, read }: ReadSoFar,
  row: StreamRow,
): DeliveryEvidence {
  const none = { recent: { ...windows.recent, buckets: [] }, week: { ...windows.week, buckets: [] } };
  const savedAt = Date.parse(row.modifiedDate ?? '');
  const others = listed.flatMap((other) => {
    const metrics = read.metrics.get(other.streamId);
    return metrics ? [{ row: other, recent: metrics.recent }] : [];
  });
  return {
    now: ports.clock.now(),
    status: row.status,
    ...(Number.isNaN(savedAt) ? {} : { savedAt }),
    from: windows.from,
    ...(read.metrics.get(row.streamId) ?? none),
    deliveringSiblings: deliveringSiblings(row, others),
    ...(probe && row.collection.logType === 'cdn' ? { probe } : {}),
  };
}

async function historyOf(
  { reader }: VerifyPorts,
  { histories }: VerifyInput,
  { collection, streamId, status, version }: StreamRow,
): Promise<readonly Activation[] | ApiError> {
  const key = `${keyById(collection, streamId)} ${status} ${version}`;
  const known = histories?.get(key);
  if (known) return known;
  const history = await readOrFailure(() => reader.activationHistory(collection, streamId));
  if (!(history instanceof ApiError)) histories?.set(key, history);
  return history;
}

function reasonOf({ message, details: { hint } }: ApiError): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
