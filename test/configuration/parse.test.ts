import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it, test } from 'vitest';
import { activate } from '../../src/configuration/activate.ts';
import { type Configuration, parseConfiguration } from '../../src/configuration/parse.ts';
import { configurationSchema } from '../../src/configuration/shape.ts';
import { documentsIn } from '../../src/manifest/yaml/document.ts';
import { PROJECT } from '../commands/workspace.ts';

const VERSION = 'apiVersion: datastream-gitops/v1\n';

function parsed(text: string): Configuration {
  const { configuration, findings } = parseConfiguration('datastream.yaml', VERSION + text);
  expect(findings).toEqual([]);
  if (!configuration) throw new Error('bug: no configuration');
  return configuration;
}

function findings(text: string): readonly string[] {
  return parseConfiguration('datastream.yaml', text).findings.map(
    ({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message} ${hint ?? ''}`,
  );
}

const INVALID: Readonly<Record<string, readonly [text: string, finding: RegExp]>> = {
  'an empty file': ['', /^1:1 missing-member The configuration has no "apiVersion"\. Add apiVersion/],
  'a list': ['[]', /^1:1 wrong-type A configuration is a block of members, not a list/],
  'no version': ['limits: {}', /^1:1 missing-member/],
  'another version': ['apiVersion: v2', /^1:13 invalid-value "apiVersion" must be "datastream-gitops\/v1"/],
  'an unknown key': [`${VERSION}limit: {}`, /^2:1 unknown-member .* Did you mean "limits"\?/],
  'an unknown limit': [
    `${VERSION}limits:\n  lve: 1`,
    /^3:3 unknown-member Unknown key "lve" in "limits"\. Did you mean "live"\?/,
  ],
  'a duplicate key': [`${VERSION}limits: {}\nlimits: {}`, /^3:1 duplicate-member .* line 2/],
  'a negative limit': [`${VERSION}limits: { live: -1 }`, /^2:17 invalid-value "live" must be at least 0/],
  'an absolute folder': [`${VERSION}streams: /etc`, /^2:10 invalid-value "streams"/],
  'a folder outside': [`${VERSION}targets: { a: { streams: streams/../../x } }`, /^2:26 invalid-value/],
  'a folder in the home folder': [`${VERSION}streams: ~/x`, /^2:10 invalid-value/],
  'a folder of another drive': [`${VERSION}streams: 'C:\\x'`, /^2:10 invalid-value/],
  'a member without a value': [`${VERSION}limits:`, /^2:1 empty-member/],
  'a target without a value': [`${VERSION}targets: { a: }`, /^2:15 wrong-type/],
  'a name that no secret can have': [`${VERSION}allowedSecrets: ['a b']`, /^2:18 invalid-value/],
  'a credential of an API client': [
    `${VERSION}targets: { a: { section: akab-abcdefgh12345678-abcdefgh12345678 } }`,
    /^2:26 literal-credential "section" looks like a credential/,
  ],
  'a generated value': [
    `${VERSION}targets: { a: { accountKey: kT7p9QbV2mX4Zc8R } }`,
    /^2:29 literal-credential/,
  ],
  'a field that a set lists twice': [
    `${VERSION}fieldSets:\n  web: [cp, 1002, cp]`,
    /^3:19 duplicate-field The data set field "cp" is listed twice in the field set "web"/,
  ],
  'a field set without fields': [
    `${VERSION}fieldSets: { web: [] }`,
    /^2:19 invalid-value "web" must not be empty/,
  ],
  'a field that is a block': [
    `${VERSION}fieldSets: { web: [{ id: 1 }] }`,
    /^2:20 wrong-type Item 1 of "web"/,
  ],
  'a policy without a reason': [
    `${VERSION}policy:\n  - forbiddenFields: [cliIP]`,
    /^3:5 missing-member Item 1 of "policy" has no "reason"/,
  ],
  'a policy with an empty reason': [
    `${VERSION}policy:\n  - { reason: '', forbiddenFields: [cliIP] }`,
    /^3:15 invalid-value "reason"/,
  ],
  'a policy without a rule': [
    `${VERSION}policy:\n  - { reason: x, names: [a] }`,
    /^3:5 missing-member The policy has no rule\. Add forbiddenFields/,
  ],
  'a misspelled field of a policy': [
    `${VERSION}policy:\n  - { reason: x, forbiddenFields: [cp, clientIP] }`,
    /^3:40 unknown-policy-field "clientIP" is not a data set field of any log type\. Did you mean "Client IP"\?/,
  ],
  'a misspelled group of fields': [
    `${VERSION}policy:\n  - { reason: x, forbiddenFields: [personal_data] }`,
    /^3:36 unknown-policy-field .* Did you mean "personal-data"\?/,
  ],
  'a group of required fields': [
    `${VERSION}policy:\n  - { reason: x, requiredFields: [personal-data] }`,
    /^3:35 unknown-policy-field/,
  ],
  'a field that the chosen log types do not have': [
    `${VERSION}policy:\n  - { reason: x, logTypes: [edns], forbiddenFields: [cliIP] }`,
    /^3:54 unknown-policy-field "cliIP" is not a data set field of these log types\. Check .* write its ID/,
  ],
  'a policy of a target with an unknown field': [
    `${VERSION}targets: { a: { policy: [{ reason: x, requiredFields: [cpp] }] } }`,
    /^2:56 unknown-policy-field "cpp"/,
  ],
  'an allowed destination without members': [
    `${VERSION}policy:\n  - { reason: x, allowedDestinations: [{}] }`,
    /^3:40 missing-member The allowed destination has no member, so it would allow all/,
  ],
  'a pattern that allows hosts of other owners': [
    `${VERSION}policy:\n  - { reason: x, allowedDestinations: [{ host: "*example.com" }] }`,
    /^3:48 invalid-value The pattern "\*example\.com" also matches hosts of other owners/,
  ],
  'a host with a scheme': [
    `${VERSION}policy:\n  - { reason: x, allowedDestinations: [{ host: "https://example.com" }] }`,
    /^3:48 invalid-value "host"/,
  ],
  'a misspelled type of destination': [
    `${VERSION}policy:\n  - { reason: x, allowedDestinations: [{ type: S3_COMPATBLE }] }`,
    /^3:48 invalid-value .* Did you mean "S3_COMPATIBLE"\?/,
  ],
  'a share of more than all requests': [
    `${VERSION}policy:\n  - { reason: x, samplingAtMost: 101 }`,
    /^3:34 invalid-value "samplingAtMost" must be at most 100/,
  ],
  'a field that is no name': [
    `${VERSION}policy:\n  - { reason: x, forbiddenFields: [{ id: 1 }] }`,
    /^3:36 wrong-type Item 1 of "forbiddenFields" must be/,
  ],
  'a default that binds a stream': [
    `${VERSION}defaults: [{ spec: { streamId: 7050 } }]`,
    /^2:22 default-not-allowed A default cannot set "streamId"\. It binds one manifest/,
  ],
  'a default that names a stream, in a target': [
    `${VERSION}targets: { a: { defaults: [{ spec: { streamName: x } }] } }`,
    /^2:38 default-not-allowed/,
  ],
  'a default that deletes streams': [
    `${VERSION}defaults: [{ spec: { state: absent } }]`,
    /^2:29 default-not-allowed A default cannot set "state" to absent/,
  ],
  'a default that refers to a file': [
    `${VERSION}defaults: [{ spec: { destination: { clientKey: { file: a.pem } } } }]`,
    /^2:48 default-not-allowed .*file/,
  ],
  'a default with a secret in plain text': [
    `${VERSION}defaults: [{ spec: { destination: { password: canary } } }]`,
    /^2:47 literal-secret "password" is a secret and must not be in this file/,
  ],
  'a default that no stream can have': [
    `${VERSION}defaults: [{ spec: { grupId: 1 } }]`,
    /^2:22 unknown-member Unknown key "grupId" in a default\. Did you mean "groupId"\?/,
  ],
  'a default that streams of its log type do not have': [
    `${VERSION}defaults: [{ logType: edns, spec: { collectMidgress: true } }]`,
    /^2:37 unknown-member/,
  ],
  'a default without a value': [`${VERSION}defaults: [{ spec: { groupId: } }]`, /^2:22 empty-member/],
  'a default for no manifest': [
    `${VERSION}defaults: [{ kind: DataStream1, logType: cdn, spec: {} }]`,
    /^2:42 invalid-value .*DataStream1 has no log types/,
  ],
  'two documents': [`${VERSION}---\n${VERSION}`, /^3:1 second-document/],
  'nested anchors': [
    `${VERSION}a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d]`,
    /too-large .*repeated aliases counted each time/,
  ],
  'an alias of itself': [`${VERSION}limits: &a { live: *a }`, /alias-cycle/],
  'a huge file': [`${VERSION}${'#'.repeat(1 << 20)}`, /^1:1 file-too-large/],
  'a prototype': [`${VERSION}__proto__: {}`, /unsafe-name/],
};

describe('a configuration file with one fault', () => {
  it.each(Object.entries(INVALID))('%s', (_, [text, finding]) => {
    const all = findings(text);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(finding);
  });

  it.each(Object.entries(INVALID))('does not repeat a credential: %s', (_, [text]) => {
    expect(findings(text).join()).not.toMatch(/kT7p9|abcdefgh12345678/);
  });
});

test('a field of one of the chosen log types is not unknown', () => {
  const text = 'policy:\n  - { reason: x, logTypes: [cdn, edns], requiredFields: [cliIP, Client IP, 4010] }';
  expect(findings(VERSION + text)).toEqual([]);
});

test('policies of a target are added to those of the file', () => {
  const text = `policy: [{ reason: A, forbiddenFields: [cliIP] }]
targets:
  eu:
    policy: [{ reason: B, names: ["eu-*"], requiredFields: [cp] }]
  us: {}
`;
  const of = (name: string) => {
    const active = activate(parsed(text), name);
    if (typeof active === 'string') throw new Error(active);
    return active.policies;
  };
  expect(of('us')).toMatchObject([{ reason: 'A', isOfTarget: false, position: { line: 2 } }]);
  expect(of('eu')).toMatchObject([
    { reason: 'A' },
    { reason: 'B', names: ['eu-*'], isOfTarget: true, position: { line: 5, column: 14 } },
  ]);
});

test('all findings are reported at once', () => {
  const text = `limits: { lve: 1, delete: x }\ntargets: { a: { strems: x, accountKey: 7 } }`;
  expect(findings(text).map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual([
    '1:1 missing-member',
    '1:11 unknown-member',
    '1:27 wrong-type',
    '2:17 unknown-member',
    '2:40 wrong-type',
  ]);
});

test('the published schema accepts what is read, and nothing with an unknown key', () => {
  const validate = new Ajv({ strict: true, strictTypes: false }).compile(configurationSchema());
  const valueIn = (text: string) => documentsIn('x', VERSION + text).documents[0]?.value;
  expect(
    validate(valueIn('limits: { live: 3 }\ntargets: { a: { section: x, allowedSecrets: [A_*] } }')),
  ).toBe(true);
  expect(validate(valueIn('limit: {}'))).toBe(false);
  expect(validate(valueIn('streams: ../x'))).toBe(false);
});

describe('a target', () => {
  const TWO = 'targets:\n  production: { limits: { live: 3 } }\n  staging: {}\n';

  it('is the only one, if none is named', () => {
    expect(activate(parsed('targets: { production: {} }'), undefined)).toMatchObject({
      target: 'production',
    });
  });

  it('must be named if there are several', () => {
    const message = 'datastream.yaml has several targets: production, staging. Select one with --target.';
    expect(activate(parsed(TWO), undefined)).toBe(message);
  });

  it('is suggested for a similar name', () => {
    expect(activate(parsed(TWO), 'prodution')).toMatch(/no target "prodution"\. Did you mean "production"\?/);
    expect(activate(parsed(TWO), 'x')).toMatch(/Its targets are production, staging\./);
    expect(activate(parsed(TWO), 'constructor')).toMatch(/no target "constructor"/);
    expect(activate(parsed(''), 'x')).toMatch(/has no targets/);
  });

  it('replaces members of the file; each limit is a member of its own', () => {
    const text = `streams: all\nallowedSecrets: [A]\nlimits: { live: 1, delete: 2 }\ntargets:\n  a: { allowedSecrets: [], limits: { live: 9 } }\n`;
    expect(activate(parsed(text), 'a')).toMatchObject({
      options: { streams: { value: 'all', origin: { from: 'file', line: 2 } } },
      allowedSecrets: { value: [], origin: { from: 'target', line: 6 } },
      limits: {
        live: { value: 9, origin: { from: 'target', file: 'datastream.yaml', line: 6, column: 44 } },
        delete: { value: 2, origin: { from: 'file', line: 4 } },
      },
    });
  });
});

test('the examples in docs/configuration.md have no findings', () => {
  const page = readFileSync(path.join(PROJECT, 'docs/configuration.md'), 'utf8');
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  // A block that begins with spec is a part of a manifest.
  const files = blocks
    .filter((block) => !block.startsWith('spec:'))
    .map((block) => (block.includes('apiVersion:') ? block : VERSION + block));
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) expect(findings(file)).toEqual([]);
});
