import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseFile } from '../../src/manifest/parse.ts';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import { propertyLoggingSchema } from '../../src/manifest/schema/property-logging-schema.ts';
import { EDITOR_KEYWORDS } from '../../src/manifest/schema/stream-schema.ts';
import { BAD_PROPERTY_MANIFESTS, SITE, STREAM_FILES } from './bad-property-manifests.ts';
import { member, spoilt } from './samples.ts';

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
ajv.addVocabulary([...EDITOR_KEYWORDS]);
const valid = ajv.compile(propertyLoggingSchema());

function read(text: string) {
  const files = Object.entries({ ...STREAM_FILES, 'streams/properties/site.yaml': text });
  return readManifests(
    files.map(([file, content]) => ({ file, text: content })),
    [],
    'streams',
  );
}

const about = (text: string) =>
  member(read(text).findings)
    .filter((line) => line.startsWith('streams/properties'))
    .map((line) => line.replace('streams/properties/', ''));

describe('findings about manifests of properties', () => {
  test('state the position, the code, the problem and the fix', async () => {
    const table = BAD_PROPERTY_MANIFESTS.map(([title, text]) => `## ${title}\n${about(text).join('\n')}\n`);
    await expect(table.join('\n')).toMatchFileSnapshot('../golden/manifest/property-findings.txt');
  });

  test.each(BAD_PROPERTY_MANIFESTS)('report %s', (_title, text) => {
    expect(about(text)).not.toEqual([]);
  });

  test('are none for a manifest with every member', () => {
    expect(about(SITE)).toEqual([]);
  });
});

describe('the schema for editors and the rules agree', () => {
  /** What a schema of one document cannot express: bytes. */
  const beyond = ['customLogField has too many bytes'];

  test('on a valid manifest', () => {
    expect(valid(parse(SITE))).toBe(true);
  });

  test.each(BAD_PROPERTY_MANIFESTS)('on an invalid manifest: %s', (title, text) => {
    const isAccepted = read(text).findings.every(({ severity }) => severity === 'warning');
    expect(valid(parse(text))).toBe(isAccepted || beyond.includes(title));
  });

  test.each([
    [
      'NONE without e-mail addresses',
      spoilt(SITE, 'PRODUCTION\n    notifyEmails: [cdn@example.com]', 'NONE'),
    ],
    [
      'NONE with an empty list of addresses',
      spoilt(SITE, 'PRODUCTION\n    notifyEmails: [cdn@example.com]', 'NONE\n    notifyEmails: []'),
    ],
    ['not tested on staging', spoilt(spoilt(SITE, 'PRODUCTION', 'STAGING'), 'Tested: true', 'Tested: false')],
    ['a removal only', spoilt(SITE, '[web, 7050]', '[]')],
    ['report: required', SITE.replace(/report: .*/, 'report: required')],
    ['all logs off', SITE.replace(/datastream: .*/, 'datastream: { samplingPercentage: 0 }')],
    ['a note of several lines', spoilt(SITE, 'note: CHG-1234', 'note: "a\\nb"')],
  ])('on an unusual manifest: %s', (_title, text) => {
    expect(about(text)).toEqual([]);
    expect(valid(parse(text))).toBe(true);
  });
});

describe('the normal form', () => {
  test('has every member', () => {
    expect(read(SITE).properties).toEqual([
      {
        name: 'site',
        properties: ['www.example.com', 349772],
        streams: ['web', 7050],
        removeStreams: ['old'],
        datastream: { collectMidgressTraffic: true, samplingPercentage: 12.5 },
        report: { cookies: ['consent'], logCookies: 'SOME', logHost: true },
        activation: {
          network: 'PRODUCTION',
          notifyEmails: ['cdn@example.com'],
          note: 'CHG-1234',
          complianceRecord: {
            noncomplianceReason: 'NONE',
            customerEmail: 'a@example.com',
            peerReviewedBy: 'b@example.com',
            unitTested: true,
            ticketId: 'CHG-1234',
          },
        },
        protect: true,
        source: { file: 'streams/properties/site.yaml', line: 1 },
      },
    ]);
  });

  test('has no options that the manifest omits', () => {
    const spec = '{ properties: [a], streams: [web], activation: { network: NONE } }';
    const text = `${SITE.slice(0, SITE.indexOf('spec:'))}spec: ${spec}\n`;
    expect(read(text).properties[0]).toMatchObject({
      removeStreams: [],
      datastream: {},
      report: {},
      activation: { network: 'NONE', notifyEmails: [] },
      protect: false,
    });
    expect(Object.keys(read(text).properties[0]?.activation ?? {})).toEqual(['network', 'notifyEmails']);
  });

  test('does not depend on how ids are written, on repetitions and on the order of options', () => {
    const other = SITE.replace('[www.example.com, 349772]', "[' www.example.com', prp_349772, '349772']")
      .replace('[web, 7050]', '[web, 7050, web]')
      .replace(
        '{ samplingPercentage: 12.5, collectMidgressTraffic: true }',
        '{ collectMidgressTraffic: true, samplingPercentage: 12.50 }',
      );
    expect(read(other).properties).toEqual(read(SITE).properties);
    expect(JSON.stringify(read(other).properties)).toBe(JSON.stringify(read(SITE).properties));
  });
});

describe('hostile text', () => {
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('');

  test('with many faults stops at the limit', () => {
    const { properties } = parseFile('a.yaml', SITE + lines(500, (i) => `  k${i}: 1\n`));
    const codes = properties.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(codes).toHaveLength(101);
    expect(codes.at(-1)).toBe('too-many-findings');
    const list = spoilt(SITE, '[web, 7050]', `[${lines(5000, () => 'true, ')}]`);
    expect(parseFile('a.yaml', list).properties[0]?.findings).toHaveLength(101);
  });

  test('with many documents stops at the limit', () => {
    const { properties, findings } = parseFile(
      'a.yaml',
      lines(90, () => `---\n${SITE}  a: 1\n  b: 1\n`),
    );
    expect(properties.length).toBeLessThan(60);
    expect(findings.map(({ code }) => code)).toEqual(['too-many-findings']);
  });

  test('with aliases is read like text without them', () => {
    const text = spoilt(spoilt(SITE, 'Email: a@', 'Email: &mail a@'), 'By: b@example.com', 'By: *mail');
    expect(about(text)).toEqual([]);
    const list = spoilt(spoilt(SITE, '[web, 7050]', '&list [web, 7050]'), '[old]', '*list');
    expect(about(list).map((line) => line.slice(0, 40))).toEqual([
      'site.yaml:7:19 error added-and-removed: ',
      'site.yaml:7:24 error added-and-removed: ',
    ]);
  });

  test('cannot move the cursor or hide itself in a finding', () => {
    const found = about(spoilt(SITE, '[web, 7050]', '["w\\u001b[2Jb", "w\\u202eb"]')).join('\n');
    expect(found).not.toContain('\u001b');
    expect(found).not.toContain('\u202e');
    expect(found).toContain('control characters');
  });
});
