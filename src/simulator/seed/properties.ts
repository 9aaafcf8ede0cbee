import { type SimulatedInclude, type SimulatedProperty, withRules } from '../state/property.ts';
import { childRule, feature, firstVersion, ruleTree } from '../vendor/rule-trees.ts';
import { MEDIA_CONTRACT, MEDIA_GROUP, SEED_CONTRACT, SEED_GROUP } from './places.ts';

const DAY = 24 * 3_600_000;
const REVISED = Date.parse('2024-02-20T14:05:00Z');
const BOTH = ['STAGING', 'PRODUCTION'] as const;

type Site = Pick<SimulatedProperty, 'versions' | 'activations'> & Partial<SimulatedProperty>;

const site = (propertyId: number, propertyName: string, more: Site): SimulatedProperty => ({
  propertyId,
  propertyName,
  productId: 'Dynamic_Site_Accelerator',
  contractId: SEED_CONTRACT,
  groupId: SEED_GROUP,
  hostnames: [`${propertyName}.edgekey.net`],
  integration: 'PM_DEPENDENT',
  ...more,
});

const plain = (propertyName: string) => firstVersion(ruleTree(propertyName));
/** Never activated on any network. */
const draft = (propertyName: string) => ({ ...plain(propertyName), activations: [] });

const media = {
  productId: 'Adaptive_Media_Delivery',
  groupId: MEDIA_GROUP,
  contractId: MEDIA_CONTRACT,
} as const;

/** Log Request Details as the vendor's editor inserts it, with these options changed. */
const report = (changed: Readonly<Record<string, boolean>>) =>
  feature('report', {
    logHost: false,
    logReferer: false,
    logUserAgent: false,
    logAcceptLanguage: false,
    logCookies: 'OFF',
    logCustomLogField: false,
    logEdgeIP: false,
    logXForwardedFor: false,
    ...changed,
  });

const LOG_DETAILS_INCLUDE = 243_237;

/** Names the streams of the example manifests that exist, in both of its behaviors. It does not log every header. */
function www(): SimulatedProperty {
  const name = 'www.example.com';
  const logs = feature('datastream', {
    streamType: 'BEACON_AND_LOG',
    enabled: true,
    datastreamIds: '6301-6310',
    beaconStreamTitle: '',
    logEnabled: true,
    logStreamName: ['7050'],
    samplingPercentage: 100,
    collectMidgressTraffic: false,
  });
  const path = feature('path', {
    matchOperator: 'MATCHES_ONE_OF',
    values: ['/search/*'],
    matchCaseSensitive: false,
  });
  const rules = ruleTree(name, {
    behaviors: [logs, report({ logHost: true, logUserAgent: true, logReferer: true })],
    children: [childRule('Search', [path], { behaviors: [logs] })],
  });
  return withRules(site(349_772, name, plain(name)), {
    rules,
    note: 'Logs to DataStream',
    by: 'szhang',
    at: REVISED,
    activeOn: BOTH,
  });
}

/**
 * Has an old rule format, in which a behavior names one stream by a number. The live version names a stream that was
 * deleted. A colleague's newer draft names `store-elastic`.
 */
function shop(): SimulatedProperty {
  const name = 'shop.example.com';
  const tree = (logStreamName: number) =>
    ruleTree(name, {
      behaviors: [
        feature('datastream', {
          streamType: 'BEACON_AND_LOG',
          enabled: true,
          datastreamIds: '6310',
          logEnabled: true,
          logStreamName,
          samplingPercentage: 100,
        }),
        report({ logHost: true, logUserAgent: true }),
      ],
    });
  const live = site(349_770, name, firstVersion(tree(7012), 'v2023-01-05'));
  return withRules(live, {
    rules: tree(7061),
    note: 'Logs to the new cluster, not tested yet',
    by: 'adevi',
    at: REVISED + 30 * DAY,
  });
}

/**
 * Names `edge-archive` in the default rule, and `security-splunk` only for requests with an error. Health checks are
 * not logged. DataStream 1 is switched off. Log Request Details come from an include.
 */
function api(): SimulatedProperty {
  const name = 'api.example.com';
  const log = (...streamIds: readonly string[]) => ({
    streamType: 'BEACON_AND_LOG',
    enabled: false,
    datastreamIds: '6301',
    logEnabled: true,
    logStreamName: streamIds,
    samplingPercentage: 100,
  });
  const errors = feature('matchResponseCode', {
    matchOperator: 'IS_BETWEEN',
    lowerBound: 500,
    upperBound: 599,
  });
  const healthChecks = feature('path', {
    matchOperator: 'MATCHES_ONE_OF',
    values: ['/healthz'],
    matchCaseSensitive: true,
  });
  const rules = ruleTree(name, {
    behaviors: [feature('include', { id: String(LOG_DETAILS_INCLUDE) }), feature('datastream', log('7050'))],
    children: [
      childRule('Server errors', [errors], { behaviors: [feature('datastream', log('7050', '7052'))] }),
      childRule('Health checks', [healthChecks], {
        behaviors: [feature('datastream', { streamType: 'LOG', logEnabled: false })],
      }),
    ],
  });
  return withRules(site(349_774, name, plain(name)), {
    rules,
    ruleFormat: 'latest',
    note: 'Errors to the security team',
    by: 'szhang',
    at: REVISED,
    activeOn: BOTH,
  });
}

/** Its `datastream` behavior is switched off. */
function live(): SimulatedProperty {
  const name = 'live.example.com';
  const off = feature('datastream', { streamType: 'LOG', logEnabled: false, logStreamName: [] });
  return site(389_178, name, { ...firstVersion(ruleTree(name, { behaviors: [off] })), ...media });
}

/**
 * The properties of the seeded account. `static` and `portal` are managed by DataStream, so they need no behavior. `old`
 * and `next` were never activated. `video` and `live` belong to another product.
 */
export const SEEDED_PROPERTIES: readonly SimulatedProperty[] = [
  shop(),
  www(),
  api(),
  site(349_776, 'static.example.com', { ...plain('static.example.com'), integration: 'DS_MANAGED' }),
  site(349_778, 'portal.example.com', { ...plain('portal.example.com'), integration: 'DS_MANAGED' }),
  site(349_780, 'old.example.com', draft('old.example.com')),
  site(349_782, 'next.example.com', { ...draft('next.example.com'), integration: 'DS_MANAGED' }),
  site(389_150, 'video.example.com', { ...plain('video.example.com'), ...media }),
  live(),
];

/** The include with the Log Request Details of `api.example.com`. */
export const SEEDED_INCLUDES: readonly SimulatedInclude[] = [
  {
    includeId: LOG_DETAILS_INCLUDE,
    includeName: 'log-request-details',
    includeType: 'COMMON_SETTINGS',
    productId: 'Dynamic_Site_Accelerator',
    contractId: SEED_CONTRACT,
    groupId: SEED_GROUP,
    ...firstVersion({
      name: 'default',
      criteria: [],
      behaviors: [report({ logHost: true, logUserAgent: true })],
      children: [],
      comments: '',
      options: {},
    }),
  },
];
