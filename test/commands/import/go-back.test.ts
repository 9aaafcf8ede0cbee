import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { importStreams } from '../../../src/commands/import/import.ts';
import { updateManifests } from '../../../src/commands/import/update.ts';
import { plan } from '../../../src/commands/plan.ts';
import type { ImportOptions } from '../../../src/commands/session/file-options.ts';
import { UPDATE_SCHEMA, type UpdateReport } from '../../../src/render/schemas/update.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { CANARY, destination } from '../../builders/destinations.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { at, OPTIONS, store, withVersions } from '../history/versions.ts';
import type { Workspace } from '../workspace.ts';

const NAME = 'web-access-logs';
const FILE = `streams/${NAME}.yaml`;

const basic = (endpoint: string) =>
  destination('HTTPS', { endpoint, authenticationType: 'BASIC', userName: CANARY, password: CANARY });

const MANIFEST = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: ${NAME}
spec:
  state: active
  protect: true # never stop it
  streamId: 7100
  properties: [www.example.com]
  # The columns that the dashboards need.
  datasetFields: [cp, reqId, cookie]
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }
  destination:
    destinationType: HTTPS
    displayName: Logs
    endpoint: https://new.example.com/in
    authenticationType: BASIC
    userName: { env: LOGS_USER } # see the vault
    password: { env: LOGS_PASSWORD }
