import { InvalidArgumentError } from 'commander';
import { KINDS, LOG_TYPES } from '../model/collection.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `5m`, `2h` or plain seconds → milliseconds. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h|)$/.exec(text) ?? [];
  const factor = UNITS[unit ?? 'none'];
  if (number === undefined || factor === undefined) {
    throw new InvalidArgumentError('Write a duration like 90s, 5m, 2h, or a number of seconds.');
  }
  return Math.round(Number(number) * factor);
}

/** A polling interval: a duration of at least a second. */
export function interval(text: string): number {
  const milliseconds = duration(text);
  if (milliseconds < 1000) throw new InvalidArgumentError('The least is 1s.');
  return milliseconds;
}

const LIMITS = ['live', 'deactivate', 'delete', 'remove'] as const;
type Allowances = Partial<Record<(typeof LIMITS)[number], number>>;

/** `live=12,delete=2` → limits for this run; may be given several times. */
export function allowances(text: string, before: Allowances = {}): Allowances {
  return Object.assign({}, before, ...text.split(',').map(allowance));
}

function allowance(text: string): Allowances {
  const [, name, number] = /^([a-z]+)=(\d{1,6})$/.exec(text.trim()) ?? [];
  const kind = LIMITS.find((limit) => limit === name);
  if (!kind) {
    throw new InvalidArgumentError(`Write KIND=N with one of ${LIMITS.join(', ')}, for example live=12.`);
  }
  return { [kind]: Number(number) };
}

/** Collects an option that may stand several times. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** One of the log types, several times. */
export function logTypes(text: string, before: readonly string[] = []): readonly string[] {
  const known: readonly string[] = LOG_TYPES;
  if (!known.includes(text)) throw new InvalidArgumentError(`Known log types: ${LOG_TYPES.join(', ')}.`);
  return [...before, text];
}

/** One of the API generations, several times. */
export function kinds(text: string, before: readonly string[] = []): readonly string[] {
  const known: readonly string[] = KINDS;
  if (!known.includes(text)) throw new InvalidArgumentError(`Known kinds: ${KINDS.join(', ')}.`);
  return [...before, text];
}

/** A TCP port; 0 lets the system choose. */
export function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError('Write a port from 0 to 65535.');
  return number;
}

/** A page's number. */
export function pageNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new InvalidArgumentError('Write the number of a page; the first one is 0.');
  return Number(text);
}

/** A whole number from 1 on. */
export function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 999999.');
  return Number(text);
}
