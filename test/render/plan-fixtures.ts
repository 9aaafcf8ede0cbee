import type { Json } from '../../src/model/json.ts';
import type { Action, Effect, Plan, PlanItem } from '../../src/model/plan.ts';

/** Text that others chose and that means harm: it must change nothing around it in any format. */
export const HOSTILE: readonly string[] = [
  '\u001b[2J\u001b[31mall is well\u001b[0m',
  '\u009b31mred',
  'evil\u202etxt.exe',
  'zero\u200bwidth\u2066\u00a0blank',
  'line one\nline two\r\n# heading',
  '<img src=x onerror=alert(1)>',
  '</details></summary><script>alert(1)</script><!--',
  '| --- | --- |',
  'a \\| b \\',
  '@everyone and @octocat',
  'someone@example.com',
  '``` `` ` ```',
  '`` ` `` | `',
  '[click](https://example.com "x") ![x](https://example.com/x.png)',
  'https://example.com www.example.com',
  'GH-12 #12 owner/repo#34',
  '**bold** _em_ ~~gone~~ :tada:',
  '$\\sqrt{x}$',
  '- item',
  '1. item',
  '> quote',
  '&lt;b&gt; &#64;everyone',
  ' ',
  '\t',
  '\ud800 alone',
  '`',
  '日本語のストリーム 🚀',
  'x'.repeat(1000),
];

const counted = (items: readonly PlanItem[], action: Action) =>
  items.filter((i) => i.action === action).length;

/** A plan around items, with a summary that fits them. */
export function planOf(items: readonly PlanItem[], rest: Partial<Plan> = {}): Plan {
  return {
    formatVersion: 1,
    target: 'https://akab-example.luna.akamaiapis.net',
    fingerprint: `sha256:${'0123456789abcdef'.repeat(4)}`,
    applyable: true,
    summary: {
      create: counted(items, 'create'),
      update: counted(items, 'update'),
      activate: counted(items, 'activate'),
      deactivate: counted(items, 'deactivate'),
      delete: counted(items, 'delete'),
      wait: counted(items, 'wait'),
      unchanged: counted(items, 'none'),
      blocked: counted(items, 'blocked'),
    },
    requests: { used: 4, apply: 9 },
    items,
    orphans: [],
    refusals: [],
    warnings: [],
    ...rest,
  };
}

/** An item that needs nothing, with whatever a test is about. */
export function item(name: string, rest: Partial<PlanItem> = {}): PlanItem {
  return {
    name,
    kind: 'DataStream2',
    logType: 'cdn',
    action: 'none',
    changes: [],
    effects: [],
    steps: [],
    source: { file: 'streams/cdn.yaml', line: 3 },
    ...rest,
  };
}

const live = (streamId: number, baseVersion: number, status: string) => ({ streamId, baseVersion, status });
const desired = (
  spec: { readonly [member: string]: Json },
  state: 'active' | 'inactive' | 'absent' = 'active',
) => ({
  desired: { streamName: 'x', state, spec, folder: 'streams', resolved: [] },
});

