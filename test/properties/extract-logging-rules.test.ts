import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { isObject } from '../../src/model/json.ts';
import { LOGGING_RULES } from '../../src/model/logging-rules.ts';
import { extractLoggingRules } from '../../src/properties/extract-logging-rules.ts';
import { behaviorBlock } from '../../src/properties/fix/terraform.ts';
import { faultIn } from '../../src/schema/validate.ts';
import { describeWithReference, reference } from '../reference.ts';
import {
  check,
  child,
  include,
  lineOf,
  logs,
  OFF,
  report,
  rule,
  rulesOf,
  stream,
  stream1,
} from './properties.ts';

const API = { matchOperator: 'MATCHES_ONE_OF', values: ['/api/*', '/v2/*'], matchCaseSensitive: true };

describe('the rules about logging', () => {
  test('have each behavior with its rule, in the order of the tree', () => {
    const tree = rule(
      [{ name: 'caching', options: { ttl: '1d' } }, logs(['1'])],
      [
        child([{ name: 'origin', options: {} }, logs(['2'])], 'A'),
        rule([report()], [child([include('9'), OFF], 'C')], 'B', [
          {
            name: 'matchResponseCode',
            options: { matchOperator: 'IS_BETWEEN', lowerBound: 500, upperBound: 599 },
          },
        ]),
      ],
    );
    const { datastream, report: reports, includes, cloudWrapper } = rulesOf(tree);
    expect(datastream.map(({ pointer }) => pointer)).toEqual([
      '/rules/behaviors/1',
      '/rules/children/0/behaviors/1',
      '/rules/children/1/children/0/behaviors/1',
    ]);
    expect(datastream[2]?.rule).toEqual({
      pointer: '/rules/children/1/children/0',
      names: ['default', 'B', 'C'],
      criteria: ['matchResponseCode', 'path'],
      clauses: ['matchResponseCode is between 500–599', 'path matches one of /api/*'],
    });
    expect(reports.map(({ rule: place }) => place.clauses)).toEqual([
      ['matchResponseCode is between 500–599'],
    ]);
    const pointer = `${datastream[2]?.rule.pointer}/behaviors/0`;
    expect(includes).toEqual([{ includeId: 9, rule: datastream[2]?.rule, pointer }]);
    expect(cloudWrapper).toBe(false);
  });

  test.each<[string, JsonObject, string]>([
    ['path', API, 'path matches one of /api/*, /v2/*'],
    ['fileExtension', { matchOperator: 'IS_NOT_ONE_OF', values: ['css'] }, 'fileExtension is not one of css'],
    ['requestProtocol', { value: 'HTTPS' }, 'requestProtocol is HTTPS'],
    ['matchCpCode', { value: { id: 12345, name: 'secret name' } }, 'matchCpCode is 12345'],
    ['random', { bucket: 10 }, 'random is 10'],
    ['path', { matchOperator: 'X"; values', values: ['a'.repeat(100)] }, `path is ${'a'.repeat(60)}…`],
    ['path', { values: ['1', '2', '3', '4', '5', '6', '7'] }, 'path is 1, 2, 3, 4, 5 and 2 more'],
    ['path', {}, 'path'],
    ['requestHeader', { headerName: 'X-Key', values: ['h3Xq9'] }, 'requestHeader (its values are not shown)'],
    [
      'matchVariable',
      { variableName: 'PMUSER_K', variableExpression: 'h3Xq9' },
      'matchVariable (its values are not shown)',
    ],
    ['aCriterionOfTheFuture', { values: ['h3Xq9'] }, 'aCriterionOfTheFuture (its values are not shown)'],
  ])('show the criterion %s as a clause', (name, options, clause) => {
    const [found] = rulesOf(rule([], [child([OFF], 'A', { name, options })])).datastream;
    expect(found?.rule.clauses).toEqual([clause]);
  });

  test('combine the criteria of a rule as it does', () => {
    const criteria = [
      { name: 'path', options: API },
      { name: 'hostname', options: { matchOperator: 'IS_ONE_OF', values: ['a.example.com'] } },
    ];
    const clausesOf = (criteriaMustSatisfy: string) =>
      rulesOf(rule([], [{ ...rule([OFF], [], 'A', criteria), criteriaMustSatisfy }])).datastream[0]?.rule
        .clauses;
    expect(clausesOf('all')).toEqual([
      'path matches one of /api/*, /v2/* and hostname is one of a.example.com',
    ]);
    expect(clausesOf('any')).toEqual([
      'path matches one of /api/*, /v2/* or hostname is one of a.example.com',
    ]);
  });

  test('keep the options that are known, and of the others numbers and flags', () => {
    const tree = rule([
      logs(['1'], {
        logStreamTitle: 'Web',
        more: 5,
        flag: true,
        token: 'h3Xq9',
        nested: { a: 1 },
        none: null,
      }),
    ]);
    const [behavior] = rulesOf(tree).datastream;
    expect(behavior?.options).toEqual({
      ...(logs(['1'])['options'] as JsonObject),
      logStreamTitle: 'Web',
      more: 5,
      flag: true,
    });
    expect(behavior?.withheld).toEqual(['token', 'nested']);
  });

  test('keep a custom log field that consists of variables', () => {
    const options = (customLogField: string) =>
      rulesOf(rule([report({ customLogField })])).report[0]?.options['customLogField'];
    expect(options('{{builtin.AK_CLIENT_RTT}}|{{user.PMUSER_TRACE}}')).toBe(
      '{{builtin.AK_CLIENT_RTT}}|{{user.PMUSER_TRACE}}',
    );
    expect(options('key=h3Xq9')).toBeUndefined();
    expect(options(' '.repeat(10_000_000))).toBeUndefined();
  });

  test('are valid against the shape in which they are cached', () => {
    const tree = rule([logs(['1']), report(), include('9')], [child([{ name: 'logCustom', options: {} }])]);
    expect(faultIn(LOGGING_RULES, rulesOf(tree))).toBeUndefined();
  });
});

