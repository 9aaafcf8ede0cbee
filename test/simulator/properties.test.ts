import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOG_TYPES } from '../../src/model/collection.ts';
import { STATUSES } from '../../src/model/observed.ts';
import { handle } from '../../src/simulator/engine/handle.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { type AccountState, latest } from '../../src/simulator/state/account-state.ts';
import { VENDOR_DESTINATIONS } from '../../src/simulator/vendor/destinations.ts';
import { CANARY, destination } from '../builders/destinations.ts';
import { createBody } from '../builders/request-bodies.ts';
import { runs } from '../soak.ts';
import { START, unmetered } from './client.ts';

const logType = fc.constantFrom(...LOG_TYPES);
const streamId = fc.constantFrom(7033, 7050, 7052, 7061, 7070, 7077, 7100, 7101, 7102, 9);
const body = fc
  .record({
    streamName: fc.constantFrom('one', 'two', 'edge-archive', ''),
    type: fc.constantFrom(...Object.keys(VENDOR_DESTINATIONS)),
    logType,
    ids: fc.array(fc.constantFrom(349770, 349772, 349774, 349780, 389150, 1), { maxLength: 3 }),
    json: fc.boolean(),
    junk: fc.option(
      fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 }),
    ),
  })
  .map(({ streamName, type, logType: kind, ids, json, junk }) =>
    JSON.stringify({
      ...createBody(
        {
          streamName,
          destination: destination(type),
          ...(kind === 'cdn' ? { properties: ids.map((propertyId) => ({ propertyId })) } : {}),
          ...(json
            ? {}
            : {
                deliveryConfiguration: {
                  format: 'STRUCTURED',
                  fieldDelimiter: 'TAB',
                  frequency: { intervalInSeconds: 60 },
                },
              }),
        },
        kind,
      ),
      ...junk,
    }),
  );
const text = fc.oneof({ weight: 9, arbitrary: body }, { weight: 1, arbitrary: fc.string() });
const activate = fc.constantFrom('', '?activate=true', '?activate=false');

const base = '/datastream-config-api/v3/log';
const time = fc.constantFrom('2026-03-01T09:00:00Z', '2026-03-01T11:57:00Z', '2026-02-20T00:00:00Z', 'now');
const metrics = fc.record({
  start: time,
  end: time,
  aggregationInterval: fc.constantFrom('FIVE_MINUTE', 'HOUR', 'DAY', 'WEEK'),
  streamId: fc.constantFrom('7050', '7100', ''),
});
const papi = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'PUT'),
  id: fc.constantFrom('349772', 'prp_349770', '349780', '1', 'x'),
  version: fc.constantFrom('1', '2', 'latest', '0'),
  end: fc.constantFrom('', '/rules', '/includes', '/hostnames', '/x'),
});
const request = fc.oneof(
  metrics.map((query) => ({
    method: 'GET',
    path: `${base}/streams/metrics?${new URLSearchParams(query).toString()}`,
  })),
  papi.map(({ method, id, version, end }) => ({
    method,
    path: `/papi/v1/properties/${id}/versions/${version}${end}`,
  })),
  fc.record({ kind: logType, query: activate, body: text }).map(({ kind, query, body: sent }) => ({
    method: 'POST',
    path: `${base}/${kind}/streams${query}`,
    body: sent,
  })),
  fc
    .record({ kind: logType, id: streamId, query: activate, body: text })
    .map(({ kind, id, query, body: sent }) => ({
      method: 'PUT',
      path: `${base}/${kind}/streams/${id}${query}`,
      body: sent,
    })),
  fc
    .record({ id: streamId, verb: fc.constantFrom('activate', 'deactivate') })
    .map(({ id, verb }) => ({ method: 'POST', path: `${base}/cdn/streams/${id}/${verb}` })),
  fc.record({ id: streamId }).map(({ id }) => ({ method: 'DELETE', path: `${base}/cdn/streams/${id}` })),
  fc.record({ kind: logType }).map(({ kind }) => ({ method: 'GET', path: `${base}/${kind}/streams` })),
  fc.record({ method: fc.string(), path: fc.string() }),
);
const moment = fc.record({ request, pause: fc.constantFrom(0, 1_000, 10_000) });

function expectSound(accountState: AccountState): void {
  const names = accountState.streams.map(
    (stream) => `${stream.logType}/${String(latest(stream).content['streamName'])}`,
  );
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(accountState.streams.map((stream) => stream.streamId)).size).toBe(
    accountState.streams.length,
  );
  for (const stream of accountState.streams) {
    expect(stream.streamId).toBeLessThan(accountState.nextStreamId);
    expect(stream.versions.map(({ version }) => version)).toEqual(
      stream.versions.map((_, index) => index + 1),
    );
    expect(STATUSES).toContain(stream.status);
    expect(stream.status.endsWith('ING')).toBe(stream.transition !== undefined);
    expect([...stream.activations].sort((one, other) => one.at - other.at)).toEqual(stream.activations);
  }
}

/** Old versions do not change, and one request creates at most one version. */
function expectHistoryKept(before: AccountState, after: AccountState): void {
  for (const stream of after.streams) {
    const old = before.streams.find((other) => other.streamId === stream.streamId);
    expect(stream.versions.slice(0, old?.versions.length ?? 0)).toEqual(old?.versions ?? []);
    expect(stream.versions.length - (old?.versions.length ?? 0)).toBeLessThanOrEqual(1);
  }
}

describe('any sequence of requests', () => {
  it('leaves the account consistent, gets a response each time, and never gets a secret back', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 25 }), (moments) => {
        let now = START;
        let accountState = unmetered(seededAccount(START));
        for (const { request: asked, pause } of moments) {
          now += pause;
          const { accountState: after, response } = handle(accountState, asked, now);
          expectSound(after);
          expectHistoryKept(accountState, after);
          if (response.status >= 300) expect(contents(after)).toEqual(contents(accountState));
          expect(response.body).not.toContain(CANARY);
          expect(response.headers).toHaveProperty('x-ratelimit-limit');
          accountState = after;
        }
        expect(JSON.stringify(accountState)).not.toContain(CANARY);
        expect(JSON.parse(JSON.stringify(accountState))).toEqual(accountState);
      }),
      { numRuns: runs(150) },
    );
  });

  it('gets the same responses from the same state at the same time', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const accountState = seededAccount(START);
        const frozen = JSON.stringify(accountState);
        expect(handle(accountState, asked, START)).toEqual(handle(accountState, asked, START));
        expect(JSON.stringify(accountState)).toBe(frozen);
      }),
      { numRuns: runs(100) },
    );
  });

  it('never exceeds the rate limit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 120 }), (pauses) => {
        let accountState = seededAccount(START);
        let now = START;
        const allowed: number[] = [];
        for (const pause of pauses) {
          now += pause;
          const { accountState: after, response } = handle(
            accountState,
            { method: 'GET', path: `${base}/cdn/groups` },
            now,
          );
          if (response.status !== 429) allowed.push(now);
          accountState = after;
        }
        const spent = Math.floor((now - START) / 3_000);
        expect(allowed.length).toBeLessThanOrEqual(20 + spent);
      }),
      { numRuns: runs(100) },
    );
  });
});

function contents(accountState: AccountState) {
  return accountState.streams.map(({ streamId: id, versions }) => [id, versions.length]);
}