`;

async function withManifest(accountState: AccountState, text = MANIFEST): Promise<Workspace> {
  const made = await at(accountState);
  await made.write(FILE, text);
  return made;
}

type Answer = UpdateReport & { readonly code: number };

async function goBack(made: Workspace, version: number, more: Partial<ImportOptions> = {}): Promise<Answer> {
  const options = { ...OPTIONS, which: [NAME], update: true, yes: true, version, ...more };
  const { output, exitCode } = await made.run((context) => updateManifests(context, options));
  const report = JSON.parse(output);
  const isValid = new Ajv({ strict: true }).compile(UPDATE_SCHEMA);
  expect(isValid(report), JSON.stringify(isValid.errors)).toBe(true);
  return { ...report, code: exitCode };
}

async function planned(made: Workspace) {
  return JSON.parse((await made.run((context) => plan(context, OPTIONS))).output).items[0];
}

/** The address changed, and before that the fields. */
const MOVED = [
  createBody({ destination: basic('https://old.example.com/in'), datasetFields: [{ datasetFieldId: 1000 }] }),
  createBody({ destination: basic('https://old.example.com/in') }),
  createBody({ destination: basic('https://new.example.com/in') }),
];

test('going back edits only what differs, and says which secrets another receiver gets', async () => {
  const made = await withManifest(withVersions(MOVED));
  const { updated, code } = await goBack(made, 1);
  expect(code).toBe(0);
  expect(await readFile(FILE, 'utf8')).toBe(
    MANIFEST.replace('[cp, reqId, cookie]', '[cp]').replace('new.example.com', 'old.example.com'),
  );
  expect(updated[0]).toMatchObject({ broughtBack: 1, version: 3, references: [] });
  expect(updated[0]?.secretsToCheck).toEqual(
    ['password', 'userName'].map((member) => ({
      member: `destination.${member}`,
      reference: `env LOGS_${member === 'userName' ? 'USER' : 'PASSWORD'}`,
      why: 'other-receiver',
      receiver: 'old.example.com',
    })),
  );
  const item = await planned(made);
  expect(item.effects).toContain('secret-to-new-destination');
  expect(item.changes.map(({ path }: { path: string }) => path)).toEqual([
    '/datasetFields',
    '/destination/endpoint',
  ]);
});

test('a version at the same receiver needs no check of secrets', async () => {
  const bodies = [MOVED[0] ?? {}, MOVED[1] ?? {}];
  const made = await withManifest(withVersions(bodies), MANIFEST.replace('new.example', 'old.example'));
  const { updated } = await goBack(made, 1);
  expect(updated[0]).not.toHaveProperty('secretsToCheck');
});

test('an address behind a reference stays, and its other value is named', async () => {
  const text = MANIFEST.replace('https://new.example.com/in', '{ env: LOGS_URL }');
  const made = await withManifest(withVersions(MOVED), text);
  const { updated } = await goBack(made, 1);
  expect(await readFile(FILE, 'utf8')).toBe(text.replace('[cp, reqId, cookie]', '[cp]'));
  expect(updated[0]?.secretsToCheck).toEqual([
    { member: 'destination.endpoint', reference: 'env LOGS_URL', why: 'other-value', isAddress: true },
  ]);
});

test('another value behind a reference that is no address needs no request', async () => {
  const versions = ['first', 'second'].map((customHeaderValue) =>
    createBody({
      destination: {
        ...basic('https://new.example.com/in'),
        customHeaderName: 'X-Token',
        customHeaderValue,
      },
      datasetFields: [{ datasetFieldId: customHeaderValue === 'first' ? 1000 : 1002 }],
    }),
  );
  const header = '    customHeaderName: X-Token\n    customHeaderValue: { env: LOGS_HEADER }\n';
  const made = await withManifest(
    withVersions(versions),
    MANIFEST.replace('cp, reqId, cookie', 'reqId') + header,
  );
  const { updated } = await goBack(made, 1);
  expect(updated[0]?.secretsToCheck).toEqual([
    { member: 'destination.customHeaderValue', reference: 'env LOGS_HEADER', why: 'other-value' },
  ]);
});

test('a destination of another type gets new names for its secrets, also for members of one name', async () => {
  const token = { authToken: CANARY };
  const bodies = [
    createBody({ destination: destination('DATADOG', token) }),
    createBody({ destination: destination('NEWRELIC', token) }),
  ];
  const made = await at(withVersions(bodies));
  await made.run((context) => importStreams(context, { ...OPTIONS, all: true }));
  const before = await readFile(FILE, 'utf8');
  const { updated, notUpdated } = await goBack(made, 1);
  expect(notUpdated).toEqual([]);
  const after = await readFile(FILE, 'utf8');
  expect(after).toContain('DATADOG');
  const [added] = updated[0]?.references ?? [];
  expect(added?.member).toBe('authToken');
  expect(before).not.toContain(`{ env: ${added?.suggestedName} }`);
  expect(after).toContain(`env: ${added?.suggestedName}`);
});

const RENAMED = [createBody({ streamName: 'web-logs' }), createBody({ samplingPercentage: 50 })];

test('a stream that was renamed gets its name back only if its manifest has the id', async () => {
  const accountState = withVersions(RENAMED);
  const made = await at(accountState);
  await made.run((context) => importStreams(context, { ...OPTIONS, all: true }));
  const bound = await readFile(FILE, 'utf8');
  expect(bound).toContain('streamId: 7100');
  const first = await goBack(made, 1);
  expect(first.updated[0]).not.toHaveProperty('notes');
  expect(await readFile(FILE, 'utf8')).toContain('streamName: web-logs');
  await made.write(FILE, bound.replace(/ *streamId: 7100\n/, ''));
  const second = await goBack(made, 1);
  expect(second.updated[0]?.notes).toEqual([expect.stringContaining('was named "web-logs" in version 1')]);
  expect(await readFile(FILE, 'utf8')).not.toContain('web-logs\n  streamName');
  const item = await planned(made);
  expect(item).toMatchObject({
    action: 'update',
    streamId: 7100,
    changes: [{ path: '/samplingPercentage' }],
  });
});

test('going back to the latest version, or to one with the same content, writes nothing', async () => {
  const made = await withManifest(withVersions([...MOVED, MOVED[2] ?? {}]));
  expect(await goBack(made, 4)).toMatchObject({
    code: 0,
    updated: [],
    unchanged: `Version 4 is the latest version of ${NAME}.`,
  });
  expect((await goBack(made, 3)).unchanged).toContain('already has the content of version 3');
  expect(await readFile(FILE, 'utf8')).toBe(MANIFEST);
});

test('edits that are not applied are shown, and nothing is written', async () => {
  const edited = MANIFEST.replace('intervalInSeconds: 30', 'intervalInSeconds: 60');
  const made = await withManifest(withVersions(MOVED), edited);
  const { notUpdated, code } = await goBack(made, 1);
  expect(code).toBe(1);
  expect(notUpdated).toMatchObject([
    {
      message: expect.stringContaining('it has other content than the latest version (3)'),
      changes: [{ path: '/deliveryConfiguration/frequency/intervalInSeconds', before: 30, after: 60 }],
    },
  ]);
  expect(await readFile(FILE, 'utf8')).toBe(edited);
});

test.each([
  [
    'another state',
    MANIFEST.replace('state: active\n  protect: true # never stop it', 'state: inactive'),
    'wants another state',
  ],
  [
    'state: absent',
    MANIFEST.replace(/state: active[\s\S]*streamId: 7100\n[\s\S]*/, 'state: absent\n  streamId: 7100\n'),
    'state: absent',
  ],
  ['an unknown property', MANIFEST.replace('www.example.com', 'nope.example.com'), 'nope.example.com'],
])('a manifest with %s is refused', async (_, text, message) => {
  const made = await withManifest(withVersions(MOVED), text);
  const { notUpdated, code } = await goBack(made, 1);
  expect(code).toBe(1);
  expect(notUpdated[0]?.message).toContain(message);
  expect(await readFile(FILE, 'utf8')).toBe(text);
});

test.each([
  [9, {}, 'There is no version 9: the latest version of stream 7100 is 3.'],
  [1, { which: [] }, '--version needs the name of one manifest'],
  [1, { which: [NAME, 'other'] }, '--version needs the name of one manifest'],
])('version %i with %j is refused', async (version, more, message) => {
  const made = await withManifest(withVersions(MOVED));
  await expect(goBack(made, version, more)).rejects.toThrow(message);
});

test('--version without --update is refused', async () => {
  const made = await withManifest(withVersions(MOVED));
  const options = { ...OPTIONS, which: [NAME], version: 1 };
  await expect(made.run((context) => importStreams(context, options))).rejects.toThrow('only with --update');
});

test('a version that cannot be read is refused, and nothing is written', async () => {
  const made = await withManifest(withVersions(MOVED));
  const accountState = withVersions(MOVED);
  const streams = accountState.streams.map((stream) => ({
    ...stream,
    versions: stream.versions.map((version) =>
      version.version === 1
        ? { ...version, content: { ...version.content, deliveryConfiguration: {} } }
        : version,
    ),
  }));
  await store({ ...accountState, streams });
  await expect(goBack(made, 1)).rejects.toThrow('Version 1 cannot be read.');
  expect(await readFile(FILE, 'utf8')).toBe(MANIFEST);
});

test.each(['terminal', 'markdown'] as const)('going back looks as reviewed (%s)', async (format) => {
  const made = await withManifest(withVersions(MOVED));
  const options = { ...OPTIONS, which: [NAME], update: true, yes: true, version: 1, format };
  const { output } = await made.run((context) => updateManifests(context, options));
  const suffix = { terminal: 'txt', markdown: 'md' }[format];
  await expect(output).toMatchFileSnapshot(`../../golden/history/go-back.${suffix}`);
  const again = await made.run((context) => updateManifests(context, { ...options, version: 2 }));
  await expect(again.output).toMatchFileSnapshot(`../../golden/history/go-back-refused.${suffix}`);
});

test.each(['terminal', 'markdown'] as const)(
  'an address behind a reference is only written on request, as reviewed (%s)',
  async (format) => {
    const text = MANIFEST.replace('https://new.example.com/in', '{ env: LOGS_URL }');
    const made = await withManifest(withVersions(MOVED), text);
    const options = { ...OPTIONS, which: [NAME], update: true, yes: true, version: 1, format };
    const { output } = await made.run((context) => updateManifests(context, options));
    expect(output.replaceAll(/\s+/g, ' ')).toContain('only written on request');
    const suffix = { terminal: 'txt', markdown: 'md' }[format];
    await expect(output).toMatchFileSnapshot(`../../golden/history/go-back-address.${suffix}`);
  },
);
