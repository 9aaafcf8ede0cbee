import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseFile } from '../../src/manifest/parse.ts';
import { manifestText } from '../../src/manifest/write.ts';
import type { Json } from '../../src/model/json.ts';
import { runs } from '../soak.ts';
import { DNS, ERRORS, manifestsIn, RAW, WEB, withDestination, withSpec } from './samples.ts';

describe('writing a manifest', () => {
  test('follows the style of the examples', () => {
    const [manifest] = manifestsIn(
      withSpec(withDestination(WEB, 'extra: { latency: LOW }'), 'streamId: 7050'),
    );
    if (!manifest) throw new Error('no manifest');
    const text = manifestText(manifest, {
      schemaPath: '../schemas/stream.schema.json',
      comments: ['Imported.', '', 'Set LOG_USER and LOG_PASSWORD.'],
    });
    expect(text).toBe(`# yaml-language-server: $schema=../schemas/stream.schema.json
# Imported.
#
# Set LOG_USER and LOG_PASSWORD.
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: web
spec:
  logType: cdn
  state: active
  streamId: 7050
  contractId: C-0N7RAC7
  groupId: 21484
  properties: [www.example.com]
  datasetFields: [cp, reqId]
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }
  destination:
    destinationType: HTTPS
    displayName: Log platform
    endpoint: https://logs.example.com/akamai
    authenticationType: BASIC
    userName: { env: LOG_USER }
    password: { env: LOG_PASSWORD }
    extra: { latency: LOW }
`);
  });

  test('puts each item of a long list on its own line, and quotes unusual strings', () => {
    const [manifest] = manifestsIn(DNS);
    if (!manifest) throw new Error('no manifest');
    const zones = Array.from({ length: 30 }, (_, i) => `zone-${i}.example.com`);
    const text = manifestText({ ...manifest, name: 'on', spec: { ...manifest.spec, zones } });
    expect(text).toContain('  zones:\n    - zone-0.example.com\n');
    expect(text).toContain('  name: "on"\n');
    expect(manifestsIn(text)[0]?.spec['zones']).toEqual(zones);
  });

  test('cannot turn a comment into a member', () => {
    const [manifest] = manifestsIn(WEB);
    if (!manifest) throw new Error('no manifest');
    expect(manifestsIn(manifestText(manifest, { comments: ['a\nspec: {}', 'b\r\nkind: x'] }))).toHaveLength(
      1,
    );
  });
});

describe('writing a stream of DataStream 1', () => {
  const written = (text: string, memberComments: Readonly<Record<string, string>> = {}) => {
    const [manifest] = manifestsIn(text);
    if (!manifest) throw new Error('no manifest');
    return manifestText(manifest, { memberComments });
  };

  test('follows the style of the examples: no log type, each connector over several lines', () => {
    expect(written(ERRORS)).toBe(ERRORS);
    expect(written(RAW)).toBe(RAW);
  });

  test('can write comments before members of the spec', () => {
    const text = written(ERRORS, {
      datasetFields: 'Omitted:\n\n- 81\r\nspec: {}',
      nothing: 'x',
      state: 'On.',
    });
    expect(text).toContain(
      '  properties: [www.example.com]\n  # Omitted:\n  #\n  # - 81\n  # spec: {}\n  datasetFields: [2xx, 5xx, 81]\n',
    );
    expect(text).toContain('spec:\n  # On.\n  state: active\n');
    expect(text).not.toContain('x\n  nothing');
    expect(manifestsIn(text)[0]?.spec).toEqual(manifestsIn(ERRORS)[0]?.spec);
  });
});

const odd = fc.constantFrom(
  'yes',
  'on',
  'null',
  '~',
  '1',
  '0x1F',
  '1e3',
  '.inf',
  '-',
  '?',
  ':',
  '#',
  ' a',
  'a ',
  'a: b',
  'a #b',
  '@a',
  '*a',
  '&a',
  '!a',
  '%a',
  '{a}',
  '[a]',
  "'",
  '"',
  '\\',
  '---',
  '...',
  '<<',
  '12:30:45',
  '2020-01-01',
  'a\u0085b',
  'a\u2028b',
  '\ufeffa',
  '🙂',
  'a,b',
  '\u200b',
  '=',
  '|',
  '>',
);
const text = fc
  .oneof(odd, fc.string({ unit: 'binary', maxLength: 120 }), fc.string({ maxLength: 200 }))
  .filter((value) => value.length > 0 && !/\p{Cs}/u.test(value));
