import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LogType } from '../../../src/model/collection.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { bodyOf } from '../../../src/simulator/delivery/body.ts';
import type { Upload } from '../../../src/simulator/delivery/post.ts';
import { vendorFields } from '../../../src/simulator/vendor/fields.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { deliveringAccount, httpsDestination, MINUTE, recordingPost, streamBody } from './delivering.ts';

/** The uploads of an active stream in one minute. */
async function uploadsOf(change: JsonObject, logType: LogType = 'cdn', recordSize = 0) {
  const { post, received } = recordingPost(200);
  const account = deliveringAccount({ post, recordSize });
  const body = logType === 'cdn' ? streamBody(change) : createBody(change, logType);
  const { streamId } = await account.call('POST', `/${logType}/streams?activate=true`, body);
  await account.pass(90_000);
  return { received, streamId: Number(streamId), account };
}

const textOf = ({ body, headers }: Upload) =>
  (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString();
const linesOf = (uploads: readonly Upload[]) =>
  uploads.flatMap((upload) => textOf(upload).split('\n').slice(0, -1));
const structured = (fieldDelimiter: string) => ({
  deliveryConfiguration: { format: 'STRUCTURED', fieldDelimiter, frequency: { intervalInSeconds: 30 } },
});
const fields = (...ids: readonly number[]) => ({
  datasetFields: ids.map((datasetFieldId) => ({ datasetFieldId })),
});

describe('a request', () => {
  it('has the content type of the format, and neither credentials nor compression, by default', async () => {
    const { received } = await uploadsOf({});
    expect(received[0]?.headers).toEqual({ 'content-type': 'application/json' });
    const { received: lines } = await uploadsOf(structured('SPACE'));
    expect(lines[0]?.headers).toEqual({ 'content-type': 'text/plain' });
  });

  it('has the content type, custom header, credentials and compression of its stream', async () => {
    const destination = httpsDestination(8443, {
      authenticationType: 'BASIC',
      userName: 'akamai',
      password: 'pass:word ü',
      contentType: 'application/x-ndjson',
      customHeaderName: 'X-Log-Token',
      customHeaderValue: 'abc',
      compressLogs: true,
    });
    const { received } = await uploadsOf({ destination });
    expect(received[0]?.headers).toEqual({
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
      authorization: `Basic ${Buffer.from('akamai:pass:word ü').toString('base64')}`,
      'X-Log-Token': 'abc',
    });
    expect(linesOf(received).every((line) => JSON.parse(line).cp === '630576')).toBe(true);
  });

  it('connects with the certificates of its stream, for the host of its endpoint or its TLS host name', async () => {
    const { received: plain } = await uploadsOf({});
    expect(plain[0]?.tls).toEqual({ serverName: 'localhost' });
    const certificates = {
      caCert: 'CA',
      clientCert: 'CERT',
      clientKey: 'KEY',
      tlsHostname: 'logs.example.com',
    };
    const { received } = await uploadsOf({ destination: httpsDestination(8443, certificates) });
    expect(received[0]).toMatchObject({
      tls: { serverName: 'logs.example.com', ca: 'CA', cert: 'CERT', key: 'KEY' },
      addresses: ['127.0.0.1', '::1'],
      port: 8443,
    });
    expect(String(received[0]?.url)).toBe('https://localhost:8443/logs');
  });
});

describe('records', () => {
  it('are lines of JSON without empty fields, and with version and stream', async () => {
    const { received, streamId } = await uploadsOf(fields(999, 1000, 1006, 1023, 2009));
    const records = linesOf(received).map((line) => JSON.parse(line) as JsonObject);
    expect(records.length).toBeGreaterThan(20);
    for (const record of records) {
      expect(record).toMatchObject({ version: 1, streamId: String(streamId), cp: '630576' });
      expect(Object.values(record)).not.toContain('-');
    }
    expect(records.some(({ cookie }) => cookie === undefined)).toBe(true);
    expect(records.some(({ cookie }) => cookie !== undefined)).toBe(true);
  });

  it.each([
    ['SPACE', ' '],
    ['TAB', '\t'],
  ])('are columns in the order of the version, with %s between them', async (word, delimiter) => {
    const { received, streamId } = await uploadsOf({
      ...structured(word),
      ...fields(1008, 1000, 1023, 1009),
    });
    const rows = linesOf(received).map((line) => line.split(delimiter));
    for (const row of rows) {
      expect(row).toHaveLength(6);
      expect(row).toEqual([
        '1',
        String(streamId),
        expect.stringMatching(/^\d{3}$/),
        '630576',
        row[4],
        'HTTPS',
      ]);
    }
    expect(rows.some((row) => row[4] === '-')).toBe(true);
  });

  it('have a value for each field of CDN streams, none of which breaks a line into more columns', async () => {
    const all = vendorFields('cdn').filter(({ key }) => key !== 'streamId');
    const ids = all.map(({ id }) => id);
    const { received } = await uploadsOf({
      ...structured('SPACE'),
      ...fields(...ids),
      collectMidgress: true,
    });
    const rows = linesOf(received).map((line) => line.split(' '));
    for (const row of rows) expect(row).toHaveLength(2 + ids.length + 1);
    const empty = all.filter((_, index) => rows.every((row) => row[index + 2] === '-'));
    // Few requests have these.
    expect(empty.map(({ key }) => key).filter((key) => key !== 'securityRules' && key !== 'cmcd')).toEqual(
      [],
    );
  });

  it.each<LogType>(['edns', 'gtm', 'edgeworkers', 'appsec', 'answerx'])(
    'exist for %s streams',
    async (logType) => {
      const { received } = await uploadsOf({ destination: httpsDestination(8443) }, logType);
      const records = linesOf(received).map((line) => JSON.parse(line) as JsonObject);
      expect(records.length).toBeGreaterThan(0);
      for (const record of records) expect(Object.keys(record).length).toBeGreaterThan(2);
    },
  );

  it('are unique, although several uploaders send them', async () => {
    const { received, account } = await uploadsOf(fields(1002, 1100));
    const ids = linesOf(received).map((line) => JSON.parse(line).reqId as string);
    expect(received.length).toBeGreaterThan(2);
    expect(new Set(ids).size).toBe(ids.length);
    expect(account.accountState.current().delivered?.[0]?.intervals).toHaveLength(1);
  });

  it.each([structured('TAB'), {}])('have at least the requested length', async (format) => {
    const { received } = await uploadsOf({ ...format, ...fields(1000, 1017) }, 'cdn', 2000);
    for (const line of linesOf(received)) expect(Buffer.byteLength(line) + 1).toBe(2000);
  });
});

describe('an upload', () => {
  it('has at most 32,000 lines', () => {
    expect(bodyOf(Array.from({ length: 32_001 }, () => 'a\n')).lines).toBe(32_000);
  });

  it('has at most 4 MB, but at least one line', () => {
    const { text, lines } = bodyOf(Array.from({ length: 50 }, () => `${'a'.repeat(99_999)}\n`));
    expect([text.length, lines]).toEqual([4_000_000, 40]);
    expect(bodyOf([`${'a'.repeat(5_000_000)}\n`, 'b\n']).lines).toBe(1);
  });

  it('is sent early if it is full, and loses no line', async () => {
    const { post, received } = recordingPost(200);
    const account = deliveringAccount({ post, uploaders: 1, recordSize: 100_000 });
    const streamId = await account.activeStream();
    await account.pass(MINUTE);
    for (const upload of received) expect(upload.body.length).toBeLessThanOrEqual(4_000_000);
    expect(account.uploads(streamId).attempted).toBe(linesOf(received).length);
    expect(received.some(({ body }) => body.length > 3_900_000)).toBe(true);
  });
});
