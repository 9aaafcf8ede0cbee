import type { StatusItem } from '../../src/model/status.ts';
import type { DriftView } from '../../src/render/drift/drift.ts';
import { WORDS } from './github-words.ts';
import { HOSTILE } from './hostile.ts';
import { failing, outcomeOf, SUMMARY } from './outcome-fixtures.ts';
import { fixture, item, live } from './plan-builders.ts';
import { MOVED, stoppedManually } from './plan-comment-fixtures.ts';
import { orphan } from './plan-effect-items.ts';
import { hostile } from './plan-extremes.ts';
import { create, update } from './plan-items.ts';
import { handover, release, releaseNow, releasing, UNDONE } from './property-items.ts';
import { NOW, REPORTS } from './run-fixtures.ts';

/* The issue of the watch job, and its summary. */

const inTransitionAt = {
  version: 4,
  status: 'ACTIVATING',
  wanted: 'active',
  next: 'await',
  condition: 'in-transition',
} as const;
const inTransition = (streamId: number, name: string) =>
  ({ ...inTransitionAt, kind: 'DataStream2', logType: 'cdn', streamId, name }) as const;

const typical = fixture(REPORTS, 'status-typical');

/** Streams in transition: with a recorded start, overdue, and of an API that returns no start. */
const onTheWay: readonly StatusItem[] = [
  {
    ...inTransition(7050, 'web-access-logs'),
    since: '2026-03-01T11:20:00Z',
    earliestEdit: '2026-03-01T12:50:00Z',
  },
  {
    ...inTransition(7051, 'shop-splunk'),
    since: '2026-03-01T10:20:00Z',
    earliestEdit: '2026-03-01T11:50:00Z',
  },
  { ...inTransitionAt, kind: 'DataStream1', streamId: 41, name: 'legacy-delivery' },
];

const gone = item('edge-archive', { action: 'create', effects: ['starts-logs'], steps: [] });
const edited = { ...update, ...live(7050, 5, 'ACTIVATED') };

/** An apply that failed. */
const left = {
  sha: '0123456789abcdef0123456789abcdef01234567',
  ending: { tag: 'failed', stopped: 2 },
  url: 'https://github.com/acme/logs/actions/runs/41',
} as const;

const waits = (isLate: boolean) => ({ items: [edited, gone], since: '2026-02-28T09:00:00Z', isLate });

/** A report without differences and without streams that wait. */
const QUIET: DriftView = {
  targetName: 'production',
  words: WORDS,
  waiting: { items: [], isLate: false },
  lacking: [],
  postponed: [],
  activating: [],
  undone: new Map(),
  status: { ...typical, items: [] },
  drift: [],
  actors: new Map(),
  place: 'issue',
  now: NOW,
};

/** Issues of the watch job by the name of their golden file. */
export const ISSUES: Readonly<Record<string, { readonly view: DriftView; readonly budget?: number }>> = {
  'drift-typical': {
    view: {
      ...QUIET,
      status: typical,
      drift: [edited, stoppedManually, gone],
      actors: MOVED,
      manifests: {
        folder: 'streams',
        url: 'https://github.com/acme/logs/blob/0123456789abcdef0123456789abcdef01234567/streams',
      },
      summaryUrl: SUMMARY,
    },
  },
  'drift-one': {
    view: {
      ...QUIET,
      drift: [stoppedManually],
      actors: MOVED,
    },
  },
  'drift-failed-step': {
    view: {
      ...QUIET,
      outcome: outcomeOf([failing], { outcome: 'failed' }),
    },
  },
  'drift-properties': {
    view: {
      ...QUIET,
      postponed: [releaseNow],
      undone: UNDONE,
      drift: [release, handover],
    },
  },
  'drift-only-reports': {
    view: {
      ...QUIET,
      postponed: [releaseNow],
      onlyReports: true,
      activating: [releasing],
      place: 'summary',
    },
  },
  'drift-activating': {
    view: {
      ...QUIET,
      activating: [releasing],
      place: 'summary',
    },
  },
  'drift-nothing': {
    view: {
      ...QUIET,
      targetName: 'sandbox',
      status: { ...typical, target: 'simulator', items: [] },
    },
  },
  'drift-nothing-summary': {
    view: {
      ...QUIET,
      status: { ...typical, items: onTheWay, orphans: [orphan] },
      place: 'summary',
    },
  },
  'drift-one-summary': {
    view: {
      ...QUIET,
      targetName: 'sandbox',
      status: { ...typical, target: 'simulator', items: onTheWay, orphans: [] },
      drift: [stoppedManually],
      actors: new Map([['checkout-logs', { tag: 'not-asked' }]]),
      place: 'summary',
    },
  },
  'drift-unfinished': {
    view: {
      ...QUIET,
      drift: [edited, stoppedManually, gone],
      actors: MOVED,
      unfinished: { ...left, names: new Set(['web-access-logs', 'edge-archive']) },
    },
  },
  'drift-perhaps-unfinished': {
    view: {
      ...QUIET,
      drift: [edited],
      unfinished: { sha: left.sha, ending: { tag: 'refused' } },
    },
  },
  'drift-perhaps-not-selected': {
    view: {
      ...QUIET,
      drift: [edited],
      unfinished: { sha: left.sha, ending: { tag: 'selected' } },
    },
  },
  'drift-merged': {
    view: {
      ...QUIET,
      waiting: waits(false),
    },
  },
  'drift-merged-late': {
    view: {
      ...QUIET,
      waiting: waits(true),
      lacking: [
        { name: 'legacy-delivery', kind: 'DataStream2', references: ['env LOG_TOKEN', 'file keys/logs.pem'] },
      ],
      drift: [stoppedManually],
      actors: MOVED,
    },
  },
  'drift-over-budget': {
    view: {
      ...QUIET,
      drift: Array.from({ length: 300 }, (_unused, i) => ({ ...edited, name: `stream-${i}`, streamId: i })),
      summaryUrl: SUMMARY,
    },
    budget: 10_000,
  },
  'drift-hostile': {
    view: {
      ...QUIET,
      targetName: HOSTILE.join(' '),
      waiting: {
        items: HOSTILE.slice(0, 20).map((name) => ({ ...create, name, source: { file: name, line: 1 } })),
        since: '2026-03-01T00:00:00Z',
        isLate: true,
      },
      lacking: HOSTILE.slice(0, 20).map((name) => ({
        name,
        kind: 'DataStream2' as const,
        references: [name],
      })),
      status: fixture(REPORTS, 'status-hostile'),
      drift: hostile.items.map((one) => ({ ...one, name: `${one.name}!` })),
      actors: new Map(hostile.items.map(({ name }) => [`${name}!`, { tag: 'known', by: name, at: name }])),
      unfinished: {
        sha: HOSTILE.join(' '),
        ending: { tag: 'failed', stopped: 0 },
        url: 'https://example.com/) @everyone <img>',
        names: new Set(hostile.items.slice(0, 10).map(({ name }) => `${name}!`)),
      },
      place: 'summary',
    },
    budget: 1_000_000,
  },
};
