/** Times of a week at which a run that nobody attends may change properties. Every entry allows its times. */
export type ActivationWindow = readonly WindowEntry[];

interface WindowEntry {
  /** The days on which the times begin; 0 is Monday. */
  readonly days: ReadonlySet<number>;
  /** Minutes since midnight, local time. If `to` is not later than `from`, the times end on the next day. */
  readonly from: number;
  readonly to: number;
  /** IANA time zone. */
  readonly zone: string;
}

const DAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const WEEK = DAYS.length;
const DAY = 24 * 60;

const ENTRY = /^(\S+) +(\d\d):(\d\d)-(\d\d):(\d\d) +(\S+)$/;
/** No offset such as `+02:00`, because it would be wrong for half of the year. */
const ZONE = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/;

/** What a window looks like, for messages. */
export const WINDOW_EXAMPLE = 'Mon-Thu 09:00-16:00 Europe/Berlin';

/**
 * Reads entries such as `Mon-Thu 09:00-16:00 Europe/Berlin`, on lines of their own or separated by `;`.
 *
 * @returns what is wrong instead, as a clause, if the text is not valid
 */
export function readActivationWindow(text: string): ActivationWindow | string {
  const entries = text
    .split(/[;\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(readEntry);
  const wrong = entries.find((entry) => typeof entry === 'string');
  if (wrong !== undefined) return wrong;
  return entries.filter((entry) => typeof entry !== 'string');
}

function readEntry(text: string): WindowEntry | string {
  const found = ENTRY.exec(text);
  if (!found) return `${JSON.stringify(text)} is not days, times and a time zone`;
  const [, dayText = '', fromHour, fromMinute, toHour, toMinute, zone = ''] = found;
  const days = readDays(dayText);
  if (!days) return `${JSON.stringify(dayText)} is not one of ${DAYS.join(', ')}, a range or a list of them`;
  const [from, to] = [minutesOf(fromHour, fromMinute), minutesOf(toHour, toMinute)];
  if (from === undefined || from === DAY || to === undefined)
    return `${JSON.stringify(text)} has a time outside 00:00-24:00`;
  if (from === to)
    return `${JSON.stringify(text)} begins and ends at the same time; a whole day is 00:00-24:00`;
  if (!isZone(zone)) return `${JSON.stringify(zone)} is not a known time zone`;
  return { days, from, to, zone };
}

function readDays(text: string): ReadonlySet<number> | undefined {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first = '', last = first, ...more] = part.split('-');
    const [from, to] = [indexOf(first), indexOf(last)];
    if (from < 0 || to < 0 || more.length > 0) return undefined;
    for (let day = from; ; day = (day + 1) % WEEK) {
      days.add(day);
      if (day === to) break;
    }
  }
  return days;
}

function indexOf(day: string): number {
  return DAYS.indexOf(day);
}

function minutesOf(hour: string | undefined, minute: string | undefined): number | undefined {
  const [hours, minutes] = [Number(hour), Number(minute)];
  const total = hours * 60 + minutes;
  return minutes < 60 && total <= DAY ? total : undefined;
}

function isZone(zone: string): boolean {
  if (!ZONE.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

/**
 * Returns whether a window contains a time. Local time decides: a time that daylight saving skips never comes, and one
 * that it repeats comes twice.
 *
 * @param time milliseconds since 1970
 */
export function isInWindow(window: ActivationWindow, time: number): boolean {
  return window.some((entry) => {
    const { day, minute } = localTime(time, entry.zone);
    const { days, from, to } = entry;
    if (from < to) return days.has(day) && from <= minute && minute < to;
    const isLate = days.has(day) && from <= minute;
    const isEarly = days.has((day + WEEK - 1) % WEEK) && minute < to;
    return isLate || isEarly;
  });
}

function localTime(time: number, zone: string): { readonly day: number; readonly minute: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
  return {
    day: indexOf(parts.get('weekday') ?? ''),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}
