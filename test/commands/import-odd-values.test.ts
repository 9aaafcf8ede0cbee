import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { importStreams } from '../../src/commands/import.ts';
import { plan } from '../../src/commands/plan.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { World } from '../../src/simulator/world.ts';
import { DEFAULTS, desk } from './desk.ts';

/** Whatever a live stream has at any one place, import and plan accept it: the account proves that it is valid. */

const FILE = '.datastream/simulator.json';
const PLAN = { ...DEFAULTS, format: 'json', detailedExitcode: true } as const;
const IMPORT = { ...PLAN, which: [], logTypes: [], kinds: [], all: true, force: false };

const LONG_TEXT = 'x'.repeat(300);
const TEXTS = [
  '',
  ' ',
  ' spaced ',
  'http-intake.example.com/v1/input',
  'Ops <ops@example.com>',
  'two\nlines',
  'ctl\u0007 and \u202e',
  '{ env: X }',
  '~',
  'yes',
  '0123',
  '#no comment',
  'https://user:pass@host.example/p?token=abc&x=1#f',
  'https://[::1]:99999/',
  'ünïcödé',
  '::stop-commands::x',
  LONG_TEXT,
];
const NUMBERS = [0, -1, 300, 1.5, 9_007_199_254_740_991];

/** Members that name the stream, its type or its place: another value is another stream, or no known type. */
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

type Path = readonly (string | number)[];

/** Each place that holds one value, with the values that it gets in turn. */
function oddities(content: Json, path: Path = []): readonly (readonly [Path, Json])[] {
  if (isArray(content)) return content.flatMap((item, index) => oddities(item, [...path, index]));
  if (isObject(content)) {
    return Object.entries(content).flatMap(([name, value]) =>
      FIXED.has(name) ? [] : oddities(value, [...path, name]),
    );
  }
  if (typeof content === 'string') return TEXTS.map((text) => [path, text] as const);
  if (typeof content === 'number') return NUMBERS.map((number) => [path, number] as const);
  if (typeof content === 'boolean') return [[path, !content] as const];
  return [];
}

function withValue(content: Json, [step, ...rest]: Path, value: Json): Json {
  if (step === undefined) return value;
  if (isArray(content)) {
    return content.map((item, index) => (index === step ? withValue(item, rest, value) : item));
  }
  if (!isObject(content)) return content;
  return { ...content, [step]: withValue(content[step] ?? null, rest, value) };
}

interface Simulated {
  readonly streamId: number;
  readonly versions: readonly { readonly version: number; readonly content: JsonObject }[];
}

/** The seeded streams, each as often as it has places to be odd at. One stream has one odd value. */
function oddStreams<Stream extends Simulated>(
  streams: readonly Stream[],
  firstId: number,
): readonly Stream[] {
  return streams
    .flatMap((stream) => {
      const last = stream.versions.at(-1);
      return last ? oddities(last.content).map(([path, value]) => ({ stream, last, path, value })) : [];
    })
    .map(({ stream, last, path, value }, index) => {
      const odd = withValue(last.content, path, value);
      const content = { ...(isObject(odd) ? odd : {}), streamName: `odd ${index} at ${path.join('.')}` };
      return { ...stream, streamId: firstId + index, versions: [{ ...last, version: 1, content }] };
    });
}

test('import → plan is empty whatever odd value a live stream has at any one place', {
  timeout: 240_000,
}, async () => {
  const { run } = await desk();
  await mkdir('streams');
  await run((context) => plan(context, PLAN));
  const world = JSON.parse(await readFile(FILE, 'utf8')) as World;
  const settled = <Stream extends { readonly status: string }>({ status }: Stream) =>
    ['ACTIVATED', 'INACTIVE', 'DEACTIVATED'].includes(status);
  const streams = oddStreams(world.streams.filter(settled) as never, 100_000);
  const streams1 = oddStreams(world.datastream1.streams.filter(settled) as never, 500_000);
  const settings = { ...world.settings, rate: { burst: 1_000_000, refill: 1 } };
  const odd = { ...world, settings, streams, datastream1: { ...world.datastream1, streams: streams1 } };
  await writeFile(FILE, JSON.stringify(odd));

  const imported = await run((context) => importStreams(context, IMPORT));
  expect(JSON.parse(imported.output).imported).toHaveLength(streams.length + streams1.length);
  const planned = JSON.parse((await run((context) => plan(context, PLAN))).output);
  expect(planned.findings ?? []).toEqual([]);
  const open = planned.items.filter(({ action }: { action: string }) => action !== 'none');
  expect(
    open.map(({ name, action, reason, changes }: JsonObject) => ({ name, action, reason, changes })),
  ).toEqual([]);
  expect(planned).toMatchObject({ refusals: [], orphans: [] });
});
