import type { PullQuery } from '../../api/logs/client.ts';
import { count } from '../../render/text/words.ts';
import type { Context } from '../session/context.ts';
import {
  type Ending,
  type Ports as PagePorts,
  type PrintRecords,
  type Progress,
  pullPages,
} from './pages.ts';
import { earliest, iso, KEPT, roundedUp, type Window, wholeSecond } from './window.ts';

/**
 * The API keeps logs for 12 hours. If the start of a window becomes older while its pages are read, the API
 * rejects the whole window, including its newest logs. Therefore a long window is read in slices, oldest
 * first. The end of one slice is the start of the next. According to the samples, a window includes its start
 * and excludes its end, so no record is read twice.
 */

const SECOND = 1000;
/** The time for one page: the API allows 20 per minute, plus one second for the transfer. Milliseconds. */
const EACH_PAGE = 4 * SECOND;
/** Clocks differ, so a slice has to be read this long before its start is too old. Milliseconds. */
const MARGIN = 10 * SECOND;
/** The maximum loss if a page keeps breaking until the start of its slice is too old. Milliseconds. */
const CAUTIOUS = 600 * SECOND;
const SHORTEST = 10 * SECOND;

type Ports = PagePorts & Pick<Context, 'say'>;

/** Why the pulling ended, and in which slice. If `tag` is `done`, all pages were printed. */
export type WindowEnding = Ending & {
  readonly slice: Window;
  /** True if logs of the window were skipped. The user has been informed. */
  readonly lost: boolean;
};

/** How far a window has been read. */
interface WindowProgress extends Progress {
  /** Everything before this time is printed or lost. Milliseconds since 1970. */
  readonly from: number;
  /** The end of the window, milliseconds since 1970. */
  readonly end: number;
  /** According to the last slice; 0 if not known. */
  readonly pagesPerMillisecond: number;
  readonly lost: boolean;
}

/**
 * Reads a window and prints each record once. Logs that become older than 12 hours before they can be read
 * are skipped and reported. With `query.page` the window is read without slices, since pages are counted in
 * the whole window.
 */
export async function pullWindow(ports: Ports, query: PullQuery, print: PrintRecords): Promise<WindowEnding> {
  if (query.page) {
    const ending = await pullPages(ports, query, print);
    if (ending.tag !== 'too-long') return { ...ending, slice: query, lost: false };
  }
  const [from, end] = [Date.parse(query.start), Date.parse(query.end)];
  let course: WindowProgress = { from, end, pagesPerMillisecond: 0, records: 0, pages: 0, lost: false };
  for (;;) {
    course = kept(ports, course);
    const { records, pages, lost } = course;
    if (course.from >= end) return { tag: 'done', records, pages, slice: query, lost };
    const slice = nextSlice(course, ports.clock.now());
    const step = await pullSlice(ports, { ...query, ...slice }, print, course);
    if (step.tag === 'ended') return { ...step.ending, slice, lost };
    course = step.course;
  }
}

type Step =
  | { readonly tag: 'on'; readonly course: WindowProgress }
  | { readonly tag: 'ended'; readonly ending: Ending };

async function pullSlice(
  ports: Ports,
  slice: PullQuery,
  print: PrintRecords,
  course: WindowProgress,
): Promise<Step> {
  const now = () => ports.clock.now();
  const inTime = (pages: number) => isInTime(slice, pages, now());
  const ending = await pullPages(counting(ports, course.records), slice, print, inTime);
  switch (ending.tag) {
    case 'too-long':
      return { tag: 'on', course: shorter(ports, course, slice, ending.pages) };
    case 'unread':
      return { tag: 'ended', ending };
    case 'done':
      return {
        tag: 'on',
        course: { ...read(course, slice, ending), pagesPerMillisecond: density(slice, ending.pages) },
      };
    case 'stopped':
      return { tag: 'ended', ending: { ...ending, ...sum(course, ending) } };
    case 'failed':
      return ending.error.kind === 'refused' && left(slice, now()) < MARGIN
        ? { tag: 'on', course: tooOld(ports, course, slice, ending) }
        : { tag: 'ended', ending: { ...ending, ...sum(course, ending) } };
    default:
      return ending satisfies never;
  }
}

