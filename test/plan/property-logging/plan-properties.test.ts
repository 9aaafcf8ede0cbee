import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { StreamDetail } from '../../../src/model/observed.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import type { PropertyManifest, PropertyState, VersionContent } from '../../../src/model/property-logging.ts';
import { ds1Live, ds1Manifest } from '../../builders/datastream1-streams.ts';
import {
  activation,
  type PropertyAccount,
  planProperties,
  property,
  propertyItem,
  propertyManifest,
  version,
  versionRow,
  WWW,
  WWW_ID,
  WWW_ITEM,
} from '../../builders/property-logging.ts';
import { cdnSpec, live, manifest } from '../../builders/streams.ts';
import { beacons, child, include, logs, OFF, report, rule, rulesOf } from '../../properties/properties.ts';

const WEB = manifest('web');
const BEFORE = rule([logs(['7000'])]);
const AFTER = rule([logs(['7000', '7050'])]);
const OTHER = rule([logs(['7000']), { name: 'caching', options: { ttl: '1d' } }]);
const SOME = (...cookies: readonly string[]) => ({ logCookies: 'SOME', cookies: [...cookies] });
const CUSTOM = (text: string) => ({ logCustomLogField: true, customLogField: text });
const active = (parts: Parameters<typeof live>[2] = {}): StreamDetail => live(7050, 'web', parts);

/** The stream `web` with these sources. */
const logging = (...ids: readonly number[]): StreamDetail => ({
  ...active(),
  sources: ids.map((id) => ({ id, name: `property-${id}` })),
});

/** An account whose stream `web` (7050) is active, and whose property names stream 7000 only. */
function account(parts: Partial<PropertyAccount> = {}): PropertyAccount {
  return {
    streamManifests: [WEB],
    streams: [active(), live(7000, 'legacy')],
    properties: { [WWW]: property(BEFORE) },
    ...parts,
  };
}

function itemOf(parts: Partial<PropertyAccount> = {}): PlanItem {
  return propertyItem(planProperties(account(parts)));
}

const of = (state: PropertyState) => ({ properties: { [WWW]: state } });
const by = (parts: Partial<PropertyManifest>) => ({ manifests: [propertyManifest(parts)] });
const on = (network: 'NONE' | 'STAGING' | 'PRODUCTION') =>
  by({ activation: { network, notifyEmails: ['cdn@example.com'] } });

/** Steps as a line: `update, activate STAGING, await ACTIVE_STAGING`. */
function stepsOf({ steps }: PlanItem): string {
  return steps
    .map((step) => [
      step.do,
      'network' in step ? step.network : undefined,
      'until' in step ? step.until : undefined,
    ])
    .map((parts) => parts.filter((part) => part !== undefined).join(' '))
    .join(', ');
}

const STAGE = 'activate STAGING, await ACTIVE_STAGING';
const RELEASE = 'activate PRODUCTION, await ACTIVE_PRODUCTION';

describe('the plan of a property', () => {
  test('names the stream in every behavior, activates staging, and then production', () => {
    const item = itemOf();
    expect(stepsOf(item)).toBe(`update, ${STAGE}, ${RELEASE}`);
    expect(item).toMatchObject({
      kind: 'PropertyLogging',
      propertyId: WWW_ID,
      action: 'update',
      status: 'ACTIVE_PRODUCTION',
      baseVersion: 11,
      modifiedBy: 'author-of-11',
      effects: ['goes-live', 'starts-logs'],
      changes: [
        {
          place: 'Default › DataStream',
          before: [7000],
          after: [7000, 7050],
          added: [7050],
          labels: { 7000: 'legacy', 7050: 'web' },
        },
      ],
      property: { propertyName: WWW, network: 'PRODUCTION', replaces: 11, versions: [{ version: 11 }] },
      desired: { spec: { streams: { DataStream2: [{ id: 7050 }] } } },
    });
    expect(item.needs).toBeUndefined();
  });

  test('is empty if every behavior names the stream', () => {
    const plan = planProperties(account(of(property(AFTER))));
    expect(propertyItem(plan)).toMatchObject({ action: 'none', steps: [], status: 'ACTIVE_PRODUCTION' });
    expect(plan.requests.apply).toBe(0);
    expect(plan.summary).toMatchObject({ unchanged: 2 });
  });

  test('shows what stays as it is, and the warnings of the live version', () => {
    const tree = rule([report(), ...(BEFORE['behaviors'] as JsonObject[])], [child([OFF], 'Health checks')]);
    const warnings = [
      { type: 'validation/x', detail: 'Add an origin.', location: '/rules' },
      { type: 'validation/y', detail: '' },
    ];
    const state = { ...property(tree), live: version(11, tree, { warnings }) };
    expect(itemOf(of(state)).property).toMatchObject({
      notes: ['Logging is switched off in rule "Default › Health checks", and stays off.'],
      warnings: ['Add an origin. (/rules)', 'validation/y'],
    });
  });

  test.each([
    ['NONE', 'update', ['version-saved', 'starts-logs']],
    ['STAGING', `update, ${STAGE}`, ['starts-logs']],
  ] as const)('ends where the network %s says', (network, steps, effects) => {
    const item = itemOf(on(network));
    expect(stepsOf(item)).toBe(steps);
    expect(item.effects).toEqual(effects);
  });

  test('of a name and an id has an item for each', () => {
    const { items } = planProperties(
      account({
        ...by({ properties: [WWW, 5] }),
        properties: { [WWW]: property(BEFORE), 5: property(AFTER, { propertyId: 5, propertyName: 'api' }) },
      }),
    );
    expect(items.map(({ name, action }) => [name, action])).toEqual([
      ['web', 'none'],
      [WWW_ITEM, 'update'],
      ['PropertyLogging/www-logging/5', 'none'],
    ]);
  });
});

