import { type Column, EMPTY } from './log-record.ts';

/** The form of the lines of a body. */
export type LineFormat =
  | { readonly format: 'JSON' }
  | { readonly format: 'STRUCTURED'; readonly delimiter: string };

/** An uploader sends at most this many lines, or this many bytes before compression, at once (FAQ of DataStream 2). */
export const MOST_LINES = 32_000;
const MOST_BYTES = 4_000_000;

/** Columns whose text can be longer, in the order in which they are preferred. */
const EXTENSIBLE = ['queryStr', 'UA', 'cookie', 'referer', 'reqPath', 'customField'];

/**
 * Writes one record as a line.
 * @param size The minimum length of the line, bytes. A shorter record is padded in one of its columns.
 */
export function lineOf(columns: readonly Column[], format: LineFormat, size = 0): string {
  const line = written(columns, format);
  const missing = size - Buffer.byteLength(line);
  if (missing <= 0) return line;
  const present = columns.slice(2).filter(([, value]) => value !== EMPTY);
  const extended = present.find(([key]) => EXTENSIBLE.includes(key)) ?? present.at(-1);
  if (!extended) return line;
  return written(
    columns.map((column) => (column === extended ? [column[0], column[1] + 'x'.repeat(missing)] : column)),
    format,
  );
}

/** Members are written one by one, because an object moves numeric keys to its start. */
function written(columns: readonly Column[], format: LineFormat): string {
  if (format.format === 'STRUCTURED') return `${columns.map(([, value]) => value).join(format.delimiter)}\n`;
  const members = columns.flatMap(([key, value], index) =>
    value === EMPTY ? [] : [`${JSON.stringify(key)}:${index === 0 ? value : JSON.stringify(value)}`],
  );
  return `{${members.join(',')}}\n`;
}

/** Joins as many lines as an uploader sends at once. Returns the body and the number of its lines. */
export function bodyOf(lines: Iterable<string>): { readonly text: string; readonly lines: number } {
  const taken: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line);
    if (taken.length >= MOST_LINES || (taken.length > 0 && bytes > MOST_BYTES)) break;
    taken.push(line);
  }
  return { text: taken.join(''), lines: taken.length };
}
