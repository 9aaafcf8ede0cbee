import { ApiError } from '../api/errors.ts';
import { isLasting } from '../api/network-error.ts';
import type { PullQuery, PullReader } from '../api/pull.ts';
import type { PageLink, PullPage } from '../api/pull-page.ts';
import type { Json } from '../model/json.ts';
import type { Context } from './context.ts';

/** Pauses before a page that failed is read again, beyond what the transport repeats by itself; milliseconds. */
const PAUSES = [10_000, 30_000, 60_000] as const;

/** How far the pulling came. */
interface Progress {
  /** Records that were printed, each once. */
  readonly records: number;
  /** Pages that were printed whole. */
  readonly pages: number;
}

/** Why it ended. `next` is the page to go on with, from 0. */
export type Ending =
  | ({ readonly tag: 'done' } & Progress)
  /** Nobody reads any more. */
  | { readonly tag: 'unread' }
  /** By Ctrl-C. */
  | ({ readonly tag: 'stopped'; readonly next: number } & Progress)
  | ({ readonly tag: 'failed'; readonly next: number; readonly error: ApiError } & Progress);

/** Prints the records of a page; false when nobody reads any more. */
export type PrintRecords = (records: readonly Json[]) => Promise<boolean>;

type Ports = Pick<Context, 'clock' | 'listen' | 'signal'> & { readonly pull: PullReader };

/**
 * Reads page after page and prints each before the next one is asked for, so that one page at most is held. A page is
 * printed only when it was read whole: one that breaks is read again, and nothing is printed twice or lost.
 */
export async function pullPages(ports: Ports, query: PullQuery, print: PrintRecords): Promise<Ending> {
  let so: Progress = { records: 0, pages: 0 };
  let at: Place = { page: query.page ?? 0 };
  for (;;) {
    const read = await readPage(ports, query, at);
    if (read.tag !== 'page') return { ...read, ...so, next: at.page };
    const { records, next, pageCount } = read.page;
    if (!(await print(records))) return { tag: 'unread' };
    so = { records: so.records + records.length, pages: so.pages + 1 };
    if (next.tag === 'none') return { tag: 'done', ...so };
    if (next.tag === 'refused') return { tag: 'failed', error: next.error, ...so, next: at.page + 1 };
    const pages = pageCount === undefined ? {} : { pages: pageCount };
    ports.listen({ tag: 'pulled', page: at.page + 1, ...pages, records: so.records });
    at = { page: next.link.page, link: next.link };
  }
}

/** A page to read: where the page before it led, or by its number. */
interface Place {
  readonly page: number;
  readonly link?: PageLink;
}

type Read =
  | { readonly tag: 'page'; readonly page: PullPage }
  | { readonly tag: 'stopped' }
  | { readonly tag: 'failed'; readonly error: ApiError };

async function readPage(ports: Ports, query: PullQuery, at: Place): Promise<Read> {
  for (let attempt = 0; ; attempt += 1) {
    if (ports.signal.aborted) return { tag: 'stopped' };
    try {
      return { tag: 'page', page: await ports.pull.page(query, at.link) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (ports.signal.aborted) return { tag: 'stopped' };
      const pause = mayPass(error) ? PAUSES[attempt] : undefined;
      if (pause === undefined) return { tag: 'failed', error };
      ports.listen({
        tag: 'retrying',
        what: `page ${at.page + 1}`,
        because: error.message,
        milliseconds: pause,
      });
      await sleep(ports, pause);
    }
  }
}

/** Tells failures that another attempt may not meet. A 429 was waited out for minutes already. */
function mayPass(error: ApiError): boolean {
  return ['server', 'network', 'timeout', 'unreadable'].includes(error.kind) && !isLasting(error);
}

/** Ctrl-C ends the pause; what comes next sees it. */
async function sleep({ clock, signal }: Ports, milliseconds: number): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