describe('a version with the planned change', () => {
  const draft = version(12, AFTER);
  const staged = (parts: Partial<PropertyState> = {}) => property(BEFORE, { staging: draft, ...parts });

  test.each<[string, PropertyState, string, Partial<PlanItem>]>([
    [
      'that is saved is activated',
      property(BEFORE, { draft }),
      `${STAGE}, ${RELEASE}`,
      { action: 'activate', status: 'INACTIVE', baseVersion: 12 },
    ],
    [
      'whose activation on staging is in progress is waited for',
      property(BEFORE, { draft, activations: [activation(12, 'STAGING')] }),
      `await ACTIVE_STAGING, ${RELEASE}`,
      { action: 'wait', status: 'PENDING_STAGING' },
    ],
    [
      'that is active on staging is activated on production',
      staged(),
      RELEASE,
      { action: 'activate', status: 'ACTIVE_STAGING', baseVersion: 12 },
    ],
    [
      'whose activation on production is in progress is waited for',
      staged({ activations: [activation(12, 'PRODUCTION', { status: 'ZONE_2' })] }),
      'await ACTIVE_PRODUCTION',
      { action: 'none', status: 'PENDING_PRODUCTION' },
    ],
  ])('%s', (_, state, steps, members) => {
    const item = itemOf(of(state));
    expect(stepsOf(item)).toBe(steps);
    expect(item).toMatchObject({
      ...members,
      property: { notes: ['Version 12 has this change already, and no other.'] },
    });
  });

  test.each<[string, PropertyState, 'NONE' | 'STAGING']>([
    ['is all that NONE asks for', property(BEFORE, { draft }), 'NONE'],
    [
      'and more is all that NONE asks for',
      property(BEFORE, { draft: version(12, rule([logs(['7000', '7050']), report()])) }),
      'NONE',
    ],
    ['on staging is all that NONE asks for', staged(), 'NONE'],
    ['on staging is all that STAGING asks for', staged(), 'STAGING'],
  ])('%s', (_, state, network) => {
    expect(itemOf({ ...of(state), ...on(network) })).toMatchObject({
      action: 'none',
      steps: [],
      baseVersion: 12,
      property: { notes: ['Version 12 contains the change, and is not active on production.'] },
    });
  });

  test('is not continued with other hostnames or another rule format', () => {
    const others = [{ cnameFrom: 'other.example.com' }];
    for (const one of [
      version(12, AFTER, { hostnames: others }),
      version(12, AFTER, { ruleFormat: 'v2026-02-16' }),
    ]) {
      expect(itemOf(of(property(BEFORE, { draft: one })))).toMatchObject({ action: 'blocked' });
    }
  });

  test('may have its hostnames in another order', () => {
    const [one, other] = [{ cnameFrom: 'a' }, { cnameFrom: 'b' }];
    const state = property(BEFORE, {
      live: version(11, BEFORE, { hostnames: [one, other] }),
      draft: version(12, AFTER, { hostnames: [other, one] }),
    });
    expect(itemOf(of(state))).toMatchObject({ action: 'activate' });
  });

  test('whose activation failed is activated again, with a warning', () => {
    const failed = activation(12, 'STAGING', { status: 'FAILED', failureCause: 'No certificate.' });
    const plan = planProperties(account(of(property(BEFORE, { draft, activations: [failed] }))));
    expect(propertyItem(plan)).toMatchObject({ action: 'activate' });
    expect(plan.warnings).toMatchObject([
      {
        code: 'activation-failed',
        message: 'the last activation of version 12 on staging ended as FAILED: No certificate.',
        name: WWW_ITEM,
      },
    ]);
  });
});