const name = text.filter((value) => !/\p{Cc}/u.test(value));
const member = text.filter((value) => value !== '__proto__' && value !== '<<');
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      text,
      fc.maxSafeInteger(),
      fc.boolean(),
      // Minus zero is the same number: JSON writes it as 0.
      fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e9, min: -1e9 }).map((n) => n + 0),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(member, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('what is written loads unchanged', () => {
  test('for names, lists and destinations with hostile strings', () => {
    fc.assert(
      fc.property(
        name,
        name,
        fc.uniqueArray(name, { minLength: 1 }),
        text,
        (called, streamName, zones, bucket) => {
          const [manifest] = manifestsIn(DNS);
          if (!manifest) throw new Error('no manifest');
          const trimmed = zones.map((zone) => zone.trim()).filter((zone) => zone !== '');
          fc.pre(trimmed.length > 0);
          const destination = { ...(manifest.spec['destination'] as { [m: string]: Json }), bucket };
          const content = {
            ...manifest,
            name: called,
            streamName,
            spec: { ...manifest.spec, zones: [...new Set(trimmed)], destination },
          };
          const { source: _, ...read } = manifestsIn(manifestText(content))[0] ?? { source: undefined };
          const { source: __, ...written } = content;
          expect(read).toEqual(written);
        },
      ),
      { numRuns: runs(300) },
    );
  });

  test('for connectors with hostile strings', () => {
    const connector = fc.record({ connectorName: name, bucket: text, path: text, region: text });
    const connectors = fc.uniqueArray(connector, { selector: (each) => each.connectorName, maxLength: 4 });
    fc.assert(
      fc.property(connectors, (listed) => {
        const [manifest] = manifestsIn(ERRORS);
        if (!manifest) throw new Error('no manifest');
        fc.pre(listed.every(({ connectorName }) => connectorName !== '__proto__'));
        const secrets = { accessKey: { env: 'KEY' }, secretAccessKey: { env: 'SECRET' } };
        const spec = {
          ...manifest.spec,
          connectors: listed.map((members) => ({ connectorType: 'S3', ...secrets, ...members })),
        };
        expect(manifestsIn(manifestText({ ...manifest, spec }))[0]?.spec).toEqual(spec);
      }),
      { numRuns: runs(200) },
    );
  });

  test('for values of any shape in extra', () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = manifestText({
          name: 'web',
          collection: { kind: 'DataStream2', logType: 'cdn' },
          state: 'absent',
          spec: { extra: { latency: value } },
        });
        const expected = JSON.parse(JSON.stringify(value));
        expect(parse(written).spec.extra.latency).toEqual(expected);
        const { findings, entries } = parseFile('web.yaml', written);
        expect(findings).toEqual([]);
        expect(entries[0]?.draft.spec?.['extra']).toEqual({ latency: expected });
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('a destination of a type that this version does not know', () => {
  const unknown = (allowance: string) =>
    `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: web }
spec:
  state: active
  properties: [1]
  datasetFields: [cp]
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }
  destination: { destinationType: CARRIER, route: a, allowUnknownType: ${allowance} }
`;

  test.each([['true'], ['without-secrets']])('is written with allowUnknownType: %s', (allowance) => {
    const [manifest] = manifestsIn(unknown(allowance));
    if (!manifest) throw new Error('no manifest');
    expect(manifest.spec['destination']).toEqual({ destinationType: 'CARRIER', route: 'a' });
    const text = manifestText(manifest);
    expect(text).toContain(`destinationType: CARRIER\n    allowUnknownType: ${allowance}\n`);
    expect(manifestsIn(text)).toEqual([{ ...manifest, source: expect.anything() as unknown }]);
  });

  test('is refused without allowUnknownType', () => {
    expect(parseFile('a.yaml', unknown('false')).entries[0]?.manifest).toBeUndefined();
  });
});
