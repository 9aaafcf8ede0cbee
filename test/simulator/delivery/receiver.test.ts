import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
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