describe('a newer version', () => {
  test('that is a copy of the live one is changed instead of a new one', () => {
    const item = itemOf(of(property(BEFORE, { draft: version(12, BEFORE) })));
    expect(stepsOf(item)).toBe(`update, ${STAGE}, ${RELEASE}`);
    expect(item).toMatchObject({
      baseVersion: 12,
      status: 'INACTIVE',
      property: {
        notes: ['Version 12 is an unchanged copy of version 11, so it is changed instead of a new one.'],
      },
    });
  });

  test('that is a copy and was active once cannot be changed', () => {
    const versions = [versionRow(12, { stagingStatus: 'DEACTIVATED' }), versionRow(11)];
    const item = itemOf(of(property(BEFORE, { draft: version(12, BEFORE), versions })));
    expect(item).toMatchObject({ action: 'update', baseVersion: 11 });
  });

  test('with other content blocks the change, unless it is allowed', () => {
    const state = of(property(BEFORE, { draft: version(12, OTHER) }));
    const blocked = itemOf(state);
    expect(blocked).toMatchObject({ action: 'blocked', steps: [], changes: [] });
    expect(blocked.reason).toContain(
      'version 12 (author-of-12, 2026-03-01T08:00:00Z) is newer than the live',
    );
    expect(blocked.reason).toContain('--allow unreleased=1');
    expect(blocked.desired).toBeUndefined();
    const plan = planProperties(account({ ...state, limits: { unreleased: 1 } }));
    expect(propertyItem(plan)).toMatchObject({
      action: 'update',
      baseVersion: 11,
      property: {
        unreleased: 12,
        notes: ['Draft 12 lacks this change; activating that draft later removes the change.'],
      },
    });
    expect(plan.applyable).toBe(true);
  });

  test('with the change and others is no reason to say that it lacks the change', () => {
    const draft = version(12, rule([logs(['7000', '7050']), report()]));
    const item = itemOf({ ...of(property(BEFORE, { draft })), limits: { unreleased: 1 } });
    expect(item).toMatchObject({ action: 'update', property: { unreleased: 12, notes: [] } });
  });

  test('counts for every property', () => {
    const drafts = property(BEFORE, { draft: version(12, OTHER) });
    const plan = planProperties(
      account({
        ...by({ properties: [WWW, 349_775] }),
        streams: [logging(WWW_ID, 349_775)],
        properties: { [WWW]: drafts, 349775: { ...drafts, propertyId: 349_775 } },
        limits: { unreleased: 1 },
      }),
    );
    const reasons = plan.items
      .map(({ reason }) => reason)
      .filter((reason) => reason?.includes('unreleased=2'));
    expect(reasons).toHaveLength(2);
  });

  test('that was active on production was rolled back: a warning', () => {
    const versions = [
      versionRow(12, { productionStatus: 'DEACTIVATED' }),
      versionRow(11, { productionStatus: 'ACTIVE' }),
    ];
    const byActivation = [activation(12, 'PRODUCTION', { status: 'ACTIVE' })];
    for (const parts of [{ versions }, { activations: byActivation }]) {
      const plan = planProperties(account(of(property(BEFORE, { draft: version(12, OTHER), ...parts }))));
      expect(propertyItem(plan)).toMatchObject({ action: 'update', baseVersion: 11 });
      expect(plan.warnings).toMatchObject([{ code: 'rolled-back', name: WWW_ITEM }]);
    }
  });
});