const create = item('edge-archive', {
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

const update = item('web-access-logs', {
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

const activate = item('shop-splunk', {
  action: 'activate',
  ...live(7061, 2, 'INACTIVE'),
  effects: ['starts-logs'],
  steps: [{ do: 'activate' }, { do: 'await', until: 'ACTIVATED' }],
  ...desired({}),
});

const deactivate = item('campaign-2025', {
  action: 'deactivate',
  ...live(6980, 5, 'ACTIVATED'),
  effects: ['stops-logs'],
  steps: [{ do: 'deactivate' }, { do: 'await', until: 'DEACTIVATED' }],
  ...desired({}, 'inactive'),
});

const deleteNow = item('old-trial', {
  action: 'delete',
  ...live(6412, 1, 'DEACTIVATED'),
  effects: ['irreversible'],
  steps: [{ do: 'delete' }],
  ...desired({}, 'absent'),
});

const deleteLater = item('old-beacon', {
  action: 'delete',
  ...live(6413, 9, 'ACTIVATED'),
  effects: ['stops-logs'],
  steps: [{ do: 'deactivate' }, { do: 'await', until: 'DEACTIVATED' }],
  ...desired({}, 'absent'),
});

const wait = item('dns-queries', {
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

const blocked = item('api-gateway', {
  action: 'blocked',
  reason: 'no property "api.exmaple.com" in the account; did you mean "api.example.com"?',
});

const stopThenEdit = item('media-logs', {
  action: 'update',
  ...live(7077, 12, 'ACTIVATED'),
  changes: [{ path: '/samplingPercentage', before: 100, after: 10 }],
  effects: ['stops-logs', 'sampling-reduced', 'destination-probe', 'secret-needed'],
  steps: [{ do: 'deactivate' }, { do: 'await', until: 'DEACTIVATED' }, { do: 'update', activate: false }],
  ...desired({}, 'inactive'),
});

const columns = item('legacy-columns', {
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
    'column-order',
    'format-change',
    'destination-probe',
    'secret-needed',
  ],
  steps: [
    { do: 'update', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
  ...desired({}),
});

const cosmetic = item('renamed', {
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

const rotation = item('rotated', {
  action: 'update',
  ...live(7082, 2, 'INACTIVE'),
  effects: ['destination-probe', 'secret-needed', 'secret-rotation'],
  steps: [{ do: 'update', activate: false }],
  ...desired({ destination: { password: { env: 'ROTATED' } } }, 'inactive'),
});

const EVERY_EFFECT_ITEM = [columns, cosmetic, rotation, stopThenEdit];

const unchanged = ['img-logs', 'video-logs', 'gtm-logs'].map((name, i) =>
  item(name, live(7000 + i, 1, 'ACTIVATED')),
);

const movingAsWanted = item('edge-workers', {
  ...live(7110, 1, 'ACTIVATING'),
  logType: 'edgeworkers',
  steps: [{ do: 'await', until: 'ACTIVATED' }],
});

const orphan = {
  kind: 'DataStream2',
  logType: 'cdn',
  streamId: 12,
  name: 'made-by-hand',
  status: 'ACTIVATED',
} as const;

/** What a first run on an account could show. */
export const TYPICAL = planOf([create, update, activate, deactivate, movingAsWanted, ...unchanged], {
  orphans: [orphan],
  warnings: [
    {
      code: 'untold',
      name: 'web-access-logs',
      message: 'sampling is not told by the API; this edit sets 100',
    },
  ],
});

/** `datasetFields` of a stream that had few fields and gets many, and loses many. */
const huge = item('huge', {
  action: 'update',
  ...live(7090, 2, 'ACTIVATED'),
  changes: [
    {
      path: '/datasetFields',
      before: range(1000, 60),
      after: range(2000, 80),
      added: range(2000, 80),
      removed: range(1000, 60),
      labels: {},
    },
    {
      path: '/destination/caBundle',
      before: `-----BEGIN${'A'.repeat(5000)}X`,
      after: `-----BEGIN${'A'.repeat(5000)}Y`,
    },
    { path: '/destination/aVeryLongMemberNameThatTheProductDoesNotKnow', after: 'word '.repeat(40).trim() },
    {
      path: '/destination/displayName',
      before: '日本語の名前',
      after: '日本語の名前、もっと長い名前、さらに長い名前、とても長い名前 🚀🚀🚀',
    },
  ],
  effects: ['goes-live'],
  steps: [
    { do: 'update', activate: true },
    { do: 'await', until: 'ACTIVATED' },
  ],
});

const hostile = planOf(
  HOSTILE.map((name, i) =>
    item(name, {
      action: i % 2 === 0 ? 'update' : 'blocked',
      ...live(8000 + i, 1, i === 0 ? name : 'ACTIVATED'),
      modifiedBy: name,
      source: { file: `streams/${name}.yaml`, line: 1 },
      ...(i % 2 === 0 ? {} : { reason: `the name ${name} is strange` }),
      changes: [
        {
          path: `/destination/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
          before: name,
          after: `${name}!`,
        },
        {
          path: '/datasetFields',
          before: [1],
          after: [2],
          added: [2],
          removed: [1],
          labels: { '1': name, '2': name },
        },
      ],
      effects: ['goes-live'],
      steps: [{ do: 'update', activate: true }],
    }),
  ),
  {
    target: HOSTILE.join(' '),
    orphans: HOSTILE.map((name, i) => ({ ...orphan, name, status: name, streamId: 100 + i })),
    warnings: HOSTILE.map((name) => ({ code: 'strange', name, message: `careful with ${name}` })),
    refusals: [{ code: 'ambiguous', message: HOSTILE.join(' or '), names: HOSTILE }],
    applyable: false,
  },
);

function range(from: number, length: number): readonly number[] {
  return Array.from({ length }, (_, i) => from + i);
}

/** One of every action. */
export const EVERY_ACTION = planOf([
  create,
  update,
  activate,
  deactivate,
  deleteNow,
  deleteLater,
  wait,
  blocked,
  ...unchanged,
]);

/** Plans by the name of their golden files. */
export const PLANS: Readonly<Record<string, Plan>> = {
  'plan-typical': TYPICAL,
  'plan-every-action': EVERY_ACTION,
  'plan-every-effect': planOf([...EVERY_EFFECT_ITEM, create, update, deleteNow]),
  'plan-empty': planOf(unchanged, { requests: { used: 1, apply: 0 } }),
  'plan-empty-moving': planOf([movingAsWanted, ...unchanged], {
    orphans: [orphan],
    requests: { used: 2, apply: 0 },
  }),
  'plan-only-waiting': planOf([wait]),
  'plan-only-blocked': planOf([blocked], { requests: { used: 3, apply: 0 } }),
  'plan-simulator': planOf([activate, rotation], { target: 'simulator' }),
  'plan-refused': planOf([deactivate, stopThenEdit, deleteNow], {
    applyable: false,
    refusals: [
      {
        code: 'safety-limit',
        message:
          '3 deactivations, and the limit for one run is 2; if they are all meant, add --allow deactivate=3',
        names: ['campaign-2025', 'media-logs'],
      },
      {
        code: 'protected',
        message:
          'campaign-2025 is protected and would be deactivated; if that is meant, take `protect: true` out of streams/cdn.yaml',
        names: ['campaign-2025'],
      },
      {
        code: 'ambiguous',
        message:
          'two live streams are named "old-trial": 6412 and 6500; add `spec.streamId: 6412` or `spec.streamId: 6500`',
        names: ['old-trial'],
      },
      {
        code: 'stale-plan',
        message:
          'stream 6980 (campaign-2025) has version 6, and the plan was made from version 5; plan again',
        names: ['campaign-2025'],
      },
      {
        code: 'other-target',
        message: 'the plan is for simulator, and this run is for https://akab-example.luna.akamaiapis.net',
        names: [],
      },
    ],
  }),
  'plan-huge': planOf([huge], {
    orphans: range(1, 40).map((streamId) => ({ ...orphan, streamId, name: `orphan-${streamId}` })),
  }),
  'plan-hostile': hostile,
};

/** Every effect that some fixture shows. */
export const SHOWN_EFFECTS: ReadonlySet<Effect> = new Set(
  Object.values(PLANS).flatMap(({ items }) => items.flatMap(({ effects }) => effects)),
);
