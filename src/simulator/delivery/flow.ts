import { isObject, type JsonObject } from '../../model/json.ts';
import { aggregateRow, aggregateRuns } from '../logs/aggregate.ts';
import { rawRecord } from '../logs/raw.ts';
import { type AccountState, latest, type SimulatedStream, type Version } from '../state/account-state.ts';
import type { Period } from '../state/delivered.ts';
import type { AnyStream } from '../traffic/logged-sources.ts';
import { recordRuns, timeOf } from '../traffic/records.ts';
import type { Stretch } from '../traffic/runs.ts';
import { lineOf } from './body.ts';
import { connectorDestination, type Destination, destinationOf, type Endpoint } from './destination.ts';
import { layoutOf, logRecord } from './log-record.ts';
import type { WriteOnlyValues } from './write-only-values.ts';

/** A version of a stream whose records are sent to one destination. */
export interface Flow {
  /** Only uploads of DataStream 2 have metrics. Both generations count their ids separately. */
  readonly kind: 'DataStream2' | 'DataStream1';
  readonly streamId: number;
  readonly name: string;
  readonly version: number;
  readonly destination: Destination;
  /** Write-only members of the version whose values are not known. */
  readonly unknownValues: readonly string[];
}

/** Consecutive records, as numbers: their text is generated when it is sent. */
export interface Piece {
  readonly first: number;
  readonly count: number;
  /** Returns the line of a record, with its line feed. It is always the same. */
  readonly line: (index: number) => string;
}

/** What one uploader sends at once. */
export interface Bundle {
  readonly flow: Flow;
  readonly pieces: readonly Piece[];
}

function isDataStream2(stream: AnyStream): stream is SimulatedStream {
  return 'logType' in stream;
}

/** Creates the flow of a version to one of its endpoints. */
export function flowOf(
  stream: AnyStream,
  version: Version,
  { url, connector }: Endpoint,
  secrets: WriteOnlyValues,
): Flow {
  const { streamId } = stream;
  const name = String(latest(stream).content['streamName']);
  const common = { streamId, version: version.version };
  if (!isDataStream2(stream)) {
    const destination = connectorDestination(url);
    return { kind: 'DataStream1', name: `${name}, ${connector}`, ...common, destination, unknownValues: [] };
  }
  const values = secrets.of(streamId, version.version);
  return {
    ...{ kind: 'DataStream2', name, ...common },
    destination: destinationOf(version, url, values),
    unknownValues: version.given.filter((member) => values[member] === undefined),
  };
}

/**
 * Returns the records of a stretch in a period within it. They are those of the upload metrics and the Pull API.
 * @param size The minimum length of a record, bytes. Rows of AGGREGATE streams have only numbers and are not padded.
 */
export function piecesOf(
  accountState: AccountState,
  stream: AnyStream,
  stretch: Stretch,
  period: Period,
  flow: Flow,
  size: number,
): readonly Piece[] {
  const { version } = stretch;
  if (version.content['streamType'] === 'AGGREGATE') {
    // A row belongs to the moment at which its time frame ends.
    const rows = aggregateRuns(accountState, stream, period.from, period.to, [stretch]);
    return rows.map((run) => ({
      ...{ first: run.first, count: run.count },
      line: (index) => `${JSON.stringify(aggregateRow(stream, { run, index }, []))}\n`,
    }));
  }
  const runs = recordRuns(accountState, stream, period, [stretch]);
  if (!isDataStream2(stream)) {
    const { accountObjects } = accountState;
    return runs.map((run) => ({
      ...{ first: run.first, count: run.count },
      line: (index) => rawLine(rawRecord(stream, { run, index }, accountObjects), size),
    }));
  }
  const layout = layoutOf(stream, version, accountState.accountObjects);
  return runs.map((run) => ({
    ...{ first: run.first, count: run.count },
    line: (index) => lineOf(logRecord(layout, index, timeOf(run, index)), flow.destination.format, size),
  }));
}

/** Every raw record has request headers. A shorter record than `size` gets a longer cookie. */
function rawLine(record: JsonObject, size: number): string {
  const line = `${JSON.stringify(record)}\n`;
  const { reqHdr } = record;
  const missing = size - Buffer.byteLength(line);
  if (missing <= 0 || !isObject(reqHdr)) return line;
  const { cookie = '' } = reqHdr;
  return `${JSON.stringify({ ...record, reqHdr: { ...reqHdr, cookie: `${String(cookie)}${'x'.repeat(missing)}` } })}\n`;
}
