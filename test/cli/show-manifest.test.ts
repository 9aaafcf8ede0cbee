import { writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, expect, it, test, vi } from 'vitest';
import { parse } from 'yaml';
import { SHOW_MANIFEST_SCHEMA } from '../../src/render/schemas/show-manifest.ts';
import { type Workspace, workspace } from '../commands/workspace.ts';
import { ERRORS } from '../manifest/samples.ts';
import { run } from './in-process.ts';

const CONFIGURATION = `apiVersion: datastream-gitops/v1
fieldSets:
  web-standard: [cp, reqId, statusCode]
defaults:
  - spec:
      contractId: C-0N7RAC7
      groupId: 21484
  - logType: cdn
    spec:
      deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 60 } }
      destination:
        destinationType: HTTPS
        authenticationType: BASIC
        password: { env: LOG_PASSWORD }
`;

const WEB = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: web }
spec:
  state: active
  properties: [www.example.com]
  datasetFields:
    - { fieldSet: web-standard }
    - UA
  deliveryConfiguration:
    frequency: { intervalInSeconds: 30 }
  destination:
    displayName: Log platform
    endpoint: https://logs.example.com/akamai
    userName: { env: LOG_USER }
`;

const WWW = `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata:
  name: www-logging
spec:
  properties: [www.example.com]
  streams: [web]
  activation:
    network: STAGING
    notifyEmails: [web@example.com]
`;

let at: Workspace;

beforeEach(async () => {
  at = await workspace();
  await at.write('datastream.yaml', CONFIGURATION);
  await at.write('streams/web.yaml', WEB);
  await at.write('streams/errors.yaml', ERRORS);
  await at.write('streams/properties/www.yaml', WWW);
});

afterEach(() => vi.restoreAllMocks());

async function show(...words: readonly string[]) {
  const printed = await run('show', ...words);
  vi.restoreAllMocks();
  return printed;
}

async function sourcesOf(name: string): Promise<readonly { path: readonly unknown[]; from: string }[]> {
  return JSON.parse((await show(name, '--format', 'json')).stdout).sources;
}

test('show prints a manifest with its defaults, and where each value comes from', async () => {
  const printed: string[] = [];
  for (const words of [
    ['web'],
    ['errors'],
    ['PropertyLogging/www-logging'],
    ['web', '--format', 'markdown'],
    ['web', '--format', 'json'],
    ['wep'],
    ['www-logging'],
    ['w*'],
    ['web', '--brief'],
  ]) {
    const { exitCode, stdout, stderr } = await show(...words);
    printed.push(`$ datastream show ${words.join(' ')}\n${stdout}${stderr}exit code ${exitCode}\n`);
  }
  await expect(printed.join('\n')).toMatchFileSnapshot('../golden/cli/show-manifest.txt');
});

it.each(['web', 'errors', 'PropertyLogging/www-logging'])(
  'prints %s as YAML and as JSON of the published form, with the same values',
  async (name) => {
    const json = JSON.parse((await show(name, '--format', 'json')).stdout);
    expect(new Ajv({ strict: false }).validate(SHOW_MANIFEST_SCHEMA, json)).toBe(true);
    expect(parse((await show(name)).stdout)).toEqual(json.manifest);
    for (const { path, value } of json.sources) {
      expect(path.reduce((block: never, step: string | number) => block[step], json.manifest)).toEqual(value);
    }
  },
);

test('what it prints is a manifest with the same meaning, without a configuration file', async () => {
  const { stdout } = await show('web');
  await writeFile('streams/web.yaml', stdout);
  const withDefaults = await run('show', 'web', '--format', 'json');
  vi.restoreAllMocks();
  await writeFile('datastream.yaml', 'apiVersion: datastream-gitops/v1\n');
  const { exitCode, stdout: without } = await show('web', '--format', 'json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(without).manifest).toEqual(JSON.parse(withDefaults.stdout).manifest);
  expect(JSON.parse(without).manifest).toEqual(parse(stdout));
});

test('names the defaults of the selected target', async () => {
  const targets = 'targets:\n  a: {}\n  b:\n    defaults:\n      - spec: { groupId: 7 }\n';
  await writeFile('datastream.yaml', `${CONFIGURATION}${targets}`);
  const { stdout } = await show('web', '--target', 'b');
  expect(stdout).toMatch(/groupId: 7 +# datastream\.yaml:19 \(defaults\)/);
  expect((await show('web', '--target', 'a')).stdout).toMatch(/groupId: 21484 +# datastream\.yaml:7 /);
});

test('a value of the manifest that replaces a default is of the manifest', async () => {
  const frequency = (await sourcesOf('web')).filter(({ path }) => path.includes('intervalInSeconds'));
  expect(frequency).toMatchObject([{ from: 'manifest', file: 'streams/web.yaml', line: 11, value: 30 }]);
});

test('prints no credential that a manifest or the configuration file contains in plain text', async () => {
  await writeFile(
    'streams/web.yaml',
    `${WEB.replace('/akamai', '/in?key=canary1')}    customHeaderName: x-a\n    customHeaderValue: canary2\n  extra: { apiToken: canary3 }\n`,
  );
  await writeFile('datastream.yaml', CONFIGURATION.replace('{ env: LOG_PASSWORD }', 'canary4'));
  for (const format of ['terminal', 'json', 'markdown']) {
    const { stdout, stderr } = await show('web', '--format', format);
    expect(`${stdout}${stderr}`).not.toContain('canary');
  }
  await writeFile('datastream.yaml', CONFIGURATION);
  for (const format of ['terminal', 'json', 'markdown']) {
    const { stdout, stderr, exitCode } = await show('web', '--format', format);
    expect(exitCode).toBe(0);
    expect(`${stdout}${stderr}`).not.toContain('canary');
    expect(stdout).toContain('https://logs.example.com/in?key=***');
  }
});

test('a manifest with errors is not shown, but its findings', async () => {
  await writeFile('streams/web.yaml', WEB.replace('state: active', 'state: actve'));
  const { exitCode, stdout } = await show('web', '--format', 'json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).findings).toMatchObject([{ file: 'streams/web.yaml', line: 5 }]);
  expect((await show('errors')).exitCode).toBe(0);
});

test('a name of a file or one that ends in .json is a saved plan', async () => {
  await at.write('web', '{}');
  for (const name of ['web', 'none.json']) expect((await show(name)).stderr).toMatch(/no plan|none\.json/);
});
