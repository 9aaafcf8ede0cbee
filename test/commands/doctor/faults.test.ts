import { describe, expect, it, test } from 'vitest';
import { connect } from '../../../src/api/connect.ts';
import { checkAkamai } from '../../../src/commands/doctor/check-akamai.ts';
import type { Finding } from '../../../src/commands/doctor/finding.ts';
import { type Needs, probeAccount } from '../../../src/commands/doctor/probe-account.ts';
import { type FailureKind, HttpFailure } from '../../../src/http/failure.ts';
import type { HttpResponse } from '../../../src/http/request.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { simulatorTransport } from '../../../src/simulator/server/embedded-transport.ts';
import { memoryStore } from '../../../src/simulator/state/store.ts';
import { manualClock } from '../../manual-clock.ts';
import { examine } from './doctor.ts';

/** What a request ends with instead of its response. */
type Fault = (Partial<HttpResponse> & { readonly status: number }) | FailureKind;

const json = (status: number): Fault => ({ status, body: '{"title":"x","detail":"y"}' });

const FAULTS: Readonly<Record<string, Fault>> = {
  '401': json(401),
  '403': json(403),
  '404': json(404),
  '410': json(410),
  '429': json(429),
  '500': json(500),
  '503': { status: 503, body: 'Service Unavailable' },
  'a web page with 200': { status: 200, body: '<html><body>Sign in to the proxy</body></html>' },
  'a web page with 502': { status: 502, body: '<html></html>' },
  'JSON of another form': { status: 200, body: '"?"' },
  timeout: 'timeout',
  DNS: 'host-name',
  TLS: 'tls',
  certificate: 'certificate',
  connection: 'connection',
  proxy: 'proxy',
  redirect: 'redirect',
  'an unreadable body': 'unreadable',
};

/** Every API is needed, so that every failure counts. */
const NEEDS: Needs = {
  logTypes: new Set(['cdn', 'edns', 'gtm', 'edgeworkers', 'appsec', 'answerx']),
  hasDataStream1: true,
  hasProperties: true,
  groupId: 21484,
};

/** Checks the seeded account, of which some requests fail. Returns the findings and the number of requests. */
async function checked(fault?: Fault, isMeant: (index: number) => boolean = () => true) {
  const clock = manualClock(Date.UTC(2026, 0, 5, 9, 0));
  const inner = simulatorTransport({ accountState: memoryStore(seededAccount(clock.now())), clock });
  let sent = 0;
  const transport = async (request: Parameters<typeof inner>[0]): Promise<HttpResponse> => {
    const index = sent++;
    const response = await inner(request);
    if (fault === undefined || !isMeant(index)) return response;
    if (typeof fault === 'object') return { ...response, ...fault };
    throw new HttpFailure(fault, 'it failed', { isSent: true, isLasting: false });
  };
  const { probe } = connect({ to: { transport }, clock });
  const facts = await clock.runUntil(probeAccount(probe, NEEDS, { now: clock.now() }));
  const context = {
    target: 'https://akab-example.luna.akamaiapis.net',
    hasAccountKey: false,
    groupIds: new Map([[21484, 'streams/web.yaml']]),
    now: clock.now(),
  };
  return { findings: checkAkamai(facts, context), sent };
}

const key = ({ check, subject = '' }: Finding) => `${check} ${subject}`.trim();
const withoutRates = (findings: readonly Finding[]) => findings.filter(({ check }) => check !== 'rate-limit');
const REQUESTS = 13;

test('without a fault, nothing is found', async () => {
  const { findings, sent } = await checked();
  expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(sent).toBe(REQUESTS);
});

