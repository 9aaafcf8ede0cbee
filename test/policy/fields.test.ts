import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Policy } from '../../src/model/policy.ts';
import { findViolations } from '../../src/policy/check.ts';
import { CDN, cdnSpec } from '../builders/streams.ts';
import { policy, violations } from './policies.ts';

const DNS = { collection: { kind: 'DataStream2', logType: 'edns' } } as const;
const APPSEC = { collection: { kind: 'DataStream2', logType: 'appsec' } } as const;
const FIRST = { collection: { kind: 'DataStream1' } } as const;

type Row = readonly [
  behavior: string,
  policy: Partial<Policy>,
  spec: JsonObject,
  found: readonly string[],
  stream?: Parameters<typeof violations>[2],
];

const TABLE: readonly Row[] = [
  [
    'a JSON key forbids the id',
    { forbiddenFields: ['cliIP'] },
    { datasetFields: [1000, 1006] },
    ['forbiddenFields datasetFields/1'],
  ],
  [
    'a name forbids the JSON key',
    { forbiddenFields: ['Client IP'] },
    { datasetFields: ['cliIP'] },
    ['forbiddenFields datasetFields/0'],
  ],
  [
    'an id forbids the name, in any case',
    { forbiddenFields: [1006] },
    { datasetFields: ['client ip'] },
    ['forbiddenFields datasetFields/0'],
  ],
  [
    'a JSON key forbids the name of DataStream 1',
    { forbiddenFields: ['cliIP'] },
    { streamType: 'RAW', datasetFields: [3, 4] },
    ['forbiddenFields datasetFields/1'],
    FIRST,
  ],
  [
    'an id that no card has is forbidden in each log type',
    { forbiddenFields: [4010] },
    { datasetFields: [4002, 4010] },
    ['forbiddenFields datasetFields/1'],
    DNS,
  ],
  [
    'a field that the API adds because of a member',
    { forbiddenFields: [2051] },
    { collectMidgress: true },
    ['forbiddenFields collectMidgress'],
  ],
  [
    'personal data by name',
    { forbiddenFields: ['personal-data'] },
    { datasetFields: [1000, 1023, 1013] },
    ['forbiddenFields datasetFields/1', 'forbiddenFields datasetFields/2'],
  ],
  [
    'personal data of fields without a card',
    { forbiddenFields: ['personal-data'] },
    { datasetFields: [4002, 'a name'] },
    ['forbiddenFields datasetFields/0', 'forbiddenFields datasetFields/1'],
    DNS,
  ],
  [
    'personal data of every record',
    { forbiddenFields: ['personal-data'] },
    { appSecConfigs: [12345] },
    ['forbiddenFields '],
    APPSEC,
  ],
  ['other fields are allowed', { forbiddenFields: ['cliIP'] }, { datasetFields: [1000] }, []],
  [
    'fields that the API sets are not judged',
    { forbiddenFields: [1006], requiredFields: [1000] },
    { datasetFields: [1006] },
    [],
    APPSEC,
  ],
  [
    'a required field is missing',
    { requiredFields: ['reqId', 'cp'] },
    { datasetFields: [1000] },
    ['requiredFields datasetFields'],
  ],
  ['a required field by its name', { requiredFields: ['Request ID'] }, { datasetFields: ['reqId'] }, []],
  [
    'a required field that the log type does not have',
    { requiredFields: ['reqId', 1002] },
    { datasetFields: [4002] },
    [],
    DNS,
  ],
  [
    'a required id that no card has',
    { requiredFields: [4010] },
    { datasetFields: [4002] },
    ['requiredFields datasetFields'],
    DNS,
  ],
  [
    'a required id cannot be missed while a name is not resolved',
    { requiredFields: [4010] },
    { datasetFields: ['a name'] },
    [],
    DNS,
  ],
  [
    'a required field of RAW streams is not required of AGGREGATE streams',
    { requiredFields: ['Client IP'] },
    { streamType: 'AGGREGATE', datasetFields: [77] },
    [],
    FIRST,
  ],
  [
    'a required field of RAW streams',
    { requiredFields: ['cliIP'] },
    { streamType: 'RAW', datasetFields: [3] },
    ['requiredFields datasetFields'],
    FIRST,
  ],
];

describe('fields of policies', () => {
  it.each(TABLE.map(([behavior, ...row]) => [behavior, row] as const))('%s', (_, row) => {
    const [rules, spec, found, stream] = row;
    expect(violations(rules, spec, stream)).toEqual(found);
  });
});

describe('a policy applies to', () => {
  const forbidden = { forbiddenFields: [1006] } as const;
  const spec = { datasetFields: [1006] };
  const found = ['forbiddenFields datasetFields/0'];

  it.each<[Partial<Policy>, Parameters<typeof violations>[2], readonly string[]]>([
    [{ names: ['web-*'] }, {}, found],
    [{ names: ['api-*', 'web-eu'] }, {}, found],
    [{ names: ['WEB-*'] }, {}, []],
    [{ names: [] }, {}, []],
    [{ exceptNames: ['web-*'] }, {}, []],
    [{ names: ['*'], exceptNames: ['*-us'] }, {}, found],
    [{ logTypes: ['cdn'] }, {}, found],
    [{ logTypes: ['edns'] }, {}, []],
    [{ logTypes: ['cdn'] }, FIRST, []],
    [{}, FIRST, found],
  ])('%j %j', (selection, stream, expected) => {
    expect(violations({ ...forbidden, ...selection }, spec, stream)).toEqual(expected);
  });
});

test('a violation names the field, the policy, its reason and the fix', () => {
  const stream = { name: 'web', collection: CDN, spec: cdnSpec({ datasetFields: [1006] }) };
  const rules = policy({ forbiddenFields: ['cliIP'], requiredFields: ['cp'] });
  expect(findViolations([rules], stream).map(({ message, hint }) => `${message} ${hint}`)).toEqual([
    'The field cliIP (Client IP) is forbidden by the policy at datastream.yaml:3: Privacy rules. Remove it.',
    'The field cp is missing, but required by the policy at datastream.yaml:3: Privacy rules. Add it to datasetFields.',
  ]);
});
