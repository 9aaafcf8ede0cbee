import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCredentials } from '../../../src/api/credentials/credentials.ts';
import { readEdgerc } from '../../../src/api/credentials/edgerc.ts';
import { originOf } from '../../../src/api/transport/endpoint.ts';
import { AccessError } from '../../../src/http/access-error.ts';
import { proxySettings } from '../../../src/http/proxy.ts';

const FOUR = `client_secret = c2VjcmV0=/
host = akab-example.luna.akamaiapis.net
access_token = akab-access
client_token = akab-client
`;

const FOUND = {
  host: 'akab-example.luna.akamaiapis.net',
  clientToken: 'akab-client',
  clientSecret: 'c2VjcmV0=/',
  accessToken: 'akab-access',
};

const VARIABLES = {
  AKAMAI_HOST: FOUND.host,
  AKAMAI_CLIENT_TOKEN: FOUND.clientToken,
  AKAMAI_CLIENT_SECRET: FOUND.clientSecret,
  AKAMAI_ACCESS_TOKEN: FOUND.accessToken,
};

async function home(edgerc?: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edgerc-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  if (edgerc !== undefined) await writeFile(join(folder, '.edgerc'), edgerc);
  return folder;
}

async function refusal(promise: Promise<unknown>): Promise<AccessError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof AccessError) return error;
  throw new Error(`expected an AccessError, got ${String(error)}`);
}

describe('an .edgerc file', () => {
  it.each([
    ['plain', `[default]\n${FOUR}`],
    ['with CRLF and a byte order mark', `\uFEFF[default]\n${FOUR}`.replaceAll('\n', '\r\n')],
    ['with comments', `# one = 1\n; two = 2\n[default] ; here\n# host = wrong\n${FOUR}; end`],
    ['with comments after values', `[default]\n${FOUR.replaceAll('\n', ' ; note\n')}`],
    ['with another section before and behind', `[other]\nhost = x\n[default]\n${FOUR}[third]\nhost = y`],
    ['with quotes', `[default]\n${FOUR.replace(/= (.*)/g, '= "$1" # note')}`],
  ])('is read %s', async (_, text) => {
    expect(await findCredentials({ env: {}, home: await home(text) })).toMatchObject(FOUND);
  });

  it('is read whatever the spaces, dashes and case of its names', () => {
    const members = readEdgerc('[ default ]\n  CLIENT-SECRET\t=   a b  \nmax-body = 1', 'default', 'f');
    expect(Object.fromEntries(members)).toEqual({ client_secret: 'a b', max_body: '1' });
  });

  it('keeps every secret unchanged', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/=_.~-]{1,60}$/);
    fc.assert(
      fc.property(secret, (value) => {
        expect(readEdgerc(`[s]\nclient_secret = ${value}`, 's', 'f').get('client_secret')).toBe(value);
      }),
    );
  });

  it.each([
    ['a missing section', '[other]\nhost = x', 'has no section [default].', 'It has [other]'],
    [
      'a missing member',
      '[default]\nhost = h\nclient_token = t',
      'lacks client_secret, access_token.',
      'Control Center',
    ],
    [
      'an empty member',
      `[default]\n${FOUR.replace('akab-access', '')}`,
      'lacks access_token.',
      'Control Center',
    ],
    ['a duplicate section', `[default]\n${FOUR}[default]\n`, 'section [default] is there twice', 'Keep one'],
    ['a duplicate member', `[default]\n${FOUR}host = other`, 'host is there twice', 'Keep one'],
    ['an invalid line', '[default]\ntopsecret', 'line 2 of', 'Fix that line'],
    ['UTF-16', '[\0d\0', 'not a text file in UTF-8', 'UTF-8'],
    [
      'a host with a path',
      `[default]\n${FOUR.replace('.net', '.net/path')}`,
      'is not a host name',
      'host alone',
    ],
  ])('with %s is refused with its position', async (_, text, message, hint) => {
    const error = await refusal(findCredentials({ env: {}, home: await home(text) }));
    expect(error.message).toContain(message);
    expect(error.message).toContain('.edgerc');
    expect(error.hint).toContain(hint);
    expect(`${error.message}${error.hint}`).not.toMatch(/topsecret|c2VjcmV0|akab-client/);
  });

  it('provides its host also with scheme and slash, and its account key', async () => {
    const text = `[default]\n${FOUR.replace('akab-example', 'HTTPS://akab-Example').replace('.net', '.net/')}account_key = 1-A`;
    expect(await findCredentials({ env: {}, home: await home(text) })).toMatchObject({
      ...FOUND,
      accountKey: '1-A',
    });
  });

  it('that cannot be read is reported', async () => {
    const folder = await home();
    const missing = await refusal(findCredentials({ env: {}, home: folder }));
    expect(missing.message).toContain('No credentials');
    const named = await refusal(findCredentials({ edgerc: join(folder, 'x'), env: {}, home: folder }));
    expect(named.message).toContain('cannot be read (ENOENT)');
    const directory = await refusal(findCredentials({ edgerc: folder, env: {}, home: folder }));
    expect(directory.message).toContain('is not an .edgerc file');
  });
});

