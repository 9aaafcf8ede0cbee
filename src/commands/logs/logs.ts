import { ApiError } from '../../api/errors/errors.ts';
import { AGGREGATE_METRICS, type PullQuery } from '../../api/logs/client.ts';
import type { PulledRecord } from '../../api/logs/page.ts';
import { readableValue } from '../../api/logs/record-text.ts';
import { didYouMean } from '../../manifest/findings/did-you-mean.ts';
import type { Report } from '../../model/card.ts';
import { defined } from '../../model/defined.ts';
import type { ErrorCode } from '../../model/error-code.ts';
import { streamPhase } from '../../model/phase.ts';
import { type LogsTable, logLine, logsHead, logsTable } from '../../render/logs/logs.ts';
import { failureJson } from '../../render/progress/error.ts';
import { visible } from '../../render/text/escape-control.ts';
import { count } from '../../render/text/words.ts';
import { openConnection } from '../session/connection.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { LogsOptions } from '../session/inspection-options.ts';
import { goingOn, isTooOld, type Rest } from './continuation.ts';
import { findStream, manifestNamed, type PulledStream } from './find-stream.ts';
import type { PrintRecords } from './pages.ts';
import { pullWindow, type WindowEnding } from './slices.ts';
import { windowOf } from './window.ts';

/**
 * The number of records in one write to standard output: small enough to format at once, large enough to be
 * fast.
 */
const PIECE = 200;

/** Prints the logs that the API keeps for a stream, page by page as they arrive. */
export async function logs(context: Context, options: LogsOptions): Promise<Result> {
  const metrics = metricsOf(options);
  const window = windowOf(options, context.clock.now());
  const manifest = await manifestNamed(context, options);
  const connection = await openConnection(context, options);
  const stream = await findStream(connection, options.name, manifest, options.report);
  const query: PullQuery = {
    ...window,
    streamId: stream.streamId,
    report: reportOf(options, stream, metrics),
    metrics,
    ...defined({ size: options.size, page: options.page }),
  };
  const { target } = connection;
  const head = logsHead({ ...query, target, name: options.name });
  const print = await beginning(context, options, query, head);
  if (!print) return { output: '', exitCode: 0 };
  const ending = await pullWindow({ ...context, pull: connection.pull }, query, print);
  const goOn = (rest: Rest) => goingOn(options, query, target, rest, context.clock.now());
  return conclude(context, ending, { goOn, query, stream, format: options.format });
}

/** The requested metrics without duplicates, in the given order. */
function metricsOf({ metric, report }: LogsOptions): readonly string[] {
  const named = metric.flatMap((words) => words.split(',').map((word) => word.trim()));
  const unknown = named.find((word) => !AGGREGATE_METRICS.includes(word));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, AGGREGATE_METRICS);
    const known = `Known: ${AGGREGATE_METRICS.join(', ')}.`;
    throw new UsageError(
      `--metric ${JSON.stringify(unknown)} is not a metric. ${hint ? `${hint} ` : ''}${known}`,
    );
  }
  if (report === 'raw' && named.length > 0) throw noMetrics();
  return [...new Set(named)];
}

function noMetrics(): UsageError {
  return new UsageError('Raw logs have no metrics: remove --metric, or name an AGGREGATE stream.');
}

/** The report that the stream produces. The API has no other report of this stream. */
function reportOf(options: LogsOptions, stream: PulledStream, metrics: readonly string[]): Report {
  const { report: asked, name } = options;
  const own = stream.report ?? asked;
  if (own === undefined) {
    throw new UsageError(
      `The type of the logs of stream ${stream.streamId} is unknown: add --raw or --aggregate.`,
    );
  }
  if (asked !== undefined && asked !== own) {
    throw new UsageError(
      `"${name}" (stream ${stream.streamId}) has ${own} logs, not ${asked} logs: remove --${asked}.`,
    );
  }
  if (own === 'raw' && metrics.length > 0) throw noMetrics();
  return own;
}

/**
 * Prints the introduction and returns how records are printed; `undefined` if nobody reads the output. With
 * JSON, only the JSON lines are printed.
 */
