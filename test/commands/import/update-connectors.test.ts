import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { updateManifests } from '../../../src/commands/import/update.ts';
import { plan } from '../../../src/commands/plan.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

/** `import --update` of DataStream 1 streams, whose connectors are a list of blocks. */

const PLAN = { ...DEFAULTS, format: 'json' } as const;
const UPDATE = {
  ...PLAN,
  which: ['edge-samples'],
  logType: [],
  kind: [],
  all: false,
  force: false,
  update: true,
  yes: true,
} as const;
const FILE = 'streams/edge-samples.yaml';
const STREAM = 6310;

const HEAD = `apiVersion: datastream-gitops/v1
kind: DataStream1
metadata:
  name: edge-samples
spec:
  state: active
  streamType: RAW
  contractId: C-0N7RAC7
  groupId: 21484
  sampleRate: 10
  properties: [www.example.com, shop.example.com]
  datasetFields: [3, 4, 6, 7, 8, 11, 12, 65, 67]
`;

const ARCHIVE = {
  connectorId: 1,
  connectorType: 'S3',
  connectorName: 'Sample archive',
  bucket: 'edge-samples.example.com',
  region: 'AP_Mumbai',
  path: 'samples/{year}',
};
const VIEWER = {
  connectorId: 2,
  connectorType: 'HTTPS',
  connectorName: 'Sample viewer',
  url: 'https://viewer.example.com',
};
const SPLUNK = {
  connectorId: 3,
  connectorType: 'SPLUNK',
  connectorName: 'Search',
  url: 'https://splunk.example.com:8088/services/collector/raw',
};

/** Typical formatting: comments before, in and after connectors, an anchor, and quotes. */
const ARCHIVE_TEXT = `    # For the audits.
    - &archive
      connectorType: S3 # the oldest
      connectorName: Sample archive
      bucket: "edge-samples.example.com"
      region: AP_Mumbai
      path: samples/{year}
      accessKey: { env: ARCHIVE_KEY }
      secretAccessKey: { env: ARCHIVE_SECRET }
`;
const VIEWER_TEXT = `    - connectorName: Sample viewer
      connectorType: HTTPS
      url: https://viewer.example.com
      # No token.
`;
const SPLUNK_TEXT = `    - connectorType: SPLUNK
      connectorName: Search
      url: https://splunk.example.com:8088/services/collector/raw
      authToken: { env: EDGE_SAMPLES_SEARCH_AUTH_TOKEN }
`;

/** A command environment whose live stream has these connectors, and whose manifest has this list of them. */
async function workspaceWith(live: readonly JsonObject[], connectors: string): Promise<Workspace> {
  const made = await workspace();
  await made.write(FILE, HEAD);
  await made.run((context) => plan(context, PLAN));
  const accountState = JSON.parse(await readFile(PLAN.simulator, 'utf8')) as AccountState;
  const streams = accountState.datastream1.streams.map((stream) => {
    const last = stream.versions.at(-1);
    if (stream.streamId !== STREAM || !last) return stream;
    const next = { ...last, version: last.version + 1, content: { ...last.content, connectors: live } };
    return { ...stream, versions: [...stream.versions, next] };
  });
  await writeFile(
    PLAN.simulator,
    JSON.stringify({ ...accountState, datastream1: { ...accountState.datastream1, streams } }),
  );
  await made.write(FILE, HEAD + connectors);
  return made;
}

