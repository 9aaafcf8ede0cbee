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

const NOBODY_WAITS = { items: [], isLate: false };
const waits = (isLate: boolean) => ({ items: [edited, gone], since: '2026-02-28T09:00:00Z', isLate });

/** Issues of the watch job by the name of their golden file. */
export const ISSUES: Readonly<Record<string, { readonly view: DriftView; readonly budget?: number }>> = {
  'drift-typical': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: typical,
      drift: [edited, stoppedManually, gone],
      actors: MOVED,
      place: 'issue',
      now: NOW,
      manifests: {
        folder: 'streams',
        url: 'https://github.com/acme/logs/blob/0123456789abcdef0123456789abcdef01234567/streams',
      },
      summaryUrl: SUMMARY,
    },
  },
  'drift-one': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: [stoppedManually],
      actors: MOVED,
      place: 'issue',
      now: NOW,
    },
  },
  'drift-failed-step': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: [],
      actors: new Map(),
      outcome: outcomeOf([failing], { outcome: 'failed' }),
      place: 'issue',
      now: NOW,
    },
  },
  'drift-properties': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [releaseNow],
      activating: [],
      undone: UNDONE,
      status: { ...typical, items: [] },
      drift: [release, handover],
      actors: new Map(),
      place: 'issue',
      now: NOW,
    },
  },
  'drift-only-reports': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [releaseNow],
      onlyReports: true,
      activating: [releasing],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: [],
      actors: new Map(),
      place: 'summary',
      now: NOW,
    },
  },
  'drift-activating': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [releasing],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: [],
      actors: new Map(),
      place: 'summary',
      now: NOW,
    },
  },
  'drift-nothing': {
    view: {
      targetName: 'sandbox',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, target: 'simulator', items: [] },
      drift: [],
      actors: new Map(),
      place: 'issue',
      now: NOW,
    },
  },
  'drift-nothing-summary': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, items: onTheWay, orphans: [orphan] },
      drift: [],
      actors: new Map(),
      place: 'summary',
      now: NOW,
    },
  },
  'drift-one-summary': {
    view: {
      targetName: 'sandbox',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, target: 'simulator', items: onTheWay, orphans: [] },
      drift: [stoppedManually],
      actors: new Map([['checkout-logs', { tag: 'not-asked' }]]),
      place: 'summary',
      now: NOW,
    },
  },
  'drift-unfinished': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: [edited, stoppedManually, gone],
      actors: MOVED,
      unfinished: { ...left, names: new Set(['web-access-logs', 'edge-archive']) },
      place: 'issue',
      now: NOW,
    },
  },
  'drift-perhaps-unfinished': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: [edited],
      actors: new Map(),
      unfinished: { sha: left.sha, ending: { tag: 'refused' } },
      place: 'issue',
      now: NOW,
    },
  },
  'drift-perhaps-not-selected': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: [edited],
      actors: new Map(),
      unfinished: { sha: left.sha, ending: { tag: 'selected' } },
      place: 'issue',
      now: NOW,
    },
  },
  'drift-merged': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: waits(false),
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: [],
      actors: new Map(),
      place: 'issue',
      now: NOW,
    },
  },
  'drift-merged-late': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: waits(true),
      postponed: [],
      activating: [],
      undone: new Map(),
      lacking: [
        { name: 'legacy-delivery', kind: 'DataStream2', references: ['env LOG_TOKEN', 'file keys/logs.pem'] },
      ],
      status: { ...typical, items: [] },
      drift: [stoppedManually],
      actors: MOVED,
      place: 'issue',
      now: NOW,
    },
  },
  'drift-over-budget': {
    view: {
      targetName: 'production',
      words: WORDS,
      waiting: NOBODY_WAITS,
      lacking: [],
      postponed: [],
      activating: [],
      undone: new Map(),
      status: { ...typical, items: [] },
      drift: Array.from({ length: 300 }, (_unused, i) => ({ ...edited, name: `stream-${i}`, streamId: i })),
      actors: new Map(),
      place: 'issue',
      now: NOW,
      summaryUrl: SUMMARY,
    },
    budget: 10_000,
  },
  'drift-hostile': {
    view: {
      targetName: HOSTILE.join(' '),
      words: WORDS,
      waiting: {
        items: HOSTILE.slice(0, 20).map((name) => ({ ...create, name, source: { file: name, line: 1 } })),
        since: '2026-03-01T00:00:00Z',
        isLate: true,
      },
      postponed: [],
      activating: [],
      undone: new Map(),
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
      now: NOW,
    },
    budget: 1_000_000,
  },
};
