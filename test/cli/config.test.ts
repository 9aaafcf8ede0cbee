import { readFile, writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { CONFIG_SCHEMA } from '../../src/render/schemas/config.ts';
import { workspace } from '../commands/workspace.ts';
import { run } from './in-process.ts';

const CONFIGURATION = `apiVersion: datastream-gitops/v1
checkProperties: true
limits:
  live: 25
  delete: 0
targets:
  production:
    section: logs
    accountKey: 1-ABC123:1-2RBL
    environment: datastream-production
    allowedSecrets: [LOG_PLATFORM_*, EDGE_*]
    limits:
      delete: 3
  staging:
    streams: streams/staging
    policy:
      - reason: Streams can be assigned to a team
        requiredFields: [cp]
policy:
  - reason: Client addresses stay in the account
    names: [eu-*]
    forbiddenFields: [cliIP, 1023]
`;

beforeEach(async () => {
  const { write } = await workspace({ examples: true });
  await write('datastream.yaml', CONFIGURATION);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function printed(words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(...words);
  vi.restoreAllMocks();
  return `$ datastream ${words.join(' ')}\n${stdout}${stderr}exit code ${exitCode}\n`;
}

test('config show prints each setting and its origin', async () => {
  vi.stubEnv('DATASTREAM_ACCOUNT_KEY', '1-XYZ');
  const shown = [
    await printed(['config', 'show', '--target', 'production', '--allow', 'remove=9']),
    await printed(['config', 'show', '--target', 'staging', '--streams', 'other', '--format', 'json']),
    await printed(['config', 'show', '--target', 'staging', '--format', 'markdown']),
    await printed(['config', 'show']),
    await printed(['config', 'hide']),
  ].join('\n');
  await expect(shown).toMatchFileSnapshot('../golden/cli/config-show.txt');
});

test('the JSON output of config show has the published form', async () => {
  const { stdout } = await run('config', 'show', '--target', 'production', '--format', 'json');
  expect(new Ajv({ strict: false }).validate(CONFIG_SCHEMA, JSON.parse(stdout))).toBe(true);
});

const SECRET_DEFAULTS = [
  'destination: { password: hunter2x, userName: hunter2x, collectorCode: hunter2x }',
  'destination: { destinationType: S3, secretAccessKey: hunter2x, extra: { token: hunter2x } }',
  'connectors: [{ connectorType: SPLUNK, connectorName: A, authToken: hunter2x }]',
] as const;
const SECRET_ADDRESS = 'destination: { endpoint: "https://user:hunter2x@logs.example.com/?token=hunter2x" }';

describe.each(['terminal', 'json', 'markdown'])('config show as %s', (format) => {
  const show = async (spec: string) => {
    await writeFile('datastream.yaml', `${CONFIGURATION}defaults:\n  - spec: { ${spec} }\n`);
    return run('config', 'show', '--target', 'production', '--format', format);
  };

  it('redacts an address of a default that contains credentials', async () => {
    const { exitCode, stdout } = await show(SECRET_ADDRESS);
    expect({ exitCode, isShown: stdout.includes('defaults.0') }).toEqual({ exitCode: 0, isShown: true });
    expect(stdout).not.toContain('hunter2x');
  });

  it.each(SECRET_DEFAULTS)('refuses a default with a secret, and does not quote it: %s', async (spec) => {
    const { exitCode, stdout, stderr } = await show(spec);
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain('literal-secret');
    expect(stdout + stderr).not.toContain('hunter2x');
  });
});

describe('an invalid file', () => {
  beforeEach(async () => {
    await writeFile('datastream.yaml', CONFIGURATION.replace('live: 25', 'lve: many'));
  });

  it.each(['validate', 'plan', 'apply', 'status', 'verify', 'import'])(
    'stops %s with its findings',
    async (name) => {
      const { exitCode, stdout } = await run(name, '--format', 'json', '--target', 'staging');
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout).findings).toMatchObject([
        { file: 'datastream.yaml', line: 4, column: 3, code: 'unknown-member', hint: 'Did you mean "live"?' },
      ]);
    },
  );
});

const PLAN = ['plan', '--simulator', '--target', 'production', '--format', 'json'];

test('a limit of the file refuses a plan, and the refusal names its line', async () => {
  await writeFile('datastream.yaml', CONFIGURATION.replace('delete: 3', 'live: 0').replace('EDGE_*', '"*"'));
  const { exitCode, stdout } = await run(...PLAN);
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout).refusals).toMatchObject([
    { code: 'safety-limit', message: expect.stringContaining('is 0 (datastream.yaml:13); if') },
  ]);
  const raised = await run(...PLAN, '--allow', 'live=9');
  expect(JSON.parse(raised.stdout).refusals).toEqual([]);
});

test('a manifest can use only the allowed secrets of the target', async () => {
  const { stdout } = await run('validate', '--target', 'production', '--format', 'json');
  const codes: readonly { code: string; message: string }[] = JSON.parse(stdout).findings;
  const found = codes.filter(({ code }) => code === 'secret-not-allowed');
  expect(found.length).toBeGreaterThan(0);
  expect(found[0]?.message).toMatch(
    /refers to env \w+, which is not in allowedSecrets \(datastream\.yaml:11\)/,
  );
  await writeFile('datastream.yaml', CONFIGURATION.replace('LOG_PLATFORM_*', '"*"'));
  const allowed = await run('validate', '--target', 'production', '--format', 'json');
  expect(allowed.stdout).not.toContain('secret-not-allowed');
});

test('a saved plan cannot use a secret that is not allowed any more', async () => {
  await writeFile('datastream.yaml', CONFIGURATION.replace('LOG_PLATFORM_*', '"*"'));
  await run('plan', '--simulator', '--target', 'production', '--out', 'plan.json');
  await writeFile('datastream.yaml', CONFIGURATION.replace('[LOG_PLATFORM_*, EDGE_*]', '[]'));
  const { exitCode, stdout } = await run(
    'apply',
    '--simulator',
    '--target',
    'production',
    '--plan',
    'plan.json',
  );
  expect(exitCode).toBe(1);
  expect(stdout).toContain('is not in allowedSecrets (datastream.yaml:11)');
  expect(await readFile('datastream.yaml', 'utf8')).toContain('allowedSecrets: []');
});

test('the next command names the target, and not what the target sets', async () => {
  await writeFile('datastream.yaml', CONFIGURATION.replace('LOG_PLATFORM_*', '"*"'));
  const { stdout } = await run('plan', '--simulator', '--target', 'production');
  expect(stdout).toContain('datastream apply --target production --simulator');
  expect(stdout).not.toContain('--section');
});
