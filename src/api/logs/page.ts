import type { HttpRequest } from '../../http/request.ts';
import { defined } from '../../model/defined.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ApiError } from '../errors/errors.ts';
import { parseJsonResponse, unreadable } from '../transport/json-response.ts';
import { recordTexts } from './record-text.ts';

/** The next page, as returned by the API and validated. */
export interface PageLink {
  readonly page: number;
  /** Path and query parameters, without the account switch key. */
  readonly path: string;
  /** Total number of pages according to the previous pages. */
  readonly pageCount?: number;
}

/** A record. Nearly always an object. */
export interface PulledRecord {
  readonly value: Json;
  /**
   * JSON as received, without white space between its parts. Only here are numbers exact that a double cannot
   * represent.
   */
  readonly text: string;
}

/** What follows a page. */
type NextPage =
  | { readonly tag: 'none' }
  | { readonly tag: 'page'; readonly link: PageLink }
  /** The link does not point to the next page. The records of this page are still valid. */
  | { readonly tag: 'refused'; readonly error: ApiError }
  /** According to the page count there are more pages, but there is no link. A retry may return one. */
  | { readonly tag: 'missing'; readonly error: ApiError };

/** One page of a report. */
export interface PullPage {
  /** Records in the order of the response. The API does not sort them. */
  readonly records: readonly PulledRecord[];
  /** Counts from 0. */
  readonly page: number;
  /** Total number of pages, as reported so far. */
  readonly pageCount?: number;
  readonly next: NextPage;
}

/** The requested page. The response must be about the same page. */
export interface RequestedPage {
  /** Path of the report of the stream, without query parameters. */
  readonly base: string;
  /** Counts from 0. */
  readonly page: number;
  readonly streamId: number;
  /** Total number of pages according to the previous pages. */
  readonly pageCount?: number;
}

const LONGEST_LINK = 4096;
/** Characters that a query may contain unescaped (RFC 3986), and brackets, which some servers do not escape. */
const QUERY = /^[\w\-.~!$&'()*+,;=:@/?%[\]]*$/;
const ACCOUNT_KEY = /^accountSwitchKey=/i;

/**
 * Parses one page. A list of records and an object with metadata are required, because the metadata identifies the
 * page. Records are not validated.
 * @throws {ApiError} kind `unreadable`
 */
export function readPage(request: HttpRequest, source: string, asked: RequestedPage): PullPage {
  const { body } = parseJsonResponse(request, source);
  if (!isObject(body)) throw unreadable(request, 'it is not an object');
  const { data, metadata } = body;
  if (!isArray(data)) throw unreadable(request, 'it has no list of records');
  if (!isObject(metadata)) throw unreadable(request, 'it does not say which page it is');
  refuseOthers(request, metadata, asked);
  const pageCount = whole(metadata['pageCount']) ?? asked.pageCount;
  return {
    records: recordsOf(request, data, source),
    page: asked.page,
    ...defined({ pageCount }),
    next: nextPage(request, metadata['links'], {
      ...asked,
      ...defined({ pageCount }),
    }),
  };
}

/**
 * Returns a page without records. The API returns 204 for a time window without records, or for a page after the last
 * one.
 * @throws {ApiError} kind `unreadable` if there are more pages according to the page count, because their records
 *   would be lost
 */
export function emptyPage(request: HttpRequest, { page, pageCount }: RequestedPage): PullPage {
  if (pageCount !== undefined && page < pageCount) {
    throw unreadable(request, `it is empty (204), and there were ${pageCount} pages before`);
  }
  return { records: [], page, next: { tag: 'none' } };
}

function recordsOf(request: HttpRequest, data: readonly Json[], source: string): readonly PulledRecord[] {
  const texts = recordTexts(source);
  return data.map((value, index) => {
    const text = texts[index];
    if (text === undefined) throw unreadable(request, 'its records cannot be distinguished');
    return { value, text };
  });
}

/**
 * Throws if the response is about another page than the requested one. Printing it would repeat some records and lose
 * others.
 */
function refuseOthers(request: HttpRequest, metadata: JsonObject, asked: RequestedPage): void {
  const { streamId } = metadata;
  if (streamId !== undefined && Number(streamId) !== asked.streamId) {
    throw unreadable(request, `it is not about stream ${asked.streamId}`);
  }
  const page = whole(metadata['page']);
  if (page !== undefined && page !== asked.page) {
    throw unreadable(request, `it is page ${page}, not page ${asked.page}`);
  }
}

/** Returns the next page. `links` is a list, with one object in all samples; `next` is missing on the last page. */
function nextPage(request: HttpRequest, links: Json | undefined, asked: RequestedPage): NextPage {
  const { page, pageCount } = asked;
  const next = (isArray(links) ? links : [links])
    .map((link) => (isObject(link) ? link['next'] : undefined))
    .find((link) => link !== undefined && link !== null);
  if (next !== undefined) return linked(request, next, asked);
  // The page count alone does not say where the next page is, and to stop here would lose records.
  if (pageCount === undefined || page + 1 >= pageCount) return { tag: 'none' };
  const why = `it has no link to the next one of ${pageCount} pages`;
  return { tag: 'missing', error: unreadable(request, why) };
}

function linked(request: HttpRequest, next: Json, asked: RequestedPage): NextPage {
  const query = typeof next === 'string' ? queryOf(next, asked) : undefined;
  if (query === undefined) return refused(request, 'its link to the next page leads elsewhere');
  const [number, ...others] = new URLSearchParams(query).getAll('page');
  if (number === undefined || others.length > 0 || !/^\d{1,9}$/.test(number)) {
    return refused(request, 'its link to the next page does not say which page that is');
  }
  const page = Number(number);
  if (page <= asked.page) return refused(request, `its link to the next page leads back to page ${page}`);
  if (page > asked.page + 1) return refused(request, `its link to the next page skips to page ${page}`);
  const { base, pageCount } = asked;
  const returned = pageCount === undefined ? {} : { pageCount };
  return { tag: 'page', link: { page, path: `${base}?${query}`, ...returned } };
}

/**
 * Returns the query of a link to the same stream and report, and undefined for any other link. The documents show
 * such links with and without a slash before the question mark. The account switch key is added to every request, so
 * a returned one is removed.
 */
function queryOf(link: string, { base }: RequestedPage): string | undefined {
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

/** Returns a count or a page number. */
function whole(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
