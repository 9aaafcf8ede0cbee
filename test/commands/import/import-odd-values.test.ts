import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { importStreams } from '../../../src/commands/import/import.ts';
import { plan } from '../../../src/commands/plan.ts';
import { DESTINATIONS } from '../../../src/destinations/registry.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { isReference } from '../../../src/model/secret.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { fullDestination } from '../../builders/card-samples.ts';
import { share } from '../../soak.ts';
import { DEFAULTS, workspace } from '../workspace.ts';

/** Import and plan accept any value of a live stream, since the API has accepted it. */

const FILE = '.datastream/simulator.json';
const PLAN = { ...DEFAULTS, format: 'json', detailedExitcode: true } as const;
const IMPORT = { ...PLAN, which: [], logType: [], kind: [], all: true, force: false };

const LONG_TEXT = 'x'.repeat(300);
const TEXTS = [
  '',
  ' spaced ',
  'http-intake.example.com/v1/input',
  'Ops <ops@example.com>',
  'two\nlines',
  'ctl\u0007 and \u202e',
  '{ env: X }',
  '~',
  '0123',
  '#no comment',
  'https://user:pass@host.example/p?token=abc&x=1#f',
  'https://[::1]:99999/',
  '::stop-commands::x',
  LONG_TEXT,
];
const NUMBERS = [0, -1, 300, 1.5, 9_007_199_254_740_991];

/**
 * Members that identify the stream, its type or its destination. Another value would be another stream, or an
 * unknown type.
 */
const FIXED = new Set([
  'streamName',
  'streamType',
  'logType',
  'connectorName',
  'connectorType',
  'destinationType',
  'groupId',
  'propertyId',
  'propertyIds',
  'datasetFieldIds',
  'datasetFieldId',
]);

/**
 * Content with an unusual value in each member. The strings rotate from member to member and from stream to
 * stream.
 */
function oddContent(content: JsonObject, turn: number): JsonObject {
  let place = turn;
  const odd = (value: Json, name: string): Json => {
    if (FIXED.has(name)) return value;
    if (isArray(value)) return value.map((item) => odd(item, name));
    if (isObject(value)) return within(value);
    place += 1;
    if (typeof value === 'string') return TEXTS[place % TEXTS.length] ?? '';
    if (typeof value === 'number') return NUMBERS[place % NUMBERS.length] ?? 0;
    return typeof value === 'boolean' ? place % 2 === 0 : value;
  };
  const within = (block: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(block).map(([name, value]) => [name, odd(value, name)]));
  return within(content);
}

interface Simulated {
  readonly streamId: number;
  readonly versions: readonly { readonly version: number; readonly content: JsonObject }[];
}

/** Copies of each stream: in a soak as many as there are texts, so that each text is once at each place. */
function oddStreams<Stream extends Simulated>(
  streams: readonly Stream[],
  firstId: number,
): readonly Stream[] {
  return streams
    .flatMap((stream, index) => {
      const last = stream.versions.at(-1);
      return last ? share([...TEXTS.keys()], index).map((turn) => ({ stream, last, turn })) : [];
    })
    .map(({ stream, last, turn }, index) => {
      const content = { ...oddContent(last.content, turn), streamName: `odd ${index}` };
      return { ...stream, streamId: firstId + index, versions: [{ ...last, version: 1, content }] };
    });
}

/** One stream of each destination type with every member that the API returns. */
function everyDestination(accountState: AccountState): AccountState['streams'] {
  const [base] = accountState.streams.filter(({ logType }) => logType === 'cdn');
  const last = base?.versions.at(-1);
  if (!base || !last) return [];
  return DESTINATIONS.map((card) => {
    const returned = Object.entries(fullDestination(card)).filter(([, value]) => !isReference(value));
    const content = { ...last.content, destination: Object.fromEntries(returned) };
    return { ...base, status: 'INACTIVE', versions: [{ ...last, content }] };
  });
}

test('import → plan is empty for any unusual value of a live stream', {
  timeout: 120_000,
}, async () => {
  const { run } = await workspace();
  await mkdir('streams');
  await mkdir('.datastream');
  const accountState = seededAccount(Date.UTC(2026, 0, 5, 8, 0), { rate: { burst: 1_000_000, refill: 1 } });
  const isStable = ({ status }: { readonly status: string }) =>
    ['ACTIVATED', 'INACTIVE', 'DEACTIVATED'].includes(status);
  const streams = oddStreams(
    [...everyDestination(accountState), ...accountState.streams.filter(isStable)],
    100_000,
  );
  const streams1 = oddStreams(accountState.datastream1.streams.filter(isStable), 500_000);
  const odd = { ...accountState, streams, datastream1: { ...accountState.datastream1, streams: streams1 } };
  await writeFile(FILE, JSON.stringify(odd));

  const imported = await run((context) => importStreams(context, IMPORT));
  expect(JSON.parse(imported.output).imported).toHaveLength(streams.length + streams1.length);
  const planned = JSON.parse((await run((context) => plan(context, PLAN))).output);
  const findings: readonly JsonObject[] = planned.findings ?? [];
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const open = planned.items.filter(({ action }: { action: string }) => action !== 'none');
  expect(
    open.map(({ name, action, reason, changes }: JsonObject) => ({ name, action, reason, changes })),
  ).toEqual([]);
  expect(planned).toMatchObject({ refusals: [], orphans: [] });
});
