import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Activation, StreamDetail } from '../../src/model/observed.ts';
import { keyById } from '../../src/model/resource-key.ts';
import type { StatusItem } from '../../src/model/status.ts';
import { historiesToRead, statusReport } from '../../src/plan/status.ts';
import type { StartedTransition } from '../../src/plan/transition-start.ts';
import {
  CDN,
  cdnSpec,
  type LiveParts,
  live,
  type ManifestParts,
  manifest,
  observed,
  planOf,
  TARGET,
} from '../builders/streams.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;

interface Parts {
  readonly manifest?: ManifestParts;
  readonly live?: LiveParts | 'none';
  /** Minutes after 08:00, the time of the last change. */
  readonly after?: number;
  readonly overdueMinutes?: number;
  readonly transitions?: readonly StartedTransition[];
  readonly history?: readonly Activation[];
}

/** The report's entry for one stream, `web`, id 7. */
function status(parts: Parts): StatusItem {
  const manifests = [manifest('web', parts.manifest)];
  const streams = parts.live === 'none' ? [] : [live(7, 'web', parts.live)];
  const report = statusReport({
    plan: planOf(manifests, streams),
    manifests,
    observed: observed(streams),
    now: START + (parts.after ?? 0) * MINUTE,
    ...(parts.overdueMinutes === undefined ? {} : { overdueMinutes: parts.overdueMinutes }),
    ...(parts.transitions ? { transitions: parts.transitions } : {}),
    ...(parts.history ? { histories: new Map([[keyById(CDN, 7), parts.history]]) } : {}),
  });
  const [item] = report.items;
  if (!item) throw new Error('the report has no line');
  return item;
}

function transition(
  startedAt: string,
  towards: StartedTransition['towards'] = 'ACTIVATED',
): StartedTransition {
  return { ...CDN, streamId: 7, startedAt, from: 'INACTIVE', towards };
}

function arrival(modifiedDate: string, to = 'ACTIVATED'): Activation {
  return { version: 3, status: to, modifiedBy: 'another-user', modifiedDate };
}

describe('the status report of a stream', () => {
  it('contains all details of a stable stream', () => {
    expect(status({})).toEqual({
      name: 'web',
      kind: 'DataStream2',
      logType: 'cdn',
      streamId: 7,
      version: 3,
      status: 'ACTIVATED',
      wanted: 'active',
      next: 'none',
      modifiedBy: 'another-user',
      modifiedDate: '2026-03-01T08:00:00Z',
      condition: 'stable',
    });
  });

  it('reports a stream that does not exist yet', () => {
    expect(status({ live: 'none' })).toMatchObject({
      status: 'absent',
      next: 'create',
      condition: 'stable',
    });
  });

  it.each<[string, ManifestParts, LiveParts, string]>([
    ['an update', { spec: cdnSpec({ collectMidgress: true }) }, {}, 'update'],
    ['an activation', {}, { status: 'INACTIVE' }, 'activate'],
    ['a deactivation', { state: 'inactive' }, {}, 'deactivate'],
    ['a deletion', { state: 'absent' }, { status: 'DEACTIVATED' }, 'delete'],
    ['a wait', {}, { status: 'ACTIVATING' }, 'await'],
    ['an unknown status', {}, { status: 'SUSPENDED' }, 'blocked'],
  ])('reports the next step: %s', (_, wants, has, next) => {
    expect(status({ manifest: wants, live: has }).next).toBe(next);
  });

  it('gives no duration for a stream of unknown status', () => {
    expect(status({ live: { status: 'SUSPENDED' } }).condition).toBe('unknown');
  });
});

describe('ambiguous manifests', () => {
  const report = (manifests: readonly Manifest[], streams: readonly StreamDetail[]) =>
    statusReport({
      plan: planOf(manifests, streams),
      manifests,
      observed: observed(streams),
      now: START,
    }).items;

  it('do not make streams look absent', () => {
    expect(report([manifest('web')], [live(7, 'web'), live(8, 'web')])).toMatchObject([
      { status: 'ambiguous', condition: 'unknown', next: 'blocked' },
    ]);
    expect(report([manifest('a', { streamId: 7 }), manifest('web')], [live(7, 'web')])).toMatchObject([
      { streamId: 7, status: 'ACTIVATED', next: 'blocked' },
      { streamId: 7, status: 'ACTIVATED', next: 'blocked' },
    ]);
  });
});

