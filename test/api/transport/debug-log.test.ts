import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { withDebugLog } from '../../../src/api/transport/debug-log.ts';
import { withPacing } from '../../../src/api/transport/pacing.ts';
import type { ApiRequest, Transport } from '../../../src/api/transport/transport.ts';
import { CONNECTORS, DESTINATION_SETS, DESTINATIONS } from '../../../src/destinations/registry.ts';
import { HttpFailure } from '../../../src/http/failure.ts';
import type { HttpResponse } from '../../../src/http/request.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { createRedaction } from '../../../src/redaction/run-redaction.ts';
import { progressLine } from '../../../src/render/progress/progress.ts';
import { fullConnector, fullDestination } from '../../builders/schema-samples.ts';
import { manualClock } from '../../manual-clock.ts';
import { runs } from '../../soak.ts';

const STREAM = '/datastream-config-api/v3/log/cdn/streams/7050';
const CANARY = 'c4nary "p/ss+w=rd" é'; // Encodings differ in almost every character.
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The forms in which a server could repeat a secret. */
const FORMS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => JSON.stringify(secret),
  (secret) => JSON.stringify(JSON.stringify(secret)),
  encodeURIComponent,
  base64,
  (secret) => base64(base64(secret)),
  (secret) => base64(`user:${secret}`),
  (secret) => Buffer.from(secret).toString('base64url'),
  (secret) => Buffer.from(secret).toString('hex'),
  (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  (secret) => [...secret].join('\n'),
  (secret) => secret.replaceAll(/.{4}/g, '$&\r\n  '),
  (secret) => secret.replaceAll(/.{4}/g, '$&<br/>'),
  (secret) => [...secret].map((one) => `&#${one.codePointAt(0)};`).join(''),
  (secret) => [...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
];

/** Returns the reasons why a log shows the secret or a recognizable part of it. */
function leaks(events: readonly RunEvent[], secret = CANARY): readonly string[] {
  const lines = events.map((event) => progressLine(event, { color: false, now: 0 }));
  const log = [JSON.stringify(events), ...lines].join('\n');
  const plain = log.replace(/[\s\\]|&lt;br\/&gt;|<br\/>/g, '');
  const parts = [
    secret,
    secret.slice(0, 10),
    secret.slice(8),
    encodeURIComponent(secret),
    base64(secret).slice(0, 20),
  ];
  return [
    ...parts.filter((part) => log.includes(part) || plain.includes(part.replace(/[\s\\]/g, ''))),
    ...FORMS.map((form) => form(secret)).filter((form) => log.includes(form)),
  ];
}

interface Exchange {
  readonly request?: Partial<ApiRequest>;
  readonly response?: Partial<HttpResponse>;
  readonly known?: readonly string[];
}

async function logOf({ request, response, known }: Exchange): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  const inner: Transport = async () => ({ status: 200, headers: JSON_TYPE, body: '', ...response });
  const log = withDebugLog(inner, {
    clock: manualClock(),
    listen: (event) => events.push(event),
    redaction: createRedaction(known),
  });
  await log({ method: 'GET', path: STREAM, ...request });
  return events;
}

const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };

/** What the log shows of a body. */
async function shown(body: Json | string, path = STREAM, status = 200): Promise<string | undefined> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const [, event] = await logOf({ request: { path }, response: { body: text, status } });
  return event?.tag === 'response' ? event.content?.text : undefined;
}

