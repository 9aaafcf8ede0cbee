/**
 * Times of a week, or of a period of days: when a run that nobody attends may change properties, or when nothing is
 * changed. It consists of the times of all entries.
 */
export type TimeWindow = readonly WindowEntry[];

interface WindowEntry {
  /** The days on which the times begin; 0 is Monday. */
  readonly days: ReadonlySet<number>;
  /** The first and the last date on which they begin, such as 2026-12-20. Absent: every week. */
  readonly dates?: { readonly first: string; readonly last: string };
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
const DATES = /^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$/;
const EVERY_DAY: ReadonlySet<number> = new Set(DAYS.keys());
/** No offset such as `+02:00`, because it would be wrong for half of the year. */
const ZONE = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/;

/** What a window looks like, for messages. */
export const WINDOW_EXAMPLE = 'Mon-Thu 09:00-16:00 Europe/Berlin';
/** What a period of days looks like. */
export const DATES_EXAMPLE = '2026-12-20..2027-01-03';

/**
 * Reads entries such as `Mon-Thu 09:00-16:00 Europe/Berlin`, on lines of their own or separated by `;`.
 *
 * @returns what is wrong instead, as a clause, if the text is not valid
 */
export function readTimeWindow(text: string): TimeWindow | string {
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
  const found = ENTRY.exec(withTimes(text));
  if (!found) return `${JSON.stringify(text)} is not days, times and a time zone`;
  const [, dayText = '', fromHour, fromMinute, toHour, toMinute, zone = ''] = found;
  const isDated = /^\d/.test(dayText);
  const dates = isDated ? readDates(dayText) : undefined;
  if (isDated && !dates)
    return `${JSON.stringify(dayText)} is not a date, or a first and a last date, such as ${DATES_EXAMPLE}`;
  const days = isDated ? EVERY_DAY : readDays(dayText);
  if (!days) return `${JSON.stringify(dayText)} is not one of ${DAYS.join(', ')}, a range or a list of them`;
  const [from, to] = [minutesOf(fromHour, fromMinute), minutesOf(toHour, toMinute)];
  if (from === undefined || from === DAY || to === undefined)
    return `${JSON.stringify(text)} has a time outside 00:00-24:00`;
  if (from === to)
    return `${JSON.stringify(text)} begins and ends at the same time; a whole day is 00:00-24:00`;
  if (!isZone(zone)) return `${JSON.stringify(zone)} is not a known time zone`;
  return { days, from, to, zone, ...(dates ? { dates } : {}) };
}

/** Dates without times are whole days. */
function withTimes(text: string): string {
  const [dates = '', zone, more] = text.split(/ +/);
  return DATES.test(dates) && zone !== undefined && more === undefined
    ? `${dates} 00:00-24:00 ${zone}`
    : text;
}

function readDates(text: string): WindowEntry['dates'] {
  const [, first = '', last = first] = DATES.exec(text) ?? [];
  return isDate(first) && isDate(last) && first <= last ? { first, last } : undefined;
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
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
    formatOf(zone);
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
export function isInWindow(window: TimeWindow, time: number): boolean {
  return window.some((entry) => {
    const { date, day, minute } = localTime(time, entry.zone);
    const { from, to } = entry;
    if (from < to) return beginsOn(entry, date, day) && from <= minute && minute < to;
    const isLate = beginsOn(entry, date, day) && from <= minute;
    const isEarly = beginsOn(entry, dayBefore(date), (day + WEEK - 1) % WEEK) && minute < to;
    return isLate || isEarly;
  });
}

function beginsOn({ days, dates }: WindowEntry, date: string, day: number): boolean {
  return days.has(day) && (!dates || (dates.first <= date && date <= dates.last));
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - DAY_LENGTH).toISOString().slice(0, 10);
}

/** Milliseconds. */
const DAY_LENGTH = 86_400_000;
const MINUTE_LENGTH = 60_000;

/**
 * Returns the next time at which a window begins or ends.
 *
 * @param time milliseconds since 1970
 * @param days how many days to look ahead
 * @returns milliseconds since 1970; nothing if there is no such time within these days
 */
export function nextChange(window: TimeWindow, time: number, days: number): number | undefined {
  const isIn = isInWindow(window, time);
  const end = time + days * DAY_LENGTH;
  const candidates = new Set<number>();
  for (const entry of window) for (const one of boundaries(entry, time, end)) candidates.add(one);
  return [...candidates]
    .filter((one) => one > time && one <= end)
    .sort((a, b) => a - b)
    .find((one) => isInWindow(window, one) !== isIn);
}

/**
 * Returns all times at which an entry may begin or end: those with its local times, and those at which the local time
 * jumps, since a boundary may be within the skipped hour. A local day overlaps three UTC days: that of its date, the day
 * before and the day after. Therefore, the offset before or after a jump may apply to it.
 */
function* boundaries({ from, to, zone }: WindowEntry, start: number, end: number): Generator<number> {
  const first = Math.floor(start / DAY_LENGTH) * DAY_LENGTH - 2 * DAY_LENGTH;
  let [before, offset] = [offsetAt(first - DAY_LENGTH, zone), offsetAt(first, zone)];
  for (let midnight = first; midnight <= end + DAY_LENGTH; midnight += DAY_LENGTH) {
    const next = offsetAt(midnight + DAY_LENGTH, zone);
    for (const shift of new Set([before, offset, next])) {
      yield midnight + from * MINUTE_LENGTH - shift;
      yield midnight + to * MINUTE_LENGTH - shift;
    }
    if (next !== offset) yield jumpBetween(midnight, midnight + DAY_LENGTH, zone);
    [before, offset] = [offset, next];
  }
}

/** Returns the first time, to the minute, at which a zone has the offset that it has at `end`. */
function jumpBetween(start: number, end: number, zone: string): number {
  const after = offsetAt(end, zone);
  let [low, high] = [start / MINUTE_LENGTH, end / MINUTE_LENGTH];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE_LENGTH, zone) === after) high = middle;
    else low = middle;
  }
  return high * MINUTE_LENGTH;
}

/** Returns how far the local time is ahead of UTC; milliseconds. */
function offsetAt(time: number, zone: string): number {
  const { date, minute } = localTime(time, zone);
  return (
    Date.parse(`${date}T00:00:00Z`) +
    minute * MINUTE_LENGTH -
    Math.floor(time / MINUTE_LENGTH) * MINUTE_LENGTH
  );
}

interface LocalTime {
  /** Such as 2026-12-20. */
  readonly date: string;
  /** 0 is Monday. */
  readonly day: number;
  /** Since midnight. */
  readonly minute: number;
}

function localTime(time: number, zone: string): LocalTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
    day: indexOf(parts.get('weekday') ?? ''),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Creating a format takes much longer than using it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, format);
  return format;
}
