import { gzipSync } from 'node:zlib';

/** A file as a DataStream uploader sends it. */
export interface Upload {
  readonly body: Buffer;
  readonly records: number;
  readonly isGzip: boolean;
}

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'okhttp/4.12.0',
] as const;

/**
 * Returns different files with as many records. A record has the 30 fields of a usual CDN stream and 0.7 to 1.5 kB,
 * because paths, queries, referers and user agents differ in length.
 * @param records the number of records in each file
 */
export function makeUploads(count: number, records: number, isGzip: boolean): readonly Upload[] {
  const random = randomNumbers();
  return Array.from({ length: count }, () => {
    const lines = Array.from({ length: records }, () => `${JSON.stringify(makeRecord(random))}\n`).join('');
    return { body: isGzip ? gzipSync(lines) : Buffer.from(lines), records, isGzip };
  });
}

function makeRecord(random: (below: number) => number): Readonly<Record<string, string | number>> {
  const word = (length: number) => Array.from({ length }, () => random(36).toString(36)).join('');
  const path = Array.from({ length: 2 + random(5) }, () => word(4 + random(12))).join('/');
  const started = 1_796_000_000_000 + random(30_000);
  return {
    version: 2,
    streamId: '7050',
    cp: `${810_000 + random(20)}`,
    reqId: word(8),
    reqTimeSec: (started / 1000).toFixed(3),
    bytes: `${random(200_000)}`,
    cliIP: `203.0.113.${random(256)}`,
    statusCode: random(10) === 0 ? '404' : '200',
    proto: 'HTTPS',
    reqHost: 'www.example.com',
    reqMethod: random(8) === 0 ? 'POST' : 'GET',
    reqPath: path,
    reqPort: '443',
    rspContentLen: `${random(200_000)}`,
    rspContentType: 'text/html; charset=utf-8',
    UA: encodeURIComponent(AGENTS[random(AGENTS.length)] ?? ''),
    tlsOverheadTimeMSec: `${random(40)}`,
    tlsVersion: 'TLSv1.3',
    objSize: `${random(200_000)}`,
    uncompressedSize: `${random(900_000)}`,
    overheadBytes: `${random(900)}`,
    totalBytes: `${random(200_000)}`,
    queryStr: `utm_source=${word(10)}&session=${word(32)}&page=${random(900)}${'&filter='.concat(word(random(300)))}`,
    referer: `https%3A%2F%2Fwww.example.com%2F${word(random(200))}`,
    cookie: `session%3D${word(40)}`,
    edgeIP: `198.51.100.${random(256)}`,
    country: 'DE',
    city: 'FRANKFURT',
    cacheStatus: `${random(2)}`,
    turnAroundTimeMSec: `${random(300)}`,
  };
}

/** Returns numbers that are the same in every run. The generator is Lehmer's, with the multiplier of `minstd`. */
function randomNumbers(): (below: number) => number {
  let state = 20_261_129;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}
