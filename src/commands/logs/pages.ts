import { ApiError } from '../../api/errors/errors.ts';
import type { PullQuery, PullReader } from '../../api/logs/client.ts';
import type { PageLink, PulledRecord, PullPage } from '../../api/logs/page.ts';
import { isLasting } from '../../api/transport/request-failure.ts';
import type { Context } from '../session/context.ts';

/** Pauses before a failed page is read again, in addition to the transport's own retries. Milliseconds. */
const PAUSES: readonly number[] = [10_000, 30_000, 60_000];

/** How much has been pulled so far. */
export interface Progress {
  /** Printed records, each counted once. */
  readonly records: number;
  /** Pages that were printed completely. */
  readonly pages: number;
}

/** Why the pulling ended. `next` is the page to continue with, from 0. */
export type Ending =
  | ({ readonly tag: 'done' } & Progress)
  /** Nobody reads the output any more. */
  | { readonly tag: 'unread' }
  /** Stopped with Ctrl-C. */
  | ({ readonly tag: 'stopped'; readonly next: number } & Progress)
  | ({ readonly tag: 'failed'; readonly next: number; readonly error: ApiError } & Progress);

/**
 * Prints the records of a page.
 * @returns false if nobody reads the output any more
 */
export type PrintRecords = (records: readonly PulledRecord[]) => Promise<boolean>;

/** The window has so many pages that it was not started. */
interface TooLong {
  readonly tag: 'too-long';
  readonly pages: number;
}

/** The dependencies of pulling pages. */
export type Ports = Pick<Context, 'clock' | 'listen' | 'signal'> & { readonly pull: PullReader };

/**
 * Reads page after page and prints each before it requests the next, so that at most one page is in memory. A
 * page is printed only after it was read completely. A page that breaks is read again, so nothing is printed
 * twice or lost.
 * @param begin called after the first page was read and before anything is printed, with the page count that
 * the API returns
 */
export async function pullPages(
  ports: Ports,
  query: PullQuery,
  print: PrintRecords,
  begin: (pages: number) => boolean = () => true,
): Promise<Ending | TooLong> {
  let so: Progress = { records: 0, pages: 0 };
  let at: PagePosition = { page: query.page ?? 0 };
  for (;;) {
    const read = await readPage(ports, query, at);
    if (read.tag !== 'page') return { ...read, ...so, next: at.page };
    const { records, next, pageCount } = read.page;
    if (so.pages === 0 && pageCount !== undefined && !begin(pageCount)) {
      return { tag: 'too-long', pages: pageCount };
    }
    if (!(await print(records))) return { tag: 'unread' };
    so = { records: so.records + records.length, pages: so.pages + 1 };
    if (next.tag === 'none') return { tag: 'done', ...so };
    if (next.tag !== 'page') return { tag: 'failed', error: next.error, ...so, next: at.page + 1 };
    const pages = pageCount === undefined ? {} : { pages: pageCount };
    ports.listen({ tag: 'pulled', page: at.page + 1, ...pages, records: so.records });
    at = { page: next.link.page, link: next.link };
  }
}

/** A page to read: by the link in the page before it, or by its number. */
interface PagePosition {
  readonly page: number;
  readonly link?: PageLink;
}

type Read =
  | { readonly tag: 'page'; readonly page: PullPage }
  | { readonly tag: 'stopped' }
  | { readonly tag: 'failed'; readonly error: ApiError };

async function readPage(ports: Ports, query: PullQuery, at: PagePosition): Promise<Read> {
  for (let attempt = 0; ; attempt += 1) {
    if (ports.signal.aborted) return { tag: 'stopped' };
    const read = await tryPage(ports, query, at);
    if (ports.signal.aborted && read.tag === 'failed') return { tag: 'stopped' };
    const because = passing(read);
    const milliseconds = PAUSES[attempt];
    if (because === undefined || milliseconds === undefined) return read;
    ports.listen({ tag: 'retrying', what: `page ${at.page + 1}`, because: because.message, milliseconds });
    await sleep(ports, milliseconds);
  }
}

async function tryPage(
  { pull }: Ports,
  query: PullQuery,
  { link }: PagePosition,
): Promise<Exclude<Read, { readonly tag: 'stopped' }>> {
  try {
    return { tag: 'page', page: await pull.page(query, link) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { tag: 'failed', error };
  }
}

/**
 * The error after which another attempt may succeed; `undefined` if there is none. A page that never gets its
 * link to the next one is printed all the same.
 */
function passing(read: Exclude<Read, { readonly tag: 'stopped' }>): ApiError | undefined {
  if (read.tag === 'failed') return mayPass(read.error) ? read.error : undefined;
  return read.page.next.tag === 'missing' ? read.page.next.error : undefined;
}

/** Whether another attempt may succeed. A 429 has been retried for minutes already. */
function mayPass(error: ApiError): boolean {
  return ['server', 'network', 'timeout', 'unreadable'].includes(error.kind) && !isLasting(error);
}

/** Pauses. Ctrl-C ends the pause, and the code after it checks the signal. */
async function sleep({ clock, signal }: Ports, milliseconds: number): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
