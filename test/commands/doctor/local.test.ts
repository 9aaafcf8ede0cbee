import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { lockFile } from '../../../src/apply/files/lock.ts';
import { readInstallation } from '../../../src/cli/installation.ts';
import { doctor } from '../../../src/commands/doctor/doctor.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';
import { examine } from './doctor.ts';

/** Runs doctor in a workspace with the embedded simulator. */
async function inSimulator(
  prepare: (place: Workspace) => Promise<void> = async () => {},
  changes: { readonly node?: string; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const place = await workspace({ examples: true, env: changes.env ?? {} });
  await prepare(place);
  const installation = { ...readInstallation(), ...(changes.node ? { node: changes.node } : {}) };
  const ports = {
    installation,
    openRepository: () => ({ tag: 'missing', message: 'No token.', hint: 'x' }) as const,
  };
  const options = { ...DEFAULTS, format: 'json', maxRequests: 30 } as const;
  const { output, exitCode } = await place.run((context) => doctor(context, options, ports));
  const report = JSON.parse(output) as Diagnosis;
  const check = (id: string) => report.checks.find((one) => one.check === id);
  return { check, exitCode, report };
}

describe('Node.js', () => {
  it.each([
    ['v20.19.0', 'ok'],
    ['v24.1.0', 'ok'],
    ['v20.18.3', 'problem'],
    ['v18.20.4', 'problem'],
  ])('%s: %s', async (node, status) => {
    const { check } = await inSimulator(undefined, { node });
    expect(check('node')?.status).toBe(status);
  });
});

describe('manifests', () => {
  it('are counted', async () => {
    const { check } = await inSimulator();
    expect(check('manifests')).toMatchObject({ status: 'ok', message: '8 manifests in 7 files are valid.' });
  });

  it('with errors are a problem, and the other checks still run', async () => {
    const { check, exitCode, report } = await inSimulator(({ write }) =>
      write('streams/bad.yaml', 'kind: X\n'),
    );
    expect(check('manifests')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('streams/bad.yaml:1'),
      hint: expect.stringContaining('datastream validate'),
    });
    expect(exitCode).toBe(1);
    expect(report.checks.length).toBeGreaterThan(25);
  });
});

describe('secrets', () => {
  it('that are not set are named, with their manifest', async () => {
    const { check } = await inSimulator();
    expect(check('secrets')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('env EDGE_ARCHIVE_ACCESS_KEY (streams/edge-archive.yaml)'),
    });
  });

  it('that are credentials of the API client are a problem, even if others are only missing', async () => {
    const { check } = await inSimulator(async ({ write }) => {
      const file = 'streams/edge-archive.yaml';
      const text = await readFile(file, 'utf8');
      await write(file, text.replace('{ env: EDGE_ARCHIVE_ACCESS_KEY }', '{ file: key }'));
      await write('streams/key', '[default]\nclient_secret = a\naccess_token = b\n');
    });
    expect(check('secrets')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('file key (streams/edge-archive.yaml)'),
      hint: expect.stringContaining('file key is an edgerc'),
    });
  });

  it('that are set are never shown', async () => {
    const { check, report } = await examine();
    expect(check('secrets')?.status).toBe('ok');
    expect(JSON.stringify(report)).not.toContain('canary-');
  });
});

describe('the lock', () => {
  const held = (holder: (place: Workspace) => string) =>
    inSimulator(async (place) => {
      await writeLock(place, holder(place));
    });

  /** The account of the simulator is known only when it exists. */
  async function writeLock(place: Workspace, text: string) {
    const { openConnection } = await import('../../../src/commands/session/connection.ts');
    const { account } = await place.clock.runUntil(openConnection(place.context, DEFAULTS));
    await place.write(lockFile(account, place.context.hash), text);
  }

  it('is free', async () => {
    const { check } = await inSimulator();
    expect(check('lock')?.status).toBe('ok');
  });

  it('of a process that may be running is a warning that names it', async () => {
    const holder = {
      pid: 4711,
      host: 'other.example.com',
      pidSpace: 'x',
      boot: 'y',
      startedAt: '1',
      since: '2026-01-05T09:00:00Z',
    };
    const { check } = await held(() => JSON.stringify(holder));
    // A file that was just written is younger than the clock of the test.
    expect(check('lock')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('process 4711 on other.example.com'),
    });
  });

  it('of a process that has ended is stale', async () => {
    const { systemMachine } = await import('../../../src/files/lock-holder.ts');
    const self = await systemMachine.self();
    const { check } = await held(() => JSON.stringify({ ...self, startedAt: 'another', since: 'x' }));
    expect(check('lock')).toMatchObject({ status: 'warning', message: expect.stringContaining('is stale') });
  });

  it('that is a folder is a problem', async () => {
    const { check } = await inSimulator(async (place) => {
      await writeLock(place, 'x');
      const { openConnection } = await import('../../../src/commands/session/connection.ts');
      const { account } = await place.clock.runUntil(openConnection(place.context, DEFAULTS));
      const file = lockFile(account, place.context.hash);
      await rm(file);
      await mkdir(file);
    });
    expect(check('lock')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('is not a lock file'),
    });
  });
});

test('the state folder that is a file is a problem', async () => {
  const { check } = await examine({ prepare: ({ write }) => write('.datastream', 'x') });
  expect(check('state-folder')).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('not a folder'),
  });
});

