import { apiTitle, transitionDuration } from '../../collections/texts.ts';
import type { ResourceKind } from '../../model/collection.ts';
import type { Action } from '../../model/plan-item.ts';
import type { CommandContext, Invocation } from './options.ts';
import { quoted } from './quoted-name.ts';
import type { Tone } from './styled-line.ts';

/** Returns the title of the API that has the resources of a kind. */
export function apiOf(kind: ResourceKind): string {
  return kind === 'PropertyLogging' ? 'Property Manager' : apiTitle(kind);
}

/**
 * Returns the duration of a transition at this target, for each of the kinds. In the embedded simulator, a transition of
 * a stream takes only 10 seconds, and an activation of a property 2 or 6.
 */
export function transitionTime(target: string, ...kinds: readonly ResourceKind[]): string {
  const shown = [...new Set(kinds)];
  const words = shown.map((kind) =>
    shown.length === 1 ? transitionDuration(kind) : `${apiOf(kind)} ${transitionDuration(kind)}`,
  );
  const lasts = listing(words);
  if (!isSimulator(target)) return lasts;
  const here = shown.every((kind) => kind === 'PropertyLogging') ? 'a few seconds' : '10 seconds';
  return `${here} here, ${lasts} at Akamai`;
}

/** Returns whether the target is the embedded simulator. */
export function isSimulator(target: string): boolean {
  return target === 'simulator';
}

/** The symbol and the tone of each action. Each symbol is one column wide and not an emoji. */
export const ACTION: Readonly<Record<Action, { readonly symbol: string; readonly tone: Tone }>> = {
  create: { symbol: '+', tone: 'good' },
  update: { symbol: '~', tone: 'change' },
  activate: { symbol: '▲', tone: 'good' },
  deactivate: { symbol: '▼', tone: 'danger' },
  delete: { symbol: '-', tone: 'danger' },
  wait: { symbol: '…', tone: 'progress' },
  none: { symbol: '=', tone: 'quiet' },
  blocked: { symbol: '✗', tone: 'danger' },
};

/** Returns a number with its noun: `1 stream`, `1,200 streams`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${thousands(n)} ${n === 1 ? one : many}`;
}

/** Groups digits by three, independent of the locale. */
export function thousands(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Returns a number of bytes in decimal units: `512 B`, `16.9 MB`. */
export function byteSize(n: number): string {
  const power = BYTE_UNITS.findIndex((_, index) => n < 999.95 * 1000 ** index);
  const index = power < 0 ? BYTE_UNITS.length - 1 : power;
  const value = n / 1000 ** index;
  return `${index === 0 ? value : value.toFixed(1)} ${BYTE_UNITS[index]}`;
}

/** Joins items: `a`, `a and b`, `a, b and c`. */
export function listing(items: readonly string[], last = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

/**
 * Returns a duration in its two largest units: `12 s`, `42 min`, `3 h 5 min`, `12 d 4 h`. A negative value counts as
 * zero.
 */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 60 * 24) return twoUnits(minutes, 60, 'h', 'min');
  return twoUnits(Math.round(minutes / 60), 24, 'd', 'h');
}

function twoUnits(total: number, size: number, large: string, small: string): string {
  const rest = total % size;
  return `${Math.floor(total / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** Returns an ISO 8601 time to the minute, `2026-02-05 13:31 UTC`. A value that is no time is returned unchanged. */
export function moment(iso: string): string {
  const parsed = Date.parse(iso);
  return Number.isNaN(parsed) ? iso : `${new Date(parsed).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Describes a transition whose start is not known, with the time when a run first saw it. */
export function unknownStart(firstSeen: string | undefined): string {
  return `start not known${firstSeen === undefined ? '' : `; first seen ${moment(firstSeen)}`}`;
}

/** Returns what bringing back the content of an earlier version of a stream means. */
export function goingBackText(kind: ResourceKind): string {
  return `Going back creates a new version, which takes ${transitionDuration(kind)} to activate. It sends the current secret values and re-sends no logs.`;
}

/** Returns the target for the title of a result. */
export function targetText(target: string): string {
  return isSimulator(target) ? 'the simulator (no real account; activations take seconds)' : target;
}

/**
 * Returns a command of this product to copy, for the account and the manifests of the run.
 *
 * @param also other options of the run that the command repeats
 */
export function command(
  words: string,
  { target, typing }: CommandContext,
  ...also: readonly ('only' | 'changedSince' | 'rotate' | 'allow')[]
): string {
  const { program, account, ...options } = typing ?? plainly(target);
  return `\`${[program, words, ...account, ...also.flatMap((option) => options[option])].join(' ')}\``;
}

/** Quotes a word for a POSIX shell, if necessary. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function plainly(target: string): Invocation {
  const account = isSimulator(target) ? ['--simulator'] : [];
  return { program: 'datastream', account, only: [], changedSince: [], rotate: [], allow: [] };
}

/** Returns at most `most` items, followed by the number of the others. */
export function some(items: readonly string[], most: number): readonly string[] {
  return items.length <= most ? items : [...items.slice(0, most), `${thousands(items.length - most)} more`];
}

/** Returns names in parentheses: ` (a, b and 3 more)`. Empty if `most` is 0. */
export function named(items: readonly { readonly name: string }[], most: number): string {
  if (most === 0) return '';
  const names = items.map(({ name }) => quoted(name));
  return ` (${listing(some(names, most))})`;
}
