import type { FieldCard } from '../model/card.ts';
import { defined } from '../model/defined.ts';
import { PERSONAL_DATA } from './personal-data.ts';

/**
 * Data set fields of DataStream 1. AGGREGATE streams: the complete list in the documents, with the names that the API
 * returns. RAW streams: the fields that the documents, or the vendor's table for the migration to DataStream 2,
 * contain. The list of the account has more, so other ids are accepted. Sources: DataStream 1 Configuration API v1,
 * List data set parameters; techdocs.akamai.com/datastream2/reference/data-set-fields-1.
 */
type Row = readonly [id: number, key: string, name: string, group: string];

const aggregate: readonly Row[] = [
  [77, '2xx', '2xx', 'http_status_cd'],
  [78, '3xx', '3xx', 'http_status_cd'],
  [79, '4xx', '4xx', 'http_status_cd'],
  [80, '5xx', '5xx', 'http_status_cd'],
  [81, 'Requests per second', 'Requests per second', 'traffic_volumes'],
  [82, 'Bytes per second', 'Bytes per second', 'traffic_volumes'],
  [83, 'Count of cache hits', 'Count of cache hits', 'cdn_offload'],
  [84, 'Count of cache misses', 'Count of cache misses', 'cdn_offload'],
  [85, 'Offload rate', 'Offload rate', 'cdn_offload'],
  [86, 'edge_response_time', 'Edge Response Time', 'edge_response_time'],
  [91, 'origin_response_time', 'Origin Response Time', 'origin_response_time'],
];

const raw: readonly Row[] = [
  [1, 'Protocol type', 'Protocol type', 'message'],
  [2, 'Protocol version', 'Protocol version', 'message'],
  [3, 'HTTP status', 'HTTP status', 'message'],
  [4, 'Client IP', 'Client IP', 'message'],
  [5, 'Request port', 'Request port', 'message'],
  [6, 'Request host', 'Request host', 'message'],
  [7, 'Request method', 'Request method', 'message'],
  [8, 'Request path', 'Request path', 'message'],
  [9, 'Response content type', 'Response content type', 'message'],
  [10, 'Response content length', 'Response content length', 'message'],
  [11, 'Bytes', 'Bytes', 'message'],
  [12, 'User-Agent', 'User-Agent', 'message'],
  [13, 'Forward hostname', 'Forward hostname', 'message'],
  [18, 'Request Cache-Control', 'Request Cache-Control', 'reqHdr'],
  [38, 'Query string', 'Query string', 'message'],
  [65, 'country', 'Country', 'geo'],
  [66, 'region', 'Region', 'geo'],
  [67, 'city', 'City', 'geo'],
  [68, 'area', 'Area code', 'geo'],
  [69, 'zip', 'Zip code', 'geo'],
  [70, 'latitude', 'Latitude', 'geo'],
  [71, 'longitude', 'Longitude', 'geo'],
  [72, 'nw', 'Network', 'network'],
  [73, 'nwType', 'Network Type', 'network'],
  [74, 'throughput', 'Throughput', 'network'],
  [75, 'bw', 'Bandwidth', 'network'],
  [76, 'proxy', 'Proxy', 'network'],
  [98, 'Cache hit', 'Cache hit', 'cache'],
];

const cards = (rows: readonly Row[], equals: 'RAW' | 'AGGREGATE'): readonly FieldCard[] =>
  rows.map(([id, key, name, group]) => ({
    id,
    key,
    name,
    group,
    onlyWhen: { member: 'streamType', equals },
    ...defined({ personalData: PERSONAL_DATA[name] }),
  }));

export const DATASTREAM1_FIELDS: readonly FieldCard[] = [
  ...cards(raw, 'RAW'),
  ...cards(aggregate, 'AGGREGATE'),
];
