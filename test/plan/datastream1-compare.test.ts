import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/collections/datastream1.ts';
import { type Json, type JsonObject, pointerSegment } from '../../src/model/json.ts';
import { canonicalDesired, canonicalLive } from '../../src/plan/canonical/canonical.ts';
import { carriedPaths, changedImmutables, compare, omittedMembers } from '../../src/plan/diff/compare.ts';
import { sealer } from '../../src/redaction/seal.ts';
import { cardNames, destinationsFor, fullDestination, keep } from '../builders/card-samples.ts';
import {
  ARCHIVE,
  COLLECTOR,
  changesTo,
  connectorChanges,
  DS1,
  ds1Live,
  ds1Spec,
  rawSpec,
  SPLUNK,
} from '../builders/datastream1-streams.ts';
import { hash, TARGET } from '../builders/streams.ts';

const paths = (made: readonly { readonly path: string }[]) => made.map(({ path }) => path);
const wanted = (spec: JsonObject) => canonicalDesired(datastream1, spec, 'web');

describe('connector changes', () => {
  it('list each member of an added connector, with secrets as references', () => {
    expect(connectorChanges([SPLUNK], [SPLUNK, ARCHIVE])).toEqual([
      { path: '/connectors/Archive/connectorType', after: 'S3' },
      { path: '/connectors/Archive/connectorName', after: 'Archive' },
      { path: '/connectors/Archive/bucket', after: 'logs.example.com' },
      { path: '/connectors/Archive/region', after: 'AP_Mumbai' },
      { path: '/connectors/Archive/path', after: 'logs/{year}' },
      { path: '/connectors/Archive/accessKey', after: 'env ARCHIVE_KEY', sensitive: true },
      { path: '/connectors/Archive/secretAccessKey', after: 'env ARCHIVE_SECRET', sensitive: true },
    ]);
  });

  it('list each member of a removed connector, and leave the others unchanged', () => {
    const made = connectorChanges([SPLUNK, ARCHIVE], [SPLUNK]);
    expect(paths(made)).toEqual(
      ['connectorType', 'connectorName', 'bucket', 'region', 'path'].map((m) => `/connectors/Archive/${m}`),
    );
    expect(made.every((change) => change.before !== undefined && change.after === undefined)).toBe(true);
  });

  it.each([
    ['pull only from now on', [ARCHIVE], []],
    ['pushed from now on', [], [ARCHIVE]],
  ])('compare with an empty list: %s', (_, from, to) => {
    const made = connectorChanges(from, to);
    expect(made.length).toBeGreaterThan(4);
    expect(paths(made).every((path) => path.startsWith('/connectors/Archive/'))).toBe(true);
  });

  it('replace old members by new ones if the type changes under one name', () => {
    const made = connectorChanges([ARCHIVE], [{ ...SPLUNK, connectorName: 'Archive' }]);
    const at = (member: string) => made.find(({ path }) => path === `/connectors/Archive/${member}`);
    expect(at('connectorType')).toMatchObject({ before: 'S3', after: 'SPLUNK' });
    expect(at('bucket')).toEqual({ path: '/connectors/Archive/bucket', before: 'logs.example.com' });
    expect(at('url')).toMatchObject({ after: SPLUNK['url'] });
    expect(at('authToken')).toMatchObject({ after: 'env SPLUNK_TOKEN', sensitive: true });
    expect(at('connectorName')).toBeUndefined();
  });

  it('are one removal and one addition if the name changes', () => {
    const made = connectorChanges([ARCHIVE], [{ ...ARCHIVE, connectorName: 'Store' }]);
    expect(new Set(paths(made).map((path) => path.split('/')[2]))).toEqual(new Set(['Archive', 'Store']));
  });

  for (const card of destinationsFor(datastream1)) {
    it(`are one change for a member that differs: ${card.title}`, () => {
      const place = { ...fullDestination(card), connectorName: 'One' };
      const open = Object.keys(card.members).filter((member) => !card.members[member]?.writeOnly);
      for (const member of open) {
        const text = String(place[member as keyof typeof place]);
        const edited = { ...place, [member]: text.replace(/^(https:\/\/)?/, '$1x') };
        expect(paths(connectorChanges([place, SPLUNK], [edited, SPLUNK])), member).toEqual([
          `/connectors/One/${member}`,
        ]);
      }
    });

    it(`ignore secrets under other references: ${card.title}`, () => {
      const place = { ...fullDestination(card), connectorName: 'One' };
      const hidden = Object.entries(card.members).filter(([, one]) => one.writeOnly || one.credential);
      const others = Object.fromEntries(hidden.map(([member]) => [member, { file: `keys/${member}` }]));
      expect(connectorChanges([place], [{ ...place, ...others }])).toEqual([]);
    });
  }

  it.each([
    'a/b',
    'a~b',
    'a~1b',
    'a.b',
    '7',
    '__proto__',
    'constructor',
    'toString',
    '$sealed',
    'env',
    'Ärchiv 📦',
  ])('accept the connector name %s', (name) => {
    const named = { ...COLLECTOR, connectorType: 'DATADOG', connectorName: name, service: 'a' };
    const place = `/connectors/${pointerSegment(name)}`;
    expect(connectorChanges([named], [named])).toEqual([]);
    expect(connectorChanges([named, ARCHIVE], [{ ...named, service: 'b' }, ARCHIVE])).toEqual([
      { path: `${place}/service`, before: 'a', after: 'b' },
    ]);
    for (const made of [connectorChanges([], [named]), connectorChanges([named], [])]) {
      expect(made).toHaveLength(4);
      expect(paths(made).every((path) => path.startsWith(`${place}/`))).toBe(true);
    }
  });

  it('accept any names: none if nothing differs, and every path if something does', () => {
    const names = fc.uniqueArray(
      fc
        .string({ minLength: 1, maxLength: 6 })
        .map((name) => name.trim())
        .filter(Boolean),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(names, (all) => {
        const connectors = all.map((connectorName) => ({ ...ARCHIVE, connectorName }));
        expect(connectorChanges(connectors, connectors.toReversed())).toEqual([]);
        const moved = connectors.map((one) => ({ ...one, bucket: 'other' }));
        expect(new Set(paths(connectorChanges(connectors, moved)))).toEqual(
          new Set(all.map((name) => `/connectors/${pointerSegment(name)}/bucket`)),
        );
      }),
    );
  });
});

