import type { Report } from '../../model/card.ts';
import { isObject, type Json } from '../../model/json.ts';
import { clipped, padded } from '../text/display-width.ts';
import { visible } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { hanging, paint, span } from '../text/styled-line.ts';
import { targetText } from '../text/words.ts';
import { aggregateColumns, type ChosenColumns, type LogColumn, metricsIn, rawColumns } from './columns.ts';

/** The header, printed before the first record. */
export interface LogsHead {
  readonly target: string;
  readonly name: string;
  readonly streamId: number;
  readonly report: Report;
  /** ISO 8601, UTC. */
  readonly start: string;
  readonly end: string;
}

/** A table whose column widths are known before the first record, so that each row can be printed as it arrives. */
export interface LogsTable {
  /** One or more lines. */
  readonly heading: string;
  row(record: Json): string;
}

const GAP = '  ';

/** Returns the two lines of the header: the account, and the stream with its type and range of logs. */
export function logsHead({ target, name, streamId, report, start, end }: LogsHead): string {
  const about = `${name} (stream ${streamId}), ${report} logs from ${start} to ${end}`;
  return `DataStream logs  ${visible(targetText(target))}\n${visible(about)}`;
}

/**
 * Builds the table for the requested metrics. If none were requested, the metrics of the first records are the columns.
 *
 * @param first records of the first page that is not empty
 */
export function logsTable(
  asked: Pick<LogsHead, 'report'> & { readonly metrics: readonly string[] },
  first: readonly Json[],
  { color, width }: Pick<RenderOptions, 'color' | 'width'>,
): LogsTable {
  const { columns, left } = columnsOf(asked, first, Math.max(40, width));
  const titles = laid(columns, ({ title }) => title);
  const hidden = `Not shown at this width: ${left.join(', ')}. Use --format json for all of a record.`;
  const lines = [...(left.length === 0 ? [] : hanging([], [span(hidden)], Math.max(40, width)))];
  return {
    heading: [...lines, [span(titles, 'quiet')]].map((line) => paint(line, color)).join('\n'),
    row: (record) => laid(columns, ({ cell }) => cell(isObject(record) ? record : {})),
  };
}

function columnsOf(
  { report, metrics }: Parameters<typeof logsTable>[0],
  first: readonly Json[],
  width: number,
): ChosenColumns {
  switch (report) {
    case 'raw':
      return rawColumns(width, GAP.length);
    case 'aggregate':
      return aggregateColumns(metrics.length > 0 ? metrics : metricsIn(first), width, GAP.length);
    default:
      return report satisfies never;
  }
}

/**
 * Returns one record as one line of JSON, escaped for a terminal. Only strings contain characters to escape, so the
 * value is the same.
 *
 * @param record the original JSON, without line breaks
 */
export function logLine(record: string): string {
  return visible(record);
}

function laid(columns: readonly LogColumn[], text: (column: LogColumn) => string): string {
  return columns
    .map((column) => padded(fitted(text(column), column.width), column.width, column.align))
    .join(GAP)
    .trimEnd();
}

/**
 * Maximum number of characters for each column: a letter with three combining marks. No script needs more, and
 * combining marks alone take no column.
 */
const MOST_FOR_A_COLUMN = 4;

function fitted(text: string, width: number): string {
  const most = MOST_FOR_A_COLUMN * width;
  if (text.length <= most) return clipped(text, width);
  const all = [...text];
  if (all.length <= most) return clipped(text, width);
  return clipped(`${all.slice(0, most / 2).join('')}…${all.slice(-most / 2).join('')}`, width);
}
