import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { importStreams } from '../../../src/commands/import/import.ts';
import { plan } from '../../../src/commands/plan.ts';
import type { ImportOptions } from '../../../src/commands/session/file-options.ts';
import type { LogType } from '../../../src/model/collection.ts';
import { createStream } from '../../../src/simulator/datastream2/change-stream.ts';
import { checkBody } from '../../../src/simulator/datastream2/check-body.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { destination } from '../../builders/destinations.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

const IMPORT = {
  ...DEFAULTS,
  format: 'json',
  which: [],
  logType: [],
  kind: [],
  all: true,
  force: false,
} as const;

const TERMINAL = { format: 'terminal', width: 200 } as const;

interface Imported {
  readonly file: string;
  readonly streamId: number;
  readonly references: readonly { readonly suggestedName: string }[];
}

type Stream = readonly [logType: LogType, name: string, type?: 'AZURE'];

/**
 * Streams of an account: log type and name. They get the ids 7100, 7101 and so on, and an S3 or Azure bucket.
 */
async function account(...streams: readonly Stream[]): Promise<Workspace> {
  const bare = seededAccountWithoutStreams({
    rate: { burst: 1_000, refill: 1 },
    limits: { streamsPerProperty: 100, propertiesPerStream: 100 },
  });
  const accountState = streams.reduce((state: AccountState, [logType, streamName, type = 'S3']) => {
    const body = createBody({ streamName, destination: destination(type) }, logType);
    return createStream(state, logType, checkBody(state, logType, body), false, { by: 'mrossi', now: 0 })
      .accountState;
  }, bare);
  const made = await workspace();
  await mkdir('.datastream', { recursive: true });
  await writeFile('.datastream/simulator.json', JSON.stringify(accountState));
  return made;
}

async function imported(
  { run }: Workspace,
  options: Partial<ImportOptions> = {},
): Promise<readonly Imported[]> {
  const all = options.which === undefined;
  return JSON.parse((await run((context) => importStreams(context, { ...IMPORT, all, ...options }))).output)
    .imported;
}

const variables = (streams: readonly Imported[]) =>
  streams.flatMap(({ references }) => references.map(({ suggestedName }) => suggestedName));

async function plansNothing({ run }: Workspace): Promise<void> {
  const { output, exitCode } = await run((context) => plan(context, { ...DEFAULTS, format: 'json' }));
  expect(exitCode, output).toBe(0);
  expect(JSON.parse(output).summary).toMatchObject({ create: 0, update: 0, blocked: 0 });
}

test.each<readonly [string, readonly Stream[]]>([
  [
    'whose names differ only in punctuation',
    [
      ['edns', 'web logs'],
      ['edns', 'web-logs'],
      ['cdn', 'WEB_LOGS'],
    ],
  ],
  [
    'whose name and member join to the same variable',
    [
      ['edns', 'web'],
      ['edns', 'web-secret', 'AZURE'],
    ],
  ],
  [
    'without a letter that a variable may contain',
    [
      ['edns', '日本'],
      ['edns', '中国'],
      ['gtm', '日本'],
    ],
  ],
  [
    'with the longest names',
    [
      ['cdn', 'n'.repeat(1_000)],
      ['edns', 'n'.repeat(1_000)],
    ],
  ],
])('streams %s never share a variable, a file or a manifest', async (_, streams) => {
  const made = await account(...streams);
  const found = await imported(made);
  expect(new Set(variables(found)).size).toBe(variables(found).length);
  expect(new Set(found.map(({ file }) => file)).size).toBe(streams.length);
  await plansNothing(made);
});

test('a variable or a file of an existing manifest is not suggested again', async () => {
  const made = await account(['edns', 'web logs'], ['edns', 'web-logs']);
  const first = await imported(made, { which: ['web logs'] });
  const second = await imported(made, { which: ['web-logs'] });
  expect(variables(first)).toEqual(['WEB_LOGS_ACCESS_KEY', 'WEB_LOGS_SECRET_ACCESS_KEY']);
  expect(second).toMatchObject([{ file: 'streams/web-logs-edns.yaml' }]);
  expect(variables(second)).toEqual(['WEB_LOGS_EDNS_ACCESS_KEY', 'WEB_LOGS_EDNS_SECRET_ACCESS_KEY']);
});

test('every stream can be selected by its id, even if that is the name of another one', async () => {
  const made = await account(['edns', 'web'], ['edns', '7100']);
  expect(await imported(made, { which: ['7100'] })).toMatchObject([{ streamId: 7100 }]);
  expect(await imported(made, { which: ['7101'] })).toMatchObject([{ streamId: 7101 }]);
});

test('a name of two streams is refused with what to write instead', async () => {
  const made = await account(['edns', 'web'], ['cdn', 'web']);
  await expect(imported(made, { which: ['web'] })).rejects.toThrow(
    '"web" matches 2 live streams. Name one of them by id:\n  --log-type cdn 7101\n  --log-type edns 7100',
  );
  expect(await imported(made, { which: ['7100'], logType: ['edns'] })).toHaveLength(1);
});

