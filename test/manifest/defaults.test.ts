import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { withoutDefaults } from '../../src/manifest/merge-defaults.ts';
import { changedNames, manifestsBefore } from '../../src/manifest/previous-manifests.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { isObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { configured, readConfigured } from './configured.ts';
import { DNS, ERRORS, RAW, WEB } from './samples.ts';

const SAMPLES = [WEB, DNS, ERRORS, RAW];

/** The content of the only manifest, without its location. */
function contentOf({ manifests, findings }: ReturnType<typeof readConfigured>): Omit<Manifest, 'source'> {
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [first] = manifests;
  if (!first || manifests.length > 1) throw new Error('bug: not one manifest');
  const { source: _, ...content } = first;
  return content;
}

type Split = { readonly own: JsonObject; readonly defaults: JsonObject };

/** Moves some members, at any depth, to the defaults. The others stay in the manifest. */
function split(block: JsonObject, moves: () => boolean): Split {
  const own: { [name: string]: Json } = {};
  const defaults: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(block)) {
    if (name === 'logType' || name === 'streamId') own[name] = value;
    else if (isObject(value) && !('env' in value) && !('file' in value)) {
      const inside = split(value, moves);
      if (Object.keys(inside.own).length > 0) own[name] = inside.own;
      if (Object.keys(inside.defaults).length > 0) defaults[name] = inside.defaults;
    } else (moves() && !JSON.stringify(value).includes('"file"') ? defaults : own)[name] = value;
  }
  return { own, defaults };
}

describe('a manifest with defaults', () => {
  test('is the manifest with its values written out', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SAMPLES),
        fc.infiniteStream(fc.boolean()),
        fc.boolean(),
        (text, choices, isNarrow) => {
          const { spec, ...root } = parse(text);
          const { own, defaults } = split(spec, () => choices.next().value);
          const chosen = isNarrow
            ? { kind: root.kind, ...(spec.logType ? { logType: spec.logType } : {}) }
            : {};
          const configuration = configured(stringify({ defaults: [{ ...chosen, spec: defaults }] }));
          const complete = readConfigured({ 'a.yaml': stringify({ ...root, spec: own }) }, configuration);
          expect(contentOf(complete)).toEqual(contentOf(readConfigured({ 'a.yaml': text })));
        },
      ),
    );
  });

  test('keeps its own values: defaults change nothing in a manifest that sets everything or removes it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), fc.constantFrom(...SAMPLES), (text, other) => {
        const { kind, spec, ...root } = parse(text);
        const {
          streamId: _,
          logType: _type,
          ...defaults
        } = parse(other.replace('{ file: secrets/archive }', '{ env: KEY }')).spec;
        const configuration = configured(stringify({ defaults: [{ spec: defaults }] }));
        const { logType, ...own } = spec;
        const masked = withoutDefaults(
          { kind, ...(logType ? { logType } : {}) } as never,
          own,
          configuration.manifestDefaults,
        );
        const written = stringify({ ...root, kind, spec: { ...(logType ? { logType } : {}), ...masked } });
        const complete = readConfigured({ 'a.yaml': written }, configuration);
        expect(contentOf(complete)).toEqual(contentOf(readConfigured({ 'a.yaml': text })));
      }),
    );
  });
});

const SPEC = (text: string, defaults: string, target?: string) =>
  contentOf(readConfigured({ 'a.yaml': text }, configured(defaults, target)));

