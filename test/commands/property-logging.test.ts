import { readFile, rm, writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { importProperties } from '../../src/commands/import/import-properties.ts';
import { plan } from '../../src/commands/plan.ts';
import { publishedSchemas } from '../../src/commands/session/published-schemas.ts';
import { status } from '../../src/commands/status.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import type { PropertyFinding } from '../../src/model/property-finding.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { newestVersion, type SimulatedProperty } from '../../src/simulator/state/property.ts';
import { feature } from '../../src/simulator/vendor/rule-trees.ts';
import { cdnText } from '../builders/manifest-texts.ts';
import { datastream, withPropertyBehaviors, withPropertyRules } from '../builders/rule-trees.ts';
import { DEFAULTS, type Workspace, workspace } from './workspace.ts';

const HOUR = 3_600_000;
const WWW = 349_772;
const PLAN_FILE = 'plan.json';
const JSON_OUT = { ...DEFAULTS, format: 'json' } as const;
const DETAILED = { detailedExitcode: true };
const WWW_ITEM = 'PropertyLogging/www/www.example.com';
const API_ITEM = 'PropertyLogging/api/api.example.com';

/** An active stream of the properties. Its manifest has its id, so that the simulated account has it. */
const STREAM = cdnText('web', { property: 'www.example.com, api.example.com', variables: [] }).replace(
  'spec:\n',
  'spec:\n  streamId: 7200\n',
);

const propertyText = (name: string) => `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata: { name: ${name} }
spec:
  properties: [${name}.example.com]
  streams: [web]
  activation: { network: PRODUCTION, notifyEmails: [cdn@example.com] }
`;

/** A new account with an active stream and two properties whose rules do not name it. */
async function openWorkspace(): Promise<Workspace> {
  const at = await workspace();
  await at.write('streams/web.yaml', STREAM);
  for (const name of ['www', 'api']) await at.write(`streams/properties/${name}.yaml`, propertyText(name));
  return at;
}

async function runPlan({ run }: Workspace, options: object = {}) {
  const { output, exitCode } = await run((context) => plan(context, { ...JSON_OUT, ...options }));
  const printed = JSON.parse(output);
  const items: readonly PlanItem[] = printed.items;
  return { exitCode, printed, items, actions: items.map(({ name, action }) => [name, action]) };
}

async function runApply({ run }: Workspace, options: object = {}) {
  const { output, exitCode } = await run((context) => apply(context, { ...JSON_OUT, ...options }));
  return { exitCode, ...JSON.parse(output) };
}

async function readState(): Promise<AccountState> {
  return JSON.parse(await readFile(DEFAULTS.simulator, 'utf8')) as AccountState;
}

async function revise(change: (state: AccountState) => AccountState): Promise<void> {
  await writeFile(DEFAULTS.simulator, JSON.stringify(change(await readState())));
}

function wwwOf({ accountObjects: { properties } }: AccountState): SimulatedProperty {
  const found = properties.find(({ propertyId }) => propertyId === WWW);
  if (!found) throw new Error('the account has no www.example.com');
  return found;
}

const newest = async () => newestVersion(wwwOf(await readState()));

describe('plan', () => {
  test('has an item for each property, as its schema says, and exits with 2 if that is asked for', async () => {
    const at = await openWorkspace();
    const { printed, actions, exitCode } = await runPlan(at);
    expect(exitCode).toBe(0);
    expect(actions).toEqual([
      ['web', 'none'],
      [API_ITEM, 'update'],
      [WWW_ITEM, 'update'],
    ]);
    const isPlan = new Ajv({ strict: false }).compile(
      JSON.parse(publishedSchemas().get('plan.schema.json') ?? 'false'),
    );
    expect(isPlan(printed), JSON.stringify(isPlan.errors)).toBe(true);
    expect((await runPlan(at, DETAILED)).exitCode).toBe(2);
  });

  test.each([
    [['PropertyLogging/www'], [WWW_ITEM]],
    [['PropertyLogging/*'], [API_ITEM, WWW_ITEM]],
    [['*'], ['web']],
    [
      ['web', 'PropertyLogging/api'],
      ['web', API_ITEM],
    ],
  ])('--only %j selects %j', async (only, names) => {
    const { items } = await runPlan(await openWorkspace(), { only });
    expect(items.map(({ name }) => name)).toEqual(names);
  });

  test('blocks a property with an unreleased draft, unless it is allowed', async () => {
    const at = await openWorkspace();
    await runPlan(at);
    await revise((state) => withPropertyBehaviors(state, WWW, [datastream([7050])], { activeOn: [] }));
    const only = ['PropertyLogging/www'];
    const blocked = await runPlan(at, { only });
    expect([blocked.exitCode, blocked.actions]).toEqual([1, [[WWW_ITEM, 'blocked']]]);
    const allowed = await runPlan(at, { only, allow: { unreleased: 1 } });
    expect([allowed.exitCode, allowed.actions]).toEqual([0, [[WWW_ITEM, 'update']]]);
    expect(allowed.items[0]?.property?.notes).toContain(
      'Draft 3 lacks this change; activating that draft later removes the change.',
    );
    const { outcome } = await runApply(at, { only, allow: { unreleased: 1 }, wait: HOUR });
    expect([outcome, (await newest()).version]).toEqual(['converged', 4]);
  });

  test('of imported manifests is empty', async () => {
    const at = await workspace({ examples: true });
    const options = { ...JSON_OUT, which: [], logType: [], kind: [], all: false, force: false };
    const { exitCode } = await at.run((context) => importProperties(context, options));
    expect(exitCode).toBe(0);
    const { items, ...planned } = await runPlan(at, { only: ['PropertyLogging/*'], ...DETAILED });
    expect(planned.exitCode).toBe(0);
    expect(items.map(({ action, property }) => [property?.propertyName, action])).toEqual([
      ['api.example.com', 'none'],
      ['shop.example.com', 'none'],
      ['www.example.com', 'none'],
    ]);
  });
});

describe('apply', () => {
  test('of one property leaves the other, and the next plan of it is empty', async () => {
    const at = await openWorkspace();
    const only = ['PropertyLogging/www'];
    const { exitCode, outcome, items } = await runApply(at, { only, wait: HOUR, ...DETAILED });
    expect([exitCode, outcome]).toEqual([0, 'converged']);
    expect(items).toMatchObject([
      { name: WWW_ITEM, version: 3, undo: { version: 2, network: 'PRODUCTION' } },
    ]);
    expect((await runPlan(at)).actions).toEqual([
      ['web', 'none'],
      [API_ITEM, 'update'],
      [WWW_ITEM, 'none'],
    ]);
  });

  test('without --wait starts the activation on production, and exits with 2 if that is asked for', async () => {
    const at = await openWorkspace();
    const { exitCode, outcome, items } = await runApply(at, { only: ['PropertyLogging/www'], ...DETAILED });
    expect([exitCode, outcome]).toEqual([2, 'progressing']);
    expect(items).toMatchObject([{ version: 3, status: 'PENDING_PRODUCTION' }]);
  });

  test('creates the stream that a property needs, and changes the property once the stream is active', async () => {
    const at = await openWorkspace();
    await at.write('streams/web.yaml', STREAM.replace(/ {2}streamId: .*\n/, ''));
    const only = ['web', 'PropertyLogging/www'];
    const first = await runApply(at, { only });
    expect([first.outcome, (await newest()).version]).toEqual(['progressing', 2]);
    const { outcome } = await runApply(at, { only, wait: HOUR });
    expect(outcome).toBe('converged');
    expect(JSON.stringify((await newest()).rules)).toContain('"logStreamName":["7050","7100"]');
  });

  test('of more properties than the limit is refused, and writes nothing', async () => {
    const at = await openWorkspace();
    const { exitCode, outcome, refusals } = await runApply(at, { allow: { property: 1 } });
    expect([exitCode, outcome]).toEqual([3, 'refused']);
    expect(refusals).toEqual([
      {
        code: 'safety-limit',
        message:
          '2 activations of properties on production, and the limit for one run is 1; if they are all meant, add --allow property=2',
        names: [API_ITEM, WWW_ITEM],
      },
    ]);
    expect((await newest()).version).toBe(2);
  });
});

describe('reports about streams', () => {
  const statusText = async ({ run }: Workspace, options: object) =>
    (await run((context) => status(context, { ...DEFAULTS, ...options }))).output.replaceAll(/\s+/g, ' ');

  test('say that the state of properties is not part of a status', async () => {
    const at = await openWorkspace();
    expect(await statusText(at, {})).toContain('shows the state of 2 properties.');
    const only = await statusText(at, { only: ['PropertyLogging/www'] });
    expect(only).toContain('There are no manifests of streams.');
    expect(only).toContain('shows the state of 1 property.');
    expect(await statusText(at, { only: ['web'] })).not.toContain('the state of');
  });

  test('point to the manifest of a property instead of a change of its rule tree', async () => {
    const at = await openWorkspace();
    await rm('streams/properties/api.yaml');
    const checked = { format: 'json', checkProperties: true, only: ['web'] };
    const found = JSON.parse(await statusText(at, checked)).propertyFindings as readonly PropertyFinding[];
    const about = (name: string) =>
      found.filter(({ code, property }) => code === 'stream-not-named' && property.propertyName === name);
    for (const { message, fix } of about('www.example.com')) {
      expect(message).toContain('PropertyLogging/www (streams/properties/www.yaml) manages this property');
      expect(fix).toBeUndefined();
    }
    expect(about('www.example.com')).not.toEqual([]);
    expect(about('api.example.com').every(({ fix }) => fix !== undefined)).toBe(true);
    expect(about('api.example.com')).not.toEqual([]);
  });
});

test('a saved version is handed over, and later plans say that it is not active', async () => {
  const at = await openWorkspace();
  const only = ['PropertyLogging/www'];
  const handedOver = propertyText('www').replace('network: PRODUCTION', 'network: NONE');
  await at.write('streams/properties/www.yaml', handedOver);
  const text = async (command: typeof plan) =>
    (await at.run((context) => command(context, { ...DEFAULTS, only }))).output;
  expect(await text(plan)).not.toContain('not active on production');
  expect(await text(apply)).toMatch(
    /To hand over:\n {2}• PropertyLogging\/www\/www\.example\.com {2}version 3/,
  );
  expect(await text(plan)).toMatch(/Saved, and not active on production:\n.*\n? .*version 3,\s+INACTIVE/);
});

describe('a saved plan', () => {
  /** Saves a plan of one property, and applies it after a change of the account. */
  async function applySaved(change: (state: AccountState) => AccountState) {
    const at = await openWorkspace();
    await runPlan(at, { only: ['PropertyLogging/www'], out: PLAN_FILE });
    await revise(change);
    return runApply(at, { plan: PLAN_FILE, wait: HOUR });
  }

  test('is applied to a property of which something else was released', async () => {
    const { exitCode, outcome } = await applySaved((state) => {
      const { rules } = newestVersion(wwwOf(state));
      const behaviors = [...(rules['behaviors'] as []), feature('gzipResponse', { behavior: 'ALWAYS' })];
      return withPropertyRules(state, WWW, { ...rules, behaviors });
    });
    expect([exitCode, outcome]).toEqual([0, 'converged']);
    const { version, rules } = await newest();
    expect(version).toBe(4);
    expect(JSON.stringify(rules)).toMatch(/"logStreamName":\["7050","7200"\].*gzipResponse/);
  });

  test('is not applied to a property whose logging was changed since', async () => {
    const { exitCode, items } = await applySaved((state) =>
      withPropertyBehaviors(state, WWW, [datastream([7050], { samplingPercentage: 5 })]),
    );
    expect(exitCode).toBe(1);
    expect(items[0].steps[0].error).toMatch(/^What version 3 \(.*\) logs has changed since the plan\./);
    expect((await newest()).version).toBe(3);
  });
});
