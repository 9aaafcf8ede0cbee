import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { DesiredLogging } from '../../src/model/property-logging.ts';
import { applyPatch } from '../../src/properties/edit/patch.ts';
import { desiredLogging, edit, patched, type Situation } from './edits.ts';
import { beacons, child, include, logs, OFF, report, rule, rulesOf } from './properties.ts';

const NUMBERS = 'v2023-01-05';
const web = { logs: [7050] };

/** Edits a tree, and returns the tree afterwards with what the edit says. */
function edited(tree: JsonObject, desired: DesiredLogging, situation?: Situation) {
  const result = edit(tree, desired, situation);
  if (result.tag === 'blocked') throw new Error(result.reason);
  const after = patched(tree, result.operations);
  expect(applyPatch(tree, result.operations)).toEqual(after);
  expect(edit(after, desired, situation)).toMatchObject({ tag: 'edit', operations: [], changes: [] });
  return { ...result, after };
}

function reasonOf(tree: JsonObject, desired: DesiredLogging, situation?: Situation): string {
  const result = edit(tree, desired, situation);
  if (result.tag === 'edit') throw new Error('it is not blocked');
  return result.reason;
}

describe('a stream is added', () => {
  test.each<[string, JsonObject, JsonObject, Parameters<typeof desiredLogging>[0], Situation?]>([
    ['to a tree without any behavior', rule([report()]), rule([report(), logs(['7050'])]), web],
    [
      'to a tree without any behavior, with options of the manifest',
      rule([]),
      rule([logs(['7050'], { samplingPercentage: 5, collectMidgressTraffic: true })]),
      { ...web, datastream: { samplingPercentage: 5, collectMidgressTraffic: true } },
    ],
    ['to the streams of other teams', rule([logs(['7000'])]), rule([logs(['7000', '7050'])]), web],
    [
      'to every behavior that is on, and to no other one',
      rule([logs(['7000'])], [child([OFF], 'Health checks'), child([logs([], { samplingPercentage: 1 })])]),
      rule(
        [logs(['7000', '7050'])],
        [child([OFF], 'Health checks'), child([logs(['7050'], { samplingPercentage: 1 })])],
      ),
      web,
    ],
    [
      'to a behavior of DataStream 1 that is on',
      rule([beacons('7-51')]),
      rule([
        beacons('7-51', {
          streamType: 'BEACON_AND_LOG',
          logEnabled: true,
          logStreamName: ['7050'],
          samplingPercentage: 20,
        }),
      ]),
      { logs: [{ id: 7050, samplingPercentage: 20 }] },
    ],
    [
      'of DataStream 1 to a behavior of DataStream 2',
      rule([logs(['7000'])]),
      rule([logs(['7000'], { streamType: 'BEACON_AND_LOG', enabled: true, datastreamIds: '51' })]),
      { beacons: [51] },
    ],
    ['of DataStream 1 to others', rule([beacons('7')]), rule([beacons('7-51')]), { beacons: [51] }],
    [
      'of DataStream 1 to all streams: no change',
      rule([beacons('')]),
      rule([beacons('')]),
      { beacons: [51] },
    ],
    ['that is named: no change of the form', rule([logs(7050)]), rule([logs(7050)]), web],
    ['in an old rule format', rule([logs('')]), rule([logs(7050)]), web, { ruleFormat: NUMBERS }],
    [
      'as the fourth one, if one of the others is not active',
      rule([logs(['1', '2', '3'])]),
      rule([logs(['1', '2', '3', '7050'])]),
      web,
      { inactive: [2] },
    ],
  ])('%s', (_, tree, after, desired, situation) => {
    expect(edited(tree, desiredLogging(desired), situation).after).toEqual(after);
  });

  test('with one operation for each option', () => {
    const { operations, changes } = edited(
      rule([logs(['7000']), report()], [child([logs(['7000'])])]),
      desiredLogging({ ...web, report: { logReferer: true } }),
    );
    expect(operations).toEqual([
      { op: 'replace', path: '/rules/behaviors/0/options/logStreamName', value: ['7000', '7050'] },
      { op: 'replace', path: '/rules/children/0/behaviors/0/options/logStreamName', value: ['7000', '7050'] },
      { op: 'replace', path: '/rules/behaviors/1/options/logReferer', value: true },
    ]);
    expect(changes).toEqual([
      {
        path: '/rules/behaviors/0/options/logStreamName',
        place: 'Default › DataStream',
        before: [7000],
        after: [7000, 7050],
        added: [7050],
        removed: [],
      },
      {
        path: '/rules/children/0/behaviors/0/options/logStreamName',
        place: 'Default › API › DataStream',
        before: [7000],
        after: [7000, 7050],
        added: [7050],
        removed: [],
      },
      {
        path: '/rules/behaviors/1/options/logReferer',
        place: 'Default › Log Request Details',
        before: false,
        after: true,
      },
    ]);
  });

  test('by reference, as long as it does not exist', () => {
    const reference = { $id: 'web' };
    const desired = desiredLogging({ logs: [{ id: reference }], beacons: [{ id: { $id: 'old' } }] });
    const result = edit(
      rule([logs(['7000'], { streamType: 'BEACON_AND_LOG', enabled: true, datastreamIds: '51' })]),
      desired,
    );
    expect(result).toMatchObject({
      changes: [
        { after: [7000, reference], added: [reference] },
        { after: [51, { $id: 'old' }], added: [{ $id: 'old' }] },
      ],
    });
    const added = edit(rule([]), desired);
    expect(added).toMatchObject({ changes: [{ path: '/rules/behaviors/-', place: 'Default › DataStream' }] });
    expect(added.tag === 'edit' && added.changes[0]?.after).toMatchObject({
      options: { logStreamName: [reference], datastreamIds: [{ $id: 'old' }] },
    });
  });
});

