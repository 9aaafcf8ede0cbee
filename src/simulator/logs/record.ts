import type { JsonObject } from '../../model/json.ts';
import { oneOf } from '../traffic/runs.ts';

/** The inputs from which a log record is generated. */
interface Request {
  /** Start of the request, milliseconds since 1970. */
  readonly start: number;
  readonly host: string;
  /** Returns a number from 0 to 1 for each salt. */
  readonly chance: (salt: number) => number;
}

const PLACES: readonly [JsonObject, ...JsonObject[]] = [
  {
    area: '617',
    city: 'CAMBRIDGE',
    country: 'US',
    lat: '42.3646',
    long: '-71.1028',
    region: 'MA',
    zip: '02138-02142',
  },
  { area: '', city: 'KRAKOW', country: 'PL', lat: '50.0614', long: '19.9366', region: '', zip: '' },
  {
    area: '',
    city: 'BENGALURU',
    country: 'IN',
    lat: '12.9719',
    long: '77.5937',
    region: 'KA',
    zip: '560001',
  },
];

const STATUSES = [
  '200',
  '200',
  '200',
  '200',
  '200',
  '200',
  '206',
  '301',
  '304',
  '403',
  '404',
  '503',
] as const;
const PATHS = ['/', '/index.html', '/basket', '/assets/app.js', '/api/items'] as const;
const AGENTS = ['curl/8.5.0', 'Mozilla/5.0%20(X11;%20Linux%20x86_64)', 'ExampleBot/1.0'] as const;

/**
 * Builds the groups of a raw record, with the names of the documented sample. In the sample, almost all values are
 * strings.
 */
export function rawGroups(request: Request): Readonly<Record<string, JsonObject>> {
  const { chance } = request;
  const status = oneOf(STATUSES, chance(10));
  const bytes = status === '304' ? 0 : Math.floor(200 + chance(11) * 60_000);
  return {
    cache: cacheOf(bytes, chance(12)),
    geo: oneOf(PLACES, chance(13)),
    message: messageOf(request, status, bytes),
    netPerf: netPerfOf(request, status),
    network: { bw: '5000', throughput: 'vhigh', ...(chance(14) < 0.7 ? { nw: 'example' } : {}) },
    reqHdr: reqHdrOf(request),
    respHdr: respHdrOf(request),
    ...(status === '403' || chance(15) < 0.02 ? { waf: wafOf(status) } : {}),
  };
}

function cacheOf(bytes: number, at: number): JsonObject {
  const hit = at < 0.8;
  return {
    cacheH: '0/0/0/0/0',
    cacheHit: hit ? '1' : '0',
    cacheStats: `${hit ? bytes : 0}/${bytes}`,
    ...(hit ? { cacheStatus: '1' } : {}),
    cacheable: at < 0.9 ? '1' : '0',
  };
}

/** As in the sample, some header values include the header name or a line break, or are percent-encoded. */
function messageOf({ host, chance }: Request, status: string, bytes: number): JsonObject {
  const query = chance(20);
  return {
    UA: oneOf(AGENTS, chance(21)),
    bytes: String(bytes),
    cliIP: `198.51.100.${Math.floor(chance(22) * 254) + 1}`,
    fwdHost: `origin.${host.replace('.edgekey.net', '')}`,
    httpVer: '1.1',
    proto: 'https',
    protoVer: '-',
    ...(query < 0.3 ? { queryStr: `page%3d${Math.floor(query * 100)}` } : {}),
    reqHost: host.replace('.edgekey.net', ''),
    reqMethod: oneOf(['GET', 'GET', 'GET', 'POST'], chance(23)),
    reqPath: oneOf(PATHS, chance(24)),
    reqPort: '443',
    ...(status === '304' ? {} : { respCT: 'Content-Type: text/html\r\n' }),
    ...(chance(25) < 0.6 ? { respLen: `Content-Length%3a%20${bytes}%0d%0a` } : {}),
    status,
  };
}

function netPerfOf({ chance }: Request, status: string): JsonObject {
  return {
    asnum: oneOf(['64496', '64500', '64511'], chance(30)),
    clientRTT: String(Math.floor(1 + chance(31) * 90)),
    downloadStatus: '1110',
    downloadTime: String(Math.floor(1 + chance(32) * 700)),
    edgeIP: `203.0.113.${Math.floor(chance(33) * 254) + 1}`,
    errCdF29: 'ERR_NONE',
    errCdR14: status === '403' ? 'ERR_ACCESS_DENIED' : 'ERR_NONE',
    lastByte: '1',
  };
}

function reqHdrOf({ start, chance }: Request): JsonObject {
  const cookie = chance(40);
  return {
    ...(cookie < 0.2 ? { cookie: `session-${Math.floor(cookie * 1e6)}` } : {}),
    reqTime: (start / 1000).toFixed(2),
  };
}

function respHdrOf({ start, chance }: Request): JsonObject {
  const date = new Date(start).toUTCString();
  const chunked = chance(50) < 0.3;
  return {
    ...(chance(51) < 0.8 ? { accRange: 'Accept-Ranges: bytes' } : {}),
    date: `Date: ${date}`,
    ...(chunked ? { eTag: `ETag: \\"${Math.floor(chance(52) * 1e9)}\\"` } : {}),
    expires: `Expires: ${date}`,
    ...(chunked ? { lastMod: 'Last-Modified: Thu, 22 Feb 2018 08:56:29 GMT' } : {}),
    respCacheCtl: 'Cache-Control: max-age=0',
    respConn: chunked ? 'Connection: keep-alive\r\nConnection: Transfer-Encoding' : 'Connection: close',
    server: 'Server: Example',
    ...(chunked ? { transEnc: 'Transfer-Encoding:  chunked' } : {}),
  };
}

/** A record has this group only if a firewall rule was triggered. */
function wafOf(status: string): JsonObject {
  const common = { policy: '4437_85847', ver: '2.0' };
  const data = 'RXZpZGVuY2U6IHNpbXVsYXRlZA==';
  const text = 'Detected Cross-Site Scripting Attack';
  if (status === '403') {
    return { ...common, denyActions: '3', denyData: data, denyMsg: text, denySlrs: 'ARGS_NAMES:simulated' };
  }
  return {
    ...common,
    warnActions: '2',
    warnData: data,
    warnMsg: text,
    warnRules: '1000002',
    warnSlrs: 'ARGS_NAMES:simulated',
    warnTags: 'AKAMAI/AAG/XSS',
  };
}