describe('a property is blocked', () => {
  test.each<[string, Partial<PropertyAccount>, string]>([
    [
      'without access',
      { properties: { [WWW]: { tag: 'no-access', reason: 'Grant Property Manager.' } } },
      'Grant Property Manager.',
    ],
    [
      'if it is not live',
      of({
        ...property(BEFORE),
        live: undefined,
        productionVersion: undefined,
        stagingVersion: undefined,
      } as unknown as PropertyState),
      'is active on any network',
    ],
    [
      'for production if it is live on staging only',
      of({ ...property(BEFORE), productionVersion: undefined } as unknown as PropertyState),
      'is active on production',
    ],
    [
      'by an activation of another version',
      of(property(BEFORE, { draft: version(12, AFTER), activations: [activation(11, 'STAGING')] })),
      'the activation of version 11 on staging is in progress (PENDING, submitted 2026-03-02',
    ],
    [
      'by an activation with an unknown status',
      of(property(BEFORE, { activations: [activation(12, 'PRODUCTION', { status: 'QUEUED' })] })),
      'the activation of version 12 on production is in progress (QUEUED',
    ],
    [
      'by an activation for NONE too',
      {
        ...of(property(BEFORE, { activations: [activation(12, 'PRODUCTION', { status: 'NEW' })] })),
        ...on('NONE'),
      },
      'version 12 on production is in progress',
    ],
    [
      'by an activation that goes further than its manifest',
      {
        ...of(property(BEFORE, { draft: version(12, AFTER), activations: [activation(12, 'PRODUCTION')] })),
        ...on('STAGING'),
      },
      'is in progress',
    ],
    [
      'by a deactivation',
      of(property(BEFORE, { activations: [activation(11, 'STAGING', { type: 'DEACTIVATE' })] })),
      'the deactivation of version 11',
    ],
    ['by a test on staging', of(property(BEFORE, { staging: version(10, OTHER) })), 'would end a test of it'],
    [
      'by a test of a newer version on staging',
      { ...of(property(BEFORE, { staging: version(12, OTHER) })), limits: { unreleased: 1 } },
      'version 12 (author-of-12, 2026-03-01T08:00:00Z) is active on staging',
    ],
    [
      'by a test on staging although the change is saved',
      of(property(BEFORE, { staging: version(10, OTHER), draft: version(12, AFTER) })),
      'would end a test of it',
    ],
    [
      'by a newer version on staging for NONE',
      { ...of(property(BEFORE, { staging: version(12, OTHER) })), ...on('NONE') },
      '--allow unreleased=1',
    ],
    ['by its rule tree', of(property(rule([{ ...logs(['7000']), locked: true }]))), 'locked'],
    [
      'by a stream that DataStream manages',
      {
        streams: [active({ body: { properties: [{ propertyId: WWW_ID, integrationType: 'DS_MANAGED' }] } })],
      },
      'DataStream manages what this property logs to "web"',
    ],
    [
      'by a stream that its manifest deactivates',
      { streamManifests: [manifest('web', { state: 'inactive' })] },
      '`state: inactive`',
    ],
    ['by an unknown stream ID', by({ streams: [404] }), 'there is no CDN stream 404'],
    ['by an unknown stream name', by({ streams: ['nobody'] }), 'no manifest describes a stream "nobody"'],
    [
      'by an inactive stream without manifest',
      {
        ...by({ streams: [7001] }),
        streams: [live(7001, 'x', { status: 'DEACTIVATED' })],
        streamManifests: [],
      },
      'stream 7001 is DEACTIVATED',
    ],
    [
      'by a contradiction',
      by({ streams: ['web'], removeStreams: [7050] }),
      'is in spec.streams and in spec.removeStreams',
    ],
  ])('%s', (_, parts, part) => {
    const item = itemOf(parts);
    expect(item).toMatchObject({ action: 'blocked', steps: [] });
    expect(item.reason).toContain(part);
  });

  test.each<[string, Partial<PropertyAccount>]>([
    [
      'activation-in-progress',
      of(property(BEFORE, { activations: [activation(12, 'PRODUCTION', { status: 'NEW' })] })),
    ],
    ['tested-on-staging', of(property(BEFORE, { staging: version(10, OTHER) }))],
    ['unfinished-draft', of(property(BEFORE, { draft: version(12, OTHER) }))],
    ['behavior-not-changeable', of(property(rule([{ ...logs(['7000']), locked: true }])))],
    ['stream-not-nameable', { streamManifests: [manifest('web', { state: 'inactive' })] }],
    ['unknown-stream', by({ streams: [404] })],
    ['unknown-stream', by({ streams: ['nobody'] })],
    ['added-and-removed', by({ streams: ['web'], removeStreams: [7050] })],
    ['needed-item-not-selected', { streams: [], selected: [] }],
    ['property-unreadable', { properties: { [WWW]: { tag: 'unreadable', reason: 'HTTP 500.' } } }],
    ['no-access', { properties: { [WWW]: { tag: 'no-access', reason: 'HTTP 403.' } } }],
  ])('with the code %s', (code, parts) => {
    expect(itemOf(parts)).toMatchObject({ action: 'blocked', reasonCode: code });
  });

  test('and marked if it could not be read', () => {
    const item = itemOf({ properties: { [WWW]: { tag: 'unreadable', reason: 'HTTP 500.' } } });
    expect(item).toMatchObject({ action: 'blocked', reason: 'HTTP 500.', unreadable: true });
  });

  test('not by an older version on staging for NONE, and not by a copy on staging', () => {
    const staging = version(10, OTHER);
    expect(itemOf({ ...of(property(BEFORE, { staging })), ...on('NONE') })).toMatchObject({
      action: 'update',
    });
    expect(itemOf(of(property(BEFORE, { staging: version(10, BEFORE) })))).toMatchObject({
      action: 'update',
    });
  });

  test('not on staging if it is live on staging only', () => {
    const { productionVersion: _, ...state } = property(BEFORE);
    expect(itemOf({ ...of(state), ...on('STAGING') })).toMatchObject({
      action: 'update',
      status: 'ACTIVE_STAGING',
    });
  });
});

