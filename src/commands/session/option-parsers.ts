import { LONGEST_PERIOD, SHORTEST_PERIOD } from '../../delivery/windows.ts';
import { isPrivate } from '../../http/address.ts';
import { LIMIT_KINDS, type Limits, readAllowances } from '../../model/safety-limits.ts';
import { UsageError } from './context.ts';

/**
 * Parsers of option values. Each one throws a `UsageError` whose message says what to write; the command line adds the
 * option and the invalid text.
 */

const UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** Converts `90s`, `5m`, `2h` or plain seconds to milliseconds. */
export function parseDuration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h|)$/.exec(text) ?? [];
  const factor = UNITS[unit ?? 'none'];
  if (number === undefined || factor === undefined) {
    throw new UsageError('Write a duration like 90s, 5m, 2h, or a number of seconds.');
  }
  return Math.round(Number(number) * factor);
}

const SIZES: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Converts `64KiB`, `16MiB`, `1GiB` or plain bytes to bytes, at least one. */
export function parseSize(text: string): number {
  const [, number, unit] = /^(\d{1,12})(KiB|MiB|GiB|)$/.exec(text) ?? [];
  const bytes = Number(number) * (SIZES[unit ?? 'none'] ?? Number.NaN);
  if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  throw new UsageError('Write a size like 64KiB, 16MiB, 1GiB, or a number of bytes.');
}

/** Parses a polling interval: a duration of at least one second, returned in milliseconds. */
export function parseInterval(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds < 1000) throw new UsageError('The minimum is 1s.');
  return milliseconds;
}

/** Parses the period of a report: a duration from 15 minutes to 24 hours, returned in milliseconds. */
export function parsePeriod(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds >= SHORTEST_PERIOD && milliseconds <= LONGEST_PERIOD) return milliseconds;
  throw new UsageError('Write a duration from 15m to 24h.');
}

/** Parses the URL of a page that is requested through the edge. */
export function parseProbeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && isPrivate(url) && `${url.username}${url.password}` === '') return url.href;
  throw new UsageError('Write an https: URL without a user name, such as https://www.example.com/.');
}

/**
 * Parses `live=12,delete=2` to limits for this run.
 *
 * @param before the limits of earlier occurrences of the option
 */
export function parseAllowances(text: string, before: Partial<Limits> = {}): Partial<Limits> {
  const limits = readAllowances(text);
  if (limits) return { ...before, ...limits };
  throw new UsageError(`Write KIND=N with one of ${LIMIT_KINDS.join(', ')}, for example live=12.`);
}

/** Parses a TCP port; 0 lets the system choose. */
export function parsePort(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new UsageError('Write a port from 0 to 65535.');
  return number;
}

/** A host name, and the loopback address and port to connect to for it. */
export interface HostMapping {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** Parses `logs.example.com=127.0.0.1:8443` or `logs.example.com=[::1]:8443`. */
export function parseHostMapping(text: string): HostMapping {
  const [, host = '', to = '', port = ''] = /^([\w.-]+)=(127\.[\d.]+|\[::1\]):(\d+)$/u.exec(text) ?? [];
  const target = URL.canParse(`https://${to}:${port}`) ? new URL(`https://${to}:${port}`) : undefined;
  // The parser of URLs turns other spellings of an address, such as 127.1, into the usual one.
  if (Number(port) > 0 && target?.hostname === to && URL.canParse(`https://${host}`)) {
    const address = to.replace(/^\[(.*)\]$/u, '$1');
    return { host: new URL(`https://${host}`).hostname, address, port: Number(port) };
  }
  throw new UsageError(
    'Write HOST=ADDRESS:PORT with a loopback address, such as logs.example.com=127.0.0.1:8443.',
  );
}

/** Parses a page number. */
export function parsePageNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError('Write the number of a page; the first one is 0.');
  return Number(text);
}

/** Parses an integer of at least 1. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError('Write a whole number from 1 to 999999.');
  return Number(text);
}

/** The most versions that one call of `history` shows. */
const MOST_VERSIONS = 200;

/** Parses how many versions to show. */
export function parseLimit(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MOST_VERSIONS) return Number(text);
  throw new UsageError(`Write a whole number from 1 to ${MOST_VERSIONS}.`);
}

/** Parses the number of a version, `3` or `v3`. */
export function parseVersion(text: string): number {
  const [, number] = /^v?([1-9]\d{0,8})$/i.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  throw new UsageError('Write the number of a version, such as 3 or v3.');
}

/** What `diff` compares: a version, the latest version, or the manifest. */
export type VersionChoice = number | 'live' | 'manifest';

/** Parses what to compare: `3`, `v3`, `live` or `manifest`. */
export function parseVersionChoice(text: string): VersionChoice {
  if (text === 'live' || text === 'manifest') return text;
  try {
    return parseVersion(text);
  } catch {
    throw new UsageError('Write the number of a version (3 or v3), live or manifest.');
  }
}

/**
 * Parses the file of a command that also takes names of streams. Otherwise `import --simulator web` would use a file
 * called web.
 */
export function parseFileNextToNames(text: string): string {
  if (/[./\\]/.test(text)) return text;
  throw new UsageError(
    `It may be the name of a stream. Write ./${text} for a file; write names of streams before the option.`,
  );
}

/**
 * Parses how workflows use the Action, and returns a reference to another repository as workflows write it. A branch is
 * refused: anyone who pushes to it changes what runs with the credentials.
 */
export function parseActionChoice(text: string): string {
  if (/^(copy|commit|tag|[\w.-]+(\/[\w.-]+)+@v\d[\w.-]*)$/.test(text)) return text;
  if (/^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40}$/.test(text)) return `${text} # datastream-gitops`;
  throw new UsageError(
    'Write copy, commit, tag, or OWNER/REPO@REF with a tag such as v1 or all 40 digits of a commit.',
  );
}

/** Characters. */
const LONGEST_REASON = 200;

/** Parses the reason for an exception, which is recorded: one line of text. */
export function parseReason(text: string): string {
  const reason = text.trim();
  if (reason !== '' && reason.length <= LONGEST_REASON && !/\p{Cc}/u.test(reason)) return reason;
  throw new UsageError(`Write a reason on one line, of at most ${LONGEST_REASON} characters.`);
}
