import { expect, it } from 'vitest';
import { countNamed } from '../../../src/commands/verify/named-properties.ts';
import type { ExpectedStream } from '../../../src/model/property.ts';
import type { PropertyFinding } from '../../../src/model/property-finding.ts';

const SHOP = { propertyId: 7, propertyName: 'shop.example.com' };
const WWW = { propertyId: 8, propertyName: 'www.example.com' };

function stream(name: string, parts: Partial<ExpectedStream> = {}): ExpectedStream {
  return {
    kind: 'DataStream2',
    logType: 'cdn',
    name,
    streamId: 1,
    state: 'active',
    isLive: true,
    fields: [],
    ...parts,
  };
}

/** A finding about a property, and about one stream if it is named. */
function finding(code: PropertyFinding['code'], name?: string, property = SHOP): PropertyFinding {
  const about = name === undefined ? {} : { stream: { kind: 'DataStream2', name } as const };
  return { code, severity: 'warning', property, message: 'It is wrong.', ...about };
}

function counted(findings: readonly PropertyFinding[], parts: Partial<ExpectedStream> = {}) {
  const expected = [
    { property: SHOP, streams: [stream('web', parts), stream('other')] },
    { property: WWW, streams: [stream('web', parts)] },
  ];
  return countNamed(expected, findings).get('web');
}

it.each<[string, readonly PropertyFinding[], Partial<ExpectedStream>, number | undefined]>([
  ['without findings', [], {}, 2],
  ['that one property does not name', [finding('stream-not-named', 'web')], {}, 1],
  [
    'with several findings about one property',
    [finding('behavior-off', 'web'), finding('stream-not-named', 'web')],
    {},
    1,
  ],
  [
    'with findings about both properties',
    [finding('stream-not-named', 'web'), finding('not-live', undefined, WWW)],
    {},
    0,
  ],
  ['of a property whose other stream is not named', [finding('stream-not-named', 'other')], {}, 2],
  ['whose property cannot be read', [finding('unreadable')], {}, 1],
  ['that only a rule with criteria names', [finding('named-under-criteria-only', 'web')], {}, 2],
  ['with a field that is not logged', [finding('field-not-logged', 'web')], {}, 2],
  ['with a property that is undetermined', [finding('undetermined', 'web')], {}, undefined],
  ['that is not wanted', [], { state: 'inactive' }, undefined],
  [
    'whose properties DataStream manages',
    [finding('behavior-missing')],
    { integrationType: 'DS_MANAGED' },
    2,
  ],
  ['whose managed property is not active', [finding('not-live')], { integrationType: 'DS_MANAGED' }, 1],
])('a stream %s', (_, findings, parts, named) => {
  expect(counted(findings, parts)).toEqual(named === undefined ? undefined : { named, total: 2 });
});

it('a property without an id is found by its name', () => {
  const named = { propertyName: 'shop.example.com' };
  const expected = [{ property: named, streams: [stream('web')] }];
  const found = { ...finding('no-access'), property: named };
  expect(countNamed(expected, [found]).get('web')).toEqual({ named: 0, total: 1 });
});