describe('streams that are not active yet', () => {
  test('are needed, by reference if they do not exist', () => {
    const item = itemOf({ streams: [] });
    expect(item).toMatchObject({
      action: 'update',
      needs: ['web'],
      changes: [{ after: [7000, { $id: 'web' }] }],
      desired: { spec: { streams: { DataStream2: [{ id: { $id: 'web' } }] } } },
    });
  });

  test.each(['DEACTIVATED', 'ACTIVATING'])('are needed if they are %s', (status) => {
    const item = itemOf({ streams: [active({ status })] });
    expect(item).toMatchObject({
      needs: ['web'],
      desired: { spec: { streams: { DataStream2: [{ id: 7050 }] } } },
    });
  });

  test('block the property if they are not planned', () => {
    expect(itemOf({ streams: [], selected: [] })).toMatchObject({ action: 'blocked' });
    expect(itemOf({ selected: [] })).toMatchObject({ action: 'update' });
  });

  test('may be named by ID if a manifest describes them', () => {
    expect(
      itemOf({ ...by({ streams: [7050, 'web'] }), streams: [active({ status: 'DEACTIVATED' })] }),
    ).toMatchObject({
      needs: ['web'],
      desired: { spec: { streams: { DataStream2: [{ id: 7050 }] } } },
    });
  });
});

describe('a stream without a manifest', () => {
  const unmanaged = (parts: Parameters<typeof live>[2] = {}) => ({
    ...by({ streams: [7060], report: 'required' }),
    ...of(property(rule([logs(['7060']), report()]))),
    streamManifests: [],
    streams: [live(7060, 'of another team', parts)],
  });

  test('has the fields that the API returns', () => {
    const fields = { spec: cdnSpec({ datasetFields: [1032] }) };
    expect(itemOf(unmanaged(fields)).changes).toMatchObject([
      { path: '/rules/behaviors/1/options/logReferer', after: true },
    ]);
    expect(itemOf(unmanaged())).toMatchObject({
      property: { notes: [expect.stringContaining('of stream 7060')] },
    });
  });

  test('may be managed by DataStream', () => {
    const item = itemOf(
      unmanaged({ body: { properties: [{ propertyId: WWW_ID, integrationType: 'DS_MANAGED' }] } }),
    );
    expect(item.reason).toContain('DataStream manages what this property logs to stream 7060');
  });
});

describe('streams of both generations', () => {
  test('are added and removed in their options', () => {
    const tree = rule([beacons('7')]);
    const old = ds1Live(51, 'old');
    const item = itemOf({
      ...of(property(tree)),
      ...by({ streams: ['web', 'old'], removeStreams: [] }),
      streamManifests: [WEB, ds1Manifest('old')],
      streams: [active(), old],
    });
    expect(item.changes).toMatchObject([
      { path: '/rules/behaviors/0/options/streamType', after: 'BEACON_AND_LOG' },
      { after: [7, 51], added: [51], labels: { 51: 'old' } },
      { after: true },
      { after: [7050], labels: { 7050: 'web' } },
      { after: 100 },
    ]);
  });

  test('a removed ID may be that of a stream that no longer exists; a name of none is ignored', () => {
    const gone = manifest('gone', { state: 'absent' });
    const item = itemOf({ ...by({ removeStreams: ['gone', 404, 7000] }), streamManifests: [WEB, gone] });
    expect(item.desired?.spec).toMatchObject({
      removeStreams: { DataStream2: [7000, 404], DataStream1: [] },
    });
    expect(item.effects).toEqual(['goes-live', 'starts-logs', 'stops-logs']);
  });
});

