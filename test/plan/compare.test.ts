import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { https } from '../../src/destinations/https.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { s3 } from '../../src/destinations/s3.ts';
import { trafficPeak } from '../../src/destinations/traffic-peak.ts';
import { appsec } from '../../src/log-types/appsec.ts';
import { cdn } from '../../src/log-types/cdn.ts';
import { STREAM_CARDS } from '../../src/log-types/registry.ts';
import type { MemberCard, StreamCard } from '../../src/model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { canonicalDesired, canonicalLive } from '../../src/plan/canonical.ts';
import { carriedPaths, changedImmutables, compare, untoldMembers } from '../../src/plan/compare.ts';
import { sealDetail, sealer } from '../../src/plan/seal.ts';
import {
  answerTo,
  cardNames,
  detailOf,
  fullDestination,
  fullSpec,
  keep,
  leanSpec,
  sha256,
  TARGET,
  withPart,
} from './samples.ts';

const seal = sealer(TARGET, cdn.collection, 7050, sha256);

function liveOf(card: StreamCard, body: JsonObject) {
  return canonicalLive(card, sealDetail(detailOf(card, body), TARGET, sha256));
}

function changes(card: StreamCard, spec: JsonObject, body: JsonObject) {
  const own = sealer(TARGET, card.collection, 7050, sha256);
  return compare(card, canonicalDesired(card, spec, 'web'), liveOf(card, body), own, cardNames);
}

/** Another value that a card allows. */
function other(card: MemberCard, value: Json | undefined): Json {
  const { enum: values } = card.schema;
  if (isArray(values)) return values.find((one) => one !== value) ?? null;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value === 1 ? 2 : value - 1;
  if (isArray(value)) return [...value, 'more@example.com'];
  if (isObject(value)) return { intervalInSeconds: 60 };
  return `${String(value)}x`;
}

/** Members that can be compared, with another value for each. */
function edits(
  cards: Readonly<Record<string, MemberCard>>,
  spec: JsonObject,
): readonly (readonly [string, Json])[] {
  return Object.entries(cards).flatMap(([member, card]) => {
    const value = spec[member];
    if (card.fixed !== undefined || card.writeOnly || value === undefined) return [];
    const changed = other(card, value);
    return changed === null ? [] : [[member, changed] as const];
  });
}

