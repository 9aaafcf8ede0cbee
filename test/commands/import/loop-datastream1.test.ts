import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { importStreams } from '../../../src/commands/import/import.ts';
import { plan } from '../../../src/commands/plan.ts';
import { validate } from '../../../src/commands/validate.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import {
  activateStream1,
  createStream1,
  deactivateStream1,
} from '../../../src/simulator/datastream1/change-stream.ts';
import { checkBody1 } from '../../../src/simulator/datastream1/check-body.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/simulator/state/settings.ts';
import { completeTransitions } from '../../../src/simulator/state/transitions.ts';
import { aggregateBody, connector1, rawBody } from '../../builders/datastream1-bodies.ts';
import { CANARY } from '../../builders/destinations.ts';
import { share } from '../../soak.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

/**
 * Import → plan is empty, through the whole stack, for streams of DataStream 1, for all connectors and server
 * behaviors.
 */
const SIMULATOR = '.datastream/simulator.json';
const PLAN = { ...DEFAULTS, format: 'json', detailedExitcode: true } as const;
const IMPORT = { ...PLAN, which: [], logType: [], kind: [], all: true, force: false };
const LONG = { timeout: 60_000 };

/** The initial time of the test clock. */
const NOW = Date.UTC(2026, 0, 5, 9, 0);
const HOUR = 3_600_000;
const LONG_AGO = Date.UTC(2025, 0, 1);

const TYPES = ['S3', 'DATADOG', 'SPLUNK', 'SUMO_LOGIC', 'HTTPS'] as const;

/** URLs that contain a token, also in connector types without a credential member. */
const TOKEN = 'token-in-a-url';
const SECRET_URLS: readonly JsonObject[] = [
  connector1('SUMO_LOGIC', {
    connectorName: 'A',
    url: `https://sumo.example.com/receiver/v1/http/${TOKEN}==`,
  }),
  connector1('HTTPS', { connectorName: 'B', url: `https://user:${TOKEN}@logs.example.com` }),
  connector1('HTTPS', { connectorName: 'C', url: 'https://logs.example.com' }),
  connector1('HTTPS', { connectorName: 'D', url: 'https://logs.example.com:8443/' }),
  connector1('SPLUNK', { connectorName: 'E', url: `https://splunk.example.com/raw?token=${TOKEN}` }),
  connector1('DATADOG', {
    connectorName: 'F',
    url: `https://datadog.example.com/v1?key=${TOKEN}`,
    service: '',
  }),
];

/**
 * One connector of each type, none, all of them, and several of one type with names that are hard to write.
 */
const CONNECTORS: readonly (readonly JsonObject[])[] = [
  [],
  ...TYPES.map((type) => [connector1(type)]),
  TYPES.map((type) => connector1(type)).toReversed(),
  SECRET_URLS,
  ['1', 'true', 'a: b # c', ' a ', 'É', 'a'].map((connectorName) => connector1('S3', { connectorName })),
];

function bodies(): readonly JsonObject[] {
  return CONNECTORS.flatMap((connectors, index) => [
    rawBody({ streamName: `raw ${index}`, connectors, datasetFieldIds: [65, 4, 3, 99] }),
    aggregateBody({ streamName: `aggregate ${index}`, connectors, timeFrame: index % 2 === 0 ? 1 : 60 }),
  ]);
}

/** Streams in every status. */
function account(change: Partial<Settings['datastream1']>): AccountState {
  const { datastream1 } = DEFAULT_SETTINGS;
  const bare = seededAccountWithoutStreams({
    rate: { burst: 1_000_000, refill: 1 },
    transitionTime: HOUR,
    datastream1: { ...datastream1, ...change },
  });
  return completeTransitions(bodies().reduce(withStream, manyProperties(bare)), NOW);
}

/** A property may be in fifteen streams: each stream gets two that it shares with its neighbors. */
function manyProperties(accountState: AccountState): AccountState {
  const [like] = accountState.accountObjects.properties;
  const properties = bodies().flatMap((_, index) =>
    like ? [{ ...like, propertyId: index + 1, propertyName: `site${index + 1}.example.com` }] : [],
  );
  return { ...accountState, accountObjects: { ...accountState.accountObjects, properties } };
}