describe('required Log Request Details', () => {
  const needy = manifest('web', { spec: cdnSpec({ datasetFields: [1011, 1017, 1023, 1066] }) });
  const required = (tree: JsonObject, parts: Partial<VersionContent> = {}) =>
    itemOf({
      ...by({ report: 'required' }),
      ...of({ ...property(tree), live: version(11, tree, parts) }),
      streamManifests: [needy],
    });

  test('switch on headers, and mention what may identify people', () => {
    const item = required(rule([logs(['7050']), report()]));
    expect(item.changes.map(({ path, after }) => [path.split('/').at(-1), after])).toEqual([
      ['logHost', true],
      ['logUserAgent', true],
    ]);
    expect(item.effects).toEqual(['goes-live', 'personal-data-logged']);
    expect(item.property?.notes.join()).toContain('does not switch on logCookies');
    expect(item.property?.notes.join()).toContain('does not switch on logEdgeIP');
  });

  test('are not switched on again if they are logged, by an include too', () => {
    const logged = report({ logHost: true, logUserAgent: true });
    expect(required(rule([logs(['7050']), logged]))).toMatchObject({ action: 'none' });
    const reading = {
      tag: 'read',
      includeId: 9,
      includeName: 'headers',
      version: 2,
      rules: rulesOf(rule([logged])),
    } as const;
    expect(required(rule([logs(['7050']), include('9')]), { includes: [reading] })).toMatchObject({
      action: 'none',
    });
  });
});