async function beginning(
  context: Context,
  options: LogsOptions,
  { report, metrics = [] }: PullQuery,
  head: string,
): Promise<PrintRecords | undefined> {
  if (options.format === 'json') {
    context.say(head);
    return inPieces(context, ({ text }) => logLine(text));
  }
  // Visible in the table: a request that started before the window and was processed in it.
  const note =
    report === 'raw' ? 'Times are those of requests; the window goes by when they were processed.\n' : '';
  const read = await context.print(`${head}\n${note}\n`);
  return read
    ? tabulating(context, (records) =>
        logsTable(
          { report, metrics },
          records.map(({ value }) => value),
          options,
        ),
      )
    : undefined;
}

/** Prints a table. The first records define the columns; all later records use the same ones. */
function tabulating(context: Context, layOut: (records: readonly PulledRecord[]) => LogsTable): PrintRecords {
  let rows: PrintRecords | undefined;
  return async (records) => {
    if (records.length === 0) return true;
    if (rows) return rows(records);
    const table = layOut(records);
    rows = inPieces(context, ({ value, text }) => table.row(readableValue(value, text)));
    return (await context.print(`${table.heading}\n`)) && rows(records);
  };
}

function inPieces(context: Context, line: (record: PulledRecord) => string): PrintRecords {
  return async (records) => {
    for (let from = 0; from < records.length; from += PIECE) {
      const lines = records.slice(from, from + PIECE).map((record) => `${line(record)}\n`);
      if (!(await context.print(lines.join('')))) return false;
    }
    return true;
  };
}

/** What the final message of a run is created from. */
interface LogRequest {
  /** How to get the rest, as sentences. */
  readonly goOn: (rest: Rest) => string;
  readonly query: PullQuery;
  readonly stream: PulledStream;
  readonly format: LogsOptions['format'];
}

function conclude(context: Context, ending: WindowEnding, asked: LogRequest): Result {
  const { goOn } = asked;
  switch (ending.tag) {
    case 'unread':
      return { output: '', exitCode: 0 };
    case 'done':
      context.say(summary(ending, asked));
      return ending.lost ? failed(asked, 'incomplete', summary(ending, asked)) : { output: '', exitCode: 0 };
    case 'stopped':
      context.say(visible(`Stopped. ${printed(ending)} ${goOn(ending)}`));
      return failed(asked, 'interrupted', `Stopped. ${printed(ending)}`, goOn(ending));
    case 'failed':
      throw failure(ending, goOn(ending), isTooOld(ending.slice, context.clock.now()));
    default:
      return ending satisfies never;
  }
}

/** The result of a failure. Records are JSON lines, so with that format the error is a JSON line too. */
function failed({ format, stream }: LogRequest, code: ErrorCode, message: string, hint?: string): Result {
  const failure = { code, message, ...(hint ? { hint } : {}), stream: stream.streamId };
  return { output: format === 'json' ? failureJson(failure) : '', exitCode: 1 };
}

function summary(ending: Extract<WindowEnding, { tag: 'done' }>, { query, stream }: LogRequest): string {
  const { records, pages, lost } = ending;
  if (lost) return `${printed(ending)} The window is not complete: larger pages (--size) are read faster.`;
  if (records === 0 && query.page) return `No records on page ${query.page}: it is after the last page.`;
  if (records === 0) {
    const isOff = stream.status !== undefined && streamPhase(stream.status).tag === 'stable';
    const off =
      isOff && stream.status !== 'ACTIVATED' ? ` The stream is ${stream.status} and logs nothing.` : '';
    return `No records in this window.${off}`;
  }
  return `${count(records, 'record')} on ${count(pages, 'page')}.`;
}

function printed({ records, pages }: { readonly records: number; readonly pages: number }): string {
  if (pages === 0) return 'No record was printed.';
  return `${count(records, 'record')} of ${count(pages, 'page')} ${records === 1 ? 'was' : 'were'} printed.`;
}

/** The error of a page, with what was printed before it and how to get the rest. */
function failure(
  ending: Extract<WindowEnding, { tag: 'failed' }>,
  rest: string,
  hasExpired: boolean,
): ApiError {
  const { error, next, pages } = ending;
  const { kind, message, details } = error;
  // If the API rejects the first request, the request itself is wrong, and the same command would fail again.
  if (
    pages === 0 &&
    !hasExpired &&
    ['refused', 'no-such-stream', 'unauthorized', 'forbidden', 'gone'].includes(kind)
  )
    return error;
  const hint = [details.hint, rest].filter(Boolean).join(' ');
  return new ApiError(kind, `Page ${next + 1} (--page ${next}) failed: ${message} ${printed(ending)}`, {
    ...details,
    hint,
  });
}