describe('changes of connectors whose type is new at the vendor', () => {
  const place = { connectorType: 'QUEUE_9', connectorName: 'Queue', topic: 'a', token: { env: 'TOKEN' } };
  const returned = { ...place, connectorType: 'Queue_9', connectorId: 9, zone: 'eu' };

  it('compare members that both sides have', () => {
    expect(connectorChanges([returned], [place])).toEqual([]);
    expect(connectorChanges([{ ...returned, topic: 'b' }], [place])).toEqual([
      { path: '/connectors/Queue/topic', before: 'b', after: 'a' },
    ]);
  });

  it('show URLs with path and query sealed', () => {
    const at = (url: string) => ({ ...place, url });
    const made = connectorChanges(
      [at('https://q.example.com/alpha')],
      [at('https://q.example.com/bravo?delta')],
    );
    expect(paths(made)).toEqual(['/connectors/Queue/url']);
    expect(JSON.stringify(made)).not.toMatch(/alpha|bravo|delta/);
  });

  it('carry members that only the API has, except the id', () => {
    const live = canonicalLive(datastream1, ds1Live(7, 'web', { body: { connectors: [returned] } }));
    const spec = wanted(ds1Spec({ connectors: [place] }));
    expect(carriedPaths(datastream1, spec, live)).toEqual(['/connectors/Queue/zone']);
    expect(carriedPaths(datastream1, wanted(ds1Spec({ connectors: [] })), live)).toEqual([]);
    const other = wanted(ds1Spec({ connectors: [{ ...ARCHIVE, connectorName: 'Queue' }] }));
    expect(carriedPaths(datastream1, other, live)).toEqual([]);
  });
});