test.each<[string, readonly JsonObject[], string, string]>([
  [
    'adds a connector that is new in the account, with references for its secrets',
    [ARCHIVE, VIEWER, SPLUNK],
    `  connectors:\n${ARCHIVE_TEXT}${VIEWER_TEXT}    # The end.\n`,
    `  connectors:\n${ARCHIVE_TEXT}${VIEWER_TEXT}${SPLUNK_TEXT}    # The end.\n`,
  ],
  [
    'removes a connector that no longer exists, with the comments in it, and keeps the comment before it',
    [VIEWER],
    `  connectors:\n${ARCHIVE_TEXT}    # For people.\n${VIEWER_TEXT}`,
    `  connectors:\n    # For the audits.\n    # For people.\n${VIEWER_TEXT}`,
  ],
  [
    'removes the last one of a list and keeps what follows',
    [ARCHIVE],
    `  connectors:\n${ARCHIVE_TEXT}\n    # For people.\n${VIEWER_TEXT}  protect: true\n`,
    `  connectors:\n${ARCHIVE_TEXT}\n    # For people.\n  protect: true\n`,
  ],
  [
    'renames a connector that differs only in its name and keeps its references',
    [{ ...ARCHIVE, connectorName: 'Audit archive' }, VIEWER],
    `  connectors:\n${ARCHIVE_TEXT}${VIEWER_TEXT}`,
    `  connectors:\n${ARCHIVE_TEXT.replace('Sample archive', 'Audit archive')}${VIEWER_TEXT}`,
  ],
  [
    'replaces a connector whose type changed',
    [ARCHIVE, { ...SPLUNK, connectorName: 'Sample viewer' }],
    `  connectors:\n${ARCHIVE_TEXT}${VIEWER_TEXT}`,
    `  connectors:\n${ARCHIVE_TEXT}${SPLUNK_TEXT.replace('Search', 'Sample viewer').replace('SEARCH', 'SAMPLE_VIEWER')}`,
  ],
  [
    'edits members of a connector while others are added and removed',
    [{ ...ARCHIVE, bucket: 'other.example.com' }, SPLUNK],
    `  connectors:\n${VIEWER_TEXT}${ARCHIVE_TEXT}`,
    `  connectors:\n${ARCHIVE_TEXT.replace('"edge-samples.example.com"', 'other.example.com')}${SPLUNK_TEXT}`,
  ],
  [
    'writes the first connector of a stream without connectors',
    [VIEWER],
    '  connectors: []\n',
    '  connectors: [{ connectorType: HTTPS, connectorName: Sample viewer, url: https://viewer.example.com }]\n',
  ],
  [
    'edits a list in one line',
    [VIEWER],
    '  connectors: [{ connectorType: HTTPS, connectorName: "Sample viewer", url: https://viewer.example.com }, { connectorType: HTTPS, connectorName: b, url: https://b.example.com }]\n',
    '  connectors: [{ connectorType: HTTPS, connectorName: "Sample viewer", url: https://viewer.example.com }]\n',
  ],
])('import --update %s', async (_, live, before, after) => {
  const { run } = await workspaceWith(live, before);
  const { output } = await run((context) => updateManifests(context, UPDATE));
  expect(JSON.parse(output).notUpdated).toEqual([]);
  expect(await readFile(FILE, 'utf8')).toBe(HEAD + after);
  const planned = JSON.parse((await run((context) => plan(context, PLAN))).output);
  expect(planned.items.map(({ action }: { action: string }) => action)).toEqual(['none']);
});

test('import --update keeps a connector whose address is a reference, and removes it if its name no longer exists', async () => {
  const hidden = `    - { connectorType: HTTPS, connectorName: Old, url: { env: VIEWER_URL } }\n`;
  const { run } = await workspaceWith(
    [{ ...VIEWER, connectorName: 'New', url: 'https://v.example.com/in/8f3a9c' }],
    `  connectors:\n${hidden}`,
  );
  const { output } = await run((context) => updateManifests(context, UPDATE));
  const { updated, notUpdated } = JSON.parse(output);
  expect(notUpdated).toEqual([]);
  expect(updated[0].references).toEqual([{ member: 'New.url', suggestedName: 'EDGE_SAMPLES_NEW_URL' }]);
  expect(await readFile(FILE, 'utf8')).toContain('{ env: EDGE_SAMPLES_NEW_URL }');
  expect(await readFile(FILE, 'utf8')).not.toContain('VIEWER_URL }');
});

test('import --update says how to write a list whose comments it cannot keep', async () => {
  const text = `  connectors: [
    # For people.
    { connectorType: HTTPS, connectorName: Sample viewer, url: https://viewer.example.com },
  ]
`;
  const { run } = await workspaceWith([VIEWER, SPLUNK], text);
  const { output, exitCode } = await run((context) => updateManifests(context, UPDATE));
  expect(exitCode).toBe(1);
  expect(JSON.parse(output).notUpdated).toEqual([
    {
      name: 'edge-samples',
      message:
        'edit it manually: the comments in spec.connectors would be lost; write one item on each line, with a dash, and run this again',
    },
  ]);
  expect(await readFile(FILE, 'utf8')).toBe(HEAD + text);
});

test('import --update states that a new connector has a type that this version does not know', async () => {
  const novel = { connectorId: 4, connectorType: 'KINESIS', connectorName: 'Novel', shard: 'a' };
  const { run } = await workspaceWith([VIEWER, novel], `  connectors:\n${VIEWER_TEXT}`);
  const { output } = await run((context) => updateManifests(context, UPDATE));
  expect(JSON.parse(output).notUpdated).toEqual([]);
  expect(await readFile(FILE, 'utf8')).toBe(
    `${HEAD}  connectors:\n${VIEWER_TEXT}    - connectorType: KINESIS
      allowUnknownType: true
      connectorName: Novel
      shard: a
`,
  );
});
