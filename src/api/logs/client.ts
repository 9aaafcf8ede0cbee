import type { HttpRequest } from '../../http/request.ts';
import type { Report } from '../../model/card.ts';
import { withGrant } from '../errors/errors.ts';
import { ApiClient, type ApiOptions } from '../streams/base-client.ts';
import type { Transport } from '../transport/transport.ts';
import { emptyPage, type PageLink, type PullPage, type RequestedPage, readPage } from './page.ts';

/** Metrics that an aggregate report can be limited to, spelled as in the API. Source: DataStream Pull API v1. */
export const AGGREGATE_METRICS: readonly string[] = [
  '1xx',
  '2xx',
  '3xx',
  '4xx',
  '5xx',
  'edgeResponseTime',
  'originResponseTime',
  'requestsPerSecond',
  'bytesPerSecond',
  'numCacheHit',
  'numCacheMiss',
  'offloadRate',
];

/** The records to read. */
export interface PullQuery {
  readonly streamId: number;
  readonly report: Report;
  /** ISO 8601, UTC. The API stores 12 hours and refuses an end in the future. */
  readonly start: string;
  readonly end: string;
  /** Some of `AGGREGATE_METRICS`. Default: all. Aggregate reports only. */
  readonly metrics?: readonly string[];
  /** Counts from 0. */
  readonly page?: number;
  /** Number of records on a page. Default: decided by the API (its samples have 1,000). */
  readonly size?: number;
}

/** Reads logs page by page. */
export interface PullReader {
  /**
   * Reads one page: the page of the query, or the page that a link of the previous page points to.
   * @throws {ApiError}
   */
  page(query: PullQuery, link?: PageLink): Promise<PullPage>;
}

const PATHS: Readonly<Record<Report, string>> = { raw: 'raw-logs', aggregate: 'aggregate-logs' };

const GRANT =
  'To pull logs, the API client needs the service "DataStream" (READ-ONLY), which is another grant than ' +
  '"Datastream Config" (Akamai Control Center, Identity & Access).';

/**
 * Creates a client of the DataStream Pull API, on a transport that signs, rate-limits and retries. Source:
 * DataStream Pull API v1.
 */
export function pullApi(transport: Transport, options: ApiOptions = {}): PullReader {
  const client = new ApiClient(transport, options);
  return {
    page: async (query, link) => {
      const base = `/datastream-pull-api/v1/streams/${query.streamId}/${PATHS[query.report]}`;
      const path = link?.path ?? `${base}?${parameters(query)}`;
      const page = link?.page ?? query.page ?? 0;
      const request: HttpRequest = { method: 'GET', path };
      const { status, body } = await client.send(request).catch((error: unknown) => {
        throw withGrant(error, GRANT);
      });
      const returned = link?.pageCount === undefined ? {} : { pageCount: link.pageCount };
      const asked: RequestedPage = { base, page, streamId: query.streamId, ...returned };
      return status === 204 ? emptyPage(request, asked) : readPage(request, body, asked);
    },
  };
}

function parameters({ start, end, metrics = [], page, size }: PullQuery): string {
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['start', start],
    ['end', end],
    ['aggregateMetric', metrics.length > 0 ? metrics.join(',') : undefined],
    ['page', page],
    ['size', size],
  ];
  return given
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
}