describe('the log of requests', () => {
  it('has method, path, status, duration, rate limit and reference of each attempt', async () => {
    const clock = manualClock();
    const events: RunEvent[] = [];
    const script: (HttpResponse | HttpFailure)[] = [
      {
        status: 503,
        headers: { 'retry-after': '4', 'x-request-id': 'ab-12', 'set-cookie': 'session=1' },
        body: '',
      },
      new HttpFailure('connection', 'the connection was reset', { isSent: true, isLasting: false }),
      { status: 200, headers: { 'x-ratelimit-remaining': '17' }, body: '' },
    ];
    const inner: Transport = async () => {
      await clock.sleep(250);
      const next = script.shift();
      if (next instanceof HttpFailure || next === undefined) throw next;
      return next;
    };
    const options = { clock, listen: (event: RunEvent) => events.push(event) };
    const logged = withDebugLog(inner, { ...options, redaction: createRedaction() });
    await clock.runUntil(withPacing(logged, options)({ method: 'GET', path: STREAM }));
    expect(events.map((event) => progressLine(event, { color: false, now: 0 }))).toEqual([
      `00:00:00.000 request 1: GET ${STREAM}`,
      `00:00:00.000 response 1: GET ${STREAM}; 503 after 250 ms; retry-after: 4; x-request-id: ab-12`,
      `GET ${STREAM}: again in 4 s, since status 503`,
      `00:00:00.000 request 2: GET ${STREAM}, attempt 2`,
      `00:00:00.000 response 2: GET ${STREAM}, attempt 2; no response (the connection was reset) after 250 ms`,
      `GET ${STREAM}: again in 3 s, since the connection was reset`,
      `00:00:00.000 request 3: GET ${STREAM}, attempt 3`,
      `00:00:00.000 response 3: GET ${STREAM}, attempt 3; 200 after 250 ms; x-ratelimit-remaining: 17`,
    ]);
  });

  it('shows query parameters that are known, without the account switch key', async () => {
    const path = `${STREAM}?groupId=7&accountSwitchKey=B-M-1XYZ:1-2ABC&${CANARY.slice(0, 6)}=1`;
    const [event] = await logOf({ request: { path } });
    expect(event).toMatchObject({ path: `${STREAM}?groupId=7&accountSwitchKey=***&***=***` });
  });

  it('shows what the body of a stream contains, and hides what its card calls a credential', async () => {
    const destination = {
      destinationType: 'HTTPS',
      displayName: 'Collector',
      endpoint: 'https://logs.example.com/in/8f7e',
      authenticationType: 'BASIC',
      userName: 'akamai',
      password: CANARY,
      customHeaderName: 'X-Key',
      customHeaderValue: CANARY,
      compressLogs: true,
      tlsHostname: 'logs.example.com',
      clientKey: '-----BEGIN PRIVATE KEY-----',
      inventedMember: CANARY,
    };
    const body = { streamId: 7, streamName: 'web', destination, [CANARY]: 1, note: { streamName: CANARY } };
    const text = await shown(body);
    expect(JSON.parse(text ?? '')).toEqual({
      streamId: 7,
      streamName: 'web',
      destination: {
        destinationType: 'HTTPS',
        displayName: 'Collector',
        endpoint: '***',
        authenticationType: 'BASIC',
        userName: '***',
        password: '***',
        customHeaderName: 'X-Key',
        customHeaderValue: '***',
        compressLogs: true,
        tlsHostname: '***',
        clientKey: '***',
        '…': '1 not shown',
      },
      '…': '2 not shown',
    });
  });

  it.each<[string, Json | string, string]>([
    ['a web page', `<html>${CANARY}</html>`, STREAM],
    ['a JSON string', JSON.stringify(CANARY), STREAM],
    ['records of logs', [{ path: CANARY, status: 200 }], '/datastream-pull-api/v1/streams/7/raw-logs'],
  ])('shows only the size and the type of %s', async (_, body, path) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const [, event] = await logOf({ request: { path }, response: { body: text } });
    expect(event).toMatchObject({ content: { bytes: Buffer.byteLength(text), type: 'application/json' } });
    expect(JSON.stringify(event)).not.toContain('"text"');
  });

  it('shows the members around a rule tree, and nothing of the tree', async () => {
    const behavior = { name: 'origin', options: { secretAccessKey: CANARY, hostname: 'origin.example.com' } };
    const rules = { name: 'default', behaviors: [behavior], comments: CANARY };
    const path = '/papi/v1/properties/1/versions/2/rules';
    const text = await shown({ propertyVersion: 2, etag: 'ab', rules, hostnames: [], note: CANARY }, path);
    expect(JSON.parse(text ?? '')).toEqual({ propertyVersion: 2, etag: 'ab', '…': '3 not shown' });
    const large = {
      name: 'default',
      children: Array.from({ length: 400 }, (_, n) => ({ name: `rule ${n}` })),
    };
    expect(await shown({ propertyVersion: 2, rules: large }, path)).toBeUndefined();
  });

  it('shows the grants of an API client without its tokens', async () => {
    const credentials = [{ clientToken: CANARY, status: 'ACTIVE', expiresOn: '2027-01-01T00:00:00.000Z' }];
    const path = '/identity-management/v3/api-clients/self?credentials=true';
    const text = await shown(
      { accessToken: CANARY, baseURL: 'https://akab-1.example.net', isLocked: false, credentials },
      path,
    );
    expect(JSON.parse(text ?? '')).toEqual({
      isLocked: false,
      credentials: [{ status: 'ACTIVE', expiresOn: '2027-01-01T00:00:00.000Z', '…': '1 not shown' }],
      '…': '2 not shown',
    });
  });

  it('shortens long lists and bodies', async () => {
    const rows = Array.from({ length: 1000 }, (_, n) => ({ streamId: n, streamName: 'x'.repeat(450) }));
    expect(await shown(rows)).toHaveLength(4_001);
    expect(JSON.parse((await shown(rows.map(({ streamId }) => ({ streamId })))) ?? '')).toHaveLength(11);
  });

  it('survives a body of any depth', async () => {
    const deep = `${'{"errors":['.repeat(5_000)}"${CANARY}"${']}'.repeat(5_000)}`;
    expect(leaks(await logOf({ response: { body: deep } }))).toEqual([]);
    const list = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    expect(await shown(`{"other":${list}}`)).toBe('{"…":"1 not shown"}');
  });

  it.each([
    ['a generated word', 'The key 9f8A7b6C5d4E3f2A1b0C is not known.', 'The key *** is not known.'],
    [
      'an address',
      'POST https://u:pw@h.example.com/a/b?c=d failed',
      'POST https://***@h.example.com/***?c=d failed',
    ],
    ['a named password', 'login failed: password="hunter2"', 'login failed: password="***"'],
  ])('redacts %s in the text of an error although nothing knows it', async (_, detail, expected) => {
    expect(JSON.parse((await shown({ detail }, STREAM, 400)) ?? '')).toEqual({ detail: expected });
  });
});

