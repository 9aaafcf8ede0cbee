import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { beforeEach, describe, expect, test } from 'vitest';
import { importStreams } from '../../../src/commands/import/import.ts';
import { plan } from '../../../src/commands/plan.ts';
import type { ImportOptions } from '../../../src/commands/session/file-options.ts';
import { publishedSchemas } from '../../../src/commands/session/published-schemas.ts';
import { validate } from '../../../src/commands/validate.ts';
import { isObject, type JsonObject } from '../../../src/model/json.ts';
import { createStream } from '../../../src/simulator/datastream2/change-stream.ts';
import { checkBody } from '../../../src/simulator/datastream2/check-body.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { destination } from '../../builders/destinations.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

/**
 * Import of streams that this version does not know completely: a destination type, and members not on its
 * cards.
 */
const SIMULATOR = '.datastream/simulator.json';
const PLACE = { destinationType: 'NEW_TYPE', displayName: 'Logs', where: 'a', apiKey: 'canary' };

/** An account whose stream 7100 has a type without a card, and 7101 members that are on no card. */
async function account(): Promise<Workspace> {
  const bare = seededAccountWithoutStreams({ rate: { burst: 1_000, refill: 1 } });
  const accountState = ['unknown', 'known'].reduce((state, streamName) => {
    const body = createBody({ streamName, destination: destination('S3') });
    return createStream(state, 'cdn', checkBody(state, 'cdn', body), false, { by: 'mrossi', now: 0 })
      .accountState;
  }, bare);
  const streams = accountState.streams.map((stream) => ({
    ...stream,
    versions: stream.versions.map((version) => ({
      ...version,
      content:
        stream.streamId === 7100
          ? { ...version.content, destination: PLACE }
          : {
              ...version.content,
              latencyProfile: 'LOW',
              destination: { ...objectIn(version.content, 'destination'), newMember: 'x' },
            },
    })),
  }));
  const made = await workspace();
  await mkdir('.datastream', { recursive: true });
  await writeFile(SIMULATOR, JSON.stringify({ ...accountState, streams }));
  return made;
}

function objectIn(value: JsonObject, member: string): JsonObject {
  const held = value[member];
  return isObject(held) ? held : {};
}

const IMPORT = { ...DEFAULTS, which: [], logType: [], kind: [], all: true, force: false } as const;

let made: Workspace;
beforeEach(async () => {
  made = await account();
});

const run = (options: Partial<ImportOptions>) =>
  made.run((context) => importStreams(context, { ...IMPORT, ...options }));

describe('importing unknown types and members', () => {
  test('lists them in JSON, in the form of the published schema', async () => {
    const result = JSON.parse((await run({ format: 'json' })).output);
    expect(result.imported).toMatchObject([
      { streamId: 7100, unknownTypes: ['NEW_TYPE'], unknownMembers: [] },
      { streamId: 7101, unknownTypes: [], unknownMembers: ['latencyProfile', 'destination.newMember'] },
    ]);
    const schema = publishedSchemas().get('import.schema.json') ?? '';
    const isValid = new Ajv({ strict: false }).compile(JSON.parse(schema));
    expect(isValid(result), JSON.stringify(isValid.errors)).toBe(true);
  });

  test('says on a terminal what to do: write-only members have to be added, unknown members need nothing', async () => {
    const { output, exitCode } = await run({ format: 'terminal', width: 400 });
    expect(exitCode).toBe(0);
    const [, types = ''] = output.split('Unknown destination types:');
    expect(types).toMatch(/^\s+! unknown {2}NEW_TYPE: the API does not return write-only members/);
    expect(types).toContain('add their write-only members as references');
    expect(types).toContain('allowUnknownType: without-secrets');
    const [, members = ''] = output.split('Unknown members:');
    expect(members).toMatch(/^\s+• known {2}latencyProfile\s+• known {2}destination\.newMember\s/);
    expect(members).toContain('updates send them back as they are');
    expect(output).not.toContain('canary');
  });

  test('says the same in Markdown', async () => {
    const { output } = await run({ format: 'markdown' });
    expect(output).toMatch(/Unknown destination types[\s\S]*NEW_TYPE[\s\S]*without-secrets/);
    expect(output).toMatch(/Unknown members[\s\S]*latencyProfile[\s\S]*destination\.newMember/);
    expect(output).not.toContain('canary');
  });

  test('omits these sections if everything is known', async () => {
    const { output } = await run({ format: 'terminal', all: false, which: ['7101'] });
    expect(output).not.toContain('Unknown destination types');
  });

  test('repeats it in the manifests, which have no unknown member and no secret, and an empty plan', async () => {
    await run({ format: 'json' });
    const unknown = await readFile('streams/unknown.yaml', 'utf8');
    expect(unknown).toMatch(/# .*NEW_TYPE is not known to this version: the API does not return write-only/);
    expect(unknown).toContain('allowUnknownType: true');
    expect(unknown).toContain('where: a');
    expect(unknown).not.toContain('canary');
    const known = await readFile('streams/known.yaml', 'utf8');
    expect(known).toMatch(
      /# Members that this version does not know.*latencyProfile, destination\.newMember\./,
    );
    expect(known.replace(/^#.*$/gm, '')).not.toMatch(/newMember|latencyProfile|extra/);
    const planned = await made.run((context) => plan(context, { ...DEFAULTS, format: 'json' }));
    expect(JSON.parse(planned.output).summary).toMatchObject({ create: 0, update: 0, blocked: 0 });
    expect((await made.run((context) => validate(context, { ...DEFAULTS, format: 'json' }))).exitCode).toBe(
      0,
    );
  });

  test('leaves an update blocked until a reference is added, or the manifest states that there is none', async () => {
    await writeFile(
      SIMULATOR,
      (await readFile(SIMULATOR, 'utf8')).replace('"apiKey":"canary"', '"colour":"blue"'),
    );
    await run({ format: 'json' });
    const text = (await readFile('streams/unknown.yaml', 'utf8')).replace(
      'displayName: Logs',
      'displayName: Other',
    );
    const planned = async (edited: string) => {
      await writeFile('streams/unknown.yaml', edited);
      const { output } = await made.run((context) => plan(context, { ...DEFAULTS, format: 'json' }));
      const items: readonly JsonObject[] = JSON.parse(output).items;
      return items.find(({ name }) => name === 'unknown');
    };
    const blocked = await planned(text);
    expect(blocked).toMatchObject({ action: 'blocked', reasonCode: 'unknown-destination-type' });
    expect(blocked?.['reason']).toMatch(
      /does not return write-only members.*allowUnknownType: without-secrets/,
    );
    const withReference = text.replace('where: a', 'where: a\n    secret: { env: NEW_SECRET }');
    expect(await planned(withReference)).toMatchObject({ action: 'update' });
    const stated = text.replace('allowUnknownType: true', 'allowUnknownType: without-secrets');
    expect(await planned(stated)).toMatchObject({ action: 'update' });
  });
});
