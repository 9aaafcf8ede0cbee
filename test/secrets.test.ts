import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { apply } from '../src/commands/apply.ts';
import { importStreams } from '../src/commands/import/import.ts';
import { plan } from '../src/commands/plan.ts';
import type { Context, Result } from '../src/commands/session/context.ts';
import { status } from '../src/commands/status.ts';
import { validate } from '../src/commands/validate.ts';
import { CONNECTORS, DESTINATIONS } from '../src/destinations/registry.ts';
import type { DestinationCard } from '../src/model/destination-card.ts';
import type { Json, JsonObject } from '../src/model/json.ts';
import type { MemberCard } from '../src/model/member-card.ts';
import { explain } from '../src/render/progress/error.ts';
import { type Fault, type FaultRule, faultScript } from '../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../src/simulator/seed/seed.ts';
import { fullConnector, fullDestination } from './builders/schema-samples.ts';
import { serveAccount } from './commands/server.ts';
import { DEFAULTS, type Workspace, workspace } from './commands/workspace.ts';
import { IS_SOAK } from './soak.ts';

const servers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of servers.splice(0)) await close();
});

/** Each secret contains characters that every encoding writes differently. */
function canary(variable: string): string {
  return `canary "${variable}"/+é=${'x'.repeat(variable.length)}`;
}

const isConnector = (card: DestinationCard) => CONNECTORS.includes(card);

function variable(card: DestinationCard, member: string): string {
  return `${isConnector(card) ? 'CONNECTOR_' : ''}${card.type}_${member}`.toUpperCase();
}

/** Every member that may be a reference is one: the write-only ones and those that act as credentials. */
function references(card: DestinationCard): readonly string[] {
  const secret = ({ writeOnly, credential }: MemberCard) =>
    writeOnly === true || credential === 'whole' || credential === 'url-path';
  return Object.keys(card.members).filter((member) =>
    secret(card.members[member] ?? { description: '', schema: {} }),
  );
}

/** All destinations of DataStream 2 and all connectors of DataStream 1. */
const CARDS = [...DESTINATIONS, ...CONNECTORS];

const VARIABLES = CARDS.flatMap((card) =>
  references(card).map((member) => ({ name: variable(card, member), printed: card.members[member] })),
);

const SECRETS: Readonly<Record<string, string>> = Object.fromEntries(
  VARIABLES.map(({ name }) => [name, canary(name)]),
);

/** The values of the variables: the secret, or a URL whose path and query contain it. */
const ENV: Readonly<Record<string, string>> = Object.fromEntries(
  VARIABLES.map(({ name, printed }) => {
    const text = encodeURIComponent(canary(name));
    const isUrl = printed?.credential === 'url-path';
    return [name, isUrl ? `https://logs.example.com/v1/${text}?key=${text}` : canary(name)];
  }),
);

function manifestOf(card: DestinationCard, state: string): JsonObject {
  const given = Object.fromEntries(
    references(card).map((member) => [member, { env: variable(card, member) }]),
  );
  const place = { contractId: 'C-0N7RAC7', groupId: 21484, state };
  const apiVersion = 'datastream-gitops/v1';
  const metadata = { name: nameOf(card) };
  if (isConnector(card)) {
    const connectors = [{ ...fullConnector(card), ...given } as Json];
    const lists = { properties: [349772], datasetFields: [77], connectors };
    const spec = { ...place, streamType: 'AGGREGATE', ...lists };
    return { apiVersion, kind: 'DataStream1', metadata, spec };
  }
  const spec = {
    ...place,
    logType: 'edgeworkers',
    datasetFields: [6000],
    deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
    destination: { ...fullDestination(card), ...given } as Json,
  };
  return { apiVersion, kind: 'DataStream2', metadata, spec };
}

function nameOf(card: DestinationCard): string {
  return `${isConnector(card) ? 'connector' : 'to'}-${card.type}`;
}

/** Every encoding in which a value could be in a text. */
function forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
}

const FORMS = Object.entries(SECRETS).map(([name, secret]) => [name, forms(secret)] as const);

function expectNoSecret(text: string, where: string): void {
  const found = FORMS.filter(([, all]) => all.some((form) => text.includes(form)));
  expect({ where, leaked: found.map(([name]) => name) }).toEqual({ where, leaked: [] });
}