describe('a stream is removed', () => {
  test.each<[string, JsonObject, JsonObject, Parameters<typeof desiredLogging>[0]]>([
    [
      'from every behavior that is on',
      rule([logs(['7000', '7050'])], [child([logs(['7000', '7060'], { logEnabled: false })])]),
      rule([logs(['7050'])], [child([logs(['7000', '7060'], { logEnabled: false })])]),
      { ...web, removed: [7000] },
    ],
    ['in favor of another one', rule([logs(7000)]), rule([logs(['7050'])]), { ...web, removed: [7000] }],
    [
      'as the last one: logging is off',
      rule([logs(['7000'])]),
      rule([
        { name: 'datastream', options: { streamType: 'LOG', logEnabled: false, samplingPercentage: 100 } },
      ]),
      { removed: [7000], datastream: { samplingPercentage: 5 } },
    ],
    [
      'as the last one of DataStream 1',
      rule([beacons('51')]),
      rule([beacons('51', { enabled: false })]),
      { removedBeacons: [51] },
    ],
    [
      'from more streams than a property can have',
      rule([logs(['1', '2', '3', '4', '5'])]),
      rule([logs(['1', '2', '3', '4'])]),
      { removed: [5] },
    ],
    ['that is not named: no change', rule([logs(['7000'])]), rule([logs(['7000'])]), { removed: [5] }],
    ['from a tree without any behavior: no change', rule([]), rule([]), { removed: [5] }],
  ])('%s', (_, tree, after, desired) => {
    expect(edited(tree, desiredLogging(desired)).after).toEqual(after);
  });
});

describe('options', () => {
  test('of the behavior are set where it is on, and an omitted flag is off', () => {
    const share = { samplingPercentage: 10, collectMidgressTraffic: false };
    const { after } = edited(
      rule([logs(['7050'])], [child([OFF]), child([logs(['7050'], { samplingPercentage: 1 })])]),
      desiredLogging({ ...web, datastream: share }),
    );
    const ten = logs(['7050'], { samplingPercentage: 10 });
    expect(after).toEqual(rule([ten], [child([OFF]), child([ten])]));
  });

  test('of any name are members of the options only', () => {
    const odd = { 'logStreamName/0': 1, 'a~b': 2 };
    const tree = rule([logs(['7050'])]);
    const result = edit(tree, desiredLogging({ ...web, datastream: odd }));
    if (result.tag === 'blocked') throw new Error(result.reason);
    expect(patched(tree, result.operations)).toEqual(rule([logs(['7050'], odd)]));
  });

  test('of the behavior are not set where it is on for DataStream 1 only', () => {
    const desired = desiredLogging({ beacons: [51], datastream: { samplingPercentage: 10 } });
    expect(edited(rule([beacons('7')]), desired).after).toEqual(rule([beacons('7-51')]));
    expect(edited(rule([]), desired).after).toEqual(rule([beacons('51')]));
  });

  test('of Log Request Details are set on the last behavior for all requests', () => {
    const tree = rule([report(), report(), logs(['7050'])], [child([report()])]);
    const { after, notes } = edited(tree, desiredLogging({ ...web, report: { logHost: true } }));
    expect(after).toEqual(rule([report(), report({ logHost: true }), logs(['7050'])], [child([report()])]));
    expect(notes).toEqual([
      'Rule "Default › API" has Log Request Details of its own, which stay as they are.',
    ]);
  });

  test('of Log Request Details make a behavior with the documented defaults, if there is none', () => {
    const { after } = edited(
      rule([logs(['7050'])]),
      desiredLogging({ ...web, report: { logReferer: true } }),
    );
    expect(after).toEqual(rule([logs(['7050']), report({ logHost: true, logReferer: true })]));
  });

  test('of Log Request Details that are omitted have their defaults', () => {
    const tree = rule([{ name: 'report', options: {} }, logs(['7050'])]);
    const desired = { ...web, report: { logHost: true, logCookies: 'OFF', logEdgeIP: false } };
    expect(edited(tree, desiredLogging(desired)).operations).toEqual([]);
  });

  test('whose values may not be shown are compared and redacted', () => {
    const [text, other] = ['key=h3Xq9-Tr0ub4dor', 'key=another'];
    const tree = rule([
      report({ logCustomLogField: true, customLogField: text }),
      logs(['7050']),
      { name: 'logCustom', options: {} },
    ]);
    const desired = (customLogField: string) => desiredLogging({ ...web, report: { customLogField } });
    expect(edited(tree, desired(text)).operations).toEqual([]);
    const { changes, notes } = edited(tree, desired(other));
    expect(changes).toMatchObject([{ before: '***', after: other }]);
    expect(notes).toEqual([
      'The behavior logCustom in rule "Default" takes precedence over the custom log field of Log Request Details.',
    ]);
  });

  test('that are hidden lists show none of their items', () => {
    const tree = rule([report({ logCookies: 'SOME', cookies: ['session', 'x$hidden'] }), logs(['7050'])]);
    const { changes } = edited(tree, desiredLogging({ ...web, report: { cookies: ['session'] } }));
    expect(changes).toMatchObject([{ before: '***', after: ['session'] }]);
    expect(JSON.stringify(changes)).not.toContain('hidden');
  });
});

