import { afterEach, describe, expect, test } from 'vitest';
import { readInstallation } from '../../src/cli/installation.ts';
import { apply } from '../../src/commands/apply.ts';
import { doctor } from '../../src/commands/doctor/doctor.ts';
import { importStreams } from '../../src/commands/import/import.ts';
import { plan } from '../../src/commands/plan.ts';
import type { Connection } from '../../src/commands/session/connection.ts';
import { openConnection } from '../../src/commands/session/connection.ts';
import type { Context, Result } from '../../src/commands/session/context.ts';
import { status } from '../../src/commands/status.ts';
import { verify } from '../../src/commands/verify/verify.ts';
import { systemClock } from '../../src/http/system-clock.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { serveAccount } from './server.ts';
import { DEFAULTS, workspace } from './workspace.ts';

const servers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of servers.splice(0)) await close();
});

const { simulator: _simulator, ...REAL } = DEFAULTS;
type Options = typeof REAL & { readonly endpoint: string };

const commands: readonly (readonly [string, (context: Context, options: Options) => Promise<Result>])[] = [
  [
    'plan',
    (context, options) =>
      plan(context, { ...options, checkProperties: true, out: 'plan.json', rotate: ['store-elastic'] }),
  ],
  ['status', (context, options) => status(context, { ...options, delivery: true })],
  [
    'verify',
    (context, options) => verify(context, { ...options, names: ['edge-archive'], checkProperties: true }),
  ],
  [
    'doctor',
    (context, options) =>
      doctor(
        context,
        { ...options, maxRequests: 30 },
        {
          installation: readInstallation(),
          openRepository: () => ({ tag: 'missing', message: 'No token.', hint: 'x' }),
        },
      ),
  ],
  [
    'import',
    (context, options) =>
      importStreams(context, {
        ...options,
        streams: 'imported',
        which: [],
        all: true,
        logType: [],
        kind: [],
        force: false,
      }),
  ],
];

/**
 * A command environment with the examples, the seeded account over HTTP, and the methods of the received
 * requests.
 */
async function served(answer?: string) {
  const { context, said } = await workspace({ examples: true, ...(answer === undefined ? {} : { answer }) });
  const methods: string[] = [];
  const faults = {
    nextFaults: ({ method }: { readonly method: string }) => {
      methods.push(method);
      return [];
    },
  };
  const server = await serveAccount(seededAccount(Date.now()), faults);
  servers.push(server.close);
  const real = { ...context, clock: systemClock, env: server.environment };
  return { context: real, methods, url: server.url, said };
}

describe('a read-only command', () => {
  test.each(commands)('sends only GET requests: %s', async (_, command) => {
    const { context, methods, url } = await served();
    expect((await command(context, { ...REAL, endpoint: url })).exitCode).toBe(0);
    expect(methods.length).toBeGreaterThan(5);
    expect(new Set(methods)).toEqual(new Set(['GET']));
  });

  test.each(['', 'y', 'YES', 'yes please'])('can be apply without a confirmation: %j', async (word) => {
    const { context, methods, url, said } = await served(word);
    const result = await apply(context, { ...REAL, endpoint: url });
    expect(result.exitCode).toBe(3);
    expect(result.output).toContain(url);
    expect(said.join('\n')).toContain('Plan: 1 to create');
    expect(new Set(methods)).toEqual(new Set(['GET']));
  });

  test('has a connection without methods that write', async () => {
    const { context } = await workspace();
    const connection: Connection = await openConnection(context, DEFAULTS);
    expect(Object.keys(connection)).not.toContain('writer');
    // @ts-expect-error A connection to plan with has no writer.
    expect(connection.writer).toBeUndefined();
    // @ts-expect-error A reader has no verb that writes.
    expect(() => connection.reader.delete.call).toBeDefined();
  });
});
