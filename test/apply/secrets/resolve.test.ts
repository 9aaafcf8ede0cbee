import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fillSecrets, secretSource } from '../../../src/apply/secrets/resolve.ts';
import { temporaryFolder } from '../temporary.ts';

const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;

let root = '';
let streams = '';
let vault = '';

beforeEach(() => {
  root = temporaryFolder();
  streams = path.join(root, 'streams');
  vault = path.join(root, 'vault');
  mkdirSync(path.join(streams, 'team'), { recursive: true });
  mkdirSync(vault);
});

const ORIGIN = { from: 'file', file: 'datastream.yaml', line: 2, column: 1 } as const;

const source = (env: Readonly<Record<string, string>> = {}) =>
  secretSource({ env, manifestDirectory: streams, secretsDirectory: vault });
const file = (name: string, folder = streams) => source().value({ file: name }, folder);

describe('environment references', () => {
  test('provide their values', async () => {
    expect(await source({ TOKEN: 'canary-1' }).value({ env: 'TOKEN' }, streams)).toBe('canary-1');
  });

  test.each([
    ['TOKEN', {}, 'env TOKEN is not set; set it for this run.'],
    ['TOKEN', { TOKEN: '' }, 'env TOKEN is empty; give it a value.'],
    ['constructor', {}, 'env constructor is not set; set it for this run.'],
  ])('to %s with the value %j are an error that names it', async (name, env, message) => {
    await expect(source(env).value({ env: name }, streams)).rejects.toThrow(message);
  });

  test.each([
    'AKAMAI_CLIENT_SECRET',
    'akamai_host',
    'GITHUB_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
    'RUNNER_TEMP',
    'INPUT_KEY',
    'NODE_OPTIONS',
    'DATASTREAM_X',
    'PATH',
    'Home',
  ])('to %s are refused although it is set', async (name) => {
    const attempt = source({ [name]: 'canary-2' }).value({ env: name }, streams);
    await expect(attempt).rejects.toThrow(/must not be sent to a destination/);
    await expect(attempt).rejects.not.toThrow(/canary/);
  });
});

