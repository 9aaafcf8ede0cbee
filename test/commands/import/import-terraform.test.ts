import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it, test } from 'vitest';
import { importTerraform } from '../../../src/commands/import/import-terraform.ts';
import { editStream } from '../../../src/simulator/datastream2/change-stream.ts';
import { checkBody } from '../../../src/simulator/datastream2/check-body.ts';
import { faultScript } from '../../../src/simulator/protocol/faults.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { CANARY, destination } from '../../builders/destinations.ts';
import { editBody } from '../../builders/request-bodies.ts';
import { type Held, OTHERS, stateFile } from '../../terraform/states.ts';
import { serveAccount } from '../server.ts';
import {
  accountWith,
  type Created,
  changesIn,
  IMPORT,
  imported,
  SECRETS,
  SIMULATOR,
  STATE,
  terraformWorkspace,
} from './terraform-workspace.ts';

const named = (streamName: string, type = 'S3'): Created => ({
  body: { streamName, destination: destination(type) },
});

/** A workspace with these streams, all of them in the state; `change` describes their instances. */
async function stateOf(
  streams: readonly Created[],
  change: (held: Held, index: number) => Held = (held) => held,
  others: Parameters<typeof stateFile>[1] = {},
) {
  const { account, held } = accountWith(streams);
  const all = held.map(change);
  return { made: await terraformWorkspace(account, stateFile(all, others)), held: all, account };
}

describe('addresses', () => {
  it('file names that are taken get the address', async () => {
    const keys = ['eu', 'us'];
    const { made } = await stateOf(
      [named('web logs'), named('web-logs'), named('WEB_LOGS')],
      (held, index) =>
        index === 0
          ? { ...held, name: 'web' }
          : { ...held, name: 'this', module: `module.logs["${keys[index - 1]}"]`, key: 0 },
    );
    const { report, exitCode } = await imported(made);
    expect(exitCode).toBe(0);
    expect(report.imported.map(({ file }) => file)).toEqual([
      'streams/web-logs.yaml',
      'streams/web-logs-module-logs-eu-this-0.yaml',
      'streams/web-logs-module-logs-us-this-0.yaml',
    ]);
    expect(await readFile('streams/web-logs-module-logs-eu-this-0.yaml', 'utf8')).toContain(
      'name: web-logs\n',
    );
    expect((await changesIn(made)).changed).toEqual([]);
  });

  it('a name that streams of two log types share gets the address in the manifest too', async () => {
    const { made } = await stateOf([named('web'), { ...named('web'), logType: 'appsec' }]);
    await imported(made);
    const text = await readFile('streams/web-s7101.yaml', 'utf8');
    expect(text).toMatch(/name: web-s7101\n.*streamId: 7101.*streamName: web\n/s);
    expect((await changesIn(made)).changed).toEqual([]);
  });

  it('a resource leaves Terraform as a whole, with each of its module instances', async () => {
    const { made } = await stateOf([named('a'), named('b'), named('c')], (held, index) =>
      index === 2
        ? { ...held, name: 'single' }
        : { ...held, name: 'this', module: `module.m["k${index}"]`, key: index },
    );
    const { removed } = (await imported(made)).report.terraform;
    expect(removed.blocks.match(/from = .*/g)).toEqual([
      'from = module.m.akamai_datastream.this',
      'from = akamai_datastream.single',
    ]);
    expect(removed.commands).toEqual([
      `terraform state rm 'module.m["k0"].akamai_datastream.this'`,
      `terraform state rm 'module.m["k1"].akamai_datastream.this'`,
      `terraform state rm 'akamai_datastream.single'`,
    ]);
  });

  it('a resource with an instance that was not imported stays in Terraform', async () => {
    const { account, held } = accountWith([named('a'), named('b'), named('c')]);
    const streams = account.streams.map((one) =>
      one.streamId === 7101 ? { ...one, status: 'FROZEN' } : one,
    );
    const state = held.map((one, index) =>
      index < 2 ? { ...one, name: 'both', key: index } : { ...one, name: 'c' },
    );
    const made = await terraformWorkspace({ ...account, streams } as AccountState, stateFile(state));
    const { report, exitCode } = await imported(made);
    expect(exitCode).toBe(1);
    expect(report.imported.map(({ streamId }) => streamId)).toEqual([7100, 7102]);
    expect(report.terraform.removed.blocks).toContain('from = akamai_datastream.c');
    expect(report.terraform.removed.blocks).not.toContain('both');
    expect(report.terraform.removed.commands).toEqual([`terraform state rm 'akamai_datastream.c'`]);
    expect(report.terraform.removed.notYet).toEqual([
      {
        address: 'akamai_datastream.both',
        message: expect.stringMatching(/^akamai_datastream\.both\[1\]: its status is "FROZEN"/),
      },
    ]);
  });
});