describe('effects, limits and refusals', () => {
  const logging = (before: JsonObject, after: JsonObject, parts: Partial<PropertyAccount> = {}) =>
    itemOf({
      ...of(property(rule([logs(['7050']), report(before)]))),
      ...by({ report: after }),
      ...parts,
    });

  test.each<[string, JsonObject, JsonObject, boolean]>([
    ['X-Forwarded-For', {}, { logXForwardedFor: true }, true],
    ['the referer', {}, { logReferer: true }, true],
    ['the user agent', {}, { logUserAgent: true }, true],
    ['cookies', {}, { logCookies: 'ALL' }, true],
    ['a new custom field', {}, { logCustomLogField: true, customLogField: '{{user.id}}' }, true],
    ['another custom field', CUSTOM('a'), CUSTOM('{{user.id}}'), true],
    ['one more cookie', SOME('a'), SOME('a', 'b'), true],
    ['fewer cookies', SOME('a', 'b'), SOME('a'), false],
    ['some cookies instead of all', { logCookies: 'ALL' }, SOME('a'), false],
    ['no cookies', { logCookies: 'ALL' }, { logCookies: 'OFF' }, false],
    ['the host', { logHost: false }, { logHost: true }, false],
    ['the address of the edge server', {}, { logEdgeIP: true }, false],
    ['no referer', { logReferer: true }, { logReferer: false }, false],
  ])('explicit options that log %s', (_, before, after, isPersonal) => {
    const expected = isPersonal ? ['goes-live', 'personal-data-logged'] : ['goes-live'];
    expect(logging(before, after).effects).toEqual(expected);
  });

  test('personal data names the streams that have the field, and their destinations', () => {
    const needy = manifest('web', { spec: cdnSpec({ datasetFields: [1000, 1023, 1032] }) });
    const other = manifest('other', { spec: cdnSpec({ datasetFields: [1000] }) });
    const item = logging(
      {},
      { logCookies: 'ALL', logUserAgent: true },
      { streamManifests: [needy, other], streams: [active(), live(7051, 'other')] },
    );
    expect(item.personalData).toEqual([
      {
        stream: 'web',
        receiver: 'Custom HTTPS endpoint (logs.example.com)',
        fields: [{ id: 1023, name: 'Cookie', reason: expect.any(String) }],
      },
    ]);
    expect(logging({ logCookies: 'ALL' }, { logHost: true }).personalData).toBeUndefined();
  });

  test('personal data of a stream without a manifest goes where the live stream sends it', () => {
    const spec = cdnSpec({ datasetFields: [1032] });
    const item = logging(
      {},
      { logReferer: true },
      {
        streams: [active({ spec })],
        streamManifests: [],
        ...by({ streams: [7050], report: { logReferer: true } }),
      },
    );
    expect(item.personalData).toMatchObject([
      { stream: 'web', receiver: 'Custom HTTPS endpoint (logs.example.com)', fields: [{ id: 1032 }] },
    ]);
  });

  test('a lower share reduces sampling', () => {
    const parts = { ...of(property(AFTER)), ...by({ datastream: { samplingPercentage: 5 } }) };
    expect(itemOf(parts).effects).toEqual(['goes-live', 'sampling-reduced']);
  });

  test('removed streams and live versions count', () => {
    const two = property(rule([logs(['7000', '7001'])], [child([logs(['7000'])])]));
    const parts = {
      ...of(two),
      ...by({ removeStreams: [7000, 7001], protect: true }),
      streams: [active(), live(7000, 'a'), live(7001, 'b')],
    };
    expect(planProperties(account({ ...parts, limits: { remove: 1, property: 0 } })).refusals).toMatchObject([
      { code: 'protected', message: expect.stringContaining('would lose streams'), names: [WWW_ITEM] },
      { code: 'safety-limit', message: expect.stringContaining('--allow remove=2') },
      { code: 'safety-limit', message: expect.stringContaining('--allow property=1') },
    ]);
    expect(planProperties(account({ ...parts, ...by({ removeStreams: [7000] }) })).refusals).toEqual([]);
  });

  test('the last stream of a behavior counts as removed', () => {
    const old = ds1Live(51, 'old');
    const parts = {
      ...of(property(rule([beacons('51'), logs(['7050'])]))),
      ...by({ streams: [], removeStreams: ['old'], protect: true }),
      streamManifests: [WEB, ds1Manifest('old')],
      streams: [active(), old],
    };
    const plan = planProperties(account({ ...parts, limits: { remove: 0 } }));
    expect(plan.items.find(({ name }) => name === WWW_ITEM)).toMatchObject({
      changes: [{ path: '/rules/behaviors/0/options/enabled', after: false, removed: [51] }],
      effects: expect.arrayContaining(['stops-logs']),
    });
    expect(plan.refusals).toMatchObject([
      { code: 'protected' },
      { code: 'safety-limit', message: expect.stringContaining('--allow remove=1') },
    ]);
  });

  test('a property that two items name is ambiguous', () => {
    const state = property(BEFORE);
    const plan = planProperties(
      account({ ...by({ properties: [WWW, WWW_ID] }), properties: { [WWW]: state, [WWW_ID]: state } }),
    );
    expect(plan.refusals).toMatchObject([
      { code: 'ambiguous', names: [WWW_ITEM, `PropertyLogging/www-logging/${WWW_ID}`] },
    ]);
  });
});

describe('a stream whose sources lack the property', () => {
  const elsewhere = logging(5);

  test('is named after its manifest has added the property', () => {
    const stream = manifest('web', { spec: cdnSpec({ properties: [5, WWW_ID] }) });
    expect(itemOf({ streamManifests: [stream], streams: [elsewhere] }).needs).toEqual(['web']);
    expect(itemOf({ streams: [logging(WWW_ID)] }).needs).toBeUndefined();
  });

  test('is not named, since a behavior cannot select it', () => {
    const stream = manifest('web', { spec: cdnSpec({ properties: [5] }) });
    const blocked = itemOf({ streamManifests: [stream], streams: [elsewhere] });
    expect(blocked).toMatchObject({ action: 'blocked', steps: [] });
    expect(blocked.reason).toMatch(
      /"web" does not log this property, .* add the property to the stream first/,
    );
    const byId = itemOf({ ...by({ streams: [7050] }), streamManifests: [], streams: [elsewhere] });
    expect(byId.reason).toMatch(/^stream 7050 does not log this property/);
  });

  test('may stay if a behavior names it already', () => {
    const named = { ...of(property(AFTER)), streams: [elsewhere] };
    const stream = manifest('web', { spec: cdnSpec({ properties: [5] }) });
    expect(itemOf({ ...named, streamManifests: [stream] }).action).toBe('none');
  });
});
