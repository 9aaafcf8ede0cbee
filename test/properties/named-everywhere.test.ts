import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KINDS } from '../../src/model/collection.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { namedAnywhere, namedEverywhere } from '../../src/properties/named-everywhere.ts';
import { runs } from '../soak.ts';
import { desiredLogging, edit } from './edits.ts';
import { rulesOf } from './properties.ts';
import { ruleFormat, ruleTree } from './random-trees.ts';

function named(...behaviors: readonly JsonObject[]) {
  const tree = { name: 'default', behaviors: behaviors.map((options) => ({ name: 'datastream', options })) };
  const rules = rulesOf(tree);
  return KINDS.map((kind) => [namedEverywhere(rules, kind), namedAnywhere(rules, kind)]);
}

const log = (...ids: readonly string[]) => ({ streamType: 'LOG', logEnabled: true, logStreamName: ids });
const off = { streamType: 'LOG', logEnabled: false, logStreamName: ['7060'] };
const beacons = (datastreamIds: string) => ({ streamType: 'BEACON', enabled: true, datastreamIds });

test.each<[string, readonly JsonObject[], ReturnType<typeof named>]>([
  [
    'no behavior',
    [],
    [
      [[], []],
      [[], []],
    ],
  ],
  [
    'one behavior',
    [log('7050', '7051')],
    [
      [
        [7050, 7051],
        [7050, 7051],
      ],
      [[], []],
    ],
  ],
  [
    'two behaviors',
    [log('7050', '7051'), log('7052', '7051')],
    [
      [[7051], [7050, 7051, 7052]],
      [[], []],
    ],
  ],
  [
    'a behavior that is off',
    [log('7050'), off],
    [
      [[7050], [7050]],
      [[], []],
    ],
  ],
  [
    'only a behavior that is off',
    [off],
    [
      [[], []],
      [[], []],
    ],
  ],
  [
    'a behavior for the other generation',
    [log('7050'), beacons('51')],
    [
      [[], [7050]],
      [[], [51]],
    ],
  ],
  [
    'streams of DataStream 1',
    [beacons('51-52'), beacons('52')],
    [
      [[], []],
      [[52], [51, 52]],
    ],
  ],
  [
    'all streams of DataStream 1',
    [beacons('51'), beacons('')],
    [
      [[], []],
      [[51], [51]],
    ],
  ],
])('streams of every behavior: %s', (_title, behaviors, expected) => {
  expect(named(...behaviors)).toEqual(expected);
});

test('a manifest with the streams of every behavior changes nothing in a random tree', () => {
  const seen = { logs: 0, beacons: 0 };
  fc.assert(
    fc.property(ruleTree, ruleFormat, (tree, format) => {
      const rules = rulesOf(tree);
      const logs = namedEverywhere(rules, 'DataStream2');
      const beacons1 = namedEverywhere(rules, 'DataStream1');
      if (logs.length > 0) seen.logs += 1;
      if (beacons1.length > 0) seen.beacons += 1;
      const desired = desiredLogging({ logs, beacons: beacons1 });
      const result = edit(tree, desired, { ruleFormat: format });
      // Without streams, there is no manifest.
      if (logs.length + beacons1.length === 0) return;
      expect(result).toMatchObject({ tag: 'edit', operations: [], changes: [] });
    }),
    { numRuns: runs(2000) },
  );
  expect(Math.min(seen.logs, seen.beacons)).toBeGreaterThan(10);
});
