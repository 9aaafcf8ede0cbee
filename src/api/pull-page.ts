import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Answer, unreadable } from './answer.ts';
import type { ApiError } from './errors.ts';
import type { HttpRequest } from './transport.ts';

/** Where the next page is, as the answer told and after it was checked. */
export interface PageLink {
  readonly page: number;
  /** Path and query, without the account switch key. */
  readonly path: string;
}

/** What comes after a page. */
type NextPage =
  | { readonly tag: 'none' }
  | { readonly tag: 'page'; readonly link: PageLink }
  /** The answer leads somewhere that is not the next page; its records are right all the same. */
  | { readonly tag: 'refused'; readonly error: ApiError };

/** One page of a report. */
export interface PullPage {
  /** As they came: nearly always objects. The API does not sort them. */
  readonly records: readonly Json[];
  /** From 0. */
  readonly page: number;
  /** How many pages there are by now, as far as told. */
  readonly pageCount?: number;
  readonly next: NextPage;
}

/** What was asked for, and the answer has to be about. */
export interface Asked {
  /** Path of the stream's report, without a query. */
  readonly base: string;
  /** From 0. */
  readonly page: number;
  readonly streamId: number;
}

const LONGEST_LINK = 4096;
/** What a query may hold unescaped (RFC 3986), and the brackets that some servers leave so. */
const QUERY = /^[\w\-.~!$&'()*+,;=:@/?%[\]]*$/;
const ACCOUNT_KEY = /^accountSwitchKey=/i;

/**
 * Reads one page. What tells whether it is the right page, and whether there are more, has to be there; records are
 * taken as they come.
 * @throws {ApiError} kind `unreadable`
 */
export function readPage({ request, body }: Answer, asked: Asked): PullPage {
  if (!isObject(body)) throw unreadable(request, 'it is not an object');
  const { data, metadata } = body;
  if (!isArray(data)) throw unreadable(request, 'it has no list of records');
  if (!isObject(metadata)) throw unreadable(request, 'it does not tell which page it is');
  refuseOthers(request, metadata, asked);
  const pageCount = whole(metadata['pageCount']);
  return {
    records: data,
    page: asked.page,
    ...(pageCount === undefined ? {} : { pageCount }),
    next: nextPage(request, metadata, pageCount, asked),
  };
}

/** Printing another page than the one that was asked for would repeat records and lose others. */
function refuseOthers(request: HttpRequest, metadata: JsonObject, asked: Asked): void {
  const { streamId } = metadata;
  if (streamId !== undefined && Number(streamId) !== asked.streamId) {
    throw unreadable(request, `it is not about stream ${asked.streamId}`);
  }
  const page = whole(metadata['page']);
  if (page !== undefined && page !== asked.page) {
    throw unreadable(request, `it is page ${page}, not page ${asked.page}`);
  }
}

/** `links` is a list with one object, and `next` is missing on the last page. */
function nextPage(
  request: HttpRequest,
  metadata: JsonObject,
  pageCount: number | undefined,
  asked: Asked,
): NextPage {
  const links = isArray(metadata['links']) ? metadata['links'].find(isObject) : metadata['links'];
  if (isObject(links)) return linked(request, links['next'], asked);
  // Going by the count alone would be guessing where the next page is; ending here would lose it.
  const isLast = pageCount === undefined || asked.page + 1 >= pageCount;
  return isLast ? { tag: 'none' } : refused(request, 'it has more pages and no links to them');
}

function linked(request: HttpRequest, next: Json | undefined, asked: Asked): NextPage {
  if (next === undefined || next === null) return { tag: 'none' };
  const query = typeof next === 'string' ? queryOf(next, asked) : undefined;
  if (query === undefined) return refused(request, 'its link to the next page leads elsewhere');
  const [told, ...others] = new URLSearchParams(query).getAll('page');
  if (told === undefined || others.length > 0 || !/^\d{1,9}$/.test(told)) {
    return refused(request, 'its link to the next page does not tell which page that is');
  }
  const page = Number(told);
  if (page <= asked.page) return refused(request, `its link to the next page leads back to page ${page}`);
  if (page > asked.page + 1) return refused(request, `its link to the next page skips to page ${page}`);
  return { tag: 'page', link: { page, path: `${asked.base}?${query}` } };
}

/**
 * The query of a link that stays with the stream and the report; of nothing else. The documents show such links with
 * and without a slash before the question mark. The account switch key is added to every request, so an echo is dropped.
 */
function queryOf(link: string, { base }: Asked): string | undefined {
  const at = link.indexOf('?');
  const path = link.slice(0, Math.max(0, at)).replace(/\/$/, '');
  const query = link.slice(at + 1);
  if (at < 0 || link.length > LONGEST_LINK || path !== base || !QUERY.test(query)) return undefined;
  const kept = query.split('&').filter((parameter) => !ACCOUNT_KEY.test(parameter));
  return kept.join('&');
}

function refused(request: HttpRequest, why: string): NextPage {
  return { tag: 'refused', error: unreadable(request, why) };
}

/** A count or a page number. */
function whole(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
