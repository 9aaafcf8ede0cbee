import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { importStreams } from '../../../src/commands/import/import.ts';
import { updateManifests } from '../../../src/commands/import/update.ts';
import { plan } from '../../../src/commands/plan.ts';
import { validate } from '../../../src/commands/validate.ts';
import { DESTINATIONS } from '../../../src/destinations/registry.ts';
import { LOG_TYPES, type LogType } from '../../../src/model/collection.ts';
import type { DestinationCard } from '../../../src/model/destination-card.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { LogFormat } from '../../../src/model/member-card.ts';
import { activateStream, createStream } from '../../../src/simulator/datastream2/change-stream.ts';
import { checkBody } from '../../../src/simulator/datastream2/check-body.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { DEFAULT_QUIRKS, type OmittableMember, type Quirks } from '../../../src/simulator/state/quirks.ts';
import { completeTransitions } from '../../../src/simulator/state/transitions.ts';
import { destination, destinationWithOptions } from '../../builders/destinations.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { share } from '../../soak.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

/** Import → plan is empty, through the whole stack, for all destinations, log types and server behaviors. */
const SIMULATOR = '.datastream/simulator.json';
const PLAN = { ...DEFAULTS, format: 'json', detailedExitcode: true } as const;
const IMPORT = { ...PLAN, which: [], logType: [], kind: [], all: true, force: false };
const LONG = { timeout: 60_000 };

/** The initial time of the test clock. */
const NOW = Date.UTC(2026, 0, 5, 9, 0);
const LONG_AGO = Date.UTC(2025, 0, 1);

/** Members that every document calls fixed, and that requests may contain. */
const FIXED_YET_SETTABLE: Readonly<Record<string, JsonObject>> = { S3_COMPATIBLE: { compressLogs: true } };

const ROOT: Readonly<Record<LogType, JsonObject>> = {
  cdn: {
    collectMidgress: true,
    datasetFields: [1023, 1000, 1002, 1000].map((datasetFieldId) => ({ datasetFieldId })),
    latencyProfile: 'LOW_LATENCY',
  },
  edns: { zones: [{ zoneName: 'example.org' }, { zoneName: 'example.com' }] },
  gtm: {},
  edgeworkers: { datasetFields: [{ datasetFieldId: 6008 }, { datasetFieldId: 6000 }] },
  appsec: { appSecConfigs: [{ appSecId: 12346 }, { appSecId: 12345 }] },
  answerx: { serviceSubletterIds: [{ ssid: 1235 }, { ssid: 1234 }] },
};

const EVERYWHERE = { samplingPercentage: 50, notificationEmails: ['b@example.com', 'a@example.com'] };

/**
 * Two streams for every destination: one with the required members only, one with all; the formats alternate.
 */
function bodies(logType: LogType): readonly JsonObject[] {
  const turn = LOG_TYPES.indexOf(logType);
  return DESTINATIONS.flatMap((card) =>
    [lean, full].map((make, index) => {
      const formats: readonly LogFormat[] = logType === 'appsec' ? ['JSON'] : (card.formats ?? []);
      const format = formats[(index + turn) % formats.length] ?? 'JSON';
      return make(card, format, logType);
    }),
  );
}

function lean({ type }: DestinationCard, format: LogFormat, logType: LogType): JsonObject {
  const delimiter = format === 'STRUCTURED' ? { fieldDelimiter: 'TAB' } : {};
  return createBody(
    {
      streamName: `${type} lean`,
      deliveryConfiguration: { format, frequency: { intervalInSeconds: 60 }, ...delimiter },
      destination: destination(type),
    },
    logType,
  );
}

function full(card: DestinationCard, format: LogFormat, logType: LogType): JsonObject {
  const body = lean(card, format, logType);
  const named = card.family === 'object' ? { uploadFilePrefix: 'edge', uploadFileSuffix: 'log' } : {};
  return {
    ...body,
    ...ROOT[logType],
    ...EVERYWHERE,
    streamName: `${card.type} full`,
    deliveryConfiguration: { ...(body['deliveryConfiguration'] as JsonObject), ...named },
    destination: { ...destinationWithOptions(card.type), ...FIXED_YET_SETTABLE[card.type] },
  };
}

/** Streams of every kind: one third inactive, one third active, the others in transition. */
function account(logTypes: readonly LogType[], quirks: Partial<Quirks>, bodiesOf = bodies): AccountState {
  const bare = seededAccountWithoutStreams({
    rate: { burst: 1_000_000, refill: 1 },
    quirks: { ...DEFAULT_QUIRKS, ...quirks },
    transitionTime: 3_600_000,
  });
  const streams = logTypes.flatMap((logType) => bodiesOf(logType).map((body) => ({ logType, body })));
  const accountState = streams.reduce(withStream, manyProperties(bare, streams.length));
  return completeTransitions(accountState, NOW);
}

/** The vendor allows a property in three streams only: each stream gets two of its own. */
function manyProperties(accountState: AccountState, streams: number): AccountState {
  const [first] = accountState.accountObjects.properties;
  const properties = Array.from({ length: streams * 2 }, (_, index) => ({
    ...first,
    propertyId: index + 1,
    propertyName: `site${index + 1}.example.com`,
  }));
  return {
    ...accountState,
    accountObjects: {
      ...accountState.accountObjects,
      properties: properties as AccountState['accountObjects']['properties'],
    },
  };
}

