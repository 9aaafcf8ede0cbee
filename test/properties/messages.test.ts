import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { ExpectedStream, LiveProperty } from '../../src/model/property.ts';
import { PROPERTY_FINDING_CODES, type PropertyFinding } from '../../src/model/property-finding.ts';
import { checkProperty } from '../../src/properties/check-property.ts';
import {
  beacons,
  check,
  child,
  include,
  logs,
  OFF,
  report,
  rule,
  rulesOf,
  stream,
  stream1,
} from './properties.ts';

const gone = stream({ name: 'gone', streamId: 7000, state: 'absent' });
const userAgent = stream({ fields: [1017] });
const ERRORS = {
  name: 'matchResponseCode',
  options: { matchOperator: 'IS_BETWEEN', lowerBound: 500, upperBound: 599 },
};
const { streamId: _, ...toCreate } = stream({ isLive: false });

const CASES: readonly (readonly [Json, (readonly ExpectedStream[])?, Partial<LiveProperty>?])[] = [
  [rule([])],
  [rule([]), [toCreate]],
  [rule([]), [stream({ integrationType: 'HYBRID' })]],
  [rule([logs(['7000'])]), [toCreate]],
  [rule([logs(['7000']), report()]), [{ ...toCreate, fields: [1017, 1032] }]],
  [rule([logs(['7000'])], [child([logs(['7050'])])]), [stream()], { latestVersion: 8 }],
  [rule([logs(7000)]), [stream()], { ruleFormat: 'v2023-01-05' }],
  [rule([{ ...logs(['7000']), locked: true }])],
  [rule([logs(['1', '2', '3'])])],
  [rule([logs(['1', '2', '3', '7050'])])],
  [rule([beacons('51')])],
  [rule([logs(['7050'])]), [stream1()]],
  [rule([OFF])],
  [rule([logs(['7050'])], [child([OFF], 'Health checks')])],
  [rule([], [child([logs(['7050'])])])],
  [rule([], [child([logs(['7050'])], 'Errors', ERRORS)])],
  [rule([logs(['7050'], { samplingPercentage: 50 })])],
  [rule([logs(['7050'])]), [stream({ samplingPercentage: 10 })]],
  [rule([logs(['7000', '7050'])]), [stream(), gone]],
  [rule([logs(['7000'])]), [{ ...gone, state: 'inactive' }]],
  [rule([logs(['7050']), report()]), [stream({ fields: [1017, 1023, 1082] })]],
  [rule([logs(['7050'])], [child([report({ logUserAgent: true })])]), [userAgent]],
  [rule([logs(['7050']), report({ logUserAgent: true })], [child([report()])]), [userAgent]],
  [rule([logs(['7050']), include('9')]), [userAgent], includeOf(rule([report({ logUserAgent: true })]))],
  [
    rule([logs(['7050']), report({ logUserAgent: true })], [rule([include('9')], [], 'Shared')]),
    [userAgent],
    includeOf(rule([report()])),
  ],
  [
    rule([logs(['7050']), include('9')]),
    [userAgent],
    { includes: [{ tag: 'unknown', includeId: 9, reason: 'it is not active on production' }] },
  ],
];

function includeOf(tree: JsonObject): Partial<LiveProperty> {
  return {
    includes: [
      { tag: 'read', includeId: 9, includeName: 'shared headers', version: 2, rules: rulesOf(tree) },
    ],
  };
}

function drawn({ code, severity, rule: place, message, fix }: PropertyFinding): string {
  const where = place === undefined ? '' : ` in ${place.path} (${place.criteria.join(', ')})`;
  const patch =
    fix === undefined
      ? []
      : ['', ...fix.jsonPatch.map((one) => JSON.stringify(one)), '', fix.terraform.trimEnd()];
  return [`${severity}: ${code}${where}`, message, ...patch, ''].join('\n');
}

test('findings say what is wrong, where, what it means for the logs, and what to do', async () => {
  const property = { propertyName: 'www.example.com' };
  const findings = [
    ...checkProperty({ tag: 'not-live', property, latestVersion: 3 }, [stream(), toCreate]),
    ...checkProperty({ tag: 'no-access', property, reason: 'There is no such property.' }, [stream()]),
    ...checkProperty({ tag: 'unreadable', property, reason: 'The rule tree cannot be read.' }, [stream()]),
    ...CASES.flatMap(([tree, streams, changes]) => check(tree, streams, changes)),
  ];
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(PROPERTY_FINDING_CODES));
  await expect(findings.map(drawn).join('\n')).toMatchFileSnapshot('../golden/properties/findings.txt');
});
