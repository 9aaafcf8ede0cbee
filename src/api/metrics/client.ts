import type { HttpRequest } from '../../http/request.ts';
import type { UploadMetrics } from '../../model/upload-metrics.ts';
import { withGrant } from '../errors/errors.ts';
import { ApiClient, type ApiOptions } from '../streams/base-client.ts';
import type { Transport } from '../transport/transport.ts';
import { type MetricsQuery, readMetrics } from './read-metrics.ts';

/** Reads upload metrics of DataStream 2 streams. */
export interface MetricsReader {
  /**
   * Returns the intervals that have metrics, in any order. With a group, those of all of its streams.
   * @throws {ApiError} kind `unreadable` if an interval in the response cannot be read
   */
  read(query: MetricsQuery): Promise<UploadMetrics>;
}

const GRANT =
  'To read upload metrics, the API client needs the service "Datastream Config" (READ-ONLY or READ-WRITE) for the ' +
  'group of the stream (Akamai Control Center, Identity & Access).';

/** Creates the client of upload metrics. Source: DataStream 2 v2 OpenAPI; v3 has the same operation. */
export function metricsApi(transport: Transport, options: ApiOptions = {}): MetricsReader {
  const client = new ApiClient(transport, options);
  const redact = options.redaction?.redact ?? ((text: string) => text);
  return {
    read: async (query) => {
      const request: HttpRequest = { method: 'GET', path: pathOf(query) };
      const response = await client.ask(request).catch((error: unknown) => {
        throw withGrant(error, GRANT);
      });
      return readMetrics(response, query, redact);
    },
  };
}

/** Without details, a response has no numbers of records. The default of the API is to include them. */
function pathOf({ of, interval, from, to }: MetricsQuery): string {
  const scope = 'streamId' in of ? `streamId=${of.streamId}` : `groupId=${of.groupId}`;
  const parameters = [
    `start=${isoTime(from)}`,
    `end=${isoTime(to)}`,
    scope,
    `aggregationInterval=${interval}`,
    'includeDetails=true',
  ];
  return `/datastream-config-api/v3/log/streams/metrics?${parameters.join('&')}`;
}

function isoTime(at: number): string {
  return encodeURIComponent(new Date(at).toISOString().replace('.000Z', 'Z'));
}
