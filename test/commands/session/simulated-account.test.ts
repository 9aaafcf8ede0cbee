import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { apply } from '../../../src/commands/apply.ts';
import { plan } from '../../../src/commands/plan.ts';
import type { ApplyOptions, PlanOptions } from '../../../src/commands/session/options.ts';
import { simulate } from '../../../src/commands/simulate.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { type Workspace, workspace } from '../workspace.ts';

const FILE = '.datastream/simulator.json';

const PLAN: PlanOptions = {
  format: 'json',
  color: false,
  width: 120,
  simulator: FILE,
  streams: 'streams',
  only: [],
  rotate: [],
  allow: {},
  detailedExitcode: false,
};

const WEB = manifest('web', {
  logType: 'cdn',
  state: 'active',
  streamId: 4711,
  place: 'contractId: ctr_1-ABCDEF\n  groupId: 98765',
  list: 'properties: [www.customer.test, 555123]',
  fields: '[reqTimeSec, cp]',
});

const NEW = manifest('new', {
  logType: 'cdn',
  state: 'inactive',
  place: 'groupId: 98766',
  list: 'properties: [www.customer.test, other.customer.test]',
  fields: '[1000]',
});

/** Manifests of an unknown account: each log type, by name and by id, bound and unbound. */
const MANIFESTS: Readonly<Record<string, string>> = {
  'web.yaml': WEB,
  'new.yaml': NEW,
  'dns.yaml': manifest('dns', {
    logType: 'edns',
    state: 'inactive',
    streamId: 4712,
    list: 'zones: [customer.test]',
    fields: '[4002]',
  }),
  'gtm.yaml': manifest('gtm', {
    logType: 'gtm',
    state: 'inactive',
    list: 'properties: ["@.customer.test"]',
    fields: '[5002]',
  }),
  'waf.yaml': manifest('waf', {
    logType: 'appsec',
    state: 'active',
    streamId: 4713,
    list: 'appSecConfigs: [Customer WAF, 7]',
  }),
  'resolver.yaml': manifest('resolver', {
    logType: 'answerx',
    state: 'active',
    streamId: 4714,
    list: 'serviceSubletterIds: [Customer resolver, 8]',
    fields: '[9020]',
  }),
};

interface Parts {
  readonly logType: string;
  readonly state: string;
  readonly streamId?: number;
  readonly place?: string;
  readonly list: string;
  readonly fields?: string;
}

function manifest(name: string, parts: Parts): string {
  const { logType, state, streamId, place = 'contractId: 1-ABCDEF\n  groupId: 98765', list, fields } = parts;
  return `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: ${name} }
spec:
  logType: ${logType}
  state: ${state}
${streamId === undefined ? '' : `  streamId: ${streamId}\n`}  ${place}
  ${list}
${fields === undefined ? '' : `  datasetFields: ${fields}\n`}  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 60 } }
  destination:
    destinationType: HTTPS
    displayName: Log platform ${name}
    endpoint: https://logs.customer.test/${name}
    authenticationType: BASIC
    userName: { env: LOG_USER }
    password: { env: LOG_PASSWORD }
    customHeaderName: X-Key
    customHeaderValue: { env: HEADER_VALUE }
`;
}

async function workspaceWith(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const made = await workspace({ env: { LOG_USER: 'u', LOG_PASSWORD: 'p', HEADER_VALUE: 'h' } });
  for (const [file, text] of Object.entries(files)) await made.write(`streams/${file}`, text);
  return made;
}

async function planned({ run }: Workspace): Promise<JsonObject> {
  return JSON.parse((await run((context) => plan(context, PLAN))).output) as JsonObject;
}

function actions(result: JsonObject): Readonly<Record<string, unknown>> {
  const items = result['items'] as readonly JsonObject[];
  return Object.fromEntries(items.map((item) => [String(item['name']), item['action']]));
}

test('a simulated account is created from the manifests: bound streams exist as described, the others do not', async () => {
  const made = await workspaceWith(MANIFESTS);
  const result = await planned(made);
  expect(result).toMatchObject({ orphans: [], refusals: [], applyable: true });
  expect(actions(result)).toEqual({
    web: 'none',
    new: 'create',
    dns: 'none',
    gtm: 'create',
    waf: 'none',
    resolver: 'none',
  });
  expect(made.said).toEqual([
    'The simulated account is made up from the manifests in streams: added 2 groups, 9 properties and other sources, ' +
      '4 streams. Every name in them exists there, so names and ids were not checked. To start over, delete .datastream/simulator.json.',
  ]);
});

