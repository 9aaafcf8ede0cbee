import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { apply } from '../src/commands/apply.ts';
import { importStreams } from '../src/commands/import/import.ts';
import { plan } from '../src/commands/plan.ts';
import type { Context, Result } from '../src/commands/session/context.ts';
import { status } from '../src/commands/status.ts';
import { validate } from '../src/commands/validate.ts';
import { manifestText } from '../src/manifest/write.ts';
import type { JsonObject } from '../src/model/json.ts';
import { explain } from '../src/render/progress/error.ts';
import { DEFAULTS, type Workspace, workspace } from './commands/workspace.ts';

/** URLs of DataStream 1 in plain text in a manifest or in an account, with a token. */

const TOKENS = [
  'canary-sumo-ZaVnC4dhaV3Z6XTK==',
  'canary-path-1/segment',
  'canary-user',
  'canary-query+1',
  'canary-live',
];

const at = (token: string) => encodeURIComponent(TOKENS.find((one) => one.includes(token)) ?? '');

const CONNECTORS: readonly JsonObject[] = [
  { connectorType: 'SUMO_LOGIC', connectorName: 'Sumo', url: `https://sumo.example.com/http/${TOKENS[0]}` },
  { connectorType: 'HTTPS', connectorName: 'Path', url: `https://logs.example.com/in/${at('path')}` },
  { connectorType: 'HTTPS', connectorName: 'User', url: `https://u:${at('user')}@logs.example.com/` },
  {
    connectorType: 'SPLUNK',
    connectorName: 'Query',
    url: `https://splunk.example.com/raw?token=${at('query')}#x`,
    authToken: { env: 'SPLUNK' },
  },
];

function text(connectors: readonly JsonObject[], timeFrame: number): string {
  return manifestText({
    name: 'health',
    collection: { kind: 'DataStream1' },
    state: 'active',
    spec: {
      streamType: 'AGGREGATE',
      contractId: 'C-0N7RAC7',
      groupId: 21484,
      timeFrame,
      properties: [349772],
      datasetFields: ['2xx'],
      connectors,
    },
  });
}

/** The same URLs with other tokens: a change that the plan reports without showing it. */
const other = CONNECTORS.map((one) => ({
  ...one,
  url: String(one['url']).replace('canary-', 'canary-live-'),
}));

function forms(token: string): readonly string[] {
  const bytes = Buffer.from(token, 'utf8');
  return [
    token,
    encodeURIComponent(token),
    JSON.stringify(token).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

/**
 * Where a literal has to be: in the manifest, in a saved plan, which contains what apply sends, and in the
 * account.
 */
const CARRIERS = [/^streams\//, /^plan\.json$/, /simulator\.json/];

/** Runs a command and returns everything that it leaves, except the files that contain literals. */
async function traces(table: Workspace, command: (context: Context) => Promise<Result>): Promise<string> {
  const output = await table.run(command).then(
    (result) => result.output,
    (error: unknown) => explain(error),
  );
  const files = await readdir('.', { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
  const kept = names.filter((name) => !CARRIERS.some((carrier) => carrier.test(name)));
  const texts = await Promise.all(kept.map((name) => readFile(name, 'utf8')));
  return [output, JSON.stringify(table.events), ...table.said, ...table.printed, ...texts].join('\n');
}

test.each(['terminal', 'json', 'markdown'] as const)(
  'no token of a literal URL is in the %s output, events, lines, journal or cache of any command',
  async (format) => {
    const table = await workspace({ env: { SPLUNK: 'canary-splunk' } });
    const options = { ...DEFAULTS, format, yes: true };
    const clean = async (what: string, command: (context: Context) => Promise<Result>) => {
      const left = await traces(table, command);
      const all = [...TOKENS, 'canary-splunk', 'canary-'].filter((token) =>
        forms(token).some((form) => left.includes(form)),
      );
      expect({ what, leaked: all }).toEqual({ what, leaked: [] });
      return left;
    };
    const everything = async (moment: string) => {
      await clean(`validate ${moment}`, (c) => validate(c, options));
      await clean(`plan ${moment}`, (c) => plan(c, { ...options, out: 'plan.json' }));
      await clean(`status ${moment}`, (c) => status(c, options));
    };
    for (const [connectors, timeFrame] of [
      [CONNECTORS, 5],
      [other, 15],
      [CONNECTORS.slice(1), 15],
    ] as const) {
      await table.write('streams/health.yaml', text(connectors, timeFrame));
      await everything('before');
      const applied = await clean('apply', (c) => apply(c, { ...options, plan: 'plan.json' }));
      expect(applied).not.toContain('failed');
      await table.clock.advance(3_600_000);
      await everything('after');
    }
    await rm('streams', { recursive: true });
    const which = { ...options, which: ['health'], all: false, logType: [], kind: [], force: false };
    await clean('import', (c) => importStreams(c, { ...which, streams: 'imported' }));
  },
);