describe('one member that differs', () => {
  for (const card of STREAM_CARDS) {
    it(`is one change at its path: ${card.title}`, () => {
      const spec = fullSpec(card, s3, 'STRUCTURED');
      const body = answerTo(card, s3, spec);
      const mutable = Object.keys(card.members).filter((member) => !card.immutable.includes(member));
      for (const [member, value] of edits(
        card.members,
        keep(spec, (one) => mutable.includes(one)),
      )) {
        const made = changes(card, { ...spec, [member]: value }, body);
        expect(
          made.map(({ path }) => path),
          member,
        ).toEqual([`/${member}`]);
      }
    });

    it(`is one change of a list with what came and went: ${card.title}`, () => {
      const spec = fullSpec(card, s3, 'JSON');
      const body = answerTo(card, s3, spec);
      for (const list of card.lists.filter((one) => !one.readOnly)) {
        const [gone = null, ...kept] = isArray(spec[list.member])
          ? (spec[list.member] as readonly Json[])
          : [];
        const fresh = list.id === 'number' ? 9999 : 'z.example.com';
        const made = changes(card, { ...spec, [list.member]: [...kept, fresh] }, body);
        expect(made).toMatchObject([{ path: `/${list.member}`, added: [fresh], removed: [gone] }]);
      }
    });
  }

  for (const destination of DESTINATIONS) {
    it(`is one change at its path: ${destination.title}`, () => {
      const [format = 'JSON'] = destination.formats;
      const spec = fullSpec(cdn, destination, format);
      const body = answerTo(cdn, destination, spec);
      const place = fullDestination(destination);
      for (const [member, value] of [...edits(destination.members, place), ['displayName', 'x'] as const]) {
        const edited = withPart(spec, 'destination', (old) => ({ ...old, [member]: value }));
        const made = changes(cdn, edited, body);
        expect(
          made.map(({ path }) => path),
          member,
        ).toEqual([`/destination/${member}`]);
        const credential = destination.members[member]?.credential;
        expect(made[0]?.sensitive === true, member).toBe(
          credential === 'whole' || String(value).includes('?'),
        );
      }
    });
  }

  it.each([
    ['/deliveryConfiguration/frequency/intervalInSeconds', { frequency: { intervalInSeconds: 60 } }],
    ['/deliveryConfiguration/fieldDelimiter', { fieldDelimiter: 'SPACE' }],
    ['/deliveryConfiguration/uploadFilePrefix', { uploadFilePrefix: 'other' }],
    ['/deliveryConfiguration/uploadFileSuffix', { uploadFileSuffix: 'other' }],
  ])('is one change at its path: %s', (path, edit) => {
    const spec = fullSpec(cdn, s3, 'STRUCTURED');
    const edited = withPart(spec, 'deliveryConfiguration', (part) => ({ ...part, ...edit }));
    expect(changes(cdn, edited, answerTo(cdn, s3, spec)).map((one) => one.path)).toEqual([path]);
  });

  it('is a change when a manifest no longer has it: the vendor’s default comes back', () => {
    const spec = fullSpec(cdn, s3, 'STRUCTURED');
    const { notificationEmails, ...less } = spec;
    expect(changes(cdn, less, answerTo(cdn, s3, spec))).toEqual([
      {
        path: '/notificationEmails',
        before: notificationEmails,
        after: [],
        added: [],
        removed: notificationEmails,
      },
    ]);
  });

  it('is a rename when it is the stream’s name', () => {
    const spec = fullSpec(cdn, s3, 'STRUCTURED');
    const desired = canonicalDesired(cdn, spec, 'site');
    const made = compare(cdn, desired, liveOf(cdn, answerTo(cdn, s3, spec)), seal, cardNames);
    expect(made).toEqual([{ path: '/streamName', before: 'web', after: 'site' }]);
  });
});

