import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { receive } from '../../../src/commands/receive/receive.ts';
import type { Context } from '../../../src/commands/session/context.ts';
import { workspace } from '../workspace.ts';
import { basic, OPTIONS, post, start } from './running.ts';

const SECRETS = { LOGS_PASSWORD: 'CANARY-env', OLD_PASSWORD: 'CANARY-old' };

const MANIFEST = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: web }
spec:
  streamId: 7050
  logType: cdn
  state: active
  groupId: 21484
  contractId: C-0N7RAC7
  properties: [www.example.com]
  datasetFields: [999, statusCode, 1006, 77777]
  collectMidgress: true
  deliveryConfiguration:
    format: STRUCTURED
    fieldDelimiter: TAB
    frequency: { intervalInSeconds: 30 }
  destination:
    destinationType: HTTPS
    displayName: Receiver
    endpoint: https://logs.example.com/
    authenticationType: BASIC
    userName: { env: LOGS_USER }
    password: { env: LOGS_PASSWORD }
    customHeaderName: X-Token
    customHeaderValue: { env: TOKEN }
`;

it('writes records to standard output until it is stopped, and says what it checks but no value', async () => {
  const place = await workspace({ env: SECRETS });
  await writeFile('token', 'CANARY-file\n');
  const running = await start(place, {
    user: 'akamai',
    password: ['env:LOGS_PASSWORD', 'env:OLD_PASSWORD'],
    header: ['X-Token=file:token'],
  });
  const token = { 'x-token': 'CANARY-file' };
  expect(await post(running, '{"a":1}', { ...basic('CANARY-env'), ...token })).toBe(200);
  expect(await post(running, '{"a":2}', { ...basic('CANARY-old'), ...token })).toBe(200);
  expect(await post(running, '{"a":3}', { ...basic('CANARY-bad'), ...token })).toBe(401);
  expect(await post(running, '{"a":4}', basic('CANARY-env'))).toBe(403);
  expect(await post(running, '[0]', { ...basic('CANARY-env'), ...token })).toBe(200);
  const admin = /http:\/\/127\.0\.0\.1:\d+/.exec(place.said.join('\n'))?.[0];
  expect((await fetch(`${admin}/healthz`)).status).toBe(200);
  const metrics = await (await fetch(`${admin}/metrics`)).text();
  expect(metrics).toContain('datastream_receive_requests_total{code="200"} 3\n');
  expect(metrics).toContain('datastream_receive_records_total 2\n');
  expect(metrics).toContain('datastream_receive_rejected_total{reason="json"} 1\n');
  expect(metrics).toContain('datastream_receive_auth_failures_total{kind="basic"} 1\n');
  expect(metrics).toMatch(/^datastream_receive_connections \d$/m);
  expect(metrics).toContain('process_resident_memory_bytes');
  expect(metrics).not.toContain('CANARY');
  place.stop();
  expect(await running.end).toEqual({ output: '', exitCode: 0, endsOnSignal: true });
  const receivedAt = '2026-01-05T09:00:00.000Z';
  expect(running.output()).toBe(
    [
      `{"receivedAt":"${receivedAt}","streamId":null,"record":{"a":1}}`,
      `{"receivedAt":"${receivedAt}","streamId":null,"record":{"a":2}}`,
      `{"receivedAt":"${receivedAt}","streamId":null,"rejected":{"reason":"json","bytes":3,"base64":"WzBd"}}`,
      '',
    ].join('\n'),
  );
  const said = place.said.join('\n');
  expect(said).toContain('receive: checks BASIC of user akamai, header x-token');
  expect(said).toContain('receive: 1 request was unauthorized');
  expect(said).toContain('receive: 1 request was unreadable');
  expect(said).toMatch(/receive: stopped$/);
  expect(said).not.toContain('CANARY');
});

it('writes files into a folder that no other receiver uses', async () => {
  const place = await workspace();
  const running = await start(place, { dir: 'logs', gzip: true, fsync: true });
  expect(await post(running, '{"a":1}\nnot JSON')).toBe(200);
  const line = '{"receivedAt":"2026-01-05T09:00:00.000Z","streamId":null,"record":{"a":1}}\n';
  expect(await readFile('logs/current.jsonl', 'utf8')).toBe(line);
  await expect(receive(place.context, { ...OPTIONS, dir: 'logs' })).rejects.toThrow(
    /Another receiver .* logs/,
  );
  place.stop();
  await running.end;
  const [closed = ''] = await readdir('logs/closed');
  expect(closed).toBe('20260105T090000.000Z-000001.jsonl.gz');
  expect(gunzipSync(await readFile(`logs/closed/${closed}`)).toString()).toBe(line);
  expect((await readdir('logs/rejected')).map((name) => name.replace(/^.*\./, '.')).sort()).toEqual([
    '.json',
    '.lines',
  ]);
  expect(running.output()).toBe('');
});

it('reads secrets again on SIGHUP, and keeps the old ones if one is missing', async () => {
  const place = await workspace();
  await writeFile('password', 'CANARY-1');
  let hangUp = () => {};
  const onHangup: Context['onHangup'] = (listener) => {
    hangUp = listener;
    return () => undefined;
  };
  const context = { ...place.context, onHangup };
  const running = await start({ ...place, context }, { user: 'akamai', password: ['file:password'] });
  const reloaded = async () => {
    const before = place.said.length;
    hangUp();
    while (place.said.length === before) await new Promise((resolve) => setImmediate(resolve));
  };
  await writeFile('password', 'CANARY-2');
  await reloaded();
  expect(await post(running, '', basic('CANARY-1'))).toBe(401);
  expect(await post(running, '', basic('CANARY-2'))).toBe(200);
  await writeFile('password', '');
  await reloaded();
  expect(place.said.at(-1)).toContain('receive: reload failed; the previous certificates and credentials');
  expect(await post(running, '', basic('CANARY-2'))).toBe(200);
  place.stop();
  await running.end;
  expect(place.said.join('\n')).not.toContain('CANARY');
});

it('takes columns, stream id and credentials from a manifest', async () => {
  const place = await workspace({ env: { ...SECRETS, TOKEN: 'CANARY-token', LOGS_USER: 'akamai' } });
  await mkdir('streams');
  await writeFile('streams/web.yaml', MANIFEST);
  const running = await start(place, { manifest: 'web' });
  const headers = { ...basic('CANARY-env'), 'x-token': 'CANARY-token' };
  expect(await post(running, '1\t-\t200\t-\ta b\t0\n1\t7050\n', headers)).toBe(200);
  expect(await post(running, '', basic('CANARY-env'))).toBe(403);
  expect(await post(running, '')).toBe(401);
  place.stop();
  await running.end;
  const [line = ''] = running.output().split('\n');
  expect(JSON.parse(line)).toEqual({
    receivedAt: '2026-01-05T09:00:00.000Z',
    streamId: 7050,
    record: { version: '1', statusCode: '200', '77777': 'a b', '2051': '0' },
  });
  expect(running.output()).toContain('"reason":"columns","bytes":7,');
  expect(place.said.join('\n')).not.toContain('CANARY');
});

it.each([
  [{ user: 'akamai', password: ['env:OLD_PASSWORD'] }, { TOKEN: 'CANARY-token' }],
  [{ header: ['X-Token=env:OLD_PASSWORD'] }, { LOGS_USER: 'akamai' }],
  [{ user: 'akamai', password: ['env:OLD_PASSWORD'], header: ['X-Token=env:OLD_PASSWORD'] }, {}],
])('needs no value of the manifest that an option replaces: %j', async (options, values) => {
  const env: Record<string, string> = { ...SECRETS, ...values };
  const place = await workspace({ env });
  await mkdir('streams');
  await writeFile('streams/web.yaml', MANIFEST);
  const running = await start(place, { manifest: 'web', ...options });
  const headers = {
    ...basic('user' in options ? 'CANARY-old' : 'CANARY-env'),
    'x-token': 'header' in options ? 'CANARY-old' : 'CANARY-token',
  };
  expect(await post(running, '', headers)).toBe(200);
  expect(await post(running, '', { ...headers, 'x-token': 'other' })).toBe(403);
  expect(await post(running, '', { ...headers, ...basic('other') })).toBe(401);
  place.stop();
  await running.end;
});

it('names a missing value of the manifest that no option replaces', async () => {
  const { context } = await workspace({ env: SECRETS });
  await mkdir('streams');
  await writeFile('streams/web.yaml', MANIFEST);
  const options = { ...OPTIONS, manifest: 'web', user: 'akamai', password: ['env:OLD_PASSWORD'] };
  await expect(receive(context, options)).rejects.toThrow(
    '--manifest web: customHeaderValue has no value; set its variable or file.',
  );
});

describe('a manifest that cannot be used', () => {
  it.each([
    [
      'has errors, which are all named, and no others',
      'web',
      { 'a.yaml': 'kind: 1', 'web.yaml': MANIFEST.replace('state: active', 'stat: on').replace('7050', 'x') },
      `--manifest web: streams/web.yaml:5:13: "streamId" must be a whole number, not text. Write digits, without quotes.
  streams/web.yaml:7:3: Unknown key "stat" in a CDN stream. Did you mean "state"?`,
    ],
    [
      'does not exist',
      'wep',
      { 'web.yaml': MANIFEST },
      '--manifest wep: No manifest in "streams" is called "wep". Did you mean "web"?',
    ],
    [
      'exists twice',
      'web',
      { 'a.yaml': MANIFEST, 'b.yaml': MANIFEST },
      /^--manifest web: streams\/b\.yaml:3:19: /,
    ],
    ['is a pattern', 'we*', { 'web.yaml': MANIFEST }, /not a pattern/],
  ])('%s', async (_, manifest, files, message) => {
    const { context } = await workspace({ env: SECRETS });
    await mkdir('streams');
    for (const [name, text] of Object.entries(files)) await writeFile(`streams/${name}`, text);
    await expect(receive(context, { ...OPTIONS, manifest })).rejects.toThrow(message);
  });
});

it('keeps a self-signed certificate', async () => {
  const place = await workspace();
  const first = await start(place);
  place.stop();
  await first.end;
  const file = '.datastream/receive/localhost';
  expect((await stat(`${file}.key`)).mode & 0o777).toBe(0o600);
  const again = { ...place, said: [], context: { ...place.context, signal: new AbortController().signal } };
  const nothingReads = async () => false;
  const second = await start(again, {}, nothingReads);
  expect(second.ca).toBe(first.ca);
  expect(await post(second, '{"a":1}')).toBe(503);
  expect(await second.end).toMatchObject({ exitCode: 0 });
});

it('does not start if its port is taken', async () => {
  const { context } = await workspace();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(receive(context, { ...OPTIONS, port })).rejects.toThrow(
    `Another process listens on port ${port} of 127.0.0.1. Stop it, or choose another --port.`,
  );
  other.close();
});

it.each([
  [{ cert: 'chain.pem', key: 'key.pem' }, /certificate and key cannot be used/],
  [{ cert: 'chain.pem' }, /give --cert and --key/],
  [{ user: 'akamai', password: ['file:empty'] }, '--password: file:empty is empty.'],
  [{ user: 'akamai', password: ['file:missing'] }, /missing cannot be read/],
  [{ manifest: 'missing' }, /--manifest missing: /],
  [{ clientCa: 'empty' }, /cannot start: the file of the client CA has no certificate/],
  [{ fsync: true }, '--gzip and --fsync require --dir.'],
  [{ dir: 'empty' }, 'empty cannot be used for --dir: EEXIST.'],
  [{ password: ['env:LOGS_PASSWORD'] }, '--password requires --user.'],
])('does not start with %j', async (options, message) => {
  const { context } = await workspace({ env: SECRETS });
  await writeFile('chain.pem', 'CANARY');
  await writeFile('key.pem', 'CANARY');
  await writeFile('empty', '\n');
  const { selfSigned, ...others } = OPTIONS;
  const given = { ...others, ...('cert' in options ? {} : { selfSigned: 'localhost' }), ...options };
  await expect(receive(context, given)).rejects.toThrow(message);
});