describe('transitions', () => {
  const activating = { status: 'ACTIVATING' };

  it('start with the last change and take 90 minutes, as the vendor documents', () => {
    expect(status({ live: activating, after: 5 })).toMatchObject({
      condition: 'in-transition',
      since: '2026-03-01T08:00:00.000Z',
      earliestEdit: '2026-03-01T09:30:00.000Z',
    });
  });

  it('start at the time in the journal if that is later', () => {
    const started = status({ live: activating, transitions: [transition('2026-03-01T08:20:00Z')] });
    expect(started.since).toBe('2026-03-01T08:20:00.000Z');
    const earlier = status({ live: activating, transitions: [transition('2026-02-01T08:00:00Z')] });
    expect(earlier.since).toBe('2026-03-01T08:00:00.000Z');
    const otherWay = status({
      live: activating,
      transitions: [transition('2026-03-01T08:20:00Z', 'DEACTIVATED')],
    });
    expect(otherWay.since).toBe('2026-03-01T08:00:00.000Z');
  });

  it.each([
    [180, undefined, 'in-transition'],
    [181, undefined, 'overdue'],
    [46, 45, 'overdue'],
    [181, 240, 'in-transition'],
  ])('after %i minutes, overdue after %s: %s', (after, overdueMinutes, condition) => {
    const limit = overdueMinutes === undefined ? {} : { overdueMinutes };
    expect(status({ live: activating, after, ...limit }).condition).toBe(condition);
  });

  it('to inactive start at their record only, since they create no version', () => {
    const deactivating = { status: 'DEACTIVATING' };
    const manually = status({ live: deactivating, after: 9000 });
    expect(manually).toMatchObject({ condition: 'in-transition' });
    expect(manually).not.toHaveProperty('since');
    const ours = status({
      live: deactivating,
      after: 240,
      transitions: [transition('2026-03-01T08:20:00Z', 'DEACTIVATED')],
    });
    expect(ours).toMatchObject({ condition: 'overdue', since: '2026-03-01T08:20:00.000Z' });
  });

  it('are never overdue if their start is unknown', () => {
    const plain = { ...live(7, 'web', activating), modifiedDate: 'yesterday' };
    const manifests = [manifest('web')];
    const report = statusReport({
      plan: planOf(manifests, [plain]),
      manifests,
      observed: observed([plain]),
      now: START * 2,
    });
    expect(report.items[0]).toMatchObject({ condition: 'in-transition' });
    expect(report.items[0]).not.toHaveProperty('since');
    expect(report.items[0]).not.toHaveProperty('earliestEdit');
  });
});

describe('reverting', () => {
  const stable = { status: 'DEACTIVATED' };
  const started = transition('2026-03-01T08:00:00Z');

  it('is reported only if a transition was recorded', () => {
    expect(status({ live: stable }).condition).toBe('stable');
    expect(status({ live: stable, transitions: [started] }).condition).toBe('reverted');
    expect(status({ live: { status: 'ACTIVATED' }, transitions: [started] }).condition).toBe('stable');
    const other = { ...started, streamId: 8 };
    expect(status({ live: stable, transitions: [other] }).condition).toBe('stable');
  });

  it('uses the latest record, whatever the order of records', () => {
    const stopped = transition('2026-03-02T08:00:00Z', 'DEACTIVATED');
    for (const transitions of [
      [started, stopped],
      [stopped, started],
    ]) {
      expect(status({ live: stable, transitions }).condition).toBe('stable');
    }
  });

  it('is not reported if another user changed the stream after the transition was complete', () => {
    const history = [arrival('2026-03-01T09:00:00Z'), arrival('2026-03-02T09:00:00Z', 'DEACTIVATED')];
    expect(status({ live: stable, transitions: [started], history })).toMatchObject({
      condition: 'stable',
      since: '2026-03-02T09:00:00.000Z',
    });
    const before = [arrival('2026-02-01T09:00:00Z')];
    expect(status({ live: stable, transitions: [started], history: before }).condition).toBe('reverted');
  });

  it('names the streams whose history is needed to decide', () => {
    const streams = [live(7, 'web', stable), live(8, 'b', { status: 'ACTIVATING' }), live(9, 'c')];
    const transitions = [7, 8, 9, 10].map((streamId) => ({ ...started, streamId }));
    expect(historiesToRead(observed(streams), transitions)).toEqual([{ collection: CDN, streamId: 7 }]);
  });
});

describe('the report', () => {
  it('names its target and the unmanaged streams', () => {
    const streams = [live(12, 'old')];
    const manifests = [manifest('web', { separate: true })];
    const report = statusReport({
      plan: planOf(manifests, streams),
      manifests,
      observed: observed(streams),
      now: START,
    });
    expect(report).toMatchObject({ formatVersion: 1, target: TARGET });
    expect(report.orphans).toEqual([{ ...CDN, streamId: 12, name: 'old', status: 'ACTIVATED' }]);
  });
});
