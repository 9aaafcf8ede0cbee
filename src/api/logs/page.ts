import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ApiError } from '../errors/errors.ts';
import { answerOf, unreadable } from '../http/json-answer.ts';
import type { HttpRequest } from '../http/transport.ts';
import { recordTexts } from './record-text.ts';

/** Where the next page is, as the answer told and after it was checked. */
export interface PageLink {
  readonly page: number;
  /** Path and query, without the account switch key. */
  readonly path: string;
  /** How many pages there are, as far as the pages before told. */
  readonly pageCount?: number;
}

/** A record: nearly always an object. */
export interface PulledRecord {
  readonly value: Json;
  /** JSON as it came, without blanks between its parts: numbers that no double holds are right in it only. */
  readonly text: string;
}

/** What comes after a page. */
type NextPage =
  | { readonly tag: 'none' }
  | { readonly tag: 'page'; readonly link: PageLink }
  /** The answer leads somewhere that is not the next page; its records are right all the same. */
  | { readonly tag: 'refused'; readonly error: ApiError }
  /** More pages were counted and no link leads there; another answer may have it. */
  | { readonly tag: 'missing'; readonly error: ApiError };

/** One page of a report. */
export interface PullPage {
  /** As they came. The API does not sort them. */
  readonly records: readonly PulledRecord[];
  /** From 0. */
  readonly page: number;
  /** How many pages there are by now, as far as told. */
  readonly pageCount?: number;
  readonly next: NextPage;
}

/** What was asked for, and the answer has to be about. */
export interface RequestedPage {
  /** Path of the stream's report, without a query. */
  readonly base: string;
  /** From 0. */
  readonly page: number;
  readonly streamId: number;
  /** How many pages there are, as far as the pages before told. */
  readonly pageCount?: number;
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
export function readPage(request: HttpRequest, source: string, asked: RequestedPage): PullPage {
  const { body } = answerOf(request, source);
  if (!isObject(body)) throw unreadable(request, 'it is not an object');
  const { data, metadata } = body;
  if (!isArray(data)) throw unreadable(request, 'it has no list of records');
  if (!isObject(metadata)) throw unreadable(request, 'it does not tell which page it is');
  refuseOthers(request, metadata, asked);
  const pageCount = whole(metadata['pageCount']) ?? asked.pageCount;
  return {
    records: recordsOf(request, data, source),
    page: asked.page,
    ...(pageCount === undefined ? {} : { pageCount }),
    next: nextPage(request, metadata['links'], {
      ...asked,
      ...(pageCount === undefined ? {} : { pageCount }),
    }),
  };
}

/**
 * 204 is the API's word for a window, or a page behind the last one, without records.
 * @throws {ApiError} kind `unreadable` where more pages were counted: ending there would lose them
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
    if (text === undefined) throw unreadable(request, 'its records cannot be told apart');
    return { value, text };
  });
}

/** Printing another page than the one that was asked for would repeat records and lose others. */
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

/** `links` is a list, in all samples with one object; `next` is missing on the last page. */
function nextPage(request: HttpRequest, links: Json | undefined, asked: RequestedPage): NextPage {
  const { page, pageCount } = asked;
  const next = (isArray(links) ? links : [links])
    .map((link) => (isObject(link) ? link['next'] : undefined))
    .find((link) => link !== undefined && link !== null);
  if (next !== undefined) return linked(request, next, asked);
  // Going by the count alone would be guessing where the next page is; ending here would lose it.
  if (pageCount === undefined || page + 1 >= pageCount) return { tag: 'none' };
  const why = `it has no link to the next one of ${pageCount} pages`;
  return { tag: 'missing', error: unreadable(request, why) };
}

function linked(request: HttpRequest, next: Json, asked: RequestedPage): NextPage {
  const query = typeof next === 'string' ? queryOf(next, asked) : undefined;
  if (query === undefined) return refused(request, 'its link to the next page leads elsewhere');
  const [number, ...others] = new URLSearchParams(query).getAll('page');
  if (number === undefined || others.length > 0 || !/^\d{1,9}$/.test(number)) {
    return refused(request, 'its link to the next page does not tell which page that is');
  }
  const page = Number(number);
  if (page <= asked.page) return refused(request, `its link to the next page leads back to page ${page}`);
  if (page > asked.page + 1) return refused(request, `its link to the next page skips to page ${page}`);
  const { base, pageCount } = asked;
  const told = pageCount === undefined ? {} : { pageCount };
  return { tag: 'page', link: { page, path: `${base}?${query}`, ...told } };
}

/**
 * The query of a link that stays with the stream and the report; of nothing else. The documents show such links with
 * and without a slash before the question mark. The account switch key is added to every request, so an echo is dropped.
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

/** A count or a page number. */
function whole(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
