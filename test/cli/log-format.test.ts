import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { type DeliveryReport, FAILED_DELIVERIES } from '../../src/model/delivery.ts';
import type { LogEvent } from '../../src/render/schemas/log-event.ts';
import { LOG_EVENT_SCHEMA } from '../../src/render/schemas/log-event.ts';
import { faultScript } from '../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { serveAccount } from '../commands/server.ts';
import { exampleSecrets, type Workspace, workspace } from '../commands/workspace.ts';
import { run } from './in-process.ts';

const isEvent = new Ajv({ strict: true }).compile(LOG_EVENT_SCHEMA);

let place: Workspace;
beforeEach(async () => {
  place = await workspace({ examples: true });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The events of a text. Every line has to be one. */
function eventsIn(stderr: string): readonly LogEvent[] {
  expect(stderr).toMatch(/\n$/);
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => {
      const event = JSON.parse(line);
      expect(isEvent(event), `${line}\n${JSON.stringify(isEvent.errors)}`).toBe(true);
      return event;
    });
}

async function logOf(...words: readonly string[]) {
  const printed = await run(...words);
  vi.restoreAllMocks();
  return { ...printed, events: eventsIn(printed.stderr) };
}

const SIMULATED = ['--simulator', '--log-format', 'json'];
const tags = (events: readonly LogEvent[]) => events.map(({ event }) => event);

/** The same for every run: no times, durations and numbers that depend on the machine. */
function golden(events: readonly LogEvent[]): string {
  return events
    .map((event) => JSON.stringify(event))
    .join('\n')
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"TIME"')
    .replaceAll(/"milliseconds":\d+/g, '"milliseconds":0');
}

describe('with --log-format json', () => {
  it('an apply writes one event a line, and its result is unchanged', async () => {
    for (const [name, value] of Object.entries(await exampleSecrets())) vi.stubEnv(name, value);
    const account = seededAccount(Date.now(), { transitionTime: 1_000 });
    await place.write('.datastream/simulator.json', JSON.stringify(account));
    const wait = ['--wait', '10m', '--poll', '1s'];
    const words = ['apply', '--only', 'edge-archive', '--yes', '--format', 'json', ...wait];
    const { exitCode, stdout, events } = await logOf(...words, ...SIMULATED);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'converged' });
    expect(events.at(-1)).toMatchObject({ outcome: 'converged', problems: [] });
    expect(tags(events)).toEqual(expect.arrayContaining(['step-started', 'step-done', 'waiting']));
    expect([tags(events)[0], tags(events).at(-1)]).toEqual(['command-started', 'command-ended']);
    const steps = events.filter(({ event }) => /^(?:command|step)-/.test(event));
    await expect(`${golden(steps)}\n`).toMatchFileSnapshot('../golden/cli/log-events.txt');
  });

  it('requests and responses of --debug are events of the same log', async () => {
    const { events } = await logOf('plan', '--debug', ...SIMULATED);
    const [request] = events.filter(({ event }) => event === 'request');
    const [response] = events.filter(({ event }) => event === 'response');
    expect(request).toMatchObject({ level: 'debug', id: 1, method: 'GET', attempt: 1 });
    expect(response).toMatchObject({
      level: 'debug',
      id: 1,
      status: 200,
      content: { type: 'application/json' },
    });
  });

  it('each finding that ends a command is an event', async () => {
    await place.write('streams/wrong.yaml', 'apiVersion: datastream-gitops/v1\nkind: DataStream2\n');
    for (const command of ['validate', 'plan', 'verify', 'rotate']) {
      const more =
        command === 'rotate' ? ['--all-using', 'env:X'] : command === 'validate' ? [] : ['--simulator'];
      const { exitCode, events } = await logOf(command, ...more, '--log-format', 'json');
      const findings = events.filter(({ event }) => event === 'finding');
      expect(findings[0]).toMatchObject({ level: 'error', finding: { file: 'streams/wrong.yaml', line: 1 } });
      expect([exitCode, events.at(-1)]).toMatchObject([1, { level: 'error', exitCode: 1 }]);
    }
  });

  it('a finding in the configuration file is an event', async () => {
    await place.write('datastream.yaml', 'apiVersion: datastream-gitops/v1\nlimit: 3\n');
    const { events } = await logOf('plan', ...SIMULATED);
    expect(tags(events)).toEqual(['command-started', 'finding', 'command-ended']);
    expect(events[1]).toMatchObject({ finding: { file: 'datastream.yaml', line: 2 } });
  });

  it.each([
    ['an error of a command', ['apply', '--yes', '--edgerc', 'missing', '--log-format', 'json'], 'access'],
    ['an unknown option', ['plan', '--unknown', '--log-format=json'], 'usage'],
    ['an unknown command', ['pan', '--log-format', 'json'], 'usage'],
    ['a value that is no choice', ['plan', '--format', 'yaml', '--log-format', 'json'], 'usage'],
  ])('%s is an event, and nothing else is written', async (_, words, code) => {
    const { exitCode, stdout, events } = await logOf(...words);
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(events.find(({ event }) => event === 'error')).toMatchObject({ level: 'error', error: { code } });
  });

  const refusing = faultScript([{ method: 'PUT', how: { do: 'respond', status: 400, body: '{}' } }]);
  it.each([
    ['a failed step', {}, 1, 'failed', { problem: 'failed', name: 'edge-archive', step: 'update' }],
    [
      'a blocked stream',
      { 'spec:\n': 'spec:\n  streamId: 999999\n' },
      1,
      'failed',
      { problem: 'blocked', name: 'edge-archive', message: expect.stringContaining('999999') },
    ],
    [
      'a refusal',
      { 'state: active': 'state: inactive' },
      3,
      'refused',
      { problem: 'refused', name: 'edge-archive', code: 'protected' },
    ],
  ] as const)('the last event of an apply contains %s', async (_, edit, exitCode, outcome, problem) => {
    let text = await readFile('streams/edge-archive.yaml', 'utf8');
    for (const [from, to] of Object.entries(edit)) text = text.replace(from, to);
    await place.write('streams/edge-archive.yaml', text);
    const server = await serveAccount(seededAccount(Date.now()), refusing);
    const variables = { ...(await exampleSecrets()), ...server.environment };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const words = ['--only', 'edge-archive', '--endpoint', server.url, '--log-format', 'json'];
    const planned = await logOf('plan', ...words);
    const { events, ...printed } = await logOf('apply', '--yes', ...words);
    await server.close();
    expect(printed.exitCode).toBe(exitCode);
    expect(events.at(-1)).toMatchObject({
      event: 'command-ended',
      level: 'error',
      exitCode,
      outcome,
      problems: [problem],
    });
    expect(planned.events.at(-1)).toMatchObject(
      problem.problem === 'failed' ? { exitCode: 0, problems: [] } : { exitCode, problems: [problem] },
    );
  });

  it('the last event of verify contains the streams whose logs do not arrive', async () => {
    const { exitCode, events, stdout } = await logOf('verify', '--format', 'json', ...SIMULATED);
    const { items } = JSON.parse(stdout) as DeliveryReport;
    const failed = items.filter(({ delivery }) => FAILED_DELIVERIES.includes(delivery));
    expect(failed.length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({
      exitCode,
      problems: failed.map(({ name, delivery: code }) => ({ problem: 'not-delivering', name, code })),
    });
  });

  it('the variable does the same, and the option has precedence over it', async () => {
    vi.stubEnv('DATASTREAM_LOG_FORMAT', 'json');
    expect(tags((await logOf('validate')).events)).toEqual(['command-started', 'command-ended']);
    expect(tags((await logOf('plan', '--unknown')).events)).toEqual(['error']);
    expect((await run('validate', '--log-format', 'text')).stderr).toBe('');
    vi.restoreAllMocks();
    vi.stubEnv('DATASTREAM_LOG_FORMAT', 'xml');
    const { exitCode, stderr } = await run('validate');
    expect([exitCode, stderr]).toEqual([
      1,
      'Error: The variable DATASTREAM_LOG_FORMAT must be text or json.\n',
    ]);
  });
});

test('without it, findings are part of the result only', async () => {
  await place.write('streams/wrong.yaml', 'apiVersion: datastream-gitops/v1\nkind: DataStream2\n');
  const { stdout, stderr } = await run('validate');
  expect(stdout).toContain('streams/wrong.yaml');
  expect(stderr).toBe('');
});
