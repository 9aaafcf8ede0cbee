import type { LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { idsIn } from '../datastream2/check-lists.ts';
import type { AccountObjects, SimulatedStream, Version } from '../state/account-state.ts';
import { chance, oneOf } from '../traffic/runs.ts';
import { MIDGRESS_FIELD, vendorFields } from '../vendor/fields.ts';

/** One column of a record: its JSON key and its value. A missing value is `-`. */
export type Column = readonly [key: string, value: string];

/** A value that is empty. Structured logs contain it; JSON logs omit its column. */
export const EMPTY = '-';

/** The inputs of the values of one record. */
interface LoggedRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly host: string;
  readonly requestId: string;
  readonly status: string;
  readonly method: string;
  readonly path: string;
  /** Body of the response, bytes. */
  readonly bytes: number;
  readonly isHit: boolean;
  /** Returns a number from 0 to 1 for each salt. */
  readonly chance: (salt: number) => number;
}

const STATUSES = ['200', '200', '200', '200', '200', '200', '206', '301', '304', '404', '503'] as const;
const PATHS = ['/', '/index.html', '/basket', '/assets/app.js', '/api/items', '/img/logo.png'] as const;
const METHODS = ['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST'] as const;
const AGENTS = [
  'Mozilla/5.0%20(X11;%20Linux%20x86_64)',
  'Mozilla/5.0%20(compatible;%20ExampleBot/1.0)',
  'curl/8.5.0',
] as const;
const TYPES = ['text/html', 'application/json', 'image/png', 'application/javascript'] as const;
type Place = readonly [country: string, state: string, city: string];
const PLACES: readonly [Place, ...Place[]] = [
  ['US', 'MA', 'CAMBRIDGE'],
  ['PL', 'MALOPOLSKIE', 'KRAKOW'],
  ['IN', 'KA', 'BENGALURU'],
];

const whole = (at: number, least: number, most: number) => String(Math.floor(least + at * (most - least)));
const sometimes = (at: number, share: number, value: string) => (at < share ? value : EMPTY);
const placeOf = ({ chance: at }: LoggedRequest) => oneOf(PLACES, at(20));

/**
 * The values of CDN fields by JSON key, in the forms of the documented samples: text, with characters outside 0x21 to
 * 0x7E percent-encoded (techdocs.akamai.com/datastream2/docs/data-set-parameters).
 */
const VALUES: Readonly<Record<string, (request: LoggedRequest) => string>> = {
  cp: () => '630576',
  reqId: ({ requestId }) => requestId,
  reqTimeSec: ({ at }) => (at / 1000).toFixed(3),
  edgeAttempts: ({ chance: at }) => sometimes(at(1), 0.1, '1'),
  bytes: ({ bytes }) => String(bytes),
  cliIP: ({ chance: at }) => `198.51.100.${whole(at(2), 1, 255)}`,
  statusCode: ({ status }) => status,
  proto: () => 'HTTPS',
  reqHost: ({ host }) => host,
  reqMethod: ({ method }) => method,
  reqPath: ({ path }) => path,
  reqPort: () => '443',
  rspContentLen: ({ bytes }) => String(bytes),
  rspContentType: ({ chance: at, status }) => (status === '304' ? EMPTY : oneOf(TYPES, at(3))),
  UA: ({ chance: at }) => oneOf(AGENTS, at(4)),
  tlsOverheadTimeMSec: ({ chance: at }) => whole(at(5), 0, 40),
  tlsVersion: ({ chance: at }) => oneOf(['TLSv1.3', 'TLSv1.3', 'TLSv1.2'], at(6)),
  objSize: ({ bytes }) => String(bytes),
  uncompressedSize: ({ bytes }) => String(bytes * 3),
  overheadBytes: ({ chance: at }) => whole(at(7), 200, 900),
  totalBytes: ({ bytes, chance: at }) => String(bytes + Number(whole(at(7), 200, 900))),
  queryStr: ({ chance: at }) => sometimes(at(8), 0.3, `page=${whole(at(9), 1, 30)}`),
  fileSizeBucket: ({ bytes }) => (bytes < 1024 ? '1B-1KB' : bytes < 10_240 ? '1KB-10KB' : '10KB-100KB'),
  brotliStatus: ({ chance: at }) => sometimes(at(10), 0.2, '0'),
  originContentLen: ({ bytes, isHit }) => (isHit ? EMPTY : String(bytes)),
  accLang: ({ chance: at }) => oneOf(['en-US', 'pl-PL', 'hi-IN'], at(11)),
  cookie: ({ chance: at }) => sometimes(at(12), 0.2, `session=${whole(at(13), 1e5, 1e6)}`),
  range: ({ status, bytes }) => (status === '206' ? `bytes=0-${Math.max(0, bytes - 1)}` : EMPTY),
  referer: ({ chance: at, host }) => sometimes(at(14), 0.6, `https://${host}/`),
  xForwardedFor: ({ chance: at }) => sometimes(at(15), 0.1, `203.0.113.${whole(at(2), 1, 255)}`),
  maxAgeSec: ({ isHit }) => (isHit ? '3600' : EMPTY),
  reqEndTimeMSec: ({ chance: at }) => whole(at(16), 0, 10),
  errorCode: ({ status }) => (status === '503' ? 'ERR_READ_TIMEOUT' : EMPTY),
  turnAroundTimeMSec: ({ isHit, chance: at }) => whole(at(17), isHit ? 0 : 40, isHit ? 10 : 300),
  transferTimeMSec: ({ chance: at }) => whole(at(18), 0, 120),
  dnsLookupTimeMSec: ({ isHit, chance: at }) => (isHit ? '0' : whole(at(19), 0, 30)),
  lastByte: () => '1',
  asn: ({ chance: at }) => oneOf(['64496', '64500', '64511'], at(21)),
  timeToFirstByte: ({ isHit, chance: at }) => whole(at(22), isHit ? 1 : 40, isHit ? 12 : 320),
  customField: ({ chance: at }) => sometimes(at(23), 0.5, 'simulated'),
  cacheStatus: ({ isHit }) => (isHit ? '1' : '0'),
  cacheable: ({ status }) => (status === '200' ? '1' : '0'),
  breadcrumbs: ({ isHit, chance: at }) =>
    sometimes(
      at(24),
      0.5,
      `//BC/%5Ba=203.0.113.${whole(at(25), 1, 255)},c=${isHit ? 'c' : 'o'},n=US_MA_CAMBRIDGE%5D`,
    ),
  edgeIP: ({ chance: at }) => `203.0.113.${whole(at(25), 1, 255)}`,
  country: (request) => placeOf(request)[0],
  state: (request) => placeOf(request)[1],
  city: (request) => placeOf(request)[2],
  serverCountry: (request) => placeOf(request)[0],
  billingRegion: ({ chance: at }) => whole(at(26), 1, 9),
  securityRules: ({ chance: at }) => sometimes(at(27), 0.05, 'ULnR_28976|3900000|'),
  ewUsageInfo: ({ chance: at }) => sometimes(at(28), 0.3, '//4380/4.0/1/-/0/4/#1,2'),
  ewExecutionInfo: ({ chance: at }) => sometimes(at(28), 0.3, 'c:4380:7:161:162:161:n:::12473:200'),
  cmcd: ({ chance: at, path }) =>
    sometimes(at(29), path.startsWith('/img') ? 1 : 0, 'bl%3D21300,br%3D3200,ot%3Dv'),
  [MIDGRESS_FIELD.key]: ({ chance: at }) => sometimes(at(30), 0.1, '1'),
};