describe.each(Object.entries(FAULTS))('%s', (_, fault) => {
  it('of every request: all checks have a result, and none of access is ok', async () => {
    const { findings } = await checked(fault);
    const expected = [
      'host',
      'signature',
      'clock',
      'api-version',
      'account',
      'api-client',
      'access',
      'groups',
    ];
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(expected));
    const access = findings.filter(({ check }) => check === 'access');
    expect(access.map(({ status }) => status)).not.toContain('ok');
    for (const { message } of findings) expect(message).toMatch(/^\S.*\.$/);
  });

  it.each(Array.from({ length: REQUESTS - 1 }, (_, index) => index + 1))(
    'of request %i only: the checks of the others are as without it',
    async (at) => {
      const baseline = new Map(withoutRates((await checked()).findings).map((one) => [key(one), one]));
      const { findings } = await checked(fault, (index) => index === at);
      const different = withoutRates(findings).filter((one) => {
        const before = baseline.get(key(one));
        return before?.status !== one.status;
      });
      // A request that fails concerns its own check, and for the grants of the API client that alone.
      expect(different.length).toBeLessThanOrEqual(1);
      expect(findings.find(({ check }) => check === 'host')?.status).toBe('ok');
    },
  );
});

describe('the first request', () => {
  it.each(['timeout', 'DNS', 'TLS', 'certificate', 'connection', 'proxy', 'redirect', '401'])(
    'that fails with %s is the only one, and says what to do',
    async (name) => {
      const { findings, sent } = await checked(FAULTS[name]);
      expect(sent).toBe(1);
      const problems = findings.filter(({ status }) => status === 'problem');
      expect(problems).toEqual([expect.objectContaining({ check: name === '401' ? 'signature' : 'host' })]);
      expect(problems[0]?.hint).toMatch(/\S/);
      expect(findings.filter(({ status }) => status === 'ok').map(({ check }) => check)).toEqual(
        name === '401' ? ['host', 'clock'] : [],
      );
    },
  );

  it('whose response is a web page is a problem of the host, and the signature is not judged', async () => {
    const { findings } = await checked(FAULTS['a web page with 200']);
    expect(findings.find(({ check }) => check === 'host')).toMatchObject({ status: 'problem' });
    expect(findings.find(({ check }) => check === 'signature')).toMatchObject({ status: 'skipped' });
  });
});

test('version 3 that is switched off is a problem of its own', async () => {
  const { findings } = await checked(FAULTS['410']);
  expect(findings.find(({ check, subject }) => check === 'api-version' && subject === 'v3')).toMatchObject({
    status: 'problem',
    hint: expect.stringContaining('update datastream-gitops'),
  });
});

describe('a clock', () => {
  it.each([
    [3_600_000, 'problem', "The clock of this machine is 3600 s ahead of Akamai's."],
    [-3_600_000, 'problem', "The clock of this machine is 3600 s behind Akamai's."],
    [15_000, 'warning', 'ahead of'],
    [0, 'ok', 'The clock'],
  ])('that is %i ms ahead: %s', async (clockAhead, status, message) => {
    const { check } = await examine({ clockAhead });
    expect(check('clock')).toMatchObject({ status });
    const seconds = /\d{4}/.exec(message)?.[0];
    // The request itself may take a second.
    expect(check('clock')?.message.replace(/360[01]|3599/, seconds ?? '')).toContain(message);
  });
});

describe('over the network', () => {
  it('a port that nothing listens on', async () => {
    const { check, exitCode } = await examine({ options: { endpoint: 'http://127.0.0.1:1' } });
    expect(check('host')).toMatchObject({ status: 'problem', hint: expect.stringContaining('HTTPS_PROXY') });
    expect(check('access')).toMatchObject({ status: 'skipped' });
    expect(check('manifests')?.status).toBe('ok');
    expect(exitCode).toBe(1);
  });

  it('a wrong secret is a signature that is refused', async () => {
    const { check, report } = await examine({
      env: { AKAMAI_CLIENT_SECRET: 'd3JvbmcgY2xpZW50IHNlY3JldCBvZiBhIHRlc3QgMQ=' },
    });
    expect(check('host')?.status).toBe('ok');
    expect(check('signature')).toMatchObject({ status: 'problem' });
    expect(report.requests).toBe(1);
    expect(JSON.stringify(report)).not.toContain('d3JvbmcgY2xpZW50');
  });
});
