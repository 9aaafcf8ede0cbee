import { afterEach, describe, expect, test } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { importStreams } from '../../src/commands/import/import.ts';
import { plan } from '../../src/commands/plan.ts';
import type { Context, Result } from '../../src/commands/session/context.ts';
import { status } from '../../src/commands/status.ts';
import { explain } from '../../src/render/progress/error.ts';
import { type Fault, type FaultScript, faultScript } from '../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { serveAccount } from './server.ts';
import { DEFAULTS, workspace } from './workspace.ts';

const servers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of servers.splice(0)) await close();
});

/** What the stream of a name contains in plain text. */
const credentialsOf = (name: string) => ({
  header: `Zx81qQ/7-canary+${name}`,
  query: `canary-query-5Kd${name}`,
  login: `canary-login-${name}`,
  password: `canary-pw9-${name}`,
});

const QUOTES: readonly (readonly [string, (text: string) => string])[] = [
  ['unchanged', (text) => text],
  ['URL-encoded', encodeURIComponent],
  ['in base64', (text) => Buffer.from(text).toString('base64')],
  ['letter by letter', (text) => [...text].join(' ')],
];

function inClear(name: string): object {
  const { header, query, login, password } = credentialsOf(name);
  return {
    endpoint: `https://${login}:${password}@logs.example.com/in?key=${query}`,
    customHeaderName: 'x-key',
    customHeaderValue: header,
  };
}

function byReference(): object {
  const customHeader = { customHeaderName: 'x-key', customHeaderValue: { env: 'HEADER' } };
  return { endpoint: 'https://logs.example.com/in', ...customHeader };
}

function manifestOf(name: string, destination: object): string {
  return JSON.stringify({
    apiVersion: 'datastream-gitops/v1',
    kind: 'DataStream2',
    metadata: { name },
    spec: {
      contractId: 'C-0N7RAC7',
      groupId: 21484,
      state: 'inactive',
      logType: 'edgeworkers',
      datasetFields: [6000],
      deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
      destination: {
        destinationType: 'HTTPS',
        displayName: 'Logs',
        authenticationType: 'NONE',
        ...destination,
      },
    },
  });
}

/** An error response with these words in every member that people see. */
function saying(words: string, where: Omit<Fault, 'how'>): Fault {
  const body = JSON.stringify({
    title: words,
    instance: words,
    errors: [{ detail: `bad ${words} here`, illegalParameter: words }],
  });
  return { times: 0, ...where, how: { do: 'respond', status: 400, body } };
}

/** Two streams with credentials in plain text, `a` read before `b`, whose manifests are then these. */
async function twoStreams(destination: (name: string) => object, fault: Fault) {
  const at = await workspace({});
  const scripts: FaultScript[] = [];
  const server = await serveAccount(
    seededAccountWithoutStreams({ transitionTime: 1, rate: { burst: 1e6, refill: 1 } }),
    {
      nextFaults: (request) => scripts.flatMap((script) => script.nextFaults(request)),
    },
  );
  servers.push(server.close);
  const { simulator: _simulator, cache: _cache, ...defaults } = DEFAULTS;
  const options = { ...defaults, endpoint: server.url, yes: true };
  const context = { ...at.context, env: { ...server.environment, HEADER: 'another-header' } };
  for (const name of ['a', 'b']) await at.write(`streams/${name}.yaml`, manifestOf(name, inClear(name)));
  const made = await at.run(() => apply(context, options));
  expect(made.exitCode).toBe(0);
  for (const name of ['a', 'b']) await at.write(`streams/${name}.yaml`, manifestOf(name, destination(name)));
  scripts.push(faultScript([fault]));
  return {
    options,
    traces: async (command: (context: Context) => Promise<Result>): Promise<string> => {
      const output = await at
        .run(() => command(context))
        .then(
          (result) => result.output,
          (error: unknown) => explain(error),
        );
      return [output, JSON.stringify(at.events), ...at.said].join('\n');
    },
  };
}

function quoted(name: string, quote: (text: string) => string): string {
  return Object.values(credentialsOf(name)).map(quote).join(' and ');
}

function expectOutputWithout(text: string, name: string, quote: (text: string) => string): void {
  expect(text).toMatch(/\(400\)/);
  for (const credential of Object.values(credentialsOf(name))) {
    expect(text).not.toContain(credential);
    expect(text).not.toContain(quote(credential));
  }
}

const which = { which: [], all: true, logType: [], kind: [], streams: 'imported', force: false };
type Options = Awaited<ReturnType<typeof twoStreams>>['options'];
const COMMANDS: readonly (readonly [string, (options: Options) => (context: Context) => Promise<Result>])[] =
  [
    ['plan', (options) => (context) => plan(context, options)],
    ['status', (options) => (context) => status(context, options)],
    ['apply', (options) => (context) => apply(context, options)],
    ['import', (options) => (context) => importStreams(context, { ...options, ...which, yes: false })],
  ];
const cases = COMMANDS.flatMap(([name, command]) =>
  QUOTES.map(([form, quote]) => [name, form, command, quote] as const),
);

describe('credentials that a live stream contains in plain text', () => {
  test.each(cases)('are in no error about another stream: %s, quoted %s', async (_, __, command, quote) => {
    const second = { method: 'GET', path: '/streams/\\d+$', nth: 2 };
    const { options, traces } = await twoStreams(byReference, saying(quoted('a', quote), second));
    expectOutputWithout(await traces(command(options)), 'a', quote);
  });

  test.each(QUOTES)('are in no error of a write to another stream: quoted %s', async (_, quote) => {
    const edits = { method: 'PUT', path: '/streams/\\d+', times: 1 };
    const { options, traces } = await twoStreams(byReference, saying(quoted('b', quote), edits));
    expectOutputWithout(await traces((context) => apply(context, options)), 'b', quote);
  });
});

const byManifests = cases.filter(([name]) => name !== 'import');

describe('credentials that a manifest contains in plain text', () => {
  test.each(byManifests)('are in no error before any stream was read: %s, quoted %s', async (...given) => {
    const [, , command, quote] = given;
    const lists = { method: 'GET', path: '/streams$' };
    const { options, traces } = await twoStreams(inClear, saying(quoted('b', quote), lists));
    expectOutputWithout(await traces(command(options)), 'b', quote);
  });
});
