import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appsec } from '../../../src/collections/appsec.ts';
import { cdn } from '../../../src/collections/cdn.ts';
import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { https } from '../../../src/destinations/https.ts';
import { s3 } from '../../../src/destinations/s3.ts';
import { trafficPeak } from '../../../src/destinations/traffic-peak.ts';
import type { StreamCard } from '../../../src/model/card.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { canonicalDesired, canonicalLive } from '../../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { carriedPaths, changedImmutables, compare, omittedMembers } from '../../../src/plan/diff/compare.ts';
import { sealer } from '../../../src/redaction/seal.ts';
import {
  answerTo,
  cardNames,
  destinationsFor,
  detailOf,
  formatsOf,
  fullDestination,
  fullSpec,
  keep,
  leanSpec,
  sha256,
  TARGET,
  withPart,
} from '../../builders/card-samples.ts';

const seal = sealer(TARGET, cdn.collection, 7050, sha256);

function liveOf(card: StreamCard, body: JsonObject) {
  return canonicalLive(card, sealDetail(detailOf(card, body), TARGET, sha256));
}

function changes(card: StreamCard, spec: JsonObject, body: JsonObject) {
  const own = sealer(TARGET, card.collection, 7050, sha256);
  return compare(card, canonicalDesired(card, spec, 'web'), liveOf(card, body), own, cardNames);
}

describe('data set fields', () => {
  const spec = { ...fullSpec(cdn, s3, 'STRUCTURED'), datasetFields: [1000, 1002, 1100] };
  const body = answerTo(cdn, s3, spec);

  it('are reordered columns for lines of values, shown with their names', () => {
    expect(changes(cdn, { ...spec, datasetFields: [1002, 1000, 1100] }, body)).toEqual([
      {
        path: '/datasetFields',
        before: [1000, 1002, 1100],
        after: [1002, 1000, 1100],
        added: [],
        removed: [],
        reordered: true,
        labels: { 1000: 'cp', 1002: 'reqId', 1100: 'reqTimeSec' },
      },
    ]);
  });

  it('have no change in another order if they become columns only now', () => {
    const json = fullSpec(cdn, s3, 'JSON');
    const live = answerTo(cdn, s3, { ...json, datasetFields: [1100, 1000, 1002] });
    expect(changes(cdn, spec, live).map(({ path }) => path)).toEqual([
      '/deliveryConfiguration/format',
      '/deliveryConfiguration/fieldDelimiter',
    ]);
  });

  it('are not compared if the API returns them but users cannot choose them', () => {
    const security = fullSpec(appsec, s3, 'JSON');
    expect(changes(appsec, security, answerTo(appsec, s3, security))).toEqual([]);
  });
});

describe('no change is reported', () => {
  const spec = fullSpec(cdn, https, 'JSON');
  const body = answerTo(cdn, https, spec);
  const withPlace = (edit: JsonObject) => withPart(spec, 'destination', (place) => ({ ...place, ...edit }));

  it('for a secret under another reference', () => {
    expect(changes(cdn, withPlace({ password: { file: 'other' } }), body)).toEqual([]);
  });

  it('for a credential by reference, whatever the API returns', () => {
    expect(
      changes(cdn, withPlace({ customHeaderValue: { env: 'X' }, endpoint: { env: 'Y' } }), body),
    ).toEqual([]);
  });

  it('for the live URL’s own host name next to a URL by reference', () => {
    const edited = withPlace({ endpoint: { env: 'Y' }, tlsHostname: 'logs.example.com' });
    const live = withPart(body, 'destination', (place) => keep(place, (member) => member !== 'tlsHostname'));
    expect(changes(cdn, edited, live)).toEqual([]);
  });

  it('for a certificate authority alone, whether or not it counts as mutual TLS', () => {
    const { clientCert, clientKey, ...place } = fullDestination(https);
    const lone = { ...spec, destination: place };
    expect([clientCert, clientKey]).not.toContain(undefined);
    for (const mTlsEnabled of [true, false]) {
      expect(
        changes(
          cdn,
          lone,
          withPart(body, 'destination', (p) => ({ ...p, mTlsEnabled })),
        ),
      ).toEqual([]);
    }
  });

  it('for an extra member that the API does not return', () => {
    expect(changes(cdn, { ...spec, extra: { latencyProfile: 'LOW' } }, body)).toEqual([]);
  });

  it('for API members inside an extra member that the manifest sets in part', () => {
    const edited = { ...spec, extra: { profile: { latency: 'LOW', mine: 1 } } };
    expect(changes(cdn, edited, { ...body, profile: { latency: 'LOW', theirs: 2 } })).toEqual([]);
  });

  it('for a contract that the manifest omits', () => {
    const { contractId, ...less } = spec;
    expect(contractId).toBeDefined();
    expect(changes(cdn, less, body)).toEqual([]);
  });
});

