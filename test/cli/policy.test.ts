import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { cdnText, dataStream1Text } from '../builders/manifest-texts.ts';
import { workspace } from '../commands/workspace.ts';
import { run } from './in-process.ts';

const FORBIDDEN = `apiVersion: datastream-gitops/v1
policy:
  - reason: Client addresses stay in the account
    exceptNames: [legacy-*]
    forbiddenFields: [cliIP]
`;
const NONE = 'apiVersion: datastream-gitops/v1\n';
const SIMULATOR = ['--simulator', 'account.json', '--format', 'json'];

beforeEach(async () => {
  const { write } = await workspace();
  vi.stubEnv('TOKEN', 'canary');
  await write('streams/web.yaml', cdnText('web', { fields: [1000, 'cliIP'] }));
  await write('streams/legacy-web.yaml', cdnText('legacy-web', { fields: ['cliIP'], property: 349773 }));
  await writeFile('datastream.yaml', FORBIDDEN);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function json(...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await run(...words);
  vi.restoreAllMocks();
  if (stdout === '') throw new Error(stderr);
  return { exitCode, ...JSON.parse(stdout) };
}

async function liveVersions(): Promise<readonly unknown[]> {
  const { streams } = JSON.parse(await readFile('account.json', 'utf8'));
  return streams.map((one: { versions: readonly { content: { streamName: string } }[] }) => one.versions);
}

async function endTransitions(): Promise<void> {
  const text = await readFile('account.json', 'utf8');
  await writeFile('account.json', text.replaceAll(/"endsAt":\d+/g, '"endsAt":1'));
}

/** Applies without a policy, so that the live streams violate it. */
async function violatingAccount(): Promise<void> {
  await writeFile('datastream.yaml', NONE);
  await json('apply', ...SIMULATOR);
  await writeFile('datastream.yaml', FORBIDDEN);
}

test('validate reports each violation at its line', async () => {
  const { exitCode, findings } = await json('validate', '--format', 'json');
  expect(exitCode).toBe(1);
  expect(findings).toEqual([
    {
      severity: 'error',
      rule: 'policy',
      code: 'policy-violation',
      message:
        'The field cliIP (Client IP) is forbidden by the policy at datastream.yaml:3: Client addresses stay in the account.',
      hint: 'Remove it.',
      file: 'streams/web.yaml',
      line: 9,
      column: 25,
    },
  ]);
});

test('plan and apply hold the stream, and continue with the others', async () => {
  const { exitCode, items } = await json('plan', ...SIMULATOR);
  expect(exitCode).toBe(1);
  expect(items).toMatchObject([
    { name: 'legacy-web', action: 'create' },
    {
      name: 'web',
      action: 'blocked',
      steps: [],
      reasonCode: 'policy-violation',
      reason: expect.stringMatching(/^streams\/web\.yaml:9:25: The field cliIP .* Remove it\.$/),
      policyViolations: [
        {
          rule: 'forbiddenFields',
          reason: 'Client addresses stay in the account',
          source: 'streams/web.yaml:9:25',
          policy: 'datastream.yaml:3',
        },
      ],
    },
  ]);
  const applied = await json('apply', ...SIMULATOR);
  expect(applied.exitCode).toBe(1);
  expect(applied.items).toMatchObject([
    { name: 'legacy-web', steps: [{ do: 'create', result: 'done' }, { do: 'await' }] },
    { name: 'web', steps: [] },
  ]);
});

describe('a live stream that violates a policy', () => {
  beforeEach(violatingAccount);

  it('is a warning if nothing changes', async () => {
    const { exitCode, items, warnings } = await json('plan', ...SIMULATOR);
    expect(exitCode).toBe(0);
    expect(items[1]).toMatchObject({ name: 'web', action: 'none', policyViolations: [{}] });
    expect(warnings).toMatchObject([
      { code: 'policy-violation', name: 'web', message: expect.stringMatching(/:9:25: .* as it is\.$/) },
    ]);
  });

  it('holds an update that does not correct it', async () => {
    await writeFile('streams/web.yaml', cdnText('web', { fields: ['cliIP'] }));
    const { exitCode, items } = await json('plan', ...SIMULATOR);
    expect([exitCode, items[1].action]).toEqual([1, 'blocked']);
  });

  it('has one sentence for each rule of a policy, and the JSON has each violation', async () => {
    const two = '  - reason: Requests can be found again\n    requiredFields: [reqId]\n';
    await writeFile('datastream.yaml', `${FORBIDDEN.replace('[cliIP]', '[personal-data]')}${two}`);
    await writeFile('streams/web.yaml', cdnText('web', { fields: ['cliIP', 'cookie', 'UA'] }));
    const { items } = await json('plan', ...SIMULATOR);
    expect(items[1].policyViolations).toHaveLength(4);
    expect(items[1].reason).toMatch(
      /^\S+:9:\d+: The field cliIP .* `datastream validate` shows 2 more violations of this rule\. \S+: The field reqId is missing, [^`]*$/,
    );
  });

  it('can be corrected', async () => {
    await writeFile('streams/web.yaml', cdnText('web', { fields: [1000] }));
    const { exitCode, items } = await json('plan', ...SIMULATOR);
    expect([exitCode, items[1].changes[0].removed]).toEqual([0, [1006]]);
  });

  it('can be stopped, without the other changes of its manifest', async () => {
    await endTransitions();
    await writeFile('streams/web.yaml', cdnText('web', { fields: ['cliIP'], state: 'inactive' }));
    const { exitCode, items, warnings } = await json('plan', ...SIMULATOR);
    expect(exitCode).toBe(0);
    expect(items[1]).toMatchObject({ action: 'deactivate', changes: [], policyViolations: [{}] });
    expect(warnings).toMatchObject([{ message: expect.stringContaining('only deactivates the stream') }]);
  });

  it('can be removed', async () => {
    await writeFile('streams/web.yaml', cdnText('web', { fields: ['cliIP'], state: 'absent' }));
    const { items, warnings } = await json('plan', ...SIMULATOR);
    expect(items[1].policyViolations).toBeUndefined();
    expect(warnings.map(({ code }: { code: string }) => code)).not.toContain('policy-violation');
    expect((await json('validate', '--format', 'json')).findings).toEqual([]);
  });
});

test('a saved plan cannot write what a later policy forbids', async () => {
  await writeFile('datastream.yaml', NONE);
  await run('plan', '--simulator', 'account.json', '--out', 'plan.json');
  vi.restoreAllMocks();
  await writeFile('datastream.yaml', FORBIDDEN);
  const before = await liveVersions();
  const { exitCode, outcome, refusals } = await json('apply', ...SIMULATOR, '--plan', 'plan.json');
  expect([exitCode, outcome]).toEqual([3, 'refused']);
  expect(refusals).toMatchObject([
    {
      code: 'policy',
      names: ['web'],
      message: expect.stringMatching(/^web: streams\/web\.yaml:1: The field/),
    },
  ]);
  expect(await liveVersions()).toEqual(before);
});

test('a field of a field set is reported in the configuration file, with the manifest', async () => {
  await writeFile('datastream.yaml', `${FORBIDDEN}fieldSets:\n  web: [cp, cliIP]\n`);
  await writeFile('streams/web.yaml', cdnText('web', { fields: ['reqId', '{ fieldSet: web }'] }));
  const place = { file: 'datastream.yaml', line: 7, column: 13 };
  const { findings } = await json('validate', '--format', 'json');
  expect(findings).toMatchObject([{ code: 'policy-violation', manifests: ['web'], ...place }]);
  const { items } = await json('plan', ...SIMULATOR);
  expect(items[1].policyViolations).toMatchObject([{ source: 'datastream.yaml:7:13' }]);
});

const SECOND = `  connectors:
    - { connectorType: S3, connectorName: Archive, bucket: eu-logs, region: AP_Mumbai, path: a,
        accessKey: { env: TOKEN }, secretAccessKey: { env: TOKEN } }
    - { connectorType: HTTPS, connectorName: Search, url: 'https://logs.example.com@evil.example/' }
`;

test('a destination that is not allowed is reported at its address, and held', async () => {
  const { write } = await workspace();
  const text = dataStream1Text('first').replace(/ {2}connectors:[\s\S]*/, SECOND);
  await write('streams/first.yaml', text);
  await writeFile(
    'datastream.yaml',
    `${NONE}policy: [{ reason: Contract, allowedDestinations: [{ type: S3, bucket: eu-* }, { host: "*.example.com" }] }]\n`,
  );
  const { findings } = await json('validate', '--format', 'json');
  const line = text.split('\n').findIndex((one) => one.includes('evil.example')) + 1;
  const found = { code: 'policy-violation', line, file: 'streams/first.yaml' };
  expect(findings.filter(({ rule }: { rule?: string }) => rule === 'policy')).toMatchObject([found]);
  const { items } = await json('plan', ...SIMULATOR);
  expect(items).toMatchObject([
    {
      action: 'blocked',
      policyViolations: [{ rule: 'allowedDestinations', source: expect.stringContaining(`:${line}:`) }],
    },
  ]);
});

test('sampling that is not allowed is held, also if it is the default', async () => {
  await writeFile('datastream.yaml', `${NONE}policy: [{ reason: Cost, samplingAtMost: 10 }]\n`);
  const { items } = await json('plan', ...SIMULATOR);
  expect(items.map(({ reason }: { reason: string }) => reason)).toEqual([
    expect.stringContaining('samplingPercentage is not set, so it is 100, but at most 10 is allowed'),
    expect.stringContaining('Set samplingPercentage: 10.'),
  ]);
});
