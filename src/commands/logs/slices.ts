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
 * A window whose start leaves the 12 hours while its pages are read is refused from then on, the newest of its logs
 * with it. So a long window is read in slices, oldest first. The end of one is the start of the next: by the samples a
 * window holds its start and not its end, so that no record comes twice.
 */

const SECOND = 1000;
/** What a page takes: the API allows 20 a minute, and one second more for its way. Milliseconds. */
const EACH_PAGE = 4 * SECOND;
/** Clocks differ; a slice is to be read so long before its start is too old. */
const MARGIN = 10 * SECOND;
/** So much is lost at most when a page breaks until the start of its slice is too old. */
const CAUTIOUS = 600 * SECOND;
const SHORTEST = 10 * SECOND;

type Ports = PagePorts & Pick<Context, 'say'>;

/** Why it ended, with the slice that it ended in; its pages were all printed where `tag` is `done`. */
export type WindowEnding = Ending & {
  readonly slice: Window;
  /** Whether logs of the window were left out, which was said. */
  readonly lost: boolean;
};

/** How far a window was read. */
interface WindowProgress extends Progress {
  /** Everything before is printed or lost; milliseconds since 1970. */
  readonly from: number;
  /** Of the window. */
  readonly end: number;
  /** As the last slice told; 0: not known. */
  readonly pagesPerMillisecond: number;
  readonly lost: boolean;
}

/**
 * Reads a window and prints each record once. What leaves the 12 hours before it can be read is said, and left out.
 * With `query.page` the window is read as it stands, since pages are counted in it.
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

/** Progress tells the pages of a slice, and the records of the run. */
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

/** What is too old already would be refused. */
function kept(ports: Ports, course: WindowProgress): WindowProgress {
  const now = ports.clock.now();
  const isKept = course.from >= course.end || course.from >= now - KEPT;
  return isKept ? course : skipped(ports, course, earliest(now));
}

/** As long as the time that is left for it and no longer: then more time is left for the next one. */
function nextSlice({ from, end, pagesPerMillisecond }: WindowProgress, now: number): Window {
  const time = from - (now - KEPT);
  // Half of the pages that there is time for: the next logs may be denser.
  const pages = Math.max(0, time - MARGIN) / EACH_PAGE / 2;
  const readable = pagesPerMillisecond > 0 ? pages / pagesPerMillisecond : Number.POSITIVE_INFINITY;
  const length = Math.max(SHORTEST, Math.min(readable, Math.max(CAUTIOUS, time)));
  return { start: iso(from), end: iso(Math.min(end, wholeSecond(from + length))) };
}

/** After a slice that cannot be read in time: a shorter one, or where it cannot be shorter one that begins later. */
function shorter(ports: Ports, course: WindowProgress, slice: Window, pages: number): WindowProgress {
  const tried = { ...course, pagesPerMillisecond: density(slice, pages) };
  if (Date.parse(slice.end) - course.from > SHORTEST) return tried;
  const time = MARGIN + 2 * pages * EACH_PAGE;
  return skipped(ports, tried, roundedUp(ports.clock.now() - KEPT + time));
}

/** A slice that was refused since its start is too old. Reading the rest of it anew would print records twice. */
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
