import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { certificateFor } from '../../api/certificate.ts';
import { CERTIFICATE, testReceiver } from '../../receive/receiver.ts';
import { deliveringAccount, httpsDestination, MINUTE, streamBody } from './delivering.ts';

const basic = (password: string) => ({
  authenticationType: 'BASIC',
  userName: 'akamai',
  password,
  caCert: CERTIFICATE.cert,
});

it('delivers JSON records to a receiver with BASIC authentication', async () => {
  const receiver = await testReceiver({
    credentials: { basic: { user: 'akamai', passwords: ['right'] }, headers: new Map() },
  });
  const account = deliveringAccount();
  const streamId = await account.activeStream({
    destination: httpsDestination(receiver.port, basic('right')),
  });
  await account.pass(5 * MINUTE);
  const lines = receiver
    .written()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
  const uploads = account.uploads(streamId);
  expect(uploads.attempted).toBeGreaterThan(100);
  expect(uploads).toMatchObject({ failed: 0, failures: {}, attempted: lines.length });
  expect(lines[0]).toMatchObject({
    streamId,
    record: { version: 1, streamId: String(streamId), cp: '630576' },
  });
  expect(account.said).toEqual([
    expect.stringMatching(
      /^deliver: stream \d+ \(web-access-logs\) uploads to localhost:\d+; the first upload had \d+ records\.$/,
    ),
  ]);
});

it('loses the records of a 401 at once, and delivers again after the password is rotated', async () => {
  const receiver = await testReceiver({
    credentials: { basic: { user: 'akamai', passwords: ['new'] }, headers: new Map() },
  });
  const account = deliveringAccount();
  const body = (password: string) => ({ destination: httpsDestination(receiver.port, basic(password)) });
  const streamId = await account.activeStream(body('old'));
  await account.pass(5 * MINUTE);
  const before = account.uploads(streamId);
  expect(before.failed).toBe(before.attempted);
  expect(before.failures).toEqual({ 401: expect.any(Number) });
  expect(receiver.written()).toBe('');
  await account.call('PUT', `/cdn/streams/${streamId}?activate=true`, streamBody(body('new')));
  await account.pass(5 * MINUTE);
  const after = account.uploads(streamId);
  expect(after.attempted - after.failed).toBe(receiver.written().trimEnd().split('\n').length);
  expect(account.said).toEqual([
    expect.stringMatching(/cannot upload to localhost:\d+: 401; its records are lost\.$/),
    expect.stringMatching(/uploads to localhost:\d+ again\. \d+ records were lost\.$/),
  ]);
});

it.each([
  ['JSON', undefined, { format: 'JSON' }],
  [
    'STRUCTURED',
    'TAB',
    { format: 'STRUCTURED', delimiter: '\t', columns: ['version', 'streamId', 'cp', 'UA'] },
  ],
] as const)(
  'delivers %s with gzip, a custom header and a client certificate, to another name',
  async (...row) => {
    const [name, fieldDelimiter, format] = row;
    const client = certificateFor('client');
    const server = certificateFor('logs.example.test');
    const receiver = await testReceiver({
      format,
      tls: { ...server, clientCa: client.cert },
      credentials: { headers: new Map([['x-token', ['right']]]) },
    });
    const account = deliveringAccount({
      resolve: new Map([['any.example.test', { address: '127.0.0.1', port: receiver.port }]]),
      lookup: async () => [],
    });
    const streamId = await account.activeStream({
      datasetFields: [{ datasetFieldId: 1000 }, { datasetFieldId: 1017 }],
      deliveryConfiguration: {
        ...{ format: name, frequency: { intervalInSeconds: 30 } },
        ...(fieldDelimiter === undefined ? {} : { fieldDelimiter }),
      },
      destination: httpsDestination(receiver.port, {
        ...{
          endpoint: 'https://any.example.test/akamai',
          tlsHostname: 'logs.example.test',
          caCert: server.cert,
        },
        ...{ clientCert: client.cert, clientKey: client.key, compressLogs: true },
        ...{ customHeaderName: 'X-Token', customHeaderValue: 'right' },
      }),
    });
    await account.pass(MINUTE);
    const lines = receiver
      .written()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonObject);
    expect(lines.length).toBeGreaterThan(20);
    for (const { streamId: id, record } of lines) {
      expect(id).toBe(streamId);
      expect(record).toMatchObject({ cp: '630576', UA: expect.any(String), streamId: String(streamId) });
    }
    expect(account.uploads(streamId)).toMatchObject({ attempted: lines.length, failed: 0, failures: {} });
  },
);

it.each([
  ['is for another host', () => certificateFor('other.example.test'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['is not that of caCert', () => CERTIFICATE, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
])('sends nothing to a server whose certificate %s', async (_, serverCertificate, code) => {
  const certificate = serverCertificate();
  const receiver = await testReceiver({ tls: certificate });
  const account = deliveringAccount({ uploaders: 1 });
  const caCert = code === 'DEPTH_ZERO_SELF_SIGNED_CERT' ? certificateFor('x').cert : certificate.cert;
  const streamId = await account.activeStream({ destination: httpsDestination(receiver.port, { caCert }) });
  await account.pass(7 * MINUTE);
  expect(account.uploads(streamId)).toMatchObject({ successes: 0, failures: { [code]: expect.any(Number) } });
  expect(receiver.batches).toEqual([]);
});

it('counts a connection that is refused, and gives up after five minutes', async () => {
  const account = deliveringAccount({ uploaders: 1 });
  const streamId = await account.activeStream({ destination: httpsDestination(await closedPort()) });
  await account.pass(7 * MINUTE);
  expect(Object.keys(account.uploads(streamId).failures)).toEqual(['ECONNREFUSED']);
});

/** A port of this machine on which nothing listens. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
