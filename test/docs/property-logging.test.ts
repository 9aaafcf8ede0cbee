import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { typingOf } from '../../src/cli/invocation.ts';
import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import { validate } from '../../src/commands/validate.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { childRule, feature, ruleTree } from '../../src/simulator/vendor/rule-trees.ts';
import { cdnText } from '../builders/manifest-texts.ts';
import { datastream, report, withPropertyRules } from '../builders/rule-trees.ts';
import { DEFAULTS, exampleSecrets, PROJECT, type Workspace, workspace } from '../commands/workspace.ts';
import { expectShown, fenced } from '../shown-output.ts';

const PAGE = 'docs/property-logging.md';
const readPage = () => readFile(path.join(PROJECT, PAGE), 'utf8');
const HOUR = 3_600_000;
const JSON_OUT = { ...DEFAULTS, format: 'json' } as const;
const NPM_START = { ...DEFAULTS, typing: typingOf({ simulator: DEFAULTS.simulator }, 'npm start --') };

/** Returns the first manifest in a document that contains a text. */
async function manifestWith(text: string, file = PAGE): Promise<string> {
  const blocks = (await readFile(path.join(PROJECT, file), 'utf8')).matchAll(/```yaml\n(.*?)```/gs);
  const found = [...blocks].map(([, block = '']) => block).find((block) => block.includes(text));
  if (found === undefined) throw new Error(`${file} shows no manifest with ${text}`);
  return found;
}

/** Returns the manifest with a name that the page shows. */
const manifestOfPage = (name: string) => manifestWith(`\n  name: ${name}`);

test('the page shows the output of the commands: plan, apply --wait, an empty plan', async () => {
  const { run, write } = await workspace({ examples: true, env: await exampleSecrets() });
  await run((context) => apply(context, { ...NPM_START, wait: HOUR }));
  await write('streams/properties/www.yaml', await manifestOfPage('www-agents'));
  const first = await run((context) => plan(context, NPM_START));
  const applied = await run((context) => apply(context, { ...NPM_START, wait: HOUR }));
  const last = await run((context) => plan(context, { ...NPM_START, detailedExitcode: true }));
  expect([first, applied, last].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(last.output).toContain('No changes.');
  await expectShown(PAGE, {
    // The plan id depends on each member of a plan.
    'run: plan': fenced('npm start -- plan', first.output.replace(/sha256:[0-9a-f]{64}/, 'sha256:…')),
    'run: apply --wait': fenced('npm start -- apply --wait', applied.output),
  });
});

/** The stream that the manifests name. It exists, because its manifest has its id. */
const ACCESS_LOGS = cdnText('web-access-logs', {
  property: 'www.example.com, shop.example.com, api.example.com',
  fields: ['cp', 'reqHost', 'UA'],
  variables: [],
}).replace('spec:\n', 'spec:\n  streamId: 7200\n');
const [WWW, SHOP, API] = [349_772, 349_770, 349_774];

/** Changes the simulated account. */
async function revise(change: (accountState: AccountState) => AccountState): Promise<void> {
  const file = DEFAULTS.simulator;
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))));
}

/** Gives a property of a new account these live rules, and writes a manifest of the page. */
async function accountWith(name: string, propertyId: number, rules: JsonObject): Promise<Workspace> {
  const at = await workspace();
  await at.write('streams/web-access-logs.yaml', ACCESS_LOGS);
  expect(await at.run((context) => plan(context, DEFAULTS))).toMatchObject({ exitCode: 0 });
  await revise((state) => withPropertyRules(state, propertyId, rules, { ruleFormat: 'v2025-10-16' }));
  await at.write(`streams/properties/${name}.yaml`, await manifestOfPage(name));
  const { exitCode, output } = await at.run((context) => validate(context, JSON_OUT));
  expect([exitCode, JSON.parse(output).findings]).toEqual([0, []]);
  return at;
}

/** Plans, and returns the item of the property. */
async function planned({ run }: Workspace): Promise<PlanItem> {
  const { output } = await run((context) => plan(context, JSON_OUT));
  const item = (JSON.parse(output) as Plan).items.find(({ kind }) => kind === 'PropertyLogging');
  if (!item) throw new Error('the plan has no property');
  return item;
}

/** Applies, and returns the item of the property. */
async function applied({ run }: Workspace) {
  const { exitCode, output } = await run((context) => apply(context, { ...JSON_OUT, yes: true, wait: HOUR }));
  const { outcome, items } = JSON.parse(output);
  const item = items.find(({ kind }: { kind: string }) => kind === 'PropertyLogging');
  expect([exitCode, outcome], JSON.stringify(item)).toEqual([0, 'converged']);
  return item;
}

/** The changes as lines: the rules, the value before and the value after. */
function changesOf({ changes }: PlanItem): readonly (readonly unknown[])[] {
  return changes.map(({ place, path: at, before, after }) => [
    `${place} ${at.slice(at.lastIndexOf('/') + 1)}`,
    before,
    after,
  ]);
}