describe('merging', () => {
  const without = (...lines: readonly string[]) =>
    lines.reduce((text, line) => text.replace(`${line}\n`, ''), WEB);

  test('is by member in blocks, and as a whole for lists and references', () => {
    const text = WEB.replace('format: JSON', 'uploadFilePrefix: web')
      .replace('HTTPS', 'S3')
      .replace(/ {4}(endpoint|auth|user).*\n/g, '')
      .replace('password: { env: LOG_PASSWORD }', 'bucket: b\n    path: p\n    region: r');
    const { spec } = SPEC(
      text.replace('datasetFields: [cp, reqId]', 'datasetFields: [cp]'),
      'defaults:\n  - spec:\n      datasetFields: [reqId, UA]\n      deliveryConfiguration: { format: JSON, uploadFilePrefix: ak, frequency: { intervalInSeconds: 60 } }\n      destination: { destinationType: s3, accessKey: { env: A }, secretAccessKey: { env: B }, region: other }\n',
    );
    expect(spec['datasetFields']).toEqual(['cp']);
    expect(spec['deliveryConfiguration']).toEqual({
      format: 'JSON',
      uploadFilePrefix: 'web',
      frequency: { intervalInSeconds: 30 },
    });
    expect(spec['destination']).toMatchObject({
      destinationType: 'S3',
      region: 'r',
      accessKey: { env: 'A' },
    });
  });

  test('leaves a destination of another type alone', () => {
    const { spec } = SPEC(
      WEB,
      'defaults: [{ spec: { destination: { destinationType: S3, path: p, compressLogs: true } } }]',
    );
    expect(spec['destination']).not.toHaveProperty('path');
  });

  test('takes the last default that sets a member; those of the target come last', () => {
    const text =
      'defaults: [{ spec: { groupId: 1 } }, { spec: { groupId: 2 } }]\ntargets: { a: { defaults: [{ spec: { groupId: 3 } }] }, b: {} }';
    const web = without('  groupId: 21484');
    expect(SPEC(web, text, 'a').spec['groupId']).toBe(3);
    expect(SPEC(web, text, 'b').spec['groupId']).toBe(2);
  });

  test('is only for the kind and the log type of a default, and for members that the stream can have', () => {
    const text =
      'defaults:\n  - { kind: DataStream2, logType: edns, spec: { groupId: 3 } }\n  - { kind: DataStream1, spec: { groupId: 4 } }\n  - { spec: { groupId: 5, collectMidgress: true, zones: [x.example.com] } }\n';
    const { spec } = SPEC(without('  groupId: 21484'), text);
    expect(spec).toMatchObject({ groupId: 5, collectMidgress: true });
    expect(spec).not.toHaveProperty('zones');
  });

  test('null removes a default, and is an error where there is none', () => {
    const text = WEB.replace('  groupId', '  notificationEmails: null\n  collectMidgress: null\n  groupId');
    const configuration = configured('defaults: [{ spec: { notificationEmails: [a@example.com] } }]');
    const { findings } = readConfigured({ 'a.yaml': text }, configuration);
    expect(findings).toEqual([expect.objectContaining({ code: 'empty-member', line: 9, file: 'a.yaml' })]);
    expect(
      SPEC(
        text.replace('  collectMidgress: null\n', ''),
        'defaults: [{ spec: { notificationEmails: [a@example.com] } }]',
      ).spec,
    ).not.toHaveProperty('notificationEmails');
  });

  test('sets the state and the protection', () => {
    const content = SPEC(
      without('  state: active'),
      'defaults: [{ spec: { state: inactive, protect: true } }]',
    );
    expect(content).toMatchObject({ state: 'inactive', protect: true });
  });
});

