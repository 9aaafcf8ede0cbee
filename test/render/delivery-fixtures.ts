import type { DeliveryItem, DeliveryReport } from '../../src/model/delivery.ts';
import type { DeliveryIssueView } from '../../src/render/delivery-issue/delivery-issue.ts';
import { HOSTILE } from './hostile.ts';
import { SUMMARY } from './outcome-fixtures.ts';
import { PROPERTY_CHECKS } from './property-fixtures.ts';
import { NOW } from './run-fixtures.ts';

/* Delivery reports, at the time `NOW` of the status fixtures: 2026-03-01 12:00 UTC. */

function report(items: readonly DeliveryItem[], rest: Partial<DeliveryReport> = {}): DeliveryReport {
  return {
    formatVersion: 1,
    target: 'https://akab-example.luna.akamaiapis.net, account key 1-ABCDE',
    requests: 7,
    items,
    ...rest,
  };
}

function stream(name: string, rest: Partial<DeliveryItem> = {}): DeliveryItem {
  return {
    name,
    kind: 'DataStream2',
    logType: 'cdn',
    streamId: 7050,
    delivery: 'delivering',
    reason: 'Records arrive, and none failed.',
    ...rest,
  };
}

const PERIOD = { from: '2026-03-01T09:50:00.000Z', to: '2026-03-01T11:50:00.000Z' } as const;

/** The amounts of a stream that delivers more and more. */
export const RISING: Partial<DeliveryItem> = {
  ...PERIOD,
  since: '2026-02-05T13:31:30.000Z',
  lastSuccess: '2026-03-01T11:50:00.000Z',
  records: { attempted: 12_420, delivered: 12_420, failed: 0 },
  uploads: 240,
  bytes: 3_105_000,
  loss: 0,
  latency: {
    collection: { percentile: 95, from: 30, to: 60, unit: 's' },
    upload: { percentile: 95, from: 120, to: 300, unit: 'ms' },
  },
  history: Array.from({ length: 24 }, (_, i) => (i < 2 ? 0 : 25 * i * i)),
};

const SILENT: Partial<DeliveryItem> = {
  ...PERIOD,
  records: { attempted: 0, delivered: 0, failed: 0 },
  uploads: 0,
  bytes: 0,
  loss: 0,
  history: Array.from({ length: 24 }, () => 0),
};

export const FAILING = stream('shop-access', {
  streamId: 7061,
  delivery: 'failing',
  reason: 'No upload succeeded in the last 18 five-minute intervals with attempts.',
  ...SILENT,
  lastSuccess: '2026-03-01T10:20:00.000Z',
  records: { attempted: 3000, delivered: 500, failed: 2500 },
  loss: 2500 / 3000,
  errors: [
    {
      category: 'credentials',
      codes: ['401'],
      count: 1800,
      advice:
        'The destination rejects the credentials. Correct their values, then re-send them with `apply --rotate NAME`.',
    },
    {
      category: 'other',
      codes: ['404', 'NoSuchBucket'],
      count: 1,
      advice: "Look up the codes in the destination's documentation.",
    },
  ],
  history: [250, 250, ...Array.from({ length: 22 }, () => 0)],
});