const match = (name: string, value: string) =>
  feature(name, { matchOperator: 'IS_ONE_OF', values: [value], matchCaseSensitive: false });

/** 100 % of an API, 1 % of its images, and no health checks. */
const API_RULES = ruleTree('api.example.com', {
  behaviors: [datastream([7050])],
  children: [
    childRule('Images', [match('fileExtension', 'png')], {
      behaviors: [datastream([7050], { samplingPercentage: 1 })],
    }),
    childRule('Health checks', [match('path', '/healthz')], {
      behaviors: [feature('datastream', { streamType: 'LOG', logEnabled: false })],
    }),
  ],
});

describe('the manifests of the page', () => {
  test('add a stream to the only behavior of an own property, and log the headers that it needs', async () => {
    const behaviors = [datastream([7050]), report({ logHost: true, logUserAgent: false })];
    const at = await accountWith('www-logging', WWW, ruleTree('www.example.com', { behaviors }));
    const item = await planned(at);
    expect(changesOf(item)).toEqual([
      ['Default › DataStream logStreamName', [7050], [7050, 7200]],
      ['Default › Log Request Details logUserAgent', false, true],
    ]);
    expect(item.effects).toEqual(['goes-live', 'starts-logs', 'personal-data-logged']);
    expect(await applied(at)).toMatchObject({ version: 4, status: 'ACTIVE_PRODUCTION' });
    expect(await planned(at)).toMatchObject({ action: 'none', changes: [] });
  });

  test('save a version of the property of another team, which is enough until it activates one without it', async () => {
    const rules = ruleTree('shop.example.com', { behaviors: [datastream([7050])] });
    const at = await accountWith('shop-logging', SHOP, rules);
    expect(await planned(at)).toMatchObject({ effects: ['version-saved', 'starts-logs'] });
    const { version, status, undo } = await applied(at);
    expect([version, status, undo]).toEqual([4, 'INACTIVE', undefined]);
    expect(await planned(at)).toMatchObject({ action: 'none', baseVersion: 4 });
    await revise((state) => withPropertyRules(state, SHOP, rules));
    expect(await planned(at)).toMatchObject({ action: 'update', baseVersion: 5 });
  });

  test('keep the share of each rule, and the exclusion of health checks', async () => {
    const at = await accountWith('api-logging', API, API_RULES);
    const item = await planned(at);
    expect(changesOf(item)).toEqual([
      ['Default › DataStream logStreamName', [7050], [7050, 7200]],
      ['Default › Images › DataStream logStreamName', [7050], [7050, 7200]],
    ]);
    expect(item.property?.notes).toEqual([
      'Logging is switched off in rule "Default › Health checks", and stays off.',
    ]);
    await applied(at);
    expect(await planned(at)).toMatchObject({ action: 'none' });
  });

  test('would set one share in all rules if they named it', async () => {
    const at = await accountWith('api-logging', API, API_RULES);
    const file = 'streams/properties/api-logging.yaml';
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('spec:\n', 'spec:\n  datastream: { samplingPercentage: 100 }\n'));
    expect(changesOf(await planned(at))).toContainEqual([
      'Default › Images › DataStream samplingPercentage',
      1,
      100,
    ]);
  });

  test('and that of the README are planned', async () => {
    const at = await workspace();
    await at.write('streams/web-access-logs.yaml', ACCESS_LOGS);
    await at.write('streams/properties/www.yaml', await manifestWith('kind: PropertyLogging', 'README.md'));
    expect(await planned(at)).toMatchObject({ action: 'update', property: { network: 'PRODUCTION' } });
  });

  test('have every member that the page describes', async () => {
    const at = await accountWith('all-members', WWW, ruleTree('www.example.com'));
    expect(await planned(at)).toMatchObject({ propertyId: WWW });
  });
});

test.each(['the reason contains', 'the error contains'])(
  'the page quotes messages of the code: %s',
  async (head) => {
    const page = await readPage();
    const table = page.slice(page.indexOf(`| ${head} |`));
    const rows = table.slice(0, table.indexOf('\n\n')).matchAll(/^\| `(.*?)` \|/gm);
    const quoted = [...rows].map(([, text = '']) => text);
    const code = await Promise.all(MESSAGES.map(readFolder));
    expect(quoted.length).toBeGreaterThan(5);
    expect(quoted.filter((text) => !code.some((one) => one.includes(text)))).toEqual([]);
  },
);

/** The folders of the code with messages about properties. */
const MESSAGES = [
  'plan/property-logging',
  'plan/resources',
  'properties/edit',
  'apply/observe',
  'apply/properties',
  'apply/execute',
];

async function readFolder(folder: string): Promise<string> {
  const directory = path.join(PROJECT, 'src', folder);
  const texts = await Promise.all(
    (await readdir(directory)).map((file) => readFile(path.join(directory, file), 'utf8')),
  );
  return texts.join('\n');
}
