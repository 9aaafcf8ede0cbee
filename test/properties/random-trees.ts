import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { ExpectedStream } from '../../src/model/property.ts';

/** Occurs wherever a rule tree can contain a credential. */
export const SECRET = 'h3Xq9-Tr0ub4dor';

const FLAG = fc.boolean();
const ID = fc.constantFrom(1, 2, 3, 7000, 7050, 7060);
const BEACON_ID = fc.constantFrom(7, 51, 52);

/** Options of which any may be missing. */
const some = (options: Record<string, fc.Arbitrary<Json>>) =>
  fc.record(options, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;

const logStreamName: fc.Arbitrary<Json> = fc.oneof(
  fc.array(ID, { maxLength: 4 }).map((ids) => ids.map(String)),
  fc.array(ID, { maxLength: 4 }),
  ID,
  ID.map(String),
  fc.constant(''),
);

const datastream = some({
  streamType: fc.constantFrom('LOG', 'LOG', 'LOG', 'BEACON', 'BEACON_AND_LOG'),
  enabled: FLAG,
  datastreamIds: fc.array(BEACON_ID, { maxLength: 3 }).map((ids) => ids.join('-')),
  logEnabled: fc.constantFrom(true, true, true, false),
  logStreamName,
  samplingPercentage: fc.constantFrom(100, 100, 50),
  collectMidgressTraffic: FLAG,
  logStreamTitle: fc.constantFrom('Web', SECRET.repeat(10)),
  anOptionOfTheFuture: fc.constantFrom<Json>(true, 7, SECRET, [SECRET]),
}).map((options) => ({ name: 'datastream', options }));

const report = some({
  logHost: FLAG,
  logUserAgent: FLAG,
  logReferer: FLAG,
  logEdgeIP: FLAG,
  logCookies: fc.constantFrom('OFF', 'ALL', 'SOME'),
  logCustomLogField: FLAG,
  customLogField: fc.constantFrom(`key=${SECRET}`, '{{user.PMUSER_TRACE}}'),
  cookies: fc.constantFrom<Json>(['session_kind'], [`a=${SECRET}`]),
}).map((options) => ({ name: 'report', options }));

const otherBehavior: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  { name: 'origin', options: { hostname: 'origin.example.com', key: SECRET } },
  { name: 'setVariable', options: { variableName: 'PMUSER_KEY', variableValue: SECRET } },
  { name: 'cloudWrapper', options: { enabled: true, location: SECRET } },
  { name: 'logCustom', options: { logCustomLogField: true, customLogField: `key=${SECRET}` } },
  { name: 'include', options: { id: '9' } },
  { name: 'caching', options: [SECRET], comment: SECRET },
  { name: 'caching' },
);

const isLocked = fc.constantFrom<JsonObject>(
  ...Array<JsonObject>(12).fill({}),
  { locked: true },
  { locked: 'true' },
  { uuid: 'a-1' },
);
const behavior = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: datastream }, { weight: 2, arbitrary: report }, otherBehavior),
    isLocked,
  )
  .map(([one, locked]) => ({ ...one, ...locked }));

const criterion = fc.constantFrom<JsonObject>(
  { name: 'path', options: { matchOperator: 'MATCHES_ONE_OF', values: ['/api/*'] } },
  { name: 'matchResponseCode', options: { lowerBound: 500, upperBound: 599 } },
  { name: 'matchVariable', options: { variableName: 'PMUSER_KEY', variableValues: [SECRET] } },
  { name: 'requestHeader', options: { headerName: 'X-Key', values: [SECRET] } },
  { name: 'requestCookie', options: { cookieName: 'sid', value: SECRET } },
  { name: 'queryStringParameter', options: { parameterName: 'key', values: [SECRET] } },
  { name: 'path' },
);

/** Members that a rule may also have, and that do not matter for logging. */
const oddMembers = fc.constantFrom<JsonObject>(
  {},
  { comments: SECRET, variables: [{ name: 'PMUSER_KEY', value: SECRET, hidden: true, sensitive: true }] },
  { advancedOverride: `<xml>${SECRET}</xml>`, uuid: 'r-1' },
  { criteriaMustSatisfy: 'any', templateUuid: 't-1', aMember: { of: ['the', { future: SECRET }] } },
);

const childRule = fc.letrec<{ rule: JsonObject }>((tie) => ({
  rule: fc
    .record({
      name: fc.constantFrom<Json>('API', 'Errors', 'Health checks', 7),
      behaviors: fc.oneof(fc.constant(null), fc.array(behavior, { maxLength: 2 })),
      criteria: fc.oneof(fc.constant(null), fc.array(criterion, { maxLength: 2 })),
      children: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant(null),
        fc.array(tie('rule'), { maxLength: 2 }),
      ),
      odd: oddMembers,
    })
    .map(({ odd, ...members }) => ({ ...members, ...odd })),
})).rule;

/** A rule tree as documented: depth, several behaviors, locked ones, and members that are not known. */
export const ruleTree: fc.Arbitrary<JsonObject> = fc
  .record({
    behaviors: fc.array(behavior, { maxLength: 3 }),
    children: fc.array(childRule, { maxLength: 3 }),
    odd: oddMembers,
  })
  .map(({ odd, ...members }) => ({ name: 'default', criteria: [], ...members, ...odd }))
  // As parsed: plain objects, which can be compared with what a JSON Patch leaves.
  .map((tree) => JSON.parse(JSON.stringify(tree)));

const share = some({ samplingPercentage: fc.constantFrom(100, 50, 10) }) as fc.Arbitrary<object>;
const state = fc.constantFrom('active', 'active', 'active', 'inactive', 'absent');

const stream2 = fc
  .record({
    streamId: ID,
    state,
    isLive: FLAG,
    integration: fc.constantFrom('PM_DEPENDENT', 'PM_DEPENDENT', 'HYBRID', 'DS_MANAGED', undefined),
    productId: fc.constantFrom('Fresca', 'Fresca', 'Cloud_Wrapper', undefined),
    fields: fc.subarray([1000, 1011, 1017, 1023, 1032, 1066, 1082]),
    share,
  })
  .map(({ integration, productId, share: given, ...members }) => ({
    kind: 'DataStream2',
    logType: 'cdn',
    name: `stream-${members.streamId}`,
    ...members,
    ...given,
    ...(integration === undefined ? {} : { integrationType: integration }),
    ...(productId === undefined ? {} : { productId }),
  }));

const stream1 = fc
  .record({ streamId: BEACON_ID, state, isLive: FLAG, fields: fc.subarray([3, 6, 12]) })
  .map((members) => ({ kind: 'DataStream1', name: `old-${members.streamId}`, ...members }));

/** The streams of manifests that name one property. */
export const streamList = fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: stream2 }, stream1), {
  maxLength: 4,
  selector: ({ name }) => name,
}) as unknown as fc.Arbitrary<readonly ExpectedStream[]>;

export const ruleFormat = fc.constantFrom(
  'latest',
  'v2025-10-16',
  'v2023-05-30',
  'v2023-01-05',
  'v2018-02-27',
);
