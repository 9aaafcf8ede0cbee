import { readFile, stat, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run as runCommandLine } from '../../src/cli/run.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { workspace } from '../commands/workspace.ts';
import { unmetered } from '../simulator/client.ts';
import { captureWrites, run } from './in-process.ts';

let streamListeners: readonly unknown[];

beforeEach(() => {
  streamListeners = process.stdout.listeners('error');
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const listener of process.stdout.listeners('error')) {
    if (!streamListeners.includes(listener)) process.stdout.off('error', listener as () => void);
  }
});

const SIMULATOR = ['--simulator', 'simulator.json'];

describe('a command line', () => {
  beforeEach(async () => {
    await workspace({ examples: true });
    for (const name of ['NO_COLOR', 'FORCE_COLOR']) vi.stubEnv(name, '');
  });

  it('rewrites manifests from live streams only with --yes, which has no other meaning in an import', async () => {
    vi.stubEnv('CI', 'true');
    const refused = await run('import', '--update', ...SIMULATOR, '--format', 'json');
    expect(refused.exitCode).toBe(3);
    expect(JSON.parse(refused.stdout).refusals[0].code).toBe('no-consent');
    const written = await run(
      'import',
      '--update',
      '--yes',
      'legacy-datadog',
      ...SIMULATOR,
      '--format',
      'json',
    );
    expect(JSON.parse(written.stdout)).toMatchObject({ updated: [{ name: 'legacy-datadog' }], refusals: [] });
    const wrong = await run('import', '--all', '--yes', ...SIMULATOR);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toContain('--yes can be used only with --update.');
  });

  it('plans, saves the plan for its owner only, and keeps the simulated account in the given file', async () => {
    const { exitCode, stdout } = await run('plan', ...SIMULATOR, '--out', 'plan.json', '--detailed-exitcode');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^DataStream plan {2}the simulator/);
    expect(stdout.endsWith('\n')).toBe(true);
    expect(JSON.parse(await readFile('plan.json', 'utf8'))).toMatchObject({ target: 'simulator' });
    expect((await stat('plan.json')).mode & 0o077).toBe(0);
    expect((await stat('simulator.json')).isFile()).toBe(true);
    expect((await stat('.datastream/cache')).isDirectory()).toBe(true);
  });

  it('plans only the named streams, and leaves no cache with --no-cache', async () => {
    const words = ['plan', ...SIMULATOR, '--only', 'edge-archive', '--no-cache', '--format', 'json'];
    const { exitCode, stdout } = await run(...words);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).items).toHaveLength(1);
    await expect(stat('.datastream/cache')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('plans a new version for --rotate, and raises limits with --allow', async () => {
    const words = [
      'plan',
      ...SIMULATOR,
      '--rotate',
      'security-splunk',
      '--allow',
      'live=0',
      '--format',
      'json',
    ];
    const { exitCode, stdout } = await run(...words);
    const { items, refusals } = JSON.parse(stdout);
    expect(items.find((item: { name: string }) => item.name === 'security-splunk').action).toBe('update');
    expect(refusals[0].message).toContain('live');
    expect(exitCode).toBe(3);
  });

  it('validates, and reports errors with exit code 1', async () => {
    expect((await run('validate', '--format', 'json')).exitCode).toBe(0);
    expect((await run('validate', '--streams', 'nowhere')).exitCode).toBe(1);
  });

  it.each([
    [['plan', '--format', 'json', '--no-such-option'], 'usage'],
    [['plan', '--format=json', '--endpoint', 'http://example.com'], 'access'],
    [['plan', '--format', 'json', '--edgerc', 'nowhere'], 'access'],
    [['status', '--format', 'json', '--edgerc', 'nowhere'], 'access'],
    [['apply', '--format', 'json', ...SIMULATOR, '--plan', 'nowhere.json'], 'usage'],
    [['import', '--format', 'json', ...SIMULATOR], 'usage'],
    [['import', 'nope', '--format', 'json', ...SIMULATOR], 'usage'],
    [['migrate', 'nope', '--format', 'json'], 'usage'],
    [['logs', 'nope', '--start', '-1h', '--format', 'json', ...SIMULATOR], 'usage'],
    [['nope', '--format', 'json'], 'usage'],
  ])('that fails prints JSON on standard output too: %j', async (words, code) => {
    const { exitCode, stdout, stderr } = await run(...words);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      error: { code, message: expect.any(String) },
    });
    expect(stderr).toMatch(/^(Target: .*\n)?Error: /m);
  });

  it('that fails prints no JSON unless requested', async () => {
    expect((await run('plan', '--edgerc', 'nowhere')).stdout).toBe('');
  });

  it('is in the title of manifest errors', async () => {
    for (const command of ['plan', 'apply', 'status']) {
      const { exitCode, stdout } = await run(command, '--only', 'nope', ...SIMULATOR);
      expect([exitCode, stdout.split('\n')[0]]).toEqual([1, `DataStream ${command}`]);
    }
  });

  it('shows the status with a limit for overdue transitions', async () => {
    const { exitCode, stdout } = await run('status', ...SIMULATOR, '--overdue', '1s', '--format', 'json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).items.length).toBeGreaterThan(4);
  });

  it('streams logs: only records on standard output', async () => {
    await writeFile('simulator.json', JSON.stringify(unmetered(seededAccount(Date.now()))));
    const words = [
      'logs',
      'edge-samples',
      '--start',
      '-32m',
      '--end',
      '-2m',
      '--raw',
      '--size',
      '40',
      ...SIMULATOR,
    ];
    const { exitCode, stdout, stderr } = await run(...words, '--format', 'json', '--page', '1');
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').slice(0, -1);
    // Half an hour has enough records at any time of the day.
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ type: 'Raw' });
    expect(stderr).toMatch(/^DataStream logs {2}the simulator/);
    const metrics = ['--metric', '2xx', '--metric', '4xx,5xx', '--aggregate'];
    const table = await run('logs', 'origin-health', '--start', '-1h', ...metrics, ...SIMULATOR);
    expect(table.stdout).toMatch(/^DataStream logs.*\n.*\n\nstart +end +2xx +4xx +5xx\n/);
  });

  it('imports into a folder, and overwrites files only with --force', async () => {
    const words = ['import', '--all', '--log-type', 'edns', '--streams', 'mine', ...SIMULATOR];
    expect((await run(...words)).exitCode).toBe(0);
    expect(await run('import', '7070', '--streams', 'mine', ...SIMULATOR)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is managed by mine/'),
    });
  });

  it('applies without secrets: streams with missing ones are blocked and named, exit code 1', async () => {
    const words = [
      'apply',
      ...SIMULATOR,
      '--only',
      'agent-analytics',
      '--yes',
      '--lookup',
      '1s',
      '--poll',
      '2s',
    ];
    const { exitCode, stdout } = await run(...words);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/secret/i);
  });

  it('serves the simulator until it is stopped', async () => {
    const running = run('simulate', '--port', '0', '--movement', '1s', '--empty', '--file', 'served.json');
    await vi.waitFor(
      () => expect(String(vi.mocked(process.stderr.write).mock.calls)).toContain('Ctrl-C'),
      20_000,
    );
    process.emit('SIGINT');
    const { exitCode, stdout, stderr } = await running;
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toMatch(/export AKAMAI_HOST=127\.0\.0\.1:\d+\n/);
    expect(stderr).toContain('kept in served.json');
  });

  it('serves HTTPS with a certificate generated at start, and names the variables that make clients trust it', async () => {
    const running = run('simulate', '--port', '0', '--https', '--streams', 'streams');
    await vi.waitFor(
      () => expect(String(vi.mocked(process.stderr.write).mock.calls)).toContain('Ctrl-C'),
      20_000,
    );
    process.emit('SIGINT');
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/datastream plan --endpoint https:\/\/127\.0\.0\.1:\d+\n/);
    const files = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE'].map(
      (name) => new RegExp(`export ${name}=(\\S+)\\n`).exec(stderr)?.[1],
    );
    expect(new Set(files).size).toBe(1);
    const [file = ''] = files;
    const text = await readFile(file, 'utf8');
    expect(text).toContain('BEGIN CERTIFICATE');
    expect(text).not.toContain('PRIVATE KEY');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a certificate without its key', ['simulate', '--cert', 'a.pem'], /--cert and --key go together/],
    ['another format', ['plan', '--format', 'xml'], /'xml' is invalid\. Choose terminal, json or markdown\./],
    [
      'a simulated and a real account',
      ['plan', '--simulator', '--edgerc', 'x'],
      /'--simulator \[file\]' cannot be used with option '--edgerc <file>'/,
    ],
    [
      'a state file that may be a stream name',
      ['import', '--simulator', 'web'],
      /'web' is invalid\. It may be the name of a stream/,
    ],
    ['a wait that is not a duration', ['apply', '--wait', 'soon', ...SIMULATOR], /duration/],
    ['logs without a start', ['logs', 'web'], /required option '--start <time>' not specified/],
    [
      'both reports',
      ['logs', 'web', '--start', '-1h', '--raw', '--aggregate'],
      /'--raw' cannot be used with option '--aggregate'/,
    ],
    ['a page that is not a number', ['logs', 'web', '--start', '-1h', '--page', 'x'], /the first one is 0/],
    [
      'logs as markdown',
      ['logs', 'web', '--start', '-1h', '--format', 'markdown'],
      /'markdown' is invalid\. Choose terminal or json\./,
    ],
    ['an unknown command', ['destroy'], /unknown command 'destroy'/],
    ['an unknown option', ['plan', '--force'], /unknown option '--force'/],
    ['an unknown argument', ['plan', 'web'], /too many arguments/],
    [
      'a simulated account and an endpoint',
      ['plan', '--simulator', '--endpoint', 'https://a.example.com'],
      /'--simulator \[file\]' cannot be used with option '--endpoint <url>'/,
    ],
    ['a limit without its kind', ['apply', '--allow', 'all=1'], /KIND=N/],
    ['an unknown name to plan', ['plan', ...SIMULATOR, '--only', 'nobody'], /nobody/],
    ['an unknown name to rotate', ['plan', ...SIMULATOR, '--rotate', 'nobody'], /nobody/],
    ['a folder that does not exist', ['plan', ...SIMULATOR, '--streams', 'nowhere'], /nowhere/],
    ['a plan that does not exist', ['apply', ...SIMULATOR, '--plan', 'nowhere.json'], /nowhere\.json/],
    ['an import of nothing', ['import', ...SIMULATOR], /--all/],
    ['an import of an unknown stream', ['import', 'nobody', ...SIMULATOR], /No live stream/],
  ])('refuses %s with exit code 1', async (_, words, message) => {
    const { exitCode, stdout, stderr } = await run(...words);
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toMatch(message);
    expect(stdout + stderr).not.toMatch(/bug|\n\s+at /);
  });

  it.each(['validate', 'plan', 'apply', 'status', 'import', 'logs', 'migrate', 'init', 'simulate'])(
    'has help for %s',
    async (command) => {
      const { exitCode, stdout } = await run(command, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`Usage: datastream ${command}`));
      expect(stdout).toMatch(/^Examples?:$/m);
    },
  );

  it('shows no control characters from names of live streams, also in errors', async () => {
    expect((await run('plan', ...SIMULATOR)).exitCode).toBe(0);
    const text = await readFile('simulator.json', 'utf8');
    await writeFile('simulator.json', text.replaceAll('portal-experiment', 'p\\u001b[2Jq\\u202e'));
    const { stderr } = await run('import', 'nobody', ...SIMULATOR);
    expect(stderr).toContain('p\\u001b[2Jq\\u202e');
    for (const acting of ['\u001b', '\u202e']) expect(stderr).not.toContain(acting);
  });

  it('reports an invalid manifest with file, line and column, before it looks for credentials', async () => {
    await writeFile(
      'streams/broken.yaml',
      'apiVersion: datastream-gitops/v1\nkind: DataStream2\nmetdata: {}\n',
    );
    const { exitCode, stdout } = await run('plan', '--edgerc', 'nowhere');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/streams\/broken\.yaml/);
    expect(stdout).toMatch(/3:1/);
  });

  it('without arguments shows the commands', async () => {
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Exit codes:');
  });
});

describe('the process', () => {
  it('prints its version before anything else is loaded', async () => {
    const text = captureWrites(process.stdout);
    expect(await runCommandLine(['-V'])).toBe(0);
    expect(text()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('survives closed pipes: no stream error ends a run in the middle', async () => {
    captureWrites(process.stdout);
    await runCommandLine(['--version']);
    for (const stream of [process.stdout, process.stderr]) {
      const listen = stream.listeners('error').at(-1);
      expect(() => listen?.call(stream, Object.assign(new Error('EPIPE'), { code: 'EPIPE' }))).not.toThrow();
    }
  });
});