describe('other changes of a DataStream 1 stream', () => {
  const detail = (spec: JsonObject) => ds1Live(7, 'web', { spec });

  it.each<[string, JsonObject, string]>([
    ['time frame', { timeFrame: 15 }, '/timeFrame'],
    ['contract', { contractId: 'C-1' }, '/contractId'],
    ['properties', { properties: [1] }, '/properties'],
    ['fields', { datasetFields: [77] }, '/datasetFields'],
  ])('are one change at the path of the member: %s', (_, edit, path) => {
    expect(paths(changesTo(ds1Spec(edit), detail(ds1Spec())))).toEqual([path]);
  });

  it('show fields by their names in the API', () => {
    const [change] = changesTo(ds1Spec({ datasetFields: [77, 80] }), detail(ds1Spec()));
    expect(change).toMatchObject({ removed: [81], labels: { 81: 'Requests per second' } });
  });

  it('do not compare the sample rate, which responses omit, and state what an update sets', () => {
    const live = canonicalLive(datastream1, detail(rawSpec()));
    expect(changesTo(rawSpec({ sampleRate: 1 }), detail(rawSpec()))).toEqual([]);
    expect(omittedMembers(datastream1, wanted(rawSpec({ sampleRate: 1 })), live)).toEqual([
      { path: '/sampleRate', value: 1 },
    ]);
    const aggregate = canonicalLive(datastream1, detail(ds1Spec()));
    expect(omittedMembers(datastream1, wanted(ds1Spec()), aggregate)).toEqual([]);
  });

  it('exclude another group, which is blocked', () => {
    const live = canonicalLive(datastream1, detail(ds1Spec()));
    expect(changedImmutables(datastream1, wanted(ds1Spec({ groupId: 5 })), live)).toEqual([
      { member: 'groupId', wanted: 5, live: 21484 },
    ]);
  });

  it('are all additions for a create, with connectors keyed by name and references without values', () => {
    const seal = sealer(TARGET, DS1, undefined, hash);
    const made = compare(datastream1, wanted(ds1Spec()), undefined, seal, cardNames);
    expect(paths(made)).toContain('/connectors/Splunk/url');
    expect(made.every((change) => change.before === undefined)).toBe(true);
    expect(JSON.stringify(made)).not.toContain('"env"');
  });
});

describe('a secret of a connector', () => {
  /** A member's value with the secret in it, if its card says that it holds one. */
  const poisoned = (value: Json | undefined, secret: string, isUrl: boolean): Json =>
    isUrl ? `${String(value)}/${secret}?${secret}` : secret;

  it('is in no change, whether the stream or the manifest holds it', () => {
    for (const card of destinationsFor(datastream1)) {
      const place: JsonObject = { ...fullDestination(card), connectorName: 'One' };
      const secret = (word: string) =>
        Object.entries(card.members).flatMap(([member, { writeOnly, credential }]) => {
          if (typeof credential === 'object')
            return [[member, `https://${word}@logs.example.com/?${word}`] as const];
          if (!writeOnly && credential === undefined) return [];
          return [[member, poisoned(place[member], word, credential === 'url-path')] as const];
        });
      const [one, other] = ['canary-one', 'canary-two'].map((word): JsonObject => {
        return { ...place, ...Object.fromEntries(secret(word)) };
      });
      const made = [
        connectorChanges([one ?? {}], [other ?? {}]),
        connectorChanges([one ?? {}], []),
        connectorChanges([], [keep(other ?? {}, (member) => !card.members[member]?.writeOnly)]),
      ];
      expect(made[1]?.length, card.title).toBeGreaterThan(0);
      expect(JSON.stringify(made), card.title).not.toMatch(/canary/);
    }
  });
});
