import { describe, expect, it, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import type { ExpectedStream, LiveProperty } from '../../src/model/property.ts';
import { checkProperty } from '../../src/properties/check-property.ts';
import {
  beacons,
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

interface Case {
  readonly name: string;
  readonly tree: Json;
  readonly streams?: readonly ExpectedStream[];
  readonly property?: Partial<LiveProperty>;
  readonly finds: readonly string[];
}

const API = '/rules/children/0';
const STATUS = {
  name: 'matchResponseCode',
  options: { matchOperator: 'IS_BETWEEN', lowerBound: 500, upperBound: 599 },
};
const userAgent = stream({ fields: [1000, 1017] });

function includeReading(tree: Json): Partial<LiveProperty> {
  return {
    includes: [{ tag: 'read', includeId: 9, includeName: 'headers', version: 2, rules: rulesOf(tree) }],
  };
}

const DATASTREAM2: readonly Case[] = [
  { name: 'an array of strings', tree: rule([logs(['7000', '7050'])]), finds: [] },
  { name: 'a string', tree: rule([logs('7050')]), finds: [] },
  { name: 'a number', tree: rule([logs(7050)]), finds: [] },
  { name: 'both generations', tree: rule([logs(['7050'], { streamType: 'BEACON_AND_LOG' })]), finds: [] },
  {
    name: 'no stream type',
    tree: rule([{ name: 'datastream', options: { logEnabled: true, logStreamName: ['7050'] } }]),
    finds: [],
  },
  { name: 'no behavior', tree: rule([]), finds: ['behavior-missing warning 7050'] },
  { name: 'another stream', tree: rule([logs(['7000'])]), finds: ['stream-not-named warning 7050 /rules'] },
  { name: 'another number', tree: rule([logs(7000)]), finds: ['stream-not-named warning 7050 /rules'] },
  { name: 'an empty name', tree: rule([logs('')]), finds: ['stream-not-named warning 7050 /rules'] },
  { name: 'DataStream 1 only', tree: rule([beacons('')]), finds: ['stream-not-named warning 7050 /rules'] },
  {
    name: 'DataStream 1 by default',
    tree: rule([{ name: 'datastream', options: {} }]),
    finds: ['stream-not-named warning 7050 /rules'],
  },
  { name: 'off', tree: rule([OFF]), finds: ['behavior-off warning 7050 /rules'] },
  {
    name: 'off and named',
    tree: rule([logs(['7050'], { logEnabled: false })]),
    finds: ['behavior-off warning 7050 /rules'],
  },
  {
    name: 'no switch',
    tree: rule([{ name: 'datastream', options: { streamType: 'LOG', logStreamName: ['7050'] } }]),
    finds: ['behavior-off warning 7050 /rules'],
  },
  {
    name: 'only DataStream 1 is on',
    tree: rule([beacons('', { streamType: 'BEACON_AND_LOG', logEnabled: false })]),
    finds: ['behavior-off warning 7050 /rules'],
  },
  {
    name: 'DataStream 1 that is off',
    tree: rule([beacons('', { enabled: false })]),
    finds: ['behavior-off warning 7050 /rules'],
  },
  {
    name: 'every behavior counts',
    tree: rule([logs(['7050'])], [child([logs(['7000'])])]),
    finds: [`stream-not-named warning 7050 ${API}`],
  },
  {
    name: 'named in the child rule only',
    tree: rule([logs(['7000'])], [child([logs(['7050'])])]),
    finds: ['stream-not-named warning 7050 /rules'],
  },
  {
    name: 'off in a child rule',
    tree: rule([logs(['7050'])], [child([OFF])]),
    finds: [`excluded note ${API}`],
  },
  {
    name: 'off in the default rule, on in a child rule',
    tree: rule([OFF], [child([logs(['7050'])])]),
    finds: ['behavior-off warning 7050 /rules'],
  },
  { name: 'off everywhere', tree: rule([OFF], [child([OFF])]), finds: ['behavior-off warning 7050 /rules'] },
  {
    name: 'off in the only rule, which has criteria',
    tree: rule([], [child([OFF])]),
    finds: [`behavior-off warning 7050 ${API}`],
  },
  {
    name: 'named under a path only',
    tree: rule([], [child([logs(['7050'])])]),
    finds: [`named-under-criteria-only note 7050 ${API}`],
  },
  {
    name: 'named under a status code only',
    tree: rule([], [child([logs(['7050'])], 'Errors', STATUS)]),
    finds: [`named-under-criteria-only warning 7050 ${API}`],
  },
  {
    name: 'a child rule without criteria',
    tree: rule([], [rule([logs(['7050'])], [], 'Logging')]),
    finds: [],
  },
  {
    name: 'no criteria below criteria',
    tree: rule([], [rule([], [rule([logs(['7050'])], [], 'Inner')], 'Outer', [STATUS])]),
    finds: ['named-under-criteria-only warning 7050 /rules/children/0/children/0'],
  },
  {
    name: 'four streams',
    tree: rule([logs(['1', '2', '3', '7050'])]),
    finds: ['too-many-streams warning /rules'],
  },
  {
    name: 'three active streams and one that is not',
    tree: rule([logs(['1', '2', '3', '7050'])]),
    streams: [stream(), stream({ name: 'paused', streamId: 1, state: 'inactive', isLive: false })],
    finds: [],
  },
  {
    name: 'half of the logs',
    tree: rule([logs(['7050'], { samplingPercentage: 50 })]),
    finds: ['sampling-overridden note 7050 /rules'],
  },
  {
    name: 'another share than the manifest',
    tree: rule([logs(['7050'])]),
    streams: [stream({ samplingPercentage: 10 })],
    finds: ['sampling-overridden warning 7050 /rules'],
  },
  {
    name: 'no share in the behavior',
    tree: rule([
      { name: 'datastream', options: { streamType: 'LOG', logEnabled: true, logStreamName: ['7050'] } },
    ]),
    streams: [stream({ samplingPercentage: 10 })],
    finds: [],
  },
  {
    name: 'a deleted stream',
    tree: rule([logs(['7050', '7000'])]),
    streams: [stream(), stream({ name: 'gone', streamId: 7000, state: 'absent' })],
    finds: ['names-removed-stream warning 7000 /rules'],
  },
  {
    name: 'a stream that is deactivated',
    tree: rule([logs(['7000'])]),
    streams: [stream({ name: 'paused', streamId: 7000, state: 'inactive' })],
    finds: ['names-removed-stream note 7000 /rules'],
  },
  {
    name: 'a stream that was inactive before',
    tree: rule([logs(['7000'])]),
    streams: [stream({ name: 'paused', streamId: 7000, state: 'inactive', isLive: false })],
    finds: [],
  },
  {
    name: 'an inactive stream that is not named',
    tree: rule([]),
    streams: [stream({ state: 'inactive' })],
    finds: [],
  },
];

const INTEGRATION: readonly Case[] = [
  {
    name: 'DataStream manages the property',
    tree: rule([]),
    streams: [stream({ integrationType: 'DS_MANAGED' })],
    finds: [],
  },
  {
    name: 'a Cloud Wrapper product',
    tree: rule([]),
    streams: [stream({ productId: 'Cloud_Wrapper' })],
    finds: [],
  },
  {
    name: 'a Cloud Wrapper behavior, and the product is not known',
    tree: rule([{ name: 'cloudWrapper', options: { enabled: true } }]),
    finds: [],
  },
  {
    name: 'a Cloud Wrapper behavior in another product',
    tree: rule([{ name: 'cloudWrapper', options: { enabled: true } }]),
    streams: [stream({ productId: 'Fresca' })],
    finds: ['behavior-missing warning 7050'],
  },
  {
    name: 'a hybrid stream',
    tree: rule([]),
    streams: [stream({ integrationType: 'HYBRID' })],
    finds: ['undetermined note 7050'],
  },
  {
    name: 'a hybrid stream that is named in one behavior',
    tree: rule([logs(['7050'])], [child([logs(['7000'])])]),
    streams: [stream({ integrationType: 'HYBRID' })],
    finds: [`stream-not-named warning 7050 ${API}`],
  },
  {
    name: 'no integration type',
    tree: rule([]),
    streams: [withoutType()],
    finds: ['undetermined note 7050'],
  },
  {
    name: 'no integration type, and the stream is named',
    tree: rule([logs(['7050'])]),
    streams: [withoutType()],
    finds: [],
  },
  {
    name: 'a stream to create',
    tree: rule([logs(['7000'])]),
    streams: [toCreate()],
    finds: ['undetermined note web'],
  },
  {
    name: 'a DataStream 1 stream to create, and all streams are on',
    tree: rule([beacons('')]),
    streams: [toCreate('DataStream1')],
    finds: [],
  },
];

function withoutType(): ExpectedStream {
  const { integrationType: _, ...rest } = stream();
  return rest;
}

function toCreate(kind: ExpectedStream['kind'] = 'DataStream2'): ExpectedStream {
  const { streamId: _, ...rest } = { ...stream(), kind, isLive: false };
  return rest;
}

const DATASTREAM1: readonly Case[] = [
  { name: 'all streams', tree: rule([beacons('')]), finds: [] },
  { name: 'dash-separated ids', tree: rule([beacons('7-51')]), finds: [] },
  { name: 'no options', tree: rule([{ name: 'datastream', options: {} }]), finds: [] },
  { name: 'other ids', tree: rule([beacons('7-511')]), finds: ['stream-not-named warning 51 /rules'] },
  { name: 'DataStream 2 only', tree: rule([logs(['51'])]), finds: ['stream-not-named warning 51 /rules'] },
  { name: 'off', tree: rule([beacons('', { enabled: false })]), finds: ['behavior-off warning 51 /rules'] },
  { name: 'off in a child rule', tree: rule([beacons('')], [child([OFF])]), finds: [`excluded note ${API}`] },
  { name: 'no behavior', tree: rule([]), finds: ['behavior-missing warning 51'] },
  {
    name: 'a deleted stream',
    tree: rule([beacons('51')]),
    streams: [stream1({ state: 'absent' })],
    finds: ['names-removed-stream warning 51 /rules'],
  },
  {
    name: 'a deleted stream, and all streams are on',
    tree: rule([beacons('')]),
    streams: [stream1({ state: 'absent' })],
    finds: [],
  },
  {
    name: 'both generations in one behavior',
    tree: rule([
      beacons('51', {
        streamType: 'BEACON_AND_LOG',
        logEnabled: true,
        logStreamName: ['7050'],
        samplingPercentage: 100,
      }),
    ]),
    streams: [stream1(), stream()],
    finds: [],
  },
  {
    name: 'request host',
    tree: rule([beacons(''), report()]),
    streams: [stream1({ fields: [6] })],
    finds: ['field-not-logged warning 51 logHost /rules'],
  },
];

const FIELDS: readonly Case[] = [
  ...(
    [
      [1011, 'logHost'],
      [1017, 'logUserAgent'],
      [1019, 'logAcceptLanguage'],
      [1023, 'logCookies'],
      [1032, 'logReferer'],
      [1037, 'logXForwardedFor'],
      [1066, 'logEdgeIP'],
      [1082, 'logCustomLogField'],
    ] as const
  ).flatMap(([id, option]): readonly Case[] => [
    {
      name: `${option} off`,
      tree: rule([logs(['7050']), report()]),
      streams: [stream({ fields: [id] })],
      finds: [`field-not-logged warning 7050 ${option} /rules`],
    },
    {
      name: `${option} on`,
      tree: rule([logs(['7050']), report({ [option]: option === 'logCookies' ? 'SOME' : true })]),
      streams: [stream({ fields: [String(id)] })],
      finds: [],
    },
    {
      name: `${option} without Log Request Details`,
      tree: rule([logs(['7050'])]),
      streams: [stream({ fields: [id] })],
      finds: [`field-not-logged warning 7050 ${option}`],
    },
  ]),
  {
    name: 'an omitted Host is on',
    tree: rule([logs(['7050']), { name: 'report', options: {} }]),
    streams: [stream({ fields: [1011] })],
    finds: [],
  },
  {
    name: 'an omitted User-Agent is off',
    tree: rule([logs(['7050']), { name: 'report', options: {} }]),
    streams: [userAgent],
    finds: ['field-not-logged warning 7050 logUserAgent /rules'],
  },
  {
    name: 'a custom log field by logCustom',
    tree: rule([logs(['7050']), { name: 'logCustom', options: { logCustomLogField: true } }]),
    streams: [stream({ fields: [1082] })],
    finds: [],
  },
  {
    name: 'on in a rule with criteria only',
    tree: rule([logs(['7050'])], [child([report({ logUserAgent: true })])]),
    streams: [userAgent],
    finds: ['field-not-logged warning 7050 logUserAgent'],
  },
  {
    name: 'off in a rule with criteria',
    tree: rule([logs(['7050']), report({ logUserAgent: true })], [child([report()])]),
    streams: [userAgent],
    finds: [`field-not-logged note 7050 logUserAgent ${API}`],
  },
  {
    name: 'off in a later rule without criteria',
    tree: rule([logs(['7050']), report({ logUserAgent: true })], [rule([report()], [], 'Logging')]),
    streams: [userAgent],
    finds: [`field-not-logged warning 7050 logUserAgent ${API}`],
  },
  {
    name: 'on in a later rule without criteria',
    tree: rule([logs(['7050']), report()], [rule([report({ logUserAgent: true })], [], 'Logging')]),
    streams: [userAgent],
    finds: [],
  },
  {
    name: 'on in an include',
    tree: rule([logs(['7050']), include('9')]),
    streams: [userAgent],
    property: includeReading(rule([report({ logUserAgent: true })])),
    finds: ['logged-by-include note 7050 logUserAgent /rules'],
  },
  {
    name: 'on in an include and in the property',
    tree: rule([logs(['7050']), include('inc_9'), report({ logUserAgent: true })]),
    streams: [userAgent],
    property: includeReading(rule([report({ logUserAgent: true })])),
    finds: [],
  },
  {
    name: 'off in the property, and then on in an include',
    tree: rule([logs(['7050']), report(), include('9')]),
    streams: [userAgent],
    property: includeReading(rule([report({ logUserAgent: true })])),
    finds: ['logged-by-include note 7050 logUserAgent /rules'],
  },
  {
    name: 'on in an include, and then off in the property',
    tree: rule([logs(['7050']), include('9'), report()]),
    streams: [userAgent],
    property: includeReading(rule([report({ logUserAgent: true })])),
    finds: ['field-not-logged warning 7050 logUserAgent /rules'],
  },
  {
    name: 'on in the property, and then off in an include of a later rule',
    tree: rule([logs(['7050']), report({ logUserAgent: true })], [rule([include('9')], [], 'Shared')]),
    streams: [userAgent],
    property: includeReading(rule([report()])),
    finds: [`field-not-logged warning 7050 logUserAgent ${API}`],
  },
  {
    name: 'off in a rule with criteria, and then on for all requests',
    tree: rule([logs(['7050'])], [child([report()]), rule([report({ logUserAgent: true })], [], 'Logging')]),
    streams: [userAgent],
    finds: [],
  },
  {
    name: 'off in the include',
    tree: rule([logs(['7050']), include('9')]),
    streams: [userAgent],
    property: includeReading(rule([report()])),
    finds: ['field-not-logged warning 7050 logUserAgent'],
  },
  {
    name: 'an include that is used under criteria',
    tree: rule([logs(['7050'])], [child([include('9')])]),
    streams: [userAgent],
    property: includeReading(rule([report({ logUserAgent: true })])),
    finds: ['field-not-logged warning 7050 logUserAgent'],
  },
  {
    name: 'an include that could not be read',
    tree: rule([logs(['7050']), include('9'), report()]),
    streams: [userAgent],
    property: { includes: [{ tag: 'unknown', includeId: 9, reason: 'it is not active on production' }] },
    finds: ['field-not-logged note 7050 logUserAgent'],
  },
  {
    name: 'an include that could not be read, and the property logs the header',
    tree: rule([logs(['7050']), include('9'), report({ logUserAgent: true })]),
    streams: [userAgent],
    property: { includes: [{ tag: 'unknown', includeId: 9, reason: 'it is not active on production' }] },
    finds: [],
  },
];

describe.each([
  ['the behavior for DataStream 2', DATASTREAM2],
  ['the integration', INTEGRATION],
  ['Log Request Details', FIELDS],
] as const)('%s', (_, cases) => {
  it.each(cases)('$name', ({ tree, streams, property, finds }) => {
    expect(check(tree, streams, property).map(lineOf)).toEqual(finds);
  });
});

describe('the behavior for DataStream 1', () => {
  it.each(DATASTREAM1)('$name', ({ tree, streams = [stream1()], finds }) => {
    expect(check(tree, streams).map(lineOf)).toEqual(finds);
  });
});

describe('a property whose rules were not read', () => {
  const property = { propertyName: 'www.example.com' };
  const failed = { tag: 'no-access', property, reason: 'Grant "Property Manager (PAPI)".' } as const;
  const unreadable = { tag: 'unreadable', property, reason: 'The rule tree cannot be read.' } as const;
  const notLive = { tag: 'not-live', property: { ...property, propertyId: 7 }, latestVersion: 3 } as const;

  test.each([
    [failed, 'no-access warning'],
    [unreadable, 'unreadable warning'],
    [notLive, 'not-live warning'],
  ])('gives one finding', (reading, line) => {
    const findings = checkProperty(reading, [stream(), stream1()]);
    expect(findings.map(lineOf)).toEqual([line]);
    expect(findings[0]?.property).toEqual(reading.property);
  });

  test('gives none for streams whose logs do not depend on it', () => {
    const managed = stream({ integrationType: 'DS_MANAGED' });
    expect(checkProperty(failed, [managed, stream({ productId: 'Cloud_Wrapper' })])).toEqual([]);
    expect(checkProperty(unreadable, [stream({ state: 'inactive', isLive: false })])).toEqual([]);
    expect(checkProperty(notLive, [stream({ state: 'absent' })])).toEqual([]);
  });

  test('that is not live gets no logs from DataStream itself either', () => {
    expect(checkProperty(notLive, [stream({ integrationType: 'DS_MANAGED' })]).map(lineOf)).toEqual([
      'not-live warning',
    ]);
  });
});

describe('a behavior that names more than three streams', () => {
  const tree = rule([logs(['7050', '7051', '7052', '7053'])]);
  const codes = (inactive: readonly number[]) => check(tree, [stream()], {}, inactive).map(lineOf);

  it('is a finding only if more than three of them are active', () => {
    expect(codes([])).toEqual(['too-many-streams warning /rules']);
    expect(codes([7052])).toEqual([]);
    // Its manifest activates it.
    expect(codes([7050])).toEqual(['too-many-streams warning /rules']);
  });
});