test('an existing file is not overwritten without --force, and then nothing is written at all', async () => {
  const made = await account(['edns', 'web'], ['edns', 'archive']);
  await made.write('streams/web.yaml', '# mine\n');
  await expect(imported(made)).rejects.toThrow('Nothing was written: streams/web.yaml exists already.');
  await expect(readFile('streams/archive.yaml')).rejects.toThrow('ENOENT');
  expect(await readFile('streams/web.yaml', 'utf8')).toBe('# mine\n');
  await imported(made, { force: true });
  expect(await readFile('streams/web.yaml', 'utf8')).toContain('name: web');
});

test('a managed stream is skipped by --all and refused by name', async () => {
  const made = await account(['edns', 'web'], ['edns', 'archive']);
  await imported(made, { which: ['web'] });
  expect((await imported(made)).map(({ streamId }) => streamId)).toEqual([7101]);
  await expect(imported(made, { which: ['web'] })).rejects.toThrow('is managed by streams/web.yaml:');
});

test('--all skips a stream with an undocumented status, reports it, and exits with 1', async () => {
  const made = await account(['cdn', 'web'], ['cdn', 'odd']);
  const file = '.datastream/simulator.json';
  const accountState: AccountState = JSON.parse(await readFile(file, 'utf8'));
  const streams = accountState.streams.map((stream) =>
    stream.streamId === 7101 ? { ...stream, status: 'FROZEN' } : stream,
  );
  await writeFile(file, JSON.stringify({ ...accountState, streams }));
  const result = await made.run((context) => importStreams(context, IMPORT));
  expect(result.exitCode).toBe(1);
  expect(JSON.parse(result.output).imported).toHaveLength(1);
  expect(JSON.parse(result.output).notImported).toEqual([
    { streamId: 7101, name: 'odd', message: expect.stringMatching(/^its status is "FROZEN", which the API/) },
  ]);
  const printed = await made.run((context) =>
    importStreams(context, { ...IMPORT, ...TERMINAL, streams: 'again' }),
  );
  expect(printed.output).toMatch(/Not imported:\s+! odd\s+stream 7101: its status is "FROZEN"/);
});

test('a live value that no manifest may contain is written and reported with its position, without the promise of an empty plan; exit 1', async () => {
  const made = await account(['cdn', 'web']);
  const file = '.datastream/simulator.json';
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll('"streamName":"web"', `"streamName":"${'w'.repeat(1001)}"`));
  const result = await made.run((context) => importStreams(context, { ...IMPORT, ...TERMINAL }));
  expect(result.exitCode).toBe(1);
  expect(result.output).toMatch(/To fix manually:\s+! streams\/\S+:\d+:\d+ /);
  expect(result.output).toContain('Next: fix what is listed above, then run');
  expect(result.output).not.toContain('no change');
  const again = await made.run((context) => importStreams(context, { ...IMPORT, streams: 'again' }));
  const { imported: written, toMend } = JSON.parse(again.output);
  const place = { file: written[0].file, line: expect.any(Number), column: expect.any(Number) };
  expect(toMend).toEqual([{ ...place, message: expect.stringContaining('characters') }]);
});

/** Replaces a string in the state of the simulator. */
async function revise(from: RegExp, to: string): Promise<void> {
  const file = '.datastream/simulator.json';
  const text = await readFile(file, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  await writeFile(file, changed);
}

test('streams that cannot be read are reported with the reason, and the others are imported; exit 1', async () => {
  const made = await account(['cdn', 'web'], ['cdn', 'sealed'], ['edns', 'odd'], ['gtm', 'nameless']);
  await revise(/("streamName":"sealed".*?"destination":\{)/, '$1"$sealed":"aa",');
  await revise(/("streamId":7102[^[]*?"status":")[^"]*/, '$1');
  await revise(/"streamName":"nameless"/, '"streamName":""');
  const result = await made.run((context) => importStreams(context, IMPORT));
  expect(result.exitCode).toBe(1);
  const { imported: written, notImported } = JSON.parse(result.output);
  expect(written).toMatchObject([{ name: 'web' }]);
  expect(notImported).toEqual([
    { streamId: 7102, name: 'odd', message: 'its row in the list has no usable streamStatus' },
    { streamId: 7103, message: 'its row in the list has no usable streamName' },
    {
      streamId: 7101,
      name: 'sealed',
      message: expect.stringContaining('cannot be read: its destination has'),
    },
  ]);
  const printed = await made.run((context) =>
    importStreams(context, { ...IMPORT, ...TERMINAL, all: false, which: ['7103', 'sealed'] }),
  );
  expect(printed.exitCode).toBe(1);
  expect(printed.output).toContain('No manifest was written.');
  expect(printed.output).toMatch(/unknown name\s+stream 7103: its row in the list has no usable streamName/);
  await expect(imported(made, { which: ['nobody'] })).rejects.toThrow('web (7100), sealed (7101)');
});
