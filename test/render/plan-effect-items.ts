import { desired, item, live } from './plan-builders.ts';

/* Items with the effects that the items of each action do not have, and items without changes. */

export const stopThenEdit = item('media-logs', {
  action: 'update',
  ...live(7077, 12, 'ACTIVATED'),
  changes: [{ path: '/samplingPercentage', before: 100, after: 10 }],
  effects: ['stops-logs', 'sampling-reduced', 'destination-probe', 'secret-needed'],
  steps: [{ do: 'deactivate' }, { do: 'await', until: 'DEACTIVATED' }, { do: 'update', activate: false }],
  ...desired({}, 'inactive'),
});

export const columns = item('legacy-columns', {
  action: 'update',
  ...live(7080, 2, 'ACTIVATED'),
  changes: [
    {
      path: '/datasetFields',
      before: [1000, 1002, 1005, 1023, 1066],
      after: [1000, 1005, 1002, 1023, 1066],
      added: [],
      removed: [],
      reordered: true,
      labels: { '1000': 'cp', '1002': 'reqId', '1005': 'bytes', '1023': 'cookie', '1066': 'edgeIP' },
    },
    {
      path: '/properties',
      before: [1, 2],
      after: [1],
      added: [],
      removed: [2],
      labels: { '1': 'a.example', '2': 'b.example' },
    },
    { path: '/collectMidgress', before: false, after: true },
    { path: '/deliveryConfiguration/format', before: 'STRUCTURED', after: 'JSON' },
    { path: '/deliveryConfiguration/fieldDelimiter', before: 'SPACE' },
  ],
  effects: [
    'goes-live',
    'source-removed',
    'midgress-change',
    'personal-data-added',
    'column-order',
    'format-change',
    'destination-probe',
    'secret-needed',
  ],
  personalData: [
    'Amazon S3 (bucket example-logs, region eu-central-1)',
    'Custom HTTPS endpoint (logs.example.com)',
  ].map((receiver) => ({
    receiver,
    fields: [
      { id: 1006, name: 'Client IP', reason: 'identifies the connection of a user' },
      { id: 1023, name: 'Cookie', reason: 'may contain session and user ids' },
    ],
  })),
  steps: [
    { do: 'update', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
  ...desired({}),
});

export const cosmetic = item('renamed', {
  action: 'update',
  streamName: 'old name',
  ...live(7081, 2, 'ACTIVATED'),
  changes: [{ path: '/streamName', before: 'old name', after: 'renamed' }],
  effects: ['cosmetic-goes-live', 'destination-probe', 'secret-needed'],
  steps: [
    { do: 'update', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
  ...desired({}),
});

export const rotation = item('rotated', {
  action: 'update',
  ...live(7082, 2, 'INACTIVE'),
  effects: ['destination-probe', 'secret-needed', 'secret-rotation'],
  steps: [{ do: 'update', activate: false }],
  ...desired({ destination: { password: { env: 'ROTATED' } } }, 'inactive'),
});

export const unchanged = ['img-logs', 'video-logs', 'gtm-logs'].map((name, i) =>
  item(name, live(7000 + i, 1, 'ACTIVATED')),
);

export const changingAsDesired = item('edge-workers', {
  ...live(7110, 1, 'ACTIVATING'),
  logType: 'edgeworkers',
  steps: [{ do: 'await', until: 'ACTIVATED' }],
});

export const orphan = {
  kind: 'DataStream2',
  logType: 'cdn',
  streamId: 12,
  name: 'portal-debug',
  status: 'ACTIVATED',
} as const;
