import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Running, run, start } from './built.ts';

const MANIFEST = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: web }
spec:
  state: active
  contractId: C-1
  groupId: 1
  properties: [www.customer.example]
  datasetFields: [cp, reqId, reqHost]
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }
  destination:
    destinationType: HTTPS
    displayName: Receiver
    endpoint: https://logs.example.test/akamai
    authenticationType: BASIC
    userName: { env: LOGS_USER }
    password: { env: LOGS_PASSWORD }
    caCert: { env: LOGS_CA }
`;
const SECRETS = { LOGS_USER: 'akamai', LOGS_PASSWORD: 'canary-password' };

/** Starts the command and ends it with the test. */
function started(words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Running {
  const running = start(words, { cwd, env });
  onTestFinished(async () => {
    running.child.kill('SIGKILL');
    await running.finished;
  });
  return running;
}

test('simulate --deliver uploads the logs of an applied manifest to receive, with its credentials', async () => {
  const cwd = await mkdtemp(path.join(tmpdir(), 'datastream-deliver-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await mkdir(path.join(cwd, 'streams'));
  await writeFile(path.join(cwd, 'streams/web.yaml'), MANIFEST);
  const receiver = started(
    [
      ...['receive', '--self-signed', 'logs.example.test', '--port', '0', '--admin-port', '0'],
      ...['--user', 'akamai', '--password', 'env:LOGS_PASSWORD'],
    ],
    cwd,
    SECRETS,
  );
  const [, port] = await receiver.saw(/listening on https:\/\/\S+:(\d+)/);
  const simulator = started(
    [
      ...[
        'simulate',
        '--port',
        '0',
        '--movement',
        '1s',
        '--requests-per-minute',
        '6000',
        '--streams',
        'streams',
      ],
      // Many uploaders, because the first of them is then due soon.
      ...['--deliver', '--resolve', `logs.example.test=127.0.0.1:${port}`],
      ...['--uploaders', '60', '--traffic', '60000', '--file', 'account.json'],
    ],
    cwd,
  );
  const { input } = await simulator.saw(/--endpoint http:\S+\n/);
  const exports = [...input.matchAll(/export (\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const url = /--endpoint (http:\S+)/.exec(input)?.[1] ?? '';
  const certificate = await readFile(path.join(cwd, '.datastream/receive/logs.example.test.crt'), 'utf8');
  const env = { ...Object.fromEntries(exports), ...SECRETS, LOGS_CA: certificate };
  const applied = await run(['apply', '--endpoint', url, '--yes'], { cwd, env });
  expect(applied.exitCode).toBe(0);

  await simulator.saw(
    /deliver: stream \d+ \(web\) uploads to logs\.example\.test; the first upload had \d+ records\./,
  );
  simulator.child.kill('SIGINT');
  const ended = await simulator.finished;
  expect(ended.exitCode).toBe(130);
  receiver.child.kill('SIGTERM');
  const received = await receiver.finished;
  const lines = received.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ record: { version: 1, cp: '630576', reqHost: 'www.customer.example' } });

  const account = JSON.parse(await readFile(path.join(cwd, 'account.json'), 'utf8'));
  const [{ intervals }] = account.delivered;
  const uploaded = intervals.map(
    ({ attempted, failed }: Record<string, number>) => Number(attempted) - Number(failed),
  );
  const total = uploaded.reduce((sum: number, count: number) => sum + count, 0);
  // An answer that arrived after the stop counts as lost.
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(lines.length);
  const everything = JSON.stringify(account) + ended.stderr + received.stdout + received.stderr;
  expect(everything).not.toContain('canary-password');
}, 60_000);