describe('a change is reported', () => {
  const spec = fullSpec(cdn, https, 'JSON');
  const body = answerTo(cdn, https, spec);

  it('for a client certificate that the stream does not have', () => {
    const live = withPart(body, 'destination', (place) => ({ ...place, mTlsEnabled: false }));
    expect(changes(cdn, spec, live)).toEqual([
      { path: '/destination/mTlsEnabled', before: false, after: true },
    ]);
  });

  it('for an extra member for which the API returns another value', () => {
    const made = changes(
      cdn,
      { ...spec, extra: { latencyProfile: 'LOW' } },
      { ...body, latencyProfile: 'HIGH' },
    );
    expect(made).toEqual([{ path: '/latencyProfile', before: 'HIGH', after: 'LOW' }]);
  });

  it('for a credential that differs, without showing the credential', () => {
    const edited = withPart(spec, 'destination', (place) => ({
      ...place,
      customHeaderValue: 'new-token',
      endpoint: 'https://user:pw@logs.example.com/akamai?token=abc',
    }));
    expect(changes(cdn, edited, body)).toEqual([
      {
        path: '/destination/endpoint',
        before: 'https://logs.example.com/akamai',
        after: 'https://***@logs.example.com/akamai?token=***',
        sensitive: true,
      },
      { path: '/destination/customHeaderValue', before: '***', after: '***', sensitive: true },
    ]);
  });
});

describe('a create', () => {
  const made = compare(
    cdn,
    canonicalDesired(cdn, leanSpec(cdn, trafficPeak, 'JSON'), 'web'),
    undefined,
    seal,
    cardNames,
  );

  it('adds every member that is sent, and no empty list', () => {
    const paths = made.map(({ path }) => path);
    expect(paths).toContain('/streamName');
    expect(paths).toContain('/deliveryConfiguration/frequency/intervalInSeconds');
    expect(paths).not.toContain('/notificationEmails');
    expect(made.every((change) => change.before === undefined && change.after !== undefined)).toBe(true);
  });

  it('shows secrets by their references and redacts credentials', () => {
    expect(made.find(({ path }) => path === '/destination/password')).toMatchObject({
      after: 'env SECRET_PASSWORD',
      sensitive: true,
    });
    expect(JSON.stringify(made)).not.toContain('token=TOKEN');
  });
});

describe('members that are not compared', () => {
  const spec = fullSpec(cdn, s3, 'STRUCTURED');
  const body = answerTo(cdn, s3, spec);
  const desired = canonicalDesired(cdn, spec, 'web');

  it('include those not returned that an update sets anyway, except those that an update never sends', () => {
    const live = liveOf(
      cdn,
      keep(body, (member) => member !== 'samplingPercentage' && member !== 'groupId'),
    );
    expect(omittedMembers(cdn, desired, live)).toEqual([
      { path: '/samplingPercentage', value: spec['samplingPercentage'] },
    ]);
  });

  it('include immutable ones that differ', () => {
    const edited = canonicalDesired(cdn, { ...spec, groupId: 5 }, 'web');
    expect(changedImmutables(cdn, edited, liveOf(cdn, body))).toEqual([
      { member: 'groupId', wanted: 5, live: 21484 },
    ]);
    expect(changedImmutables(cdn, edited, liveOf(cdn, { ...body, groupId: 0 }))).toEqual([]);
    expect(compare(cdn, edited, liveOf(cdn, body), seal, cardNames)).toEqual([]);
  });

  it('include unknown ones that are carried, unless the manifest names them', () => {
    const live = liveOf(cdn, { ...body, latencyProfile: 'LOW', region: 'eu' });
    const named = canonicalDesired(cdn, { ...spec, extra: { region: 'us' } }, 'web');
    expect(carriedPaths(cdn, named, live)).toEqual(['/latencyProfile']);
  });
});

describe('comparing any value with itself', () => {
  const anyCase = fc.record({
    stream: fc.constantFrom(
      ...STREAM_CARDS.flatMap((card) => destinationsFor(card).map((one) => [card, one] as const)),
    ),
    extra: fc.dictionary(fc.stringMatching(/^x[a-z]{1,5}$/), fc.jsonValue(), { maxKeys: 3 }),
  });

  it('has no change, whatever extra contains', () => {
    fc.assert(
      fc.property(anyCase, ({ stream: [card, destination], extra }) => {
        const given = JSON.parse(JSON.stringify(extra)) as JsonObject;
        const spec = { ...fullSpec(card, destination, formatsOf(destination)[0] ?? 'JSON'), extra: given };
        const { extra: _, ...sent } = spec;
        expect(changes(card, spec, { ...answerTo(card, destination, sent), ...given })).toEqual([]);
      }),
    );
  });
});
