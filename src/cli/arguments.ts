import { InvalidArgumentError } from 'commander';
import type { ChangeOptions } from '../commands/session/options.ts';
import { KINDS, LOG_TYPES } from '../model/collection.ts';
import { LIMIT_KINDS, readAllowances } from '../model/safety-limits.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** Converts `90s`, `5m`, `2h` or plain seconds to milliseconds. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h|)$/.exec(text) ?? [];
  const factor = UNITS[unit ?? 'none'];
  if (number === undefined || factor === undefined) {
    throw new InvalidArgumentError('Write a duration like 90s, 5m, 2h, or a number of seconds.');
  }
  return Math.round(Number(number) * factor);
}

/** Parses a polling interval: a duration of at least one second, returned in milliseconds. */
export function interval(text: string): number {
  const milliseconds = duration(text);
  if (milliseconds < 1000) throw new InvalidArgumentError('The least is 1s.');
  return milliseconds;
}

/** Parses `live=12,delete=2` to limits for this run. The option is repeatable. */
export function allowances(text: string, before: ChangeOptions['allow'] = {}): ChangeOptions['allow'] {
  const limits = readAllowances(text);
  if (limits) return { ...before, ...limits };
  throw new InvalidArgumentError(`Write KIND=N with one of ${LIMIT_KINDS.join(', ')}, for example live=12.`);
}

/** Collects the values of a repeatable option. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Parses one log type of a repeatable option. */
export function logTypes(text: string, before: readonly string[] = []): readonly string[] {
  const known: readonly string[] = LOG_TYPES;
  if (!known.includes(text)) throw new InvalidArgumentError(`Known log types: ${LOG_TYPES.join(', ')}.`);
  return [...before, text];
}

/** Parses one API generation of a repeatable option. */
export function kinds(text: string, before: readonly string[] = []): readonly string[] {
  const known: readonly string[] = KINDS;
  if (!known.includes(text)) throw new InvalidArgumentError(`Known kinds: ${KINDS.join(', ')}.`);
  return [...before, text];
}

/** Parses a TCP port; 0 lets the system choose. */
export function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError('Write a port from 0 to 65535.');
  return number;
}

/** Parses a page number. */
export function pageNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new InvalidArgumentError('Write the number of a page; the first one is 0.');
  return Number(text);
}

/** Parses an integer of at least 1. */
export function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 999999.');
  return Number(text);
}

/**
 * Parses a reference to an Action of another repository as workflows write it. It must be pinned by commit, because a
 * tag or branch can be moved.
 */
export function pinnedAction(text: string): string {
  if (/^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40}$/.test(text)) return text;
  throw new InvalidArgumentError(
    'Write OWNER/REPO@COMMIT with all 40 digits of the commit; a tag can be moved.',
  );
}