describe('a rule in which logging is off', () => {
  const off = child(
    [{ name: 'datastream', options: { streamType: 'BEACON_AND_LOG', enabled: true, logEnabled: false } }],
    'Health checks',
  );

  test('is an exclusion of the generation that is off', () => {
    const tree = rule(
      [logs(['7050'], { streamType: 'BEACON_AND_LOG', enabled: true, datastreamIds: '51' })],
      [off],
    );
    expect(edited(tree, desiredLogging(web)).exclusions).toEqual(['Default › Health checks']);
    expect(edited(tree, desiredLogging({ beacons: [51] })).exclusions).toEqual([]);
  });

  test('blocks the edit if there is no other', () => {
    expect(reasonOf(rule([], [off, child([OFF])]), desiredLogging(web))).toContain(
      'set logEnabled to true in Property Manager',
    );
    expect(reasonOf(rule([beacons('51', { enabled: false })]), desiredLogging({ beacons: [51] }))).toContain(
      'set enabled to true',
    );
    expect(edited(rule([OFF]), desiredLogging({ removed: [7050] })).operations).toEqual([]);
  });
});

describe('an edit is blocked by', () => {
  const headers: Situation = {
    includes: [
      { tag: 'read', includeId: 9, includeName: 'headers', version: 2, rules: rulesOf(rule([report()])) },
    ],
  };
  test.each<[string, JsonObject, string, Parameters<typeof desiredLogging>[0], Situation?]>([
    [
      'a locked behavior',
      rule([], [child([{ ...logs([]), locked: true }])]),
      '"Default › API" cannot be changed: the behavior is locked',
      web,
    ],
    ['an advanced behavior', rule([{ ...logs([]), uuid: 'a-1' }]), 'locked or advanced', web],
    [
      'a locked behavior with other options',
      rule([{ ...logs(['7050']), locked: true }]),
      'locked or advanced',
      { ...web, datastream: { samplingPercentage: 1 } },
    ],
    [
      'locked Log Request Details',
      rule([logs(['7050']), { ...report(), locked: true }]),
      'Log Request Details of rule "Default" cannot be changed: the behavior is locked',
      { ...web, report: { logHost: true } },
    ],
    ['three active streams', rule([logs(['1', '2', '3'])]), 'at most 3 active streams', web],
    ['four streams of the manifest', rule([]), 'at most 3 active streams', { logs: [1, 2, 3, 4] }],
    [
      'a behavior that holds one ID',
      rule([logs(7000)]),
      'rule format v2023-05-30 or later',
      web,
      { ruleFormat: NUMBERS },
    ],
    [
      'two streams in a new behavior that holds one ID',
      rule([]),
      'rule format v2023-05-30 or later',
      { logs: [1, 2] },
      { ruleFormat: NUMBERS },
    ],
    [
      'a behavior for all DataStream 1 streams',
      rule([beacons('')]),
      '51 cannot be removed',
      { removedBeacons: [51] },
    ],
    [
      'an include that sets Log Request Details',
      rule([logs(['7050']), include('9')]),
      'include "headers" sets',
      { ...web, report: { logHost: true } },
      headers,
    ],
    [
      'an include that could not be read',
      rule([logs(['7050']), include('9')]),
      'include 9 (it was not read)',
      { ...web, report: { logHost: true } },
    ],
  ])('%s', (_, tree, part, desired, situation) => {
    expect(reasonOf(tree, desiredLogging(desired), situation)).toContain(part);
  });

  test('no locked behavior that stays as it is', () => {
    const tree = rule([{ ...logs(['7050']), locked: true }], [child([{ ...OFF, locked: true }])]);
    expect(edited(tree, desiredLogging({ ...web, removed: [7000] })).operations).toEqual([]);
  });

  test('no include if the property has Log Request Details of its own, but it is named', () => {
    const tree = rule([report(), logs(['7050']), include('9')]);
    const { notes } = edited(tree, desiredLogging({ ...web, report: { logHost: true } }), headers);
    expect(notes).toEqual(['Include "headers" may set Log Request Details too, and is not changed.']);
  });
});