describe('fields', () => {
  const spec = { ...fullSpec(cdn, s3, 'STRUCTURED'), datasetFields: [1000, 1002, 1100] };
  const body = answerTo(cdn, s3, spec);

  it('are reordered columns of lines of values, shown with their names', () => {
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

  it('are no change in another order when they become columns only now', () => {
    const json = fullSpec(cdn, s3, 'JSON');
    const live = answerTo(cdn, s3, { ...json, datasetFields: [1100, 1000, 1002] });
    expect(changes(cdn, spec, live).map(({ path }) => path)).toEqual([
      '/deliveryConfiguration/format',
      '/deliveryConfiguration/fieldDelimiter',
    ]);
  });

  it('are not compared where they are told and not chosen', () => {
    const security = fullSpec(appsec, s3, 'JSON');
    expect(changes(appsec, security, answerTo(appsec, s3, security))).toEqual([]);
  });
});

describe('a destination of another type', () => {
  const spec = fullSpec(cdn, https, 'JSON');
  const body = withPart(answerTo(cdn, s3, fullSpec(cdn, s3, 'JSON')), 'destination', (place) => ({
    ...place,
    new: 1,
  }));
  const made = changes(cdn, spec, body);
  const at = (path: string) => made.find((one) => one.path === path);

  it('is told member by member: old ones go, new ones come, secrets by their references', () => {
    expect(at('/destination/destinationType')).toMatchObject({ before: 'S3', after: 'HTTPS' });
    expect(at('/destination/bucket')).toEqual({ path: '/destination/bucket', before: 'logs.example.com' });
    expect(at('/destination/new')).toEqual({ path: '/destination/new', before: 1 });
    expect(at('/destination/endpoint')).toEqual({
      path: '/destination/endpoint',
      after: 'https://logs.example.com/akamai',
    });
    expect(at('/destination/password')).toEqual({
      path: '/destination/password',
      after: 'env SECRET_PASSWORD',
      sensitive: true,
    });
    expect(at('/destination/displayName')).toBeUndefined();
  });

  it('takes its file names with it', () => {
    expect(at('/deliveryConfiguration/uploadFilePrefix')).toMatchObject({ before: 'logs' });
    expect(at('/deliveryConfiguration/uploadFilePrefix')).not.toHaveProperty('after');
  });
});

describe('what cannot be compared', () => {
  const spec = fullSpec(cdn, https, 'JSON');
  const body = answerTo(cdn, https, spec);
  const withPlace = (edit: JsonObject) => withPart(spec, 'destination', (place) => ({ ...place, ...edit }));

  it('is no change: a secret under another reference', () => {
    expect(changes(cdn, withPlace({ password: { file: 'other' } }), body)).toEqual([]);
  });

  it('is no change: a credential by reference, whatever the API tells', () => {
    expect(
      changes(cdn, withPlace({ customHeaderValue: { env: 'X' }, endpoint: { env: 'Y' } }), body),
    ).toEqual([]);
  });

  it('is no change: the live URL’s own host name beside a URL by reference', () => {
    const edited = withPlace({ endpoint: { env: 'Y' }, tlsHostname: 'logs.example.com' });
    const live = withPart(body, 'destination', (place) => keep(place, (member) => member !== 'tlsHostname'));
    expect(changes(cdn, edited, live)).toEqual([]);
  });

  it('is no change: a lone certificate authority, whether or not it counts as mutual TLS', () => {
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

  it('is no change: an extra member that the API does not tell', () => {
    expect(changes(cdn, { ...spec, extra: { latencyProfile: 'LOW' } }, body)).toEqual([]);
  });

  it('is no change: what the API has inside an extra member beside what the manifest writes', () => {
    const edited = { ...spec, extra: { profile: { latency: 'LOW', mine: 1 } } };
    expect(changes(cdn, edited, { ...body, profile: { latency: 'LOW', theirs: 2 } })).toEqual([]);
  });

  it('is no change: a contract that the manifest leaves to the stream', () => {
    const { contractId, ...less } = spec;
    expect(contractId).toBeDefined();
    expect(changes(cdn, less, body)).toEqual([]);
  });
});

describe('what can be compared', () => {
  const spec = fullSpec(cdn, https, 'JSON');
  const body = answerTo(cdn, https, spec);

  it('is a change: a client certificate that the stream does not have', () => {
    const live = withPart(body, 'destination', (place) => ({ ...place, mTlsEnabled: false }));
    expect(changes(cdn, spec, live)).toEqual([
      { path: '/destination/mTlsEnabled', before: false, after: true },
    ]);
  });

  it('is a change: an extra member that the API tells differently', () => {
    const made = changes(
      cdn,
      { ...spec, extra: { latencyProfile: 'LOW' } },
      { ...body, latencyProfile: 'HIGH' },
    );
    expect(made).toEqual([{ path: '/latencyProfile', before: 'HIGH', after: 'LOW' }]);
  });

  it('shows nothing of a credential that differs, and that it does', () => {
    const edited = withPart(spec, 'destination', (place) => ({
      ...place,
      customHeaderValue: 'new-token',
      endpoint: 'https://user:pw@logs.example.com/akamai?token=abc',
    }));
    expect(changes(cdn, edited, body)).toEqual([
      {
        path: '/destination/endpoint',
        before: 'https://logs.example.com/akamai',
        after: 'https://***@logs.example.com/akamai?***',
        sensitive: true,
      },
      { path: '/destination/customHeaderValue', before: '***', after: '***', sensitive: true },
    ]);
  });
});

describe('a destination type that is new at the vendor', () => {
  const place = {
    destinationType: 'BUCKET_9',
    displayName: 'new',
    bucket: 'a',
    token: { env: 'TOKEN' },
    endpoint: 'https://a?b',
  };
  const spec = { ...leanSpec(cdn, s3, 'JSON'), destination: place };
  const told = {
    destinationType: 'Bucket_9',
    displayName: 'new',
    bucket: 'a',
    endpoint: 'https://a?b',
    zone: 'eu',
  };
  const body = { ...answerTo(cdn, s3, spec), destination: told };

  it('passes whole: compared where both sides have a member, with credentials sealed', () => {
    expect(changes(cdn, spec, body)).toEqual([]);
    const made = changes(
      cdn,
      spec,
      withPart(body, 'destination', (p) => ({ ...p, bucket: 'b', endpoint: 'https://a?c' })),
    );
    expect(made.map(({ path }) => path).toSorted()).toEqual(['/destination/bucket', '/destination/endpoint']);
    expect(JSON.stringify(made)).not.toMatch(/a\?[bc]/);
  });

  it('carries what only the API has', () => {
    expect(carriedPaths(canonicalDesired(cdn, spec, 'web'), liveOf(cdn, body))).toEqual([
      '/destination/zone',
    ]);
  });

  it('compares file names only where both sides have them', () => {
    const named = withPart(spec, 'deliveryConfiguration', (part) => ({ ...part, uploadFilePrefix: 'mine' }));
    expect(changes(cdn, named, body)).toEqual([]);
    const live = withPart(body, 'deliveryConfiguration', (part) => ({ ...part, uploadFilePrefix: 'theirs' }));
    expect(changes(cdn, named, live).map(({ path }) => path)).toEqual([
      '/deliveryConfiguration/uploadFilePrefix',
    ]);
    expect(changes(cdn, spec, live)).toEqual([]);
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

  it('shows secrets by their references and masks credentials', () => {
    expect(made.find(({ path }) => path === '/destination/password')).toMatchObject({
      after: 'env SECRET_PASSWORD',
      sensitive: true,
    });
    expect(JSON.stringify(made)).not.toContain('token=TOKEN');
  });
});

describe('members beside the comparison', () => {
  const spec = fullSpec(cdn, s3, 'STRUCTURED');
  const body = answerTo(cdn, s3, spec);
  const desired = canonicalDesired(cdn, spec, 'web');

  it('are untold ones that an edit sets all the same, without what an edit never carries', () => {
    const live = liveOf(
      cdn,
      keep(body, (member) => member !== 'samplingPercentage' && member !== 'groupId'),
    );
    expect(untoldMembers(cdn, desired, live)).toEqual([
      { path: '/samplingPercentage', value: spec['samplingPercentage'] },
    ]);
  });

  it('are immutable ones that both sides tell differently', () => {
    const edited = canonicalDesired(cdn, { ...spec, groupId: 5 }, 'web');
    expect(changedImmutables(cdn, edited, liveOf(cdn, body))).toEqual([
      { member: 'groupId', wanted: 5, live: 21484 },
    ]);
    expect(changedImmutables(cdn, edited, liveOf(cdn, { ...body, groupId: 0 }))).toEqual([]);
    expect(compare(cdn, edited, liveOf(cdn, body), seal, cardNames)).toEqual([]);
  });

  it('are unknown ones that are carried, unless the manifest names them', () => {
    const live = liveOf(cdn, { ...body, latencyProfile: 'LOW', region: 'eu' });
    const named = canonicalDesired(cdn, { ...spec, extra: { region: 'us' } }, 'web');
    expect(carriedPaths(named, live)).toEqual(['/latencyProfile']);
  });
});

describe('comparing anything with itself', () => {
  const anyCase = fc.record({
    logType: fc.constantFrom(...STREAM_CARDS.keys()),
    type: fc.constantFrom(...DESTINATIONS.keys()),
    extra: fc.dictionary(fc.stringMatching(/^x[a-z]{1,5}$/), fc.jsonValue(), { maxKeys: 3 }),
  });

  it('is empty, whatever stands in extra', () => {
    fc.assert(
      fc.property(anyCase, ({ logType, type, extra }) => {
        const [card, destination] = [STREAM_CARDS[logType] ?? cdn, DESTINATIONS[type] ?? s3];
        const given = JSON.parse(JSON.stringify(extra)) as JsonObject;
        const spec = { ...fullSpec(card, destination, destination.formats[0] ?? 'JSON'), extra: given };
        const { extra: _, ...sent } = spec;
        expect(changes(card, spec, { ...answerTo(card, destination, sent), ...given })).toEqual([]);
      }),
    );
  });
});
