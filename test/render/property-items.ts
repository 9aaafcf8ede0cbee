import type { PlanItem } from '../../src/model/plan-item.ts';
import type { UndoneChange } from '../../src/model/stop-explanation.ts';

/* One item for each state of a property. */

/** A pipeline has released a version without the change. */
export const UNDONE: ReadonlyMap<string, UndoneChange> = new Map([
  [
    'PropertyLogging/shop/shop.example.com',
    {
      version: 4,
      how: 'rewritten',
      by: { version: 5, modifiedBy: 'terraform', modifiedDate: '2026-02-27T08:00:00Z' },
      fixes: [
        {
          ruleTree: { name: 'datastream', options: { logStreamName: ['7000', '7050'] } },
          jsonPatch: [
            { op: 'replace', path: '/rules/behaviors/2/options/logStreamName', value: ['7000', '7050'] },
          ],
          terraform: 'behavior {\n  datastream {\n    log_stream_name = ["7000", "7050"]\n  }\n}\n',
        },
      ],
    },
  ],
]);

const VERSIONS = [
  {
    version: 12,
    staging: 'INACTIVE',
    production: 'INACTIVE',
    modifiedBy: 'carol@example.com',
    modifiedDate: '2026-02-27T08:00:00Z',
    note: 'New cache rules, not tested yet',
  },
  {
    version: 11,
    staging: 'ACTIVE',
    production: 'ACTIVE',
    modifiedBy: 'bob@example.com',
    modifiedDate: '2026-02-20T10:15:00Z',
    note: 'CHG-1200',
  },
  {
    version: 10,
    staging: 'DEACTIVATED',
    production: 'DEACTIVATED',
    modifiedBy: 'terraform',
    modifiedDate: '2026-02-01T06:00:00Z',
  },
] as const;

const change: PlanItem = {
  name: 'PropertyLogging/www-logging/www.example.com',
  kind: 'PropertyLogging',
  propertyId: 349772,
  action: 'update',
  status: 'ACTIVE_PRODUCTION',
  baseVersion: 11,
  modifiedBy: 'bob@example.com',
  modifiedDate: '2026-02-20T10:15:00Z',
  changes: [
    {
      path: '/rules/children/0/behaviors/1/options/logStreamName',
      place: 'Default › API › DataStream',
      before: [7000],
      after: [7000, { $id: 'edge-archive' }],
      added: [{ $id: 'edge-archive' }],
      removed: [],
    },
    {
      path: '/rules/children/0/behaviors/1/options/samplingPercentage',
      place: 'Default › API › DataStream',
      before: 100,
      after: 1,
    },
    {
      path: '/rules/behaviors/-',
      place: 'Default › Log Request Details',
      after: { name: 'report', options: { logHost: true, logCookies: 'ALL' } },
    },
  ],
  effects: ['goes-live', 'starts-logs', 'sampling-reduced'],
  steps: [
    { do: 'update', activate: false },
    { do: 'activate', network: 'STAGING' },
    { do: 'await', until: 'ACTIVE_STAGING' },
    { do: 'activate', network: 'PRODUCTION' },
    { do: 'await', until: 'ACTIVE_PRODUCTION' },
  ],
  needs: ['edge-archive'],
  source: { file: 'streams/properties/www.yaml', line: 1 },
  property: {
    propertyName: 'www.example.com',
    network: 'PRODUCTION',
    replaces: 11,
    versions: [...VERSIONS],
    warnings: ['Rule "Images" has no effect: its match never applies.'],
    notes: [
      'Logging is switched off in rule "Default › Health checks", and stays off.',
      'Draft 12 lacks this change; activating that draft later removes the change.',
    ],
  },
};

/** A property whose live version gets another stream in one rule, and a new behavior in the default rule. */
export const release: PlanItem = {
  ...change,
  effects: [...change.effects, 'personal-data-logged'],
  personalData: [
    {
      stream: 'edge-archive',
      receiver: 'Amazon S3 (bucket example-logs, region eu-central-1)',
      fields: [{ id: 1023, name: 'Cookie', reason: 'may contain session and user ids' }],
    },
  ],
};

/** A property whose streams are active, so that it is changed at once. */
export const releaseNow: PlanItem = {
  ...change,
  name: 'PropertyLogging/www-logging/static.example.com',
  propertyId: 349776,
  changes: [
    {
      path: '/rules/behaviors/3/options/logStreamName',
      place: 'Default › DataStream',
      before: [7000, 7050],
      after: [7050],
      added: [],
      removed: [7000],
    },
  ],
  effects: ['goes-live', 'stops-logs'],
  needs: [],
};

/** A property that another user activates. */
export const handover: PlanItem = {
  name: 'PropertyLogging/shop/shop.example.com',
  kind: 'PropertyLogging',
  propertyId: 349773,
  action: 'update',
  status: 'ACTIVE_PRODUCTION',
  baseVersion: 5,
  changes: [
    {
      path: '/rules/behaviors/2/options/logStreamName',
      place: 'Default › DataStream',
      before: [7000, 6001],
      after: [7000, 7050],
      added: [7050],
      removed: [6001],
      labels: { '7050': 'web-access-logs' },
    },
  ],
  effects: ['version-saved', 'starts-logs', 'stops-logs'],
  steps: [{ do: 'update', activate: false }],
  source: { file: 'streams/properties/shop.yaml', line: 1 },
  property: {
    propertyName: 'shop.example.com',
    network: 'NONE',
    replaces: 5,
    versions: [{ version: 5, staging: 'INACTIVE', production: 'ACTIVE' }],
    warnings: [],
    notes: [],
  },
};

/** A property whose activation on production has started. */
export const releasing: PlanItem = {
  ...handover,
  name: 'PropertyLogging/www-logging/api.example.com',
  propertyId: 349774,
  action: 'wait',
  status: 'PENDING_PRODUCTION',
  baseVersion: 8,
  changes: [],
  effects: [],
  steps: [{ do: 'await', until: 'ACTIVE_PRODUCTION' }],
};

/** A property that cannot be changed. */
export const blockedProperty: PlanItem = {
  ...handover,
  name: 'PropertyLogging/shop/checkout.example.com',
  propertyId: 349775,
  action: 'blocked',
  changes: [],
  effects: [],
  steps: [],
  reasonCode: 'activation-in-progress',
  reason:
    'the activation of version 4 on production is in progress (PENDING, submitted 2026-03-01T11:58:00Z); run again when it has ended',
};