describe('file references', () => {
  test.each([
    ['token\n', 'token'],
    ['token\r\n', 'token'],
    ['token\n\n', 'token\n'],
    ['two\nlines', 'two\nlines'],
  ])('with the content %j provide %j: one trailing newline is removed', async (text, value) => {
    writeFileSync(path.join(streams, 'secret.txt'), text);
    expect(await file('secret.txt')).toBe(value);
  });

  test('are relative to the folder of the manifest, and may lead elsewhere inside the manifest folder', async () => {
    writeFileSync(path.join(streams, 'shared.txt'), 'one');
    expect(await file('../shared.txt', path.join(streams, 'team'))).toBe('one');
  });

  test('are found in the secrets folder by name and by path', async () => {
    writeFileSync(path.join(vault, 'token.txt'), 'two');
    expect(await file('token.txt')).toBe('two');
    expect(await file(path.join(vault, 'token.txt'))).toBe('two');
  });

  test('are refused outside both folders, also through a link and with a folder that a plan names', async () => {
    writeFileSync(path.join(root, 'outside.txt'), 'canary-3');
    symlinkSync(path.join(root, 'outside.txt'), path.join(streams, 'link.txt'));
    await expect(file('../outside.txt')).rejects.toThrow(/leads outside/);
    await expect(file('link.txt')).rejects.toThrow(/leads outside/);
    await expect(file('outside.txt', root)).rejects.toThrow(/leads outside/);
  });

  test('follow a link that stays inside', async () => {
    writeFileSync(path.join(vault, 'real.txt'), 'three');
    symlinkSync(path.join(vault, 'real.txt'), path.join(streams, 'link.txt'));
    expect(await file('link.txt')).toBe('three');
  });

  test.each(['../team/token', './secrets/../token', 'secrets/./../../x', 'secrets\\..\\token'])(
    'to %s do not match a pattern of allowed secrets that it only begins with',
    async (name) => {
      const allowed = { value: ['file:secrets/*', 'file:./secrets*'], origin: ORIGIN };
      const limited = secretSource({ env: {}, manifestDirectory: streams, allowed });
      await expect(limited.value({ file: name }, streams)).rejects.toThrow(
        `file ${name} is not in allowedSecrets (datastream.yaml:2).`,
      );
    },
  );

  test('do not follow a link of the repository if only some secrets are allowed', async () => {
    writeFileSync(path.join(vault, 'other.txt'), 'canary-8');
    writeFileSync(path.join(vault, 'current.txt'), 'four');
    symlinkSync(path.join(vault, 'other.txt'), path.join(streams, 'mine.txt'));
    symlinkSync(path.join(vault, 'current.txt'), path.join(vault, 'app.txt'));
    const allowed = { value: ['file:mine.txt', 'file:app.txt', 'file:own.txt'], origin: ORIGIN };
    const places = { env: {}, manifestDirectory: streams, secretsDirectory: vault, allowed };
    const limited = secretSource(places);
    await expect(limited.value({ file: 'mine.txt' }, streams)).rejects.toThrow(/mine\.txt is a link/);
    expect(await limited.value({ file: 'app.txt' }, streams)).toBe('four');
    writeFileSync(path.join(streams, 'own.txt'), 'five');
    expect(await limited.value({ file: 'own.txt' }, streams)).toBe('five');
  });

  test('never read inside .git', async () => {
    mkdirSync(path.join(streams, '.Git'));
    writeFileSync(path.join(streams, '.Git', 'config'), 'canary-4');
    await expect(file('.Git/config')).rejects.toThrow(/inside a \.git folder/);
  });

  test.each([
    ['.edgerc', 'harmless'],
    ['my-edgerc.bak', 'harmless'],
    ['innocent.txt', '[default]\nclient_secret = canary-5\naccess_token = canary-6\n'],
    ['innocent.json', '{"client_secret":"canary-5","access_token":"canary-6"}'],
  ])('to %s are refused as an edgerc file', async (name, text) => {
    writeFileSync(path.join(streams, name), text);
    const attempt = file(name);
    await expect(attempt).rejects.toThrow(/is an edgerc/);
    await expect(attempt).rejects.not.toThrow(/canary/);
  });

  test('require a small regular text file', async () => {
    mkdirSync(path.join(streams, 'folder.txt'));
    execFileSync('mkfifo', [path.join(streams, 'pipe.txt')]);
    writeFileSync(path.join(streams, 'large.txt'), 'x'.repeat(1024 * 1024));
    writeFileSync(path.join(streams, 'fits.txt'), 'x'.repeat(1024 * 1024 - 1));
    writeFileSync(path.join(streams, 'binary.txt'), Uint8Array.of(0xff, 0xfe, 0xfd));
    writeFileSync(path.join(streams, 'empty.txt'), '\n');
    await expect(file('folder.txt')).rejects.toThrow(/not a regular file/);
    await expect(file('pipe.txt')).rejects.toThrow(/not a regular file/);
    await expect(file('large.txt')).rejects.toThrow(/under 1 MiB/);
    await expect(file('binary.txt')).rejects.toThrow(/not UTF-8/);
    await expect(file('empty.txt')).rejects.toThrow(/is empty/);
    await expect(file('missing.txt')).rejects.toThrow(/does not exist or cannot be read/);
    expect(await file('fits.txt')).toHaveLength(1024 * 1024 - 1);
  });
});

describe('resolving a spec', () => {
  test('replaces references by values, wherever they are', async () => {
    const spec = { a: 1, destination: { password: { env: 'TOKEN' }, list: [{ env: 'TOKEN' }, 'x'] } };
    expect(await fillSecrets(CDN, { spec, folder: streams }, source({ TOKEN: 'canary-7' }))).toEqual({
      tag: 'filled',
      spec: { a: 1, destination: { password: 'canary-7', list: ['canary-7', 'x'] } },
    });
  });

  test('names every member whose reference has no value', async () => {
    const spec = { destination: { userName: { env: 'NOBODY' }, password: { file: 'nothing.txt' } } };
    const filled = await fillSecrets(CDN, { spec, folder: streams }, source());
    expect(filled).toMatchObject({ tag: 'missing' });
    expect(filled.tag === 'missing' && filled.problems.join('\n')).toMatch(
      /^spec\.destination\.userName: env NOBODY is not set.*\nspec\.destination\.password: file nothing\.txt/,
    );
  });

  test('remembers the values that it resolved, to redact them', async () => {
    const secrets = source({ TOKEN: 'canary-8' });
    expect(secrets.redact('canary-8')).toBe('canary-8');
    await fillSecrets(CDN, { spec: { a: { env: 'TOKEN' } }, folder: streams }, secrets);
    expect(secrets.redact('it was canary-8')).toBe('it was ***');
  });
});