/** Delivery reports by the name of their golden file. */
export const DELIVERY_REPORTS: Readonly<Record<string, DeliveryReport>> = {
  'verify-typical': report([
    stream('web-access-logs', {
      ...RISING,
      beforeChange: {
        from: '2026-02-22T11:00:00.000Z',
        to: '2026-02-27T08:00:00.000Z',
        records: { attempted: 720_000, delivered: 720_000, failed: 0 },
        loss: 0,
        recordsPerHour: 6200,
      },
      afterChange: {
        from: '2026-02-27T10:00:00.000Z',
        to: '2026-03-01T11:50:00.000Z',
        records: { attempted: 240_000, delivered: 239_000, failed: 1000 },
        loss: 1000 / 240_000,
        recordsPerHour: 4780,
      },
      properties: { named: 38, total: 40 },
    }),
    FAILING,
    stream('img-logs', {
      streamId: 7000,
      ...RISING,
      delivery: 'degraded',
      reason: 'Some records could not be uploaded. They are lost.',
      records: { attempted: 1_240_000, delivered: 1_239_999, failed: 1 },
      loss: 1 / 1_240_000,
      latency: { collection: { percentile: 95, from: 300, unit: 's' } },
    }),
    stream('media-logs', {
      streamId: 7077,
      ...SILENT,
      delivery: 'stopped',
      reason: 'No record has arrived for 45 min. On 6 of the last 7 days, records arrived at these hours.',
      lastSuccess: '2026-03-01T11:05:00.000Z',
    }),
    stream('dns-queries', {
      logType: 'edns',
      streamId: 7102,
      ...SILENT,
      delivery: 'no-data',
      reason: 'No record has arrived since the activation at 2026-02-28 08:00 UTC.',
      since: '2026-02-28T08:00:00.000Z',
    }),
    stream('edge-archive', {
      streamId: 7121,
      ...SILENT,
      delivery: 'pending',
      reason: 'Activated 42 min ago. The first records may take up to 90 min.',
    }),
    stream('night-batch', {
      streamId: 7122,
      ...SILENT,
      delivery: 'idle',
      reason: 'No record has arrived for 9 h. None of the last 7 days had records throughout these hours.',
      lastSuccess: '2026-03-01T02:50:00.000Z',
    }),
    stream('a-name-that-is-much-longer-than-any-column-of-a-table-could-ever-be', {
      delivery: 'unknown',
      reason:
        'GET /datastream-config-api/v3/log/streams/metrics failed (403): Forbidden. To read upload metrics, the API client needs the service "Datastream Config" (READ-ONLY or READ-WRITE) for the group of the stream (Akamai Control Center, Identity & Access).',
    }),
    stream('campaign-2025', {
      streamId: 6980,
      delivery: 'inactive',
      reason: 'The stream is DEACTIVATED.',
    }),
    {
      name: 'shop-errors',
      kind: 'DataStream1',
      streamId: 512,
      delivery: 'logging',
      reason: 'Akamai has logs of the last 30 min. The API does not show whether connectors deliver them.',
      from: '2026-03-01T11:29:00.000Z',
      to: '2026-03-01T11:59:00.000Z',
    },
  ]),
  'verify-good': report([stream('web-access-logs', RISING), stream('img-logs', RISING)], {
    target: 'simulator',
  }),
  'verify-nothing': report([]),
  'verify-hostile': report(HOSTILE.map(hostileStream)),
};

/** A stream with the same string wherever one comes from outside. */
export function hostileStream(text: string): DeliveryItem {
  return {
    ...FAILING,
    name: text,
    reason: `"${text}" has records now.`,
    errors: [{ category: 'other', codes: [text], count: 3, advice: 'Look up the codes.' }],
  };
}

const NO_DATA = stream('dns-queries', {
  logType: 'edns',
  streamId: 7070,
  delivery: 'no-data',
  reason: 'No record has arrived since the activation at 2026-03-01 09:00 UTC.',
  ...SILENT,
});

const issueOf = (view: Partial<DeliveryIssueView>): DeliveryIssueView => ({
  targetName: 'production',
  target: 'https://akab-example.luna.akamaiapis.net (account 1-ABCDE)',
  items: [],
  now: NOW,
  summaryUrl: SUMMARY,
  ...view,
});
const findings = PROPERTY_CHECKS['properties-findings'] ?? {};

/** Delivery issues by the name of their golden file. */
export const DELIVERY_ISSUES: Readonly<
  Record<string, { readonly view: DeliveryIssueView; readonly budget?: number }>
> = {
  'delivery-typical': { view: issueOf({ items: [FAILING, NO_DATA], properties: findings }) },
  'delivery-streams-only': { view: issueOf({ items: [FAILING] }) },
  'delivery-properties-only': { view: issueOf({ properties: findings }) },
  'delivery-unknown': {
    view: issueOf({
      items: [
        stream('shop-access', {
          delivery: 'unknown',
          reason:
            'GET https://akab-example.luna.akamaiapis.net/datastream-config-api/v3/log/streams/metrics failed (503).',
        }),
      ],
    }),
  },
  'delivery-nothing': { view: issueOf({ properties: PROPERTY_CHECKS['properties-fine'] ?? {} }) },
  'delivery-hostile': {
    view: issueOf({
      targetName: HOSTILE[0] ?? '',
      items: HOSTILE.map(hostileStream),
      properties: PROPERTY_CHECKS['properties-hostile'] ?? {},
    }),
  },
  'delivery-over-budget': {
    view: issueOf({
      items: Array.from({ length: 60 }, (_, i) => ({ ...FAILING, name: `stream-${i}`, streamId: 8000 + i })),
      properties: PROPERTY_CHECKS['properties-many'] ?? {},
    }),
    budget: 12_000,
  },
};
