import type { PullQuery } from '../../api/logs/client.ts';
import { command, shellWord } from '../../render/text/words.ts';
import type { LogsOptions } from '../session/inspection-options.ts';
import { earliest, iso, KEPT, type Window } from './window.ts';

/** Where a run ended. */
export interface Rest {
  /** The slice whose pages were being read. */
  readonly slice: Window;
  /** The next page of the slice, from 0. */
  readonly next: number;
}

/**
 * Whether the API rejects the start by now, so that no page of the window can be read.
 * @param now milliseconds since 1970
 */
export function isTooOld({ start }: Pick<Window, 'start'>, now: number): boolean {
  return Date.parse(start) < now - KEPT;
}

/**
 * How to get the rest: commands with absolute times, which are used unchanged.
 * @param now milliseconds since 1970
 */
export function goingOn(
  options: LogsOptions,
  query: PullQuery,
  target: string,
  { slice, next }: Rest,
  now: number,
): string {
  const from = (start: string, end: string, page?: number) =>
    commandOf(options, query, target, { start, end }, page);
  if (next > 0 && !isTooOld(slice, now)) {
    const rest = `Continue with ${from(slice.start, slice.end, next)}`;
    return slice.end === query.end ? `${rest}.` : `${rest}, then with ${from(slice.end, query.end)}.`;
  }
  const start = Math.max(Date.parse(slice.start), earliest(now));
  if (start >= Date.parse(query.end)) return 'Akamai no longer keeps the rest.';
  const again = next > 0 && start < Date.parse(slice.end) ? ' (some records are repeated)' : '';
  return `Continue with ${from(iso(start), query.end)}${again}.`;
}

function commandOf(
  { name, report, size, format, typing }: LogsOptions,
  { metrics = [] }: PullQuery,
  target: string,
  { start, end }: Window,
  page?: number,
): string {
  const words = [
    ...['logs', shellWord(name), '--start', start, '--end', end],
    ...(report === undefined ? [] : [`--${report}`]),
    ...(metrics.length > 0 ? ['--metric', metrics.join(',')] : []),
    ...(size === undefined ? [] : ['--size', String(size)]),
    ...(format === 'json' ? ['--format', format] : []),
    ...(page === undefined ? [] : ['--page', String(page)]),
  ];
  return command(words.join(' '), { target, ...(typing ? { typing } : {}) });
}