test('an update shows its effects, also one with a new property', async () => {
  const made = await workspaceWith(MANIFESTS);
  await planned(made);
  await made.write('streams/web.yaml', WEB.replace('[www.customer', '[new.customer.test, www.customer'));
  const result = await planned(made);
  expect(actions(result)).toMatchObject({ web: 'update', dns: 'none' });
  const [web] = (result['items'] as readonly JsonObject[]).filter(({ name }) => name === 'web');
  expect(web?.['changes']).toMatchObject([{ path: '/properties', added: [expect.any(Number)] }]);
  expect(web?.['effects']).toEqual(expect.arrayContaining(['goes-live']));
  expect(made.said).toHaveLength(2);
  expect(made.said[1]).toContain('added 1 property or other source.');
});

test('apply to the simulated account creates the remaining streams, and then nothing is left to do', async () => {
  const made = await workspaceWith(MANIFESTS);
  const options: ApplyOptions = { ...PLAN, yes: true };
  const done = await made.run((context) => apply(context, options));
  expect(done.exitCode, done.output).toBe(0);
  expect(new Set(Object.values(actions(await planned(made))))).toEqual(new Set(['none']));
});

test('streams exist with members from extra and with destinations that the simulator does not know', async () => {
  const extra = WEB.replace('    displayName', '    extra: { retries: 3 }\n    displayName').replace(
    '  state: active',
    '  state: active\n  extra: { latencyProfile: LOW, newMember: { of: [1] } }',
  );
  const unknown = WEB.replace('name: web', 'name: unknown')
    .replace('4711', '4712')
    .replace('destinationType: HTTPS', 'destinationType: BRAND_NEW\n    allowUnknownType: true');
  const made = await workspaceWith({ 'web.yaml': extra, 'unknown.yaml': unknown });
  expect(actions(await planned(made))).toEqual({ web: 'none', unknown: 'none' });
});

test('the account is created from all manifests of the folder, also with --only', async () => {
  const made = await workspaceWith(MANIFESTS);
  await made.run((context) => plan(context, { ...PLAN, only: ['web'] }));
  expect(actions(await planned(made))).toMatchObject({ web: 'none', dns: 'none', waf: 'none' });
});

test('properties whose logging a manifest describes exist, and DataStream does not manage them', async () => {
  const made = await workspaceWith({
    'new.yaml': NEW,
    'properties/site.yaml': `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata: { name: site }
spec:
  properties: [www.customer.test, api.customer.test, 555123]
  streams: [new]
  activation: { network: NONE }
`,
  });
  await planned(made);
  const state = JSON.parse(await readFile(FILE, 'utf8'));
  const properties = state.accountObjects.properties as readonly JsonObject[];
  expect(
    properties.map(({ propertyName, integration, groupId }) => [propertyName, integration, groupId]),
  ).toEqual([
    ['www.customer.test', 'PM_DEPENDENT', 98766],
    ['other.customer.test', 'DS_MANAGED', 98766],
    ['api.customer.test', 'PM_DEPENDENT', 1],
    ['property-555123', 'PM_DEPENDENT', 1],
  ]);
});

test('DataStream 1 streams exist as their manifests describe them', async () => {
  const made = await workspaceWith({
    'origin.yaml': `apiVersion: datastream-gitops/v1
kind: DataStream1
metadata: { name: origin }
spec:
  state: active
  streamId: 5001
  contractId: 1-ABCDEF
  groupId: 98765
  streamType: AGGREGATE
  timeFrame: 5
  properties: [www.customer.test]
  datasetFields: [2xx, 81]
  connectors:
    - { connectorType: SPLUNK, connectorName: Splunk, url: "https://splunk.customer.test", authToken: { env: T } }
`,
  });
  expect(actions(await planned(made))).toEqual({ origin: 'none' });
});

test('the seeded streams are there only if a manifest names the seeded account', async () => {
  const seeded = NEW.replace('groupId: 98766', 'groupId: 21484');
  const mixed = await workspaceWith({ 'new.yaml': seeded });
  expect((await planned(mixed))['orphans']).not.toEqual([]);
});

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ['a file with an error', { 'a.yaml': 'a: [', 'b.yaml': WEB }, /streams\/a\.yaml has errors/],
  ['no folder', {}, /streams has errors/],
])(
  'simulate --streams refuses a folder from which no complete account can be created: %s',
  async (_, files, message) => {
    const { write, context } = await workspace();
    for (const [file, text] of Object.entries(files)) await write(`streams/${file}`, text);
    const options = {
      port: 0,
      movement: 1000,
      requestsPerMinute: 20,
      empty: false,
      streams: 'streams',
      resolve: [],
    };
    await expect(simulate(context, options)).rejects.toThrow(message);
  },
);