it('credentials say where they come from', async () => {
  const folder = await home(`[default]\n${FOUR}`);
  const file = join(folder, '.edgerc');
  const originOf = async (options: Partial<Parameters<typeof findCredentials>[0]>) =>
    (await findCredentials({ env: {}, home: folder, ...options })).origin;
  expect(await originOf({})).toEqual({ tag: 'file', file, section: 'default' });
  expect(await originOf({ env: VARIABLES })).toEqual({ tag: 'variables', prefix: 'AKAMAI_' });
  expect(await originOf({ edgercText: `[default]\n${FOUR}` })).toEqual({ tag: 'text', section: 'default' });
});

describe('the environment', () => {
  it('takes precedence over ~/.edgerc, but not over a named file', async () => {
    const folder = await home(`[default]\n${FOUR.replace('akab-client', 'from-file')}`);
    expect(await findCredentials({ env: VARIABLES, home: folder })).toMatchObject(FOUND);
    const named = await findCredentials({ edgerc: join(folder, '.edgerc'), env: VARIABLES, home: folder });
    expect(named.clientToken).toBe('from-file');
  });

  it('is searched by section', async () => {
    const env = Object.fromEntries(
      Object.entries(VARIABLES).map(([k, v]) => [k.replace('AKAMAI_', 'AKAMAI_OPS_'), v]),
    );
    expect(await findCredentials({ section: 'ops', env, home: '/nowhere' })).toMatchObject(FOUND);
    await refusal(findCredentials({ env, home: '/nowhere' }));
  });

  it('that is incomplete is refused with the missing variables', async () => {
    const error = await refusal(
      findCredentials({ env: { AKAMAI_HOST: 'h', AKAMAI_CLIENT_TOKEN: ' ' }, home: '/x' }),
    );
    expect(error.message).toBe(
      'Some AKAMAI_* variables are set, but not AKAMAI_CLIENT_TOKEN, AKAMAI_CLIENT_SECRET, AKAMAI_ACCESS_TOKEN.',
    );
  });

  it('needs no host if an endpoint is given', async () => {
    const { AKAMAI_HOST: _, ...env } = VARIABLES;
    const { host: __, ...found } = FOUND;
    expect(await findCredentials({ env, home: '/x', hostOptional: true })).toMatchObject(found);
  });
});

describe('an endpoint', () => {
  it.each([
    [undefined, 'https://akab-example.luna.akamaiapis.net'],
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com:8443/', 'https://api.example.com:8443'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost', 'http://localhost'],
    ['http://127.1.2.3', 'http://127.1.2.3'],
    ['http://[::1]:80', 'http://[::1]'],
  ])('%s is resolved to %s', (endpoint, origin) => {
    expect(originOf(FOUND, endpoint)).toBe(origin);
  });

  it.each([
    'http://api.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://app.localhost',
    'http://localhost.',
    'ftp://127.0.0.1',
    'api.example.com',
    'https://user:pass@api.example.com',
    'https://api.example.com/base',
    'https://api.example.com?x=1',
  ])('%s is refused without quoting it', (endpoint) => {
    expect(() => originOf(FOUND, endpoint)).toThrow(AccessError);
    expect(() => originOf(FOUND, endpoint)).not.toThrow(/pass/);
  });
});

describe('a proxy', () => {
  it('is read from the environment, lower case first', () => {
    expect(
      proxySettings({ HTTPS_PROXY: 'http://b:1', https_proxy: 'a:1', NO_PROXY: 'x', HTTP_PROXY: 'http://c' }),
    ).toEqual({
      httpProxy: '',
      httpsProxy: 'http://a:1',
      noProxy: 'x',
    });
    expect(proxySettings({})).toEqual({ httpProxy: '', httpsProxy: '', noProxy: '' });
  });

  it.each(['socks5://user:hush@proxy', 'http://user:hush@:x', '::'])(
    '%s is refused without quoting it',
    (proxy) => {
      expect(() => proxySettings({ HTTPS_PROXY: proxy })).toThrow(AccessError);
      expect(() => proxySettings({ HTTPS_PROXY: proxy })).not.toThrow(/hush/);
    },
  );
});