describe('what a state contains', () => {
  it('only its streams are imported; other resources and data sources are listed', async () => {
    const { account, held } = accountWith([named('a'), named('not-in-terraform')]);
    const made = await terraformWorkspace(account, stateFile(held.slice(0, 1), { others: OTHERS }));
    const { report } = await imported(made);
    expect(await readdir('streams')).toEqual(['a.yaml']);
    expect(report.terraform.omitted).toEqual([
      { subject: 'akamai_property', count: 1, message: 'remains managed by Terraform' },
      { subject: 'akamai_datastreams', count: 1, message: 'a data source; it reads only' },
    ]);
  });

  it('a stream that is in it twice is imported once', async () => {
    const { account, held } = accountWith([named('a')]);
    const twice = [...held, ...held.map((one) => ({ ...one, name: 'copy' }))];
    const made = await terraformWorkspace(account, stateFile(twice));
    const { report, exitCode } = await imported(made);
    expect(exitCode).toBe(0);
    expect(report.imported).toHaveLength(1);
    expect(report.terraform.omitted).toEqual([
      { subject: 'akamai_datastream.copy', message: 'the same stream as akamai_datastream.s7100' },
    ]);
    expect(report.terraform.removed.blocks).toContain('from = akamai_datastream.copy');
  });

  it('tainted and deposed instances are imported, with what Terraform would do to them', async () => {
    const { made } = await stateOf([named('a'), named('A'), named('b')], (held, index) => {
      if (index === 2) return { ...held, name: 'b', tainted: true };
      return index === 1 ? { ...held, name: 'a', deposed: '1a2b3c4d' } : { ...held, name: 'a' };
    });
    const { report } = await imported(made);
    expect(report.terraform.streams.map(({ address, markedAs, file }) => [address, markedAs, file])).toEqual([
      ['akamai_datastream.a', undefined, 'streams/a.yaml'],
      ['akamai_datastream.a (deposed 1a2b3c4d)', 'deposed', 'streams/a-a-deposed-1a2b3c4d.yaml'],
      ['akamai_datastream.b', 'tainted', 'streams/b.yaml'],
    ]);
    const printed = await imported(made, { format: 'terminal', width: 200 });
    expect(printed.output).toMatch(/Do not run terraform apply before these leave the state:/);
  });

  it('a stream that is gone is reported and has to leave the state; the others are imported', async () => {
    const { account, held } = accountWith([named('a')]);
    const gone = held.map((one) => ({ ...one, id: 9999, name: 'gone' }));
    const made = await terraformWorkspace(account, stateFile([...gone, ...held]));
    const { report, exitCode } = await imported(made);
    expect(exitCode).toBe(1);
    expect(report.notImported).toEqual([
      {
        streamId: 9999,
        address: 'akamai_datastream.gone',
        message: expect.stringContaining('the account has no such stream'),
      },
    ]);
    expect(report.imported).toHaveLength(1);
    expect(report.terraform.removed.blocks).toContain('from = akamai_datastream.gone');
  });

  it('a log type that the credentials cannot read concerns its streams only', async () => {
    const { account, held } = accountWith([named('a')]);
    const other = held.map((one) => ({ ...one, id: 7999, name: 'waf', logType: 'appsec' as const }));
    const made = await terraformWorkspace(account, stateFile([...held, ...other]));
    const { report } = await imported(made);
    expect(report.imported).toHaveLength(1);
    expect(report.notImported).toMatchObject([{ address: 'akamai_datastream.waf' }]);
  });

  it('an account that has none of the streams is refused, since it is probably another account', async () => {
    const { account, held } = accountWith([named('a')]);
    const made = await terraformWorkspace(account, stateFile(held.map((one) => ({ ...one, id: 9999 }))));
    await expect(imported(made)).rejects.toThrow(
      'has none of the streams in state.json (9999). Check --section and --account-key.',
    );
  });

  it('a state without streams is refused, with what it has', async () => {
    const { account } = accountWith([]);
    const made = await terraformWorkspace(account, stateFile([], { others: OTHERS }));
    await expect(imported(made)).rejects.toThrow('It has akamai_property (1), akamai_datastreams (1).');
  });

  it('a file that is not a state is refused before anything is sent', async () => {
    const { account } = accountWith([]);
    const made = await terraformWorkspace(account, 'PK\u0003');
    await expect(imported(made)).rejects.toThrow('state.json is a saved plan or another archive');
    expect(made.events).toEqual([]);
  });
});