/** The values of fields whose values the available documents do not show: a number. */
const otherValue = ({ chance: at }: LoggedRequest, id: number) => whole(at(id), 0, 1000);

/** The fields of the records of one version, in the order of its columns. */
export interface RecordLayout {
  readonly version: number;
  readonly streamId: number;
  /** Host names of the sources; their requests are logged. */
  readonly hosts: readonly [string, ...string[]];
  readonly fields: readonly { readonly id: number; readonly key: string }[];
}

/** Returns the layout of the records of a version. The first two columns are the version and the stream. */
export function layoutOf(
  { streamId, logType }: SimulatedStream,
  { version, content }: Version,
  accountObjects: AccountObjects,
): RecordLayout {
  const [host = 'www.example.com', ...others] = hostsOf(content, logType, accountObjects);
  return { version, streamId, hosts: [host, ...others], fields: fieldsOf(content, logType) };
}

/** Security events have all fields of their log type, since a version chooses none. */
function fieldsOf(content: JsonObject, logType: LogType): RecordLayout['fields'] {
  const known = vendorFields(logType);
  const chosen = idsIn(content['datasetFields'], 'datasetFieldId').map(Number);
  const ids = content['datasetFields'] === undefined ? known.map(({ id }) => id) : chosen;
  const all = content['collectMidgress'] === true ? [...ids, MIDGRESS_FIELD.id] : ids;
  return all.flatMap((id) => {
    const key = [...known, MIDGRESS_FIELD].find((field) => field.id === id)?.key ?? String(id);
    return key === 'streamId' ? [] : [{ id, key }];
  });
}

function hostsOf(content: JsonObject, logType: LogType, { properties }: AccountObjects): readonly string[] {
  if (logType !== 'cdn') return idsIn(content['zones'], 'zoneName').map(String);
  const ids = idsIn(content['properties'], 'propertyId');
  return properties
    .filter(({ propertyId }) => ids.includes(propertyId))
    .map(({ propertyName }) => propertyName);
}

/**
 * Builds the columns of one record. The same record is always the same.
 * @param index Identifies the record among those of the stream.
 * @param at Milliseconds since 1970.
 */
export function logRecord(layout: RecordLayout, index: number, at: number): readonly Column[] {
  const { streamId, version, hosts, fields } = layout;
  const salted = (salt: number) => chance(streamId, index, salt);
  const status = oneOf(STATUSES, salted(40));
  const request: LoggedRequest = {
    at,
    host: oneOf(hosts, salted(41)),
    requestId: `${version.toString(16)}${index.toString(16)}`,
    status,
    method: oneOf(METHODS, salted(42)),
    path: oneOf(PATHS, salted(43)),
    bytes: status === '304' ? 0 : Math.floor(200 + salted(44) * 60_000),
    isHit: salted(45) < 0.8,
    chance: salted,
  };
  const values = fields.map(
    ({ id, key }) => [key, VALUES[key]?.(request) ?? otherValue(request, id)] as const,
  );
  return [['version', String(version)], ['streamId', String(streamId)], ...values];
}