describe('a finding', () => {
  const found = (text: string, defaults: string) =>
    readConfigured({ 'a.yaml': text }, configured(defaults)).findings.map(
      ({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`,
    );

  test('about a default is at its line, and names the manifest', () => {
    const text = WEB.replace('    frequency: { intervalInSeconds: 30 }\n', '');
    expect(
      found(
        text,
        'defaults:\n  - spec:\n      deliveryConfiguration:\n        frequency:\n          intervalInSeconds: 45\n',
      ),
    ).toEqual([
      'datastream.yaml:6:30 invalid-value "intervalInSeconds" must be 30 or 60, not 45. Used by the manifest "web".',
    ]);
  });

  test('about an unknown key in a default is at its name', () => {
    expect(found(WEB, 'defaults:\n  - spec:\n      destination: { endpiont: x }\n')).toEqual([
      expect.stringMatching(
        /^datastream\.yaml:4:22 unknown-member Unknown key "endpiont" .* Used by the manifest "web"\.$/,
      ),
    ]);
  });

  test('about a member that is still missing is in the manifest', () => {
    const text = WEB.replace(/ {4}(endpoint|auth|user|pass).*\n/g, '');
    const all = found(text, 'defaults: [{ spec: { destination: { authenticationType: NONE } } }]');
    expect(all).toEqual([expect.stringMatching(/^a\.yaml:\d+:\d+ missing-member .*"endpoint"/)]);
  });

  test('about an allowed secret is at the default', () => {
    const text = WEB.replace('    password: { env: LOG_PASSWORD }\n', '');
    const all = found(
      text,
      'allowedSecrets: [LOG_USER]\ndefaults: [{ spec: { destination: { password: { env: OTHER } } } }]',
    );
    expect(all).toEqual([
      expect.stringMatching(/^datastream\.yaml:3:\d+ secret-not-allowed .*Used by the manifest "web"/),
    ]);
  });
});

describe('a changed default', () => {
  const members = {
    groupId: [1, 2],
    collectMidgress: [true, false],
    notificationEmails: [['a@example.com'], []],
  } as const;

  test('is a change of each manifest that uses it, and of no other', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(members) as (keyof typeof members)[])),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        (member, uses) => {
          const [before, after] = members[member].map((value) =>
            configured(stringify({ defaults: [{ logType: 'cdn', spec: { [member]: value } }] })),
          );
          const { spec, ...root } = parse(WEB);
          const files = uses.map((isUsed, index) => {
            const { [member]: _, ...others } = {
              ...spec,
              ...(member in spec ? {} : { [member]: undefined }),
            };
            const own = isUsed ? others : { ...others, [member]: members[member][0] };
            return {
              file: `${index}.yaml`,
              text: stringify({ ...root, metadata: { name: `s${index}` }, spec: own }),
            };
          });
          const texts = Object.fromEntries(files.map(({ file, text }) => [file, text]));
          const now = readConfigured({ ...texts, 'dns.yaml': DNS }, after);
          const all = [...files, { file: 'dns.yaml', text: DNS }];
          const old = manifestsBefore(
            now,
            { files: all, ...(before?.manifestDefaults ? { defaults: before.manifestDefaults } : {}) },
            'streams',
          );
          expect([...changedNames(old, now)].sort()).toEqual(
            uses.flatMap((isUsed, index) => (isUsed ? [`s${index}`] : [])),
          );
        },
      ),
    );
  });

  test('that only moves to another line is no change, even with a finding', () => {
    const text = WEB.replace('[www.example.com]', '[www.example.com]\n  streamId: 7050').replace(
      '    frequency: { intervalInSeconds: 30 }\n',
      '',
    );
    const defaults =
      'defaults: [{ spec: { deliveryConfiguration: { frequency: { intervalInSeconds: 45 } } } }]';
    const now = readConfigured({ 'a.yaml': text }, configured(defaults));
    const { manifestDefaults } = configured(`# moved\n${defaults}`);
    const old = manifestsBefore(
      now,
      { files: [{ file: 'a.yaml', text }], ...(manifestDefaults ? { defaults: manifestDefaults } : {}) },
      'streams',
    );
    expect(now.manifests[0]?.valueFindings).toHaveLength(1);
    expect([...changedNames(old, now)]).toEqual([]);
  });

  test('that is none, with a policy that only holds now, is no change of a manifest that violates it', () => {
    const policy = 'policy: [{ reason: Costs, forbiddenFields: [1000] }]';
    const now = readConfigured({ 'a.yaml': WEB }, configured(policy));
    expect(now.manifests[0]?.violations).toBeDefined();
    const old = manifestsBefore(now, { files: [{ file: 'a.yaml', text: `# moved\n${WEB}` }] }, 'streams');
    expect([...changedNames(old, now)]).toEqual([]);
  });
});