function withStream(accountState: AccountState, body: JsonObject, index: number): AccountState {
  const before = { by: 'another-user', now: LONG_AGO };
  const propertyIds = index === 0 ? [1] : [index + 1, index];
  const whole = { ...strangely(accountState, body), propertyIds };
  const created = createStream1(accountState, checkBody1(accountState, whole), before);
  if (index % 5 === 0) return created.accountState;
  const moved = activateStream1(created.accountState, created.stream, {
    ...before,
    now: index % 5 === 1 ? NOW : LONG_AGO,
  });
  if (index % 5 < 3) return moved.accountState;
  const after = completeTransitions(moved.accountState, LONG_AGO + HOUR);
  const stream = after.datastream1.streams.find(({ streamId }) => streamId === moved.stream.streamId);
  const stop = { ...before, now: index % 5 === 3 ? NOW : LONG_AGO + HOUR };
  return stream ? deactivateStream1(after, stream, stop).accountState : after;
}

/** The body with unknown members where the server accepts them. */
function strangely({ settings }: AccountState, body: JsonObject): JsonObject {
  const { root, connector } = settings.datastream1.extraMembers;
  const more = (members: readonly string[]) =>
    Object.fromEntries(members.map((member) => [member, { grade: 1 }]));
  const connectors = (body['connectors'] as unknown as readonly JsonObject[]).map((one) => ({
    ...one,
    ...more(connector),
  }));
  return { ...body, ...more(root), connectors };
}

async function at(accountState: AccountState): Promise<Workspace> {
  const made = await workspace();
  await mkdir('.datastream', { recursive: true });
  await writeFile(SIMULATOR, JSON.stringify(accountState));
  return made;
}

const { quirks } = DEFAULT_SETTINGS.datastream1;
type Habit = readonly [name: string, change: Partial<Settings['datastream1']>];

const FLAGS = Object.entries(quirks).filter(([, value]) => typeof value === 'boolean');
const TURNED = { ...quirks, ...Object.fromEntries(FLAGS.map(([name, value]) => [name, !value])) };
const STRANGE = { extraMembers: { root: ['latencyProfile'], connector: ['flavour'] } };

/** The default behavior, each behavior of the server inverted separately, and all inverted. */
const HABITS: readonly Habit[] = [
  ['its default behavior', {}],
  ...share(
    FLAGS.map(([name, value]): Habit => [`${name}: ${!value}`, { quirks: { ...quirks, [name]: !value } }]),
  ),
  ['editedActive: ACTIVATED', { quirks: { ...quirks, editedActive: 'ACTIVATED' } }],
  ['members that the product does not know', STRANGE],
  ['every behavior inverted', { ...STRANGE, quirks: { ...TURNED, editedActive: 'ACTIVATED' } }],
];

test.each(HABITS)(
  'import → plan is empty for every connector, with a server that has %s',
  LONG,
  async (_, change) => {
    const { run } = await at(account(change));
    const { imported } = JSON.parse((await run((context) => importStreams(context, IMPORT))).output);
    expect(imported).toHaveLength(CONNECTORS.length * 2);

    const { findings } = JSON.parse((await run((context) => validate(context, PLAN))).output);
    expect(findings.filter((one: JsonObject) => one['severity'] === 'error')).toEqual([]);

    const planned = await run((context) => plan(context, PLAN));
    const { items, orphans, requests } = JSON.parse(planned.output);
    expect(items.filter((item: JsonObject) => item['action'] !== 'none')).toEqual([]);
    expect(items).toHaveLength(imported.length);
    expect({ orphans, writes: requests.apply, code: planned.exitCode }).toEqual({
      orphans: [],
      writes: 0,
      code: 0,
    });

    for (const { file } of imported as readonly { readonly file: string }[]) {
      const text = await readFile(file, 'utf8');
      for (const secret of [TOKEN, CANARY, 'CODE']) expect(text).not.toContain(secret);
    }
  },
);