describe('a tree that is not as documented is unreadable as a whole', () => {
  it.each<[string, Json, string]>([
    ['no object', 'rules', '/rules has no list'],
    ['null', null, '/rules has no list'],
    ['no behaviors', { name: 'default' }, '/rules has no list'],
    ['behaviors that are no list', { behaviors: {} }, '/rules/behaviors is not a list'],
    ['a behavior that is no object', { behaviors: ['datastream'] }, '/rules/behaviors/0 is not an object'],
    ['a behavior without a name', { behaviors: [{ options: {} }] }, '/rules/behaviors/0 has no name'],
    [
      'a behavior without options',
      { behaviors: [{ name: 'datastream' }] },
      '/rules/behaviors/0/options is not an object',
    ],
    ['children that are no list', { behaviors: [], children: {} }, '/rules/children is not a list'],
    ['a child that is no object', { behaviors: [], children: [[]] }, '/rules/children/0 is not an object'],
    [
      'criteria that are no list',
      { behaviors: [], children: [{ criteria: 'all' }] },
      '/rules/children/0/criteria is not a list',
    ],
    [
      'an include without an id',
      rule([{ name: 'include', options: {} }]),
      '/rules/behaviors/0/options/id is not the ID',
    ],
    [
      'another stream type',
      rule([logs(['1'], { streamType: 'RAW' })]),
      '/rules/behaviors/0/options/streamType has a value',
    ],
    [
      'a name in place of an ID',
      rule([logs(['web'])]),
      '/rules/behaviors/0/options/logStreamName has a value',
    ],
    [
      'an object in place of an ID',
      rule([logs({ id: 7050 })]),
      '/rules/behaviors/0/options/logStreamName has a value',
    ],
    [
      'ids with commas',
      rule([{ name: 'datastream', options: { datastreamIds: '1,2' } }]),
      'datastreamIds has a value',
    ],
    ['a switch that is a string', rule([logs(['1'], { logEnabled: 'true' })]), 'logEnabled has a value'],
    ['a header that is a string', rule([report({ logHost: 'yes' })]), 'logHost has a value'],
  ])('%s', (_, tree, reason) => {
    const reading = extractLoggingRules(tree);
    expect(reading.tag === 'unreadable' && reading.reason).toContain(reason);
  });

  test('more levels than any tree has', () => {
    const nested = (levels: number): JsonObject => {
      let tree = rule([logs(['1'])], [], 'innermost');
      for (let level = 1; level < levels; level += 1) tree = rule([], [tree], `level ${level}`);
      return tree;
    };
    expect(rulesOf(nested(100)).datastream[0]?.rule.names).toHaveLength(100);
    expect(extractLoggingRules(nested(20_000))).toEqual({
      tag: 'unreadable',
      reason: 'The rule tree cannot be read: /rules has more than 200 levels.',
    });
  });
});