describe('the cache', () => {
  it('counts its entries, and those that cannot be read', async () => {
    const { plan } = await import('../../../src/commands/plan.ts');
    const fill = async ({ run }: Workspace) => {
      await run((context) => plan(context, DEFAULTS));
    };
    const full = await inSimulator(fill);
    expect(full.check('cache')).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/has \d+ entries/),
    });
    const damaged = await inSimulator(async (place) => {
      await fill(place);
      const [folder = ''] = await place.context.files.list('.datastream/cache');
      await writeFile(path.join('.datastream/cache', folder, 'x'.repeat(32)), 'damaged');
    });
    expect(damaged.check('cache')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('1 file that'),
    });
  });
});

describe('Git', () => {
  it.each([
    ['.gitignore', '.datastream/\n', 'ok'],
    ['.gitignore', '/.datastream\n', 'ok'],
    ['.git/info/exclude', '.datastream/**\n', 'ok'],
    ['.gitignore', '.datastream-old/\n', 'warning'],
  ])('%s with %j: %s', async (file, text, status) => {
    const { check } = await inSimulator(async ({ write }) => {
      await write('.git/HEAD', 'ref: refs/heads/main\n');
      await write(file, text);
    });
    expect(check('git')?.status).toBe('ok');
    expect(check('git-ignore')?.status).toBe(status);
  });

  it('is found above the working directory', async () => {
    const { check } = await inSimulator(async ({ write }) => {
      await write('.git/HEAD', 'ref: refs/heads/main\n');
      await write('.gitignore', '.datastream/\n');
      await mkdir('logs');
      process.chdir('logs');
    });
    expect(check('git')?.message).toBe('The working directory is below the top of a Git repository (..).');
    expect(check('git-ignore')?.status).toBe('ok');
  });
});

describe('credentials', () => {
  const SECRET = 'c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IDEyMzQ=';
  const EDGERC = `[default]\nhost = akab-1.luna.akamaiapis.net\nclient_token = akab-abcdefgh12345678-abcdefgh12345678\nclient_secret = ${SECRET}\naccess_token = akab-hgfedcba12345678-hgfedcba12345678\n`;

  /** Only the checks that need no request: the host is one that nothing listens on. */
  async function withEdgerc(text: string, mode = 0o600, env: Readonly<Record<string, string>> = {}) {
    const place = await workspace({ examples: true, env });
    await place.write('edgerc', text);
    await chmod('edgerc', mode);
    const ports = {
      installation: readInstallation(),
      openRepository: () => ({ tag: 'missing', message: 'No token.', hint: 'x' }) as const,
    };
    const { simulator: _, ...rest } = DEFAULTS;
    const options = { ...rest, format: 'json', maxRequests: 30, edgerc: 'edgerc' } as const;
    // The request fails at once: an aborted run sends nothing.
    const context = { ...place.context, env: { ...env, HTTPS_PROXY: 'http://127.0.0.1:1' } };
    const { output } = await doctor(context, options, ports);
    const report = JSON.parse(output) as Diagnosis;
    return { check: (id: string) => report.checks.find((one) => one.check === id), report, output };
  }

  it('in a file of yours only are fine, and no value is shown', async () => {
    const { check, output } = await withEdgerc(EDGERC);
    expect(check('source')?.message).toBe('The credentials are in section [default] of edgerc.');
    expect(check('form')?.status).toBe('ok');
    expect(check('file-permissions')?.status).toBe('ok');
    expect(check('not-sent')?.status).toBe('ok');
    expect(output).not.toMatch(/c2VjcmV0|abcdefgh12345678/);
  });

  it('that others can read are a warning with the command', async () => {
    const { check } = await withEdgerc(EDGERC, 0o644);
    expect(check('file-permissions')).toMatchObject({ status: 'warning', hint: 'Run `chmod 600 edgerc`.' });
  });

  it.each([
    [
      'a token that was cut',
      EDGERC.replace('-hgfedcba12345678-hgfedcba12345678', '-hgfedcba'),
      'warning',
      /access_token/,
    ],
    ['two equal tokens', EDGERC.replaceAll('hgfedcba', 'abcdefgh'), 'problem', /the same value/],
    ['a secret that was cut', EDGERC.replace('MzQ=', ''), 'warning', /client_secret/],
    ['another host', EDGERC.replace('akamaiapis.net', 'example.com'), 'warning', /host/],
  ])('with %s', async (_, text, status, message) => {
    const { check, output } = await withEdgerc(text);
    expect(check('form')).toMatchObject({ status, message: expect.stringMatching(message) });
    expect(output).not.toContain('c2VjcmV0');
  });

  it('that a manifest would send to a destination are a problem that does not show them', async () => {
    const { check, output } = await withEdgerc(EDGERC, 0o600, { EDGE_ARCHIVE_ACCESS_KEY: SECRET });
    expect(check('not-sent')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('env EDGE_ARCHIVE_ACCESS_KEY (streams/edge-archive.yaml)'),
    });
    expect(output).not.toContain(SECRET);
  });

  it('that are missing are one problem, and everything else is still checked', async () => {
    const { check, report } = await withEdgerc('[other]\nhost = x\n');
    expect(check('source')).toMatchObject({ status: 'problem', hint: expect.stringContaining('--section') });
    expect(check('host')?.status).toBe('skipped');
    expect(check('lock')?.status).toBe('skipped');
    expect(check('manifests')?.status).toBe('ok');
    expect(report).not.toHaveProperty('target');
  });
});
