import { desired, item, live } from './plan-builders.ts';

/* One item for each action. */

export const create = item('edge-archive', {
  action: 'create',
  changes: [
    { path: '/streamName', after: 'edge-archive' },
    {
      path: '/properties',
      after: [349772, 349773],
      added: [349772, 349773],
      removed: [],
      labels: { '349772': 'www.example.com', '349773': 'shop.example.com' },
    },
    {
      path: '/datasetFields',
      after: [1000, 1002, 1023],
      added: [1000, 1002, 1023],
      removed: [],
      labels: { '1000': 'cp', '1002': 'reqId', '1023': 'cookie' },
    },
    { path: '/samplingPercentage', after: 100 },
    { path: '/notificationEmails', after: [], added: [], removed: [] },
    { path: '/deliveryConfiguration/format', after: 'STRUCTURED' },
    { path: '/deliveryConfiguration/frequency/intervalInSeconds', after: 30 },
    {
      path: '/destination',
      after: {
        destinationType: 'S3',
        displayName: 'Archive',
        bucket: 'example-edge-logs',
        region: 'eu-central-1',
        path: 'akamai/{%Y}/{%m}/{%d}',
        accessKey: { env: 'ARCHIVE_ACCESS_KEY' },
        secretAccessKey: { env: 'ARCHIVE_SECRET_ACCESS_KEY' },
      },
    },
  ],
  effects: ['starts-logs', 'destination-probe', 'secret-needed'],
  steps: [
    { do: 'create', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
  ...desired({
    destination: {
      accessKey: { env: 'ARCHIVE_ACCESS_KEY' },
      secretAccessKey: { env: 'ARCHIVE_SECRET_ACCESS_KEY' },
      customHeaderValue: 'literal-credential',
    },
  }),
});

export const update = item('web-access-logs', {
  action: 'update',
  ...live(7050, 3, 'ACTIVATED'),
  modifiedBy: 'jdoe',
  modifiedDate: '2026-02-05T13:31:30Z',
  changes: [
    {
      path: '/datasetFields',
      before: [1000, 1002, 1032],
      after: [1000, 1002, 1023],
      added: [1023],
      removed: [1032],
      labels: { '1000': 'cp', '1002': 'reqId', '1023': 'cookie', '1032': 'referer' },
    },
    { path: '/deliveryConfiguration/frequency/intervalInSeconds', before: 60, after: 30 },
    {
      path: '/destination/customHeaderValue',
      before: { $sealed: 'ab12', shown: '***' },
      after: { $sealed: 'cd34', shown: '***' },
      sensitive: true,
    },
    {
      path: '/destination/endpoint',
      before: 'https://logs.example.com/akamai',
      after: 'https://logs-eu.example.com/akamai',
    },
  ],
  effects: [
    'goes-live',
    'fields-removed',
    'secret-to-new-destination',
    'destination-change',
    'destination-probe',
    'secret-needed',
  ],
  steps: [
    { do: 'update', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
  ...desired({
    destination: { userName: { env: 'LOG_PLATFORM_USER' }, password: { file: 'secrets/password' } },
  }),
});

export const activate = item('shop-splunk', {
  action: 'activate',
  ...live(7061, 2, 'INACTIVE'),
  effects: ['starts-logs'],
  steps: [{ do: 'activate' }, { do: 'await', until: 'ACTIVATED' }],
  ...desired({}),
});

export const deactivate = item('campaign-2025', {
  action: 'deactivate',
  ...live(6980, 5, 'ACTIVATED'),
  effects: ['stops-logs'],
  steps: [{ do: 'deactivate' }, { do: 'await', until: 'DEACTIVATED' }],
  ...desired({}, 'inactive'),
});

export const deleteNow = item('old-trial', {
  action: 'delete',
  ...live(6412, 1, 'DEACTIVATED'),
  effects: ['irreversible'],
  steps: [{ do: 'delete' }],
  ...desired({}, 'absent'),
});

export const deleteLater = item('old-beacon', {
  action: 'delete',
  ...live(6413, 9, 'ACTIVATED'),
  effects: ['stops-logs'],
  steps: [{ do: 'deactivate' }, { do: 'await', until: 'DEACTIVATED' }],
  ...desired({}, 'absent'),
});

export const wait = item('dns-queries', {
  logType: 'edns',
  action: 'wait',
  ...live(7102, 4, 'ACTIVATING'),
  changes: [
    {
      path: '/zones',
      before: ['example.com'],
      after: ['example.com', 'example.org'],
      added: ['example.org'],
      removed: [],
    },
  ],
  effects: ['goes-live', 'destination-probe', 'secret-needed'],
  steps: [
    { do: 'await', until: 'ACTIVATED' },
    { do: 'update', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
  source: { file: 'streams/dns.yaml', line: 1 },
  ...desired({ destination: { accessKey: { env: 'DNS_KEY' } } }),
});

export const blocked = item('api-gateway', {
  action: 'blocked',
  reasonCode: 'unresolved-name',
  reason: 'no property "api.exmaple.com" in the account; did you mean "api.example.com"?',
});