describe('a run that did not finish is repeated', () => {
  it('a manifest that exists is kept, and the rest is written', async () => {
    const { made } = await stateOf([named('a'), named('b')]);
    await imported(made);
    await rm('streams/b.yaml');
    const text = (await readFile('streams/a.yaml', 'utf8')).replace(
      'streamId: 7100',
      'streamId: 7100 # mine',
    );
    await writeFile('streams/a.yaml', text);
    const { report, exitCode } = await imported(made);
    expect(exitCode).toBe(0);
    expect(report.imported.map(({ file }) => file)).toEqual(['streams/b.yaml']);
    expect(report.terraform.streams.map(({ isNew }) => isNew)).toEqual([false, true]);
    expect(await readFile('streams/a.yaml', 'utf8')).toBe(text);
    expect(report.terraform.removed.blocks.match(/from = .*/g)).toHaveLength(2);
  });

  it('killed between the manifests and the secrets file: the next run writes the secrets', async () => {
    const { made } = await stateOf([named('a'), named('b', 'HTTPS')]);
    const killed = made.run((context) => {
      const createPrivate = () => Promise.reject(new Error('killed'));
      const files = { ...context.files, createPrivate };
      return importTerraform({ ...context, files }, { ...IMPORT, secretsOut: SECRETS }, STATE);
    });
    await expect(killed).rejects.toThrow('killed');
    expect(await readdir('streams')).toEqual(['a.yaml', 'b.yaml']);
    const { report, exitCode } = await imported(made, { secretsOut: SECRETS });
    expect(exitCode).toBe(0);
    expect(report.imported).toEqual([]);
    expect(report.terraform.secrets).toEqual({
      file: SECRETS,
      written: ['A_ACCESS_KEY', 'A_SECRET_ACCESS_KEY', 'B_PASSWORD', 'B_USER_NAME'],
      missing: [],
    });
    expect(await readFile(SECRETS, 'utf8')).toContain(`A_ACCESS_KEY='${CANARY}'`);
  });

  it('the API fails midway: nothing is written, and the next run continues with what was read', async () => {
    const streams = ['a', 'b', 'c', 'd'].map((name) => named(name));
    const { account, held } = accountWith(streams);
    const made = await terraformWorkspace(account, stateFile(held));
    const faults = faultScript([
      { path: '/streams/7102$', nth: 1, times: 1, how: { do: 'respond', status: 403 } },
    ]);
    const server = await serveAccount(account, faults);
    const context = { ...made.context, env: server.environment };
    const { simulator: _, ...target } = { ...IMPORT, endpoint: server.url };
    const run = () => made.clock.runUntil(importTerraform(context, target, STATE));
    await expect(run()).rejects.toThrow('(403)');
    await expect(readdir('streams')).rejects.toThrow('ENOENT');
    const { output, exitCode } = await run();
    await server.close();
    expect(exitCode, output).toBe(0);
    expect(await readdir('streams')).toHaveLength(4);
  });

  it('a write that fails leaves the files before it, and the next run continues', async () => {
    const { made } = await stateOf([named('a'), named('b'), named('c')]);
    let left = 2;
    const failing = made.run((context) => {
      const writeBelow: typeof context.files.writeBelow = (...args) => {
        left -= 1;
        return left < 0 ? Promise.reject(new Error('disk full')) : context.files.writeBelow(...args);
      };
      return importTerraform({ ...context, files: { ...context.files, writeBelow } }, { ...IMPORT }, STATE);
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(await readdir('streams')).toEqual(['a.yaml', 'b.yaml']);
    const { report } = await imported(made);
    expect(report.imported.map(({ file }) => file)).toEqual(['streams/c.yaml']);
    expect((await changesIn(made)).changed).toEqual([]);
  });
});

describe('the secrets file', () => {
  it.each<readonly [string, string, () => Promise<unknown>, string]>([
    ['exists', SECRETS, () => writeFile(SECRETS, 'mine'), 'it exists already'],
    ['is a link', SECRETS, () => symlink('elsewhere', SECRETS), 'it exists already'],
    [
      'is in the manifest folder',
      'streams/x.env',
      async () => undefined,
      'it would be in the folder of the manifests',
    ],
    [
      'is below the manifest folder',
      'streams/a/b/x.env',
      async () => undefined,
      'it would be in the folder of the manifests',
    ],
    [
      'is in it by a link',
      'link/x.env',
      async () => {
        await mkdir('streams');
        await symlink('streams', 'link');
      },
      'it would be in the folder of the manifests',
    ],
    [
      'is in a git repository',
      'repo/sub/x.env',
      () => mkdir('repo/.git', { recursive: true }),
      'it would be in the git repository',
    ],
    [
      'is in a linked working tree',
      'tree/x.env',
      async () => {
        await mkdir('tree');
        await writeFile('tree/.git', 'gitdir: x');
      },
      'it would be in the git repository',
    ],
  ])('%s: refused before anything is read', async (_, file, prepare, message) => {
    const { made } = await stateOf([named('a')]);
    await prepare();
    await expect(imported(made, { secretsOut: file })).rejects.toThrow(message);
    expect(made.events).toEqual([]);
    await expect(readFile('streams/a.yaml')).rejects.toThrow('ENOENT');
  });

  it('that appears during the run is not replaced', async () => {
    const { made } = await stateOf([named('a')]);
    const run = made.run((context) => {
      const refusePublicPlace: typeof context.files.refusePublicPlace = async (file, folder) => {
        await context.files.refusePublicPlace(file, folder);
        await symlink('target.env', file);
      };
      return importTerraform(
        { ...context, files: { ...context.files, refusePublicPlace } },
        { ...IMPORT, secretsOut: SECRETS },
        STATE,
      );
    });
    await expect(run).rejects.toThrow('secrets.env cannot be written: it exists already.');
    await expect(readFile('target.env')).rejects.toThrow('ENOENT');
    expect((await readdir('.')).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it.each<readonly [string, string, string]>([
    ['moved', 'HTTPS', 'endpoint of the live stream has changed since the state was written'],
    [
      'of another type',
      'S3',
      'the state has a destination of the type HTTPS, the live stream one of the type S3',
    ],
  ])('has no secret for a destination that is %s', async (_, type, message) => {
    const { account, held } = accountWith([named('a', 'HTTPS')]);
    const to =
      type === 'HTTPS'
        ? destination('HTTPS', { endpoint: 'https://other.example.com/in' })
        : destination(type);
    const body = editBody({ streamName: 'a', destination: to });
    const [stream] = account.streams;
    if (!stream) throw new Error('no stream');
    const moved = editStream(account, stream, checkBody(account, 'cdn', body, stream), false, {
      by: 'someone',
      now: Date.UTC(2025, 5, 1),
    });
    const made = await terraformWorkspace(moved.accountState, stateFile(held));
    const { report } = await imported(made, { secretsOut: SECRETS });
    const { written, missing } = report.terraform.secrets ?? { written: ['?'], missing: [] };
    expect(written).toEqual([]);
    expect(new Set(missing.map((one) => one.message))).toEqual(new Set([message]));
    await expect(readFile(SECRETS)).rejects.toThrow('ENOENT');
  });

  it('lists by name what the state does not have, what is hidden and what no dotenv file can hold', async () => {
    const values = { access_key: null, secret_access_key: '(sensitive value)' };
    const { made } = await stateOf([named('a'), named('b')], (held, index) => ({
      ...held,
      change: (all) => ({
        ...all,
        s3_connector: [
          {
            ...(all['s3_connector'] as readonly object[])[0],
            ...(index === 0 ? values : { access_key: `'"\`canary`, secret_access_key: 'a\r\nb' }),
          },
        ],
      }),
    }));
    const { report, output } = await imported(made, { secretsOut: SECRETS });
    expect(
      report.terraform.secrets?.missing.map(({ variable, message }) => [variable, message.slice(0, 40)]),
    ).toEqual([
      ['A_ACCESS_KEY', 'the state has no value for it'],
      ['A_SECRET_ACCESS_KEY', 'the state has a placeholder instead of i'],
      ['B_ACCESS_KEY', 'its value has all kinds of quotes, or a '],
      ['B_SECRET_ACCESS_KEY', 'its value has all kinds of quotes, or a '],
    ]);
    expect(output).not.toContain('canary');
  });

  it('has no variable that two streams share with different values', async () => {
    const { made } = await stateOf([named('a'), named('b')], (held, index) => ({
      ...held,
      change: (all) => ({
        ...all,
        s3_connector: [{ ...(all['s3_connector'] as readonly object[])[0], access_key: `canary ${index}` }],
      }),
    }));
    await imported(made);
    const text = await readFile('streams/b.yaml', 'utf8');
    await writeFile('streams/b.yaml', text.replace('B_ACCESS_KEY', 'A_ACCESS_KEY'));
    const { report } = await imported(made, { secretsOut: SECRETS });
    expect(report.terraform.secrets?.missing).toEqual([
      {
        variable: 'A_ACCESS_KEY',
        name: 'b',
        message: 'another stream of the state has another value for the same variable',
      },
    ]);
    expect(await readFile(SECRETS, 'utf8')).not.toContain('A_ACCESS_KEY');
  });

  it('is the only place with a value of the state: no output, event, cache or manifest has one', async () => {
    const { made } = await stateOf([named('a'), named('b', 'TRAFFICPEAK')]);
    for (const format of ['json', 'terminal', 'markdown'] as const) {
      const { output } = await imported(made, { format, streams: format, secretsOut: `${format}.env` });
      expect(output).not.toContain('canary');
    }
    const files = await readdir('.', { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const file of files.filter((one) => one.isFile())) {
      const path = `${file.parentPath}/${file.name}`;
      if ((await readFile(path, 'utf8')).includes('canary-5e77')) found.push(path.replace(/^\.\//, ''));
    }
    expect(found.toSorted()).toEqual(['json.env', 'markdown.env', STATE, 'terminal.env'].toSorted());
    expect(JSON.stringify([made.events, made.said])).not.toContain('canary-5e77');
    expect(found).not.toContain(SIMULATOR);
  });
});

test('a CA certificate that only the state shows is in the manifest, so that an update does not drop it', async () => {
  const to = destination('SPLUNK', { caCert: CANARY });
  const { made } = await stateOf([{ body: { streamName: 'a', destination: to } }]);
  const { report } = await imported(made);
  expect(await readFile('streams/a.yaml', 'utf8')).toContain('caCert: { env: A_CA_CERT }');
  expect(report.imported[0]?.references.map(({ member }) => member)).toContain('caCert');
  expect((await changesIn(made)).changed).toEqual([]);
});
