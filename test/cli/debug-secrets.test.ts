import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { destination } from '../builders/destinations.ts';
import { createBody } from '../builders/request-bodies.ts';
import { withVersions } from '../commands/history/versions.ts';
import { serveAccount } from '../commands/server.ts';
import { workspace } from '../commands/workspace.ts';
import { run } from './in-process.ts';

/** Credentials that the API returns, and the account switch key. Encodings write their characters differently. */
const HEADER = 'header/canary+"value"=ü';
const TOKEN = 'T0kEn9cAnArY7pAtH5';
const QUERY = 'query-canary-value';
const ACCOUNT_KEY = '1-CANARY:1-ACCOUNT';

const COLLECTOR = {
  ...destination('HTTPS'),
  endpoint: `https://logs.example.com/in/${TOKEN}?key=${QUERY}`,
  customHeaderName: 'X-Key',
  customHeaderValue: HEADER,
};

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

beforeEach(async () => {
  const place = await workspace();
  const versions = [createBody({ destination: COLLECTOR }), createBody({ destination: COLLECTOR })];
  const server = await serveAccount(withVersions(versions));
  onTestFinished(() => server.close());
  const { AKAMAI_HOST, AKAMAI_CLIENT_TOKEN, AKAMAI_CLIENT_SECRET, AKAMAI_ACCESS_TOKEN } = server.environment;
  await place.write(
    'edgerc',
    `[default]\nhost = ${AKAMAI_HOST}\nclient_token = ${AKAMAI_CLIENT_TOKEN}\nclient_secret = ${AKAMAI_CLIENT_SECRET}\naccess_token = ${AKAMAI_ACCESS_TOKEN}\n`,
  );
  account = ['--endpoint', server.url, '--edgerc', 'edgerc', '--account-key', ACCOUNT_KEY];
  secrets = [HEADER, TOKEN, QUERY, AKAMAI_CLIENT_TOKEN, AKAMAI_CLIENT_SECRET, AKAMAI_ACCESS_TOKEN].map(
    String,
  );
});
afterEach(() => void vi.restoreAllMocks());

let account: readonly string[] = [];
let secrets: readonly string[] = [];

test.each(['text', 'json'])(
  'no credential is in the log of any command with --debug (%s)',
  async (format) => {
    for (const words of [
      ['import', '--all'],
      ['plan'],
      ['plan', '--no-cache', '--rotate', 'web-access-logs'],
      ['status', '--no-cache'],
      ['history', 'web-access-logs'],
      ['diff', 'web-access-logs', '1', '2'],
      ['doctor'],
      ['verify'],
      ['apply', '--yes'],
    ]) {
      const { stderr } = await run(...words, ...account, '--debug', '--log-format', format);
      vi.restoreAllMocks();
      const command = words.join(' ');
      expect(stderr, command).toMatch(/response 1: GET \S+\?accountSwitchKey=\*\*\*/);
      const leaked = secrets.filter((secret) => formsOf(secret).some((form) => stderr.includes(form)));
      expect({ command, leaked }).toEqual({ command, leaked: [] });
      expect(stderr).not.toMatch(/accountSwitchKey=(?!\*)|EG1-HMAC|signature=/);
    }
  },
);