test.each([...DESTINATIONS, ...CONNECTORS].map((card) => [card.type, card] as const))(
  'the log shows no credential of a %s, in a request, a response or an error',
  async (_, card) => {
    const set = DESTINATION_SETS.find(({ cards }) => cards.includes(card));
    const full: JsonObject = CONNECTORS.includes(card) ? fullConnector(card) : fullDestination(card);
    const secret = Object.keys(card.members).filter(
      (member) => card.members[member]?.writeOnly || card.members[member]?.credential,
    );
    const value = { ...full, ...Object.fromEntries(secret.map((member) => [member, CANARY])) } as Json;
    const body = JSON.stringify({ streamName: 'web', [set?.member ?? '']: set?.many ? [value] : value });
    const detail = `Refused: ${CANARY}`;
    const echo = JSON.stringify({ title: 'Bad', detail, errors: [{ detail, illegalValue: CANARY }] });
    const events = [
      ...(await logOf({ request: { method: 'PUT', body }, response: { status: 400, body: echo } })),
      ...(await logOf({ response: { body } })),
    ];
    expect(leaks(events)).toEqual([]);
    expect(JSON.stringify(events)).toContain('Refused: ***');
    expect(JSON.stringify(events)).toContain(set?.typeMember);
  },
);

/** Places in a response where a server could repeat what it received. */
const PLACES: readonly ((quoted: string) => Partial<HttpResponse>)[] = [
  (detail) => ({ status: 400, body: JSON.stringify({ detail }) }),
  (text) => ({ status: 400, body: JSON.stringify({ title: text.slice(0, 9), detail: text.slice(9) }) }),
  (title) => ({
    status: 500,
    body: JSON.stringify({ title, errors: [{ title, type: title, code: title }] }),
  }),
  (streamName) => ({ body: JSON.stringify([{ streamName, properties: [{ propertyName: streamName }] }]) }),
  (name) => ({ body: JSON.stringify({ [name]: { [name]: name }, metadata: { [name]: [name] } }) }),
  (displayName) => ({ body: JSON.stringify({ destination: { displayName, destinationType: displayName } }) }),
  (connector) => ({ body: JSON.stringify({ connectors: [connector, { connectorName: connector }] }) }),
  (value) => ({ headers: { ...JSON_TYPE, etag: value, 'x-request-id': value, 'retry-after': value } }),
  (type) => ({ headers: { 'content-type': `application/${type}` }, body: '{}' }),
  (text) => ({ status: 502, body: `<html><body>${text}</body></html>` }),
  (text) => ({ status: 400, body: text }),
];

test('no text of a server shows a secret of the run or of the request, in any form and place', async () => {
  const place = fc.constantFrom(...PLACES);
  const form = fc.constantFrom(...FORMS);
  const path = fc.constantFrom(
    ...[STREAM, '/datastream-config-api/v1/datastream1/streams/7', '/papi/v1/properties/1/activations'],
    ...['/datastream-pull-api/v1/streams/7/raw-logs', '/identity-management/v3/api-clients/self'],
  );
  await fc.assert(
    fc.asyncProperty(
      place,
      form,
      path,
      fc.boolean(),
      fc.string(),
      async (at, encode, where, isKnown, around) => {
        const response = at(`${around} ${encode(CANARY)} ${around}`);
        const body = JSON.stringify({ streamName: 'web', unknown: [{ value: CANARY }] });
        const request: Partial<ApiRequest> = { method: 'POST', path: where, ...(isKnown ? {} : { body }) };
        const events = await logOf({ request, response, known: isKnown ? [CANARY] : [] });
        expect(leaks(events)).toEqual([]);
      },
    ),
    { numRuns: runs(300) },
  );
});
