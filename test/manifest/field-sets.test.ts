import { describe, expect, test } from 'vitest';
import type { ActiveConfiguration } from '../../src/model/configuration.ts';
import { configured, readConfigured } from './configured.ts';
import { DNS, WEB } from './samples.ts';

const SETS =
  'fieldSets:\n  web-standard: [reqTimeSec, 1005]\n  timing:\n    - turnAroundTimeMSec\n    - cp\n';

const fields = (list: string) => WEB.replace('[cp, reqId]', list);

function lines(list: string, configuration?: ActiveConfiguration): readonly string[] {
  return readConfigured({ 'web.yaml': fields(list) }, configuration).findings.map(
    ({ file, line, column, severity, code, message, hint }) =>
      `${file}:${line}:${column} ${severity} ${code} ${message} ${hint ?? ''}`.trim(),
  );
}

describe('a field set in datasetFields', () => {
  test.each([
    ['[{ fieldSet: web-standard }]', ['reqTimeSec', 1005]],
    ['[cp, { fieldSet: web-standard }, reqId]', ['cp', 'reqTimeSec', 1005, 'reqId']],
    ['[{ fieldSet: timing }, { fieldSet: web-standard }]', ['turnAroundTimeMSec', 'cp', 'reqTimeSec', 1005]],
  ])('%s is replaced by its fields, in their order', (list, expected) => {
    const { manifests, findings } = readConfigured({ 'web.yaml': fields(list) }, configured(SETS));
    expect(findings).toEqual([]);
    expect(manifests[0]?.spec['datasetFields']).toEqual(expected);
  });

  test.each<[string, string, RegExp]>([
    [
      'an unknown set',
      '[{ fieldSet: web-standart }]',
      /^web\.yaml:10:31 error unknown-field-set There is no field set "web-standart"\. Did you mean "web-standard"\?$/,
    ],
    [
      'a set that is no text',
      '[{ fieldSet: 7 }]',
      /^web\.yaml:10:31 error wrong-type "fieldSet" must be the name/,
    ],
    ['a set without a name', '[{ fieldSet: }]', /^web\.yaml:10:21 error empty-member/],
    [
      'another member next to it',
      '[{ fieldSet: timing, name: x }]',
      /^web\.yaml:10:39 error unknown-member Unknown key "name"/,
    ],
    [
      'a field that the manifest lists too, in another form',
      '[{ fieldSet: timing }, 1000]',
      /^web\.yaml:10:41 error duplicate-field The data set field 1000 is also in the field set "timing" as "cp"\. Keep one/,
    ],
    [
      'a set that contains a field listed before',
      '[cp, { fieldSet: timing }]',
      /^web\.yaml:10:19 error duplicate-field The data set field "cp" is also in the field set "timing"\./,
    ],
  ])('%s is an error at its line', (_, list, expected) => {
    const found = lines(list, configured(SETS));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test('a set that is included twice is an error in the file of the sets, for each of its fields', () => {
    expect(lines('[{ fieldSet: timing }, { fieldSet: timing }]', configured(SETS))).toEqual([
      'datastream.yaml:5:7 error duplicate-field The data set field "turnAroundTimeMSec" is listed twice in the field set "timing". Used by the manifest "web". Keep one of them.',
      'datastream.yaml:6:7 error duplicate-field The data set field "cp" is listed twice in the field set "timing". Used by the manifest "web". Keep one of them.',
    ]);
  });

  test('one field in two forms is an error in the file of the sets', () => {
    const text = 'fieldSets:\n  a: [cp, reqTimeSec, 1000]\n';
    expect(lines('[{ fieldSet: a }]', configured(text))).toEqual([
      'datastream.yaml:3:23 error duplicate-field The data set field 1000 is listed twice in the field set "a" as "cp". Used by the manifest "web". Keep one of them.',
    ]);
  });

  test('a finding about a field of a set is in the file of the sets, once, and names the manifests', () => {
    const text = 'fieldSets:\n  a: [cp, reqTimeSek]\n';
    const web = fields('[{ fieldSet: a }]');
    const files = { 'web.yaml': web, 'shop.yaml': web.replace('name: web', 'name: shop') };
    const { findings } = readConfigured(files, configured(text));
    const found = findings.filter(({ code }) => code === 'unknown-field');
    expect(found).toEqual([
      expect.objectContaining({ file: 'datastream.yaml', line: 3, column: 11, manifests: ['web', 'shop'] }),
    ]);
    expect(found[0]?.message).toMatch(/Used by the manifests "web", "shop"\.$/);
    expect(found[0]?.hint).toBe('Did you mean "reqTimeSec"?');
  });

  test('without a configuration file, it says where to define the set', () => {
    expect(lines('[{ fieldSet: a }]')).toEqual([
      'web.yaml:10:31 error unknown-field-set There is no field set "a". Define it under fieldSets in datastream.yaml.',
    ]);
  });

  test('an item of another list that looks like one is an unknown key', () => {
    const text = DNS.replace('[example.com]', '[{ fieldSet: timing }]');
    const { findings } = readConfigured({ 'dns.yaml': text }, configured(SETS));
    expect(findings.map(({ code }) => code)).toContain('unknown-member');
  });
});
