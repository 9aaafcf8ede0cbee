import { ApiError, concernsAll } from '../../api/errors/errors.ts';
import { apiCard } from '../../collections/apis.ts';
import { endsWithActivation } from '../../delivery/activation-times.ts';
import { deliveryItem, unknownItem } from '../../delivery/item.ts';
import { awaitsRecords, judgeStatus, NO_STREAM, needsHistory } from '../../delivery/judge.ts';
import { deliveringSiblings } from '../../delivery/siblings.ts';
import { DEFAULT_PERIOD, type MetricsWindows, metricsWindows } from '../../delivery/windows.ts';
import type { Collection, Kind } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { DeliveryItem } from '../../model/delivery.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Activation, StreamRow } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';
import type { DeliveryEvidence, Probe } from '../../model/upload-metrics.ts';
import type { Connection } from '../session/connection.ts';
import { readOrFailure } from '../session/optional-read.ts';
import { samplingOf } from './probe.ts';
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
 * cannot be read is `unknown`; the others are not affected, unless every further request would fail.
 * @throws {ApiError} kind `aborted`
 */
export async function verifyStreams(ports: VerifyPorts, input: VerifyInput): Promise<readonly Verified[]> {
  const windows = metricsWindows(ports.clock.now(), input.period ?? DEFAULT_PERIOD);
  const asked = input.subjects.flatMap(({ row }) => (row && hasMetrics(row) ? [row] : []));
  const read = await readMetrics(ports.metrics, windows, asked, input.listed);
  const failed = new Map<Kind, ApiError>();
  const verified: Verified[] = [];
  for (const subject of input.subjects) {
    verified.push({ subject, ...(await verifyOne(ports, input, { windows, read, failed }, subject)) });
  }
  return verified;
}

/** Returns whether a stream has uploads to report. */
function hasMetrics({ collection, status }: StreamRow): boolean {
  return hasUploadMetrics(collection) && judgeStatus(status) === undefined;
}

/** Returns whether the API shows the uploads of streams to their destination. */
export function hasUploadMetrics({ kind }: Collection): boolean {
  return apiCard(kind).delivery === 'upload-metrics';
}

interface ReadSoFar {
  readonly windows: MetricsWindows;
  readonly read: ReadMetrics;
  /** Errors that every further request to an API would meet. */
  readonly failed: Map<Kind, ApiError>;
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
  if (!hasUploadMetrics(identity)) {
    const item = await unlessFailed(soFar, identity.kind, () =>
      verifyLogging(ports, subject, row, input.period),
    );
    return stable(item instanceof ApiError ? unknownItem(identity, reasonOf(item)) : item);
  }
  const failure = soFar.read.failures.get(row.streamId);
  if (failure) return stable(unknownItem(identity, reasonOf(failure)));
  const first = evidenceOf(ports, input, soFar, subject.manifest, row);
  const history = needsHistory(first)
    ? await unlessFailed(soFar, identity.kind, () => historyOf(ports, input, row))
    : undefined;
  const isRead = !(history instanceof ApiError);
  const evidence: DeliveryEvidence = { ...first, ...(isRead ? defined({ activations: history }) : {}) };
  const item = deliveryItem(identity, evidence);
  const lacks = isRead ? missingActivation(row, history) : reasonOf(history);
  // Without the activation, it is not known whether the stream was activated a moment ago.
  return lacks !== undefined && (item.delivery === 'no-data' || item.delivery === 'stopped')
    ? stable(unknownItem(identity, lacks))
    : { item, isAwaited: isRead ? awaitsRecords(evidence) : item.delivery === 'pending' };
}

/** Returns why the time of the last activation is not known, as a sentence. */
function missingActivation(
  { version }: StreamRow,
  history: readonly Activation[] | undefined,
): string | undefined {
  return history === undefined || endsWithActivation(history, version)
    ? undefined
    : `No record arrived, and the activation history does not end with the activation of version ${version}, so the stream may have been activated a moment ago.`;
}

/** Sends no request to an API that cannot succeed, because a request that fails may take minutes. */
async function unlessFailed<T>(
  { failed }: ReadSoFar,
  kind: Kind,
  read: () => Promise<T | ApiError>,
): Promise<T | ApiError> {
  const earlier = failed.get(kind);
  if (earlier) return earlier;
  const result = await read();
  if (result instanceof ApiError && concernsAll(result)) failed.set(kind, result);
  return result;
}

function stable(item: DeliveryItem): Result {
  return { item, isAwaited: item.delivery === 'pending' };
}

function evidenceOf(
  ports: VerifyPorts,
  { listed, probe }: VerifyInput,
  { windows, read }: ReadSoFar,
  manifest: Manifest,
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
    deliveringSiblings: deliveringSiblings(row, samplingOf(manifest), others),
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