/** Reports progress with the pages of a slice and the records of the whole run. */
function counting(ports: Ports, before: number): Ports {
  return {
    ...ports,
    listen: (event) =>
      ports.listen(event.tag === 'pulled' ? { ...event, records: before + event.records } : event),
  };
}

function sum(course: Progress, { records, pages }: Progress): Progress {
  return { records: course.records + records, pages: course.pages + pages };
}

function read(course: WindowProgress, { end }: Window, progress: Progress): WindowProgress {
  return { ...course, ...sum(course, progress), from: Date.parse(end) };
}

/** Milliseconds until a start is too old. */
function left({ start }: Pick<Window, 'start'>, now: number): number {
  return Date.parse(start) - (now - KEPT);
}

function isInTime(slice: Window, pages: number, now: number): boolean {
  return pages <= 1 || (pages - 1) * EACH_PAGE <= left(slice, now) - MARGIN;
}

function density({ start, end }: Window, pages: number): number {
  return pages / (Date.parse(end) - Date.parse(start));
}

/** Skips the part that is too old already, since the API would reject it. */
function kept(ports: Ports, course: WindowProgress): WindowProgress {
  const now = ports.clock.now();
  const isKept = course.from >= course.end || course.from >= now - KEPT;
  return isKept ? course : skipped(ports, course, earliest(now));
}

/**
 * The next slice covers as much time as is left before its start is too old, and not more. This leaves more
 * time for the slice after it.
 */
function nextSlice({ from, end, pagesPerMillisecond }: WindowProgress, now: number): Window {
  const time = from - (now - KEPT);
  // Half of the pages that there is time for, because the next logs may be denser.
  const pages = Math.max(0, time - MARGIN) / EACH_PAGE / 2;
  const readable = pagesPerMillisecond > 0 ? pages / pagesPerMillisecond : Number.POSITIVE_INFINITY;
  const length = Math.max(SHORTEST, Math.min(readable, Math.max(CAUTIOUS, time)));
  return { start: iso(from), end: iso(Math.min(end, wholeSecond(from + length))) };
}

/**
 * Reacts to a slice that cannot be read in time. The next slice is shorter, or starts later if it cannot be
 * shorter.
 */
function shorter(ports: Ports, course: WindowProgress, slice: Window, pages: number): WindowProgress {
  const tried = { ...course, pagesPerMillisecond: density(slice, pages) };
  if (Date.parse(slice.end) - course.from > SHORTEST) return tried;
  const time = MARGIN + 2 * pages * EACH_PAGE;
  return skipped(ports, tried, roundedUp(ports.clock.now() - KEPT + time));
}

/**
 * Reacts to a slice that was rejected because its start is too old. Reading the rest of it again would print
 * records twice.
 */
function tooOld(ports: Ports, course: WindowProgress, slice: Window, progress: Progress): WindowProgress {
  if (progress.pages === 0) return skipped(ports, course, earliest(ports.clock.now()));
  ports.say(
    `Of the logs from ${slice.start} to ${slice.end} only the first ${count(progress.pages, 'page')} could be ` +
      'printed: their start has left the 12 hours that Akamai keeps.',
  );
  return { ...read(course, slice, progress), lost: true };
}

function skipped({ say }: Ports, course: WindowProgress, to: number): WindowProgress {
  const from = Math.min(to, course.end);
  say(
    `Logs from ${iso(course.from)} to ${iso(from)} are not printed: they leave the 12 hours that Akamai keeps ` +
      'before they can be read.',
  );
  return { ...course, from, lost: true };
}