/** An error response that repeats the received secrets in every member that a vendor could use. */
function echo(statusCode: number, card: DestinationCard): FaultRule {
  const said = references(card)
    .map((member) => canary(variable(card, member)))
    .join(' ');
  const problem = {
    type: 'bad-request',
    title: `Bad ${said}`,
    status: statusCode,
    instance: said,
    errors: [
      {
        type: 'bad-request',
        title: said,
        detail: `Refused: ${said}`,
        illegalValue: said,
        illegalParameter: said,
      },
    ],
  };
  return {
    do: 'respond',
    status: statusCode,
    body: JSON.stringify(problem),
    headers: { 'x-echo': said.slice(0, 7) },
  };
}

/** Runs a command and returns everything that it leaves: output, events, lines, files, displayed errors. */
async function traces(table: Workspace, command: (context: Context) => Promise<Result>): Promise<string> {
  const output = await table.run(command).then(
    (result) => result.output,
    (error: unknown) => explain(error),
  );
  const files = await readdir('.', { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => readFile(path.join(file.parentPath, file.name), 'utf8')),
  );
  return [output, JSON.stringify(table.events), ...table.said, ...texts].join('\n');
}

async function destinations(cards: readonly DestinationCard[], faults: readonly Fault[]) {
  const table = await workspace();
  for (const card of cards) {
    await table.write(`streams/${nameOf(card)}.yaml`, JSON.stringify(manifestOf(card, 'inactive')));
  }
  const server = await serveAccount(
    seededAccountWithoutStreams({ transitionTime: 1, rate: { burst: 1e6, refill: 1 } }),
    faultScript(faults),
  );
  servers.push(server.close);
  const { simulator: _simulator, ...defaults } = DEFAULTS;
  const options = { ...defaults, endpoint: server.url, lookup: 1000, yes: true };
  // With `debug`, every request and response is an event too.
  const context: Context = { ...table.context, debug: true, env: { ...server.environment, ...ENV } };
  const trace = (command: (c: Context) => Promise<Result>) => traces(table, () => command(context));
  return { options, trace };
}

const FORMATS = ['terminal', 'json', 'markdown'] as const;

test('no secret of any destination is in any output, event, line or file of any command', async () => {
  const { options, trace } = await destinations(CARDS, []);
  const everyCommand = async (moment: string) => {
    for (const format of FORMATS) {
      const o = { ...options, format };
      expectNoSecret(await trace((c) => validate(c, o)), `validate ${format} ${moment}`);
      expectNoSecret(await trace((c) => plan(c, { ...o, out: 'plan.json' })), `plan ${format} ${moment}`);
      expectNoSecret(await trace((c) => status(c, o)), `status ${format} ${moment}`);
    }
  };
  await everyCommand('before');
  const applied = await trace((c) => apply(c, { ...options, format: 'json' }));
  expectNoSecret(applied, 'apply');
  expect(applied).toContain('"outcome": "converged"');
  await everyCommand('after');
  const which = {
    ...options,
    which: [],
    all: true,
    logType: [],
    kind: [],
    streams: 'imported',
    force: false,
  };
  expectNoSecret(await trace((c) => importStreams(c, which)), 'import');
});

test.each(CARDS.map((card, index) => [nameOf(card), card, index] as const))(
  'no secret of %s is anywhere after an error that repeats it, and the error is reported',
  async (_type, card, index) => {
    const failures: readonly (readonly [FaultRule, RegExp])[] = [
      [echo(400, card), /Refused/],
      [echo(500, card), /unknown/],
      [echo(429, card), /429/],
      [{ do: 'lose-request' }, /unknown/],
    ];
    for (const [turn, [how, printed]] of failures.entries()) {
      const { options, trace } = await destinations([card], [{ method: 'POST', times: 0, how }]);
      // Outside of a soak, one format for each failure. Each combination of both occurs with several destinations.
      const formats = FORMATS.filter((_, place) => IS_SOAK || (index + turn) % FORMATS.length === place);
      for (const format of formats) {
        const left = await trace((c) => apply(c, { ...options, format }));
        expect(left).toMatch(printed);
        expectNoSecret(left, `apply ${format} after ${how.do}`);
      }
    }
  },
);