function withStream(
  accountState: AccountState,
  { logType, body }: { readonly logType: LogType; readonly body: JsonObject },
  index: number,
): AccountState {
  const own = [index * 2 + 2, index * 2 + 1, index * 2 + 2].map((propertyId) => ({ propertyId }));
  const whole = logType === 'cdn' ? { ...body, properties: own } : body;
  const act = { by: 'another-user', now: index % 3 === 2 ? NOW : LONG_AGO };
  const created = createStream(accountState, logType, checkBody(accountState, logType, whole), false, act);
  return index % 3 === 0
    ? created.accountState
    : activateStream(created.accountState, created.stream, act).accountState;
}

async function at(accountState: AccountState): Promise<Workspace> {
  const made = await workspace();
  await mkdir('.datastream', { recursive: true });
  await writeFile(SIMULATOR, JSON.stringify(accountState));
  return made;
}

const OMITTED = [
  ...['contractId', 'groupId', 'integrationType', 'samplingPercentage', 'indexName'],
  ...['uploadFilePrefix', 'uploadFileSuffix'],
] as const satisfies readonly OmittableMember[];
const FLAGS = Object.entries(DEFAULT_QUIRKS).filter(([, value]) => typeof value === 'boolean');
const TURNED = Object.fromEntries(FLAGS.map(([name, value]) => [name, !value]));

type Habit = readonly [name: string, quirks: Partial<Quirks>];

/** Each behavior of the server inverted separately. */
const HABITS: readonly Habit[] = [
  ...FLAGS.map(([name, value]): Habit => [`${name}: ${!value}`, { [name]: !value }]),
  ['mutualTls: mTLS', { mutualTls: 'mTLS' }],
  ...OMITTED.map((member): Habit => [`omitted: ${member}`, { omittedMembers: [member] }]),
  ['empty instead of omitted', { omittedMembers: OMITTED, emptiesOmitted: true }],
];

test.each<Habit>([
  ['with its default behavior', {}],
  ['with every behavior inverted', { ...TURNED, mutualTls: 'mTLS', omittedMembers: OMITTED }],
])('import → plan is empty for every destination and log type, with a server %s', LONG, async (_, quirks) => {
  // Outside of a soak, each stream exists in one of the log types.
  const part = (logType: LogType) => share(bodies(logType), LOG_TYPES.indexOf(logType));
  await importsWhatIsThere(account(LOG_TYPES, quirks, part));
});

const OTHERS = LOG_TYPES.filter((logType) => logType !== 'cdn');

test.each(share(HABITS.map((habit, index) => [...habit, OTHERS[index % OTHERS.length] ?? 'edns'] as const)))(
  'import → plan is empty for every destination, with a server that has %s',
  LONG,
  async (_, quirks, other) => {
    await importsWhatIsThere(account(['cdn', other], quirks));
  },
);

async function importsWhatIsThere(accountState: AccountState): Promise<void> {
  const { run } = await at(accountState);
  const { imported } = JSON.parse((await run((context) => importStreams(context, IMPORT))).output);
  expect(imported).toHaveLength(accountState.streams.length);

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
}

test('import → plan is empty for two streams of one name, each bound by its id', LONG, async () => {
  const accountState = account(['edns'], {});
  const twins = accountState.streams.map((stream) => ({
    ...stream,
    versions: stream.versions.map((version) => ({
      ...version,
      content: { ...version.content, streamName: 'twin' },
    })),
  }));
  const { run } = await at({ ...accountState, streams: twins });
  const { imported } = JSON.parse((await run((context) => importStreams(context, IMPORT))).output);
  expect(new Set(imported.map(({ file }: { file: string }) => file)).size).toBe(twins.length);
  const validated = await run((context) => validate(context, PLAN));
  expect(JSON.parse(validated.output).findings).toEqual([]);
  const planned = JSON.parse((await run((context) => plan(context, PLAN))).output);
  expect(planned.items.map(({ action }: { action: string }) => action)).toEqual(twins.map(() => 'none'));
  expect(planned).toMatchObject({ refusals: [], orphans: [] });
});

test.each(share(LOG_TYPES))(
  'import, edits in the account, import --update → plan is empty: %s',
  LONG,
  async (logType) => {
    const accountState = account([logType], {});
    const { run } = await at(accountState);
    await run((context) => importStreams(context, IMPORT));
    await writeFile(SIMULATOR, JSON.stringify(withPairsSwapped(accountState)));
    const result = await run((context) =>
      updateManifests(context, { ...IMPORT, all: false, update: true, yes: true }),
    );
    const { updated, notUpdated } = JSON.parse(result.output);
    expect({ notUpdated, updated: updated.length > 0 }).toEqual({ notUpdated: [], updated: true });
    const planned = JSON.parse((await run((context) => plan(context, PLAN))).output);
    const open = planned.items.filter(
      ({ action }: { action: string }) => action !== 'none' && action !== 'wait',
    );
    expect(open).toEqual([]);
  },
);

/** Streams in pairs, each with a new version that has the content of the other. */
function withPairsSwapped(accountState: AccountState): AccountState {
  const streams = accountState.streams.map((stream, index) => {
    const other = accountState.streams[index % 2 === 0 ? index + 1 : index - 1] ?? stream;
    const [own, theirs] = [stream.versions.at(-1), other.versions.at(-1)];
    if (!own || !theirs) return stream;
    const { streamName } = own.content;
    const content = { ...theirs.content, streamName: streamName ?? null };
    return { ...stream, versions: [...stream.versions, { ...theirs, version: own.version + 1, content }] };
  });
  return { ...accountState, streams };
}
