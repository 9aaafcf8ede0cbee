import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UrlCredential } from '../../../src/model/member-card.ts';
import { isSecretName } from '../../../src/redaction/urls/secret-names.ts';
import { secretParts } from '../../../src/redaction/urls/secret-parts.ts';
import { redactedQuery, secretParameters } from '../../../src/redaction/urls/secret-query.ts';
import { redactedUrl } from '../../../src/redaction/urls/secret-url.ts';
import { runs } from '../../soak.ts';

describe('the name of a query parameter', () => {
  it.each([
    'k',
    ...[
      'token',
      'TOKEN',
      'ToKeN',
      'accessToken',
      'access_token',
      'access-token',
      'access.token',
      'accesstoken',
    ],
    ...[
      'key',
      'apiKey',
      'APIKey',
      'apikey',
      'X-API-KEY',
      'dd-api-key',
      'SASKey',
      'licensekey',
      'key2',
      '2key',
    ],
    ...['sig', 'Signature', 'X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Security-Token', 'AWSAccessKeyId'],
    ...['code', 'collectorCode', 'auth_code', 'passcode', 'password', 'Passwd', 'pwd', 'userPassword', 'sas'],
    ...[
      'secret',
      'clientsecret',
      'client-secret',
      'auth',
      'authorization',
      'oauth_token',
      'jwt',
      'bearer',
      'hmac',
    ],
    ...[
      '%74oken',
      't%6Fken%zz',
      '%54%4F%4B%45%4E',
      'auth[token]',
      'ｔｏｋｅｎ',
      'to\tken',
      'sign',
      'creds',
      'otp',
    ],
  ])('%s is that of a credential', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    ...[
      'table',
      'transform',
      'index',
      'pipeline',
      'se',
      'sv',
      'sp',
      'st',
      'sr',
      'format',
      'source',
      'sourcetype',
    ],
    ...[
      'encode',
      'postcode',
      'statusCode',
      'country_code',
      'encoding',
      'design',
      'assigned',
      'config',
      'bypass',
    ],
    ...[
      'author',
      'authored_by',
      'monkey',
      'turkey',
      'keyword',
      'keyspace',
      'sortKey',
      'partition_key',
      'user_agent',
    ],
    ...[
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Algorithm',
      'X-Amz-SignedHeaders',
      'tokenizer',
      'compass',
      'k8s_cluster',
      'v',
      '',
      '%',
    ],
  ])('%s is not that of a credential', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('a redacted query', () => {
  it.each([
    ['table=akamai.logs&transform=x', undefined],
    [
      'sv=2024&se=2026-12-01T00%3A00%3A00Z&sp=w&sig=abc%2B',
      'sv=2024&se=2026-12-01T00%3A00%3A00Z&sp=w&sig=***',
    ],
    ['table=a;token=b;format=json', 'table=a;token=***;format=json'],
    ['token=a&table=x&token=b', 'token=***&table=x&token=***'],
    ['%74oken=a&%zztable=b', '%74oken=***&%zztable=b'],
    ['token=', undefined],
    ['token', '***'],
    ['CODE', '***'],
    ['table=a&pretty', undefined],
    ['table=a&AbC1', 'table=a&***'],
    ['a=b&&c=d&', undefined],
    ['next=https%3A%2F%2Fh.example.com%2F%3Ftoken%3Da', 'next=***'],
    ['next=https%3A%2F%2Fh.example.com%2F%3Ftable%3Da', undefined],
    ['next=https://h.example.com/0f8fad5b-d9cb-469f-a165-70867728950e', 'next=***'],
    ['options=%7B%22token%22%3A%22abc%22%7D', 'options=***'],
    ['options=%7B%22table%22%3A%22abc%22%7D', undefined],
    ['ddtags=env:prod,team:cdn', undefined],
    ['a=1%26token%3Dabc', 'a=***'],
    ['id=0f8fad5b-d9cb-469f-a165-70867728950e', 'id=***'],
    ['', undefined],
  ])('shows %j as %j', (query, shown) => {
    expect(redactedQuery(query)).toBe(shown ?? query);
    expect(secretParameters(query).length).toBe(shown === undefined ? 0 : shown.split('***').length - 1);
  });
});

/** Every rule for addresses on the cards, and both short ones. */
const RULES: readonly ('url' | 'url-path' | UrlCredential)[] = [
  'url',
  'url-path',
  { path: 'none' },
  { path: { after: '/+bulk/+' }, members: ['authToken'] },
];

/** No host, path, name or harmless value in these tests contains it. */
const canary = fc.stringMatching(/^Q[A-Z0-9]{4,11}$/);

const inAnyCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join(''));

const escaped = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((encode) =>
      [...text].map((one, at) => (encode[at] ? `%${one.charCodeAt(0).toString(16)}` : one)).join(''),
    );

const word = fc.constantFrom(
  'token',
  'key',
  'sig',
  'code',
  'password',
  'secret',
  'auth',
  'signature',
  'apikey',
);
const other = fc.constantFrom('x', 'amz', 'client', 'access', 'collector', 'api', 'my');
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

const secretName = fc
  .oneof(
    word.chain(inAnyCase),
    fc
      .tuple(other, fc.constantFrom('-', '_', '.', ':', '+'), word)
      .map((parts) => parts.join(''))
      .chain(inAnyCase),
    fc.tuple(other, word).map(([first, last]) => first + capital(last)),
    fc.tuple(word, other).map(([first, last]) => first + capital(last)),
  )
  .chain((name) => fc.oneof(fc.constant(name), escaped(name)));

const harmless = fc
  .tuple(
    fc.constantFrom(
      'table',
      'Transform',
      'index_name',
      'sourcetype',
      'se',
      'statusCode',
      'X-Amz-Date',
      'v',
      'host',
    ),
    fc.constantFrom('akamai.logs', '1', 'a%20b', '2026-12-01T00:00:00Z', 'logs-prod-eu1', 'gzip', 'json', ''),
  )
  .map(([name, value]) => `${name}=${value}`);

interface Parameter {
  readonly pair: string;
  readonly hidden?: string;
}

const parameter: fc.Arbitrary<Parameter> = fc.oneof(
  harmless.map((pair) => ({ pair })),
  fc.tuple(secretName, canary).map(([name, hidden]) => ({ pair: `${name}=${hidden}`, hidden })),
  fc.tuple(secretName, canary).map(([name, hidden]) => ({
    pair: `next=${encodeURIComponent(`https://h.example.com/?${name}=${hidden}`)}`,
    hidden,
  })),
);

const address = fc.record({
  rule: fc.constantFrom(...RULES),
  userinfo: fc.option(canary, { nil: undefined }),
  path: fc.constantFrom('', '/', '/bulk/', '/services/collector/raw'),
  parameters: fc.array(parameter, { minLength: 1, maxLength: 5 }),
  separator: fc.constantFrom('&', ';'),
  fragment: fc.option(canary, { nil: undefined }),
});

it('a URL is shown without the value of any secret parameter, and with every harmless parameter', () => {
  fc.assert(
    fc.property(address, ({ rule, userinfo, path, parameters, separator, fragment }) => {
      const query = parameters.map(({ pair }) => pair).join(separator);
      const url = [
        'https://',
        userinfo === undefined ? '' : `u:${userinfo}@`,
        `logs.example.com${path}?${query}`,
        fragment === undefined ? '' : `#${fragment}`,
      ].join('');
      const shown = redactedUrl(rule, url) ?? url;
      const hidden = [userinfo, fragment, ...parameters.map((one) => one.hidden)];
      for (const secret of hidden.filter((one) => one !== undefined)) {
        expect(shown).not.toContain(secret);
        expect(secretParts(rule, url, () => false).join('\n')).toContain(secret);
      }
      for (const { pair, hidden: secret } of parameters) {
        if (secret === undefined) expect(shown).toContain(pair);
      }
    }),
    { numRuns: runs(500) },
  );
});