test('trees and behaviors of any width are judged', () => {
  const wide = rule(
    [],
    Array.from({ length: 200_000 }, () => ({})),
  );
  expect(check(wide).map(lineOf)).toEqual(['behavior-missing warning 7050']);
  const options = Object.fromEntries(
    Array.from({ length: 200_000 }, (_, index) => [`option${index}`, index]),
  );
  const [found] = check(rule([logs(['7000'], options)]));
  expect(found?.fix?.terraform.split('\n')).toHaveLength(200_000 + 10);
  expect(
    check(
      rule(
        [],
        Array.from({ length: 20_000 }, () => child([OFF])),
      ),
    ),
  ).toHaveLength(20_000);
});

test('an option that is not named like one is in no fix', () => {
  const [found] = check(rule([logs(['7000'], { 'a = 1\n}\nevil {': 1 })]));
  expect(found?.fix).toBeUndefined();
  expect(JSON.stringify(found)).not.toContain('evil');
});

describeWithReference('rule trees that the official Terraform provider built', () => {
  const treeOf = (file: string): Json => {
    const body: unknown = JSON.parse(readFileSync(reference(`terraform/rules/${file}`) ?? '', 'utf8'));
    if (!isObject(body) || body['rules'] === undefined) throw new Error(`${file} has no rules`);
    return body['rules'];
  };

  test('have the names of options and blocks that fixes have', () => {
    const configuration = readFileSync(reference('terraform/rules/main.tf') ?? '', 'utf8').replace(
      / += /g,
      ' = ',
    );
    for (const file of ['numbers.json', 'lists.json']) {
      const behaviors = ['datastream', 'report'] as const;
      for (const name of behaviors) {
        for (const { options } of rulesOf(treeOf(file))[name]) {
          const block = behaviorBlock(name, options, 'default', 'v2025-10-16');
          const lines = block.replace(/ += /g, ' = ').split('\n').slice(1);
          expect(lines.filter((line) => !configuration.includes(line.trim()))).toEqual([]);
        }
      }
    }
  });

  test('with a number', () => {
    const wanted = stream({ streamId: 7000, fields: [1011, 1017, 1019, 1032, 1066] });
    expect(check(treeOf('numbers.json'), [wanted], { ruleFormat: 'v2023-01-05' }).map(lineOf)).toEqual([
      'field-not-logged warning 7000 logEdgeIP /rules',
    ]);
  });

  test('with lists', () => {
    const streams = [
      stream({ streamId: 7000, samplingPercentage: 50, fields: [1011, 1023, 1037, 1082, 1019] }),
      stream({ name: 'second' }),
      stream1({ streamId: 6101 }),
    ];
    expect(check(treeOf('lists.json'), streams).map(lineOf)).toEqual([
      'sampling-overridden warning 7000 /rules/children/0',
      'field-not-logged warning 7000 logAcceptLanguage /rules',
      'stream-not-named warning 7050 /rules',
      'stream-not-named warning 6101 /rules/children/0',
      'excluded note /rules/children/1',
      'excluded note /rules/children/1',
    ]);
  });
});

describe('numbers that cannot be read exactly', () => {
  const withOption = (text: string) =>
    extractLoggingRules(
      JSON.parse(
        `{"name":"default","behaviors":[{"name":"datastream","options":{"logEnabled":true,${text}}}]}`,
      ),
    );

  it.each(['1e400', '-1e400', '-1', '100.5', '"50"', 'true'])(
    'make a tree unreadable as the sampling of a behavior: %s',
    (number) => {
      expect(withOption(`"samplingPercentage":${number}`).tag).toBe('unreadable');
    },
  );

  it.each(['1e400', '-1e400', '12345678901234567890'])('are not kept as another option: %s', (number) => {
    const reading = withOption(`"newOption":${number}`);
    const [behavior] = reading.tag === 'read' ? reading.rules.datastream : [];
    expect(behavior).toMatchObject({ options: { logEnabled: true }, withheld: ['newOption'] });
    expect(faultIn(LOGGING_RULES, JSON.parse(JSON.stringify(reading)).rules)).toBeUndefined();
  });
});

test('a long name of a rule is cut', () => {
  const names = (name: string) =>
    rulesOf(rule([], [rule([logs(['1'])], [], name)])).datastream[0]?.rule.names;
  expect(names('x'.repeat(200))).toEqual(['default', 'x'.repeat(200)]);
  expect(names('x'.repeat(1_000_000))).toEqual(['default', `${'x'.repeat(200)}…`]);
});

test('a long value of a criterion is cut between characters', () => {
  const values = ['😀'.repeat(70)];
  const tree = rule([], [rule([logs(['1'])], [], 'A', [{ name: 'path', options: { values } }])]);
  const [clause = ''] = rulesOf(tree).datastream[0]?.rule.clauses ?? [];
  expect(clause).toBe(`path is ${'😀'.repeat(60)}…`);
});
