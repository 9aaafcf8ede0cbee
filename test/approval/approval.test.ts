import { describe, expect, test } from 'vitest';
import { approvalsOf } from '../../src/approval/approval.ts';
import { blockedThough, coverageOf } from '../../src/approval/coverage.ts';
import type { Approval, Coverage, DatedRecord, GivenApproval } from '../../src/model/approval.ts';
import type { Plan } from '../../src/model/plan.ts';
import { DEFAULT_LIMITS } from '../../src/model/safety-limits.ts';
import { restrictPlan } from '../../src/plan/subset.ts';
import {
  cdnSpec,
  HTTPS,
  hash,
  type LiveParts,
  live,
  type ManifestParts,
  manifest,
  planOf,
} from '../builders/streams.ts';

const changed = { spec: cdnSpec({ datasetFields: [1002] }) };

/** The plan of one stream, live at a version. */
function plan(parts: ManifestParts = changed, lives: LiveParts | undefined = {}): Plan {
  return planOf([manifest('web', parts)], lives ? [live(7, 'web', lives)] : []);
}

function absent(parts: ManifestParts = changed): Plan {
  return planOf([manifest('web', parts)], []);
}

function given(of: Plan, by = '#12'): GivenApproval {
  const [approval] = approvalsOf(of, hash);
  if (!approval) throw new Error('nothing to approve');
  return { ...approval, by };
}

/** The plan was merged at noon, and records of applies are an hour later. */
const MERGED = '2026-01-05T12:00:00Z';
const LATER = '2026-01-05T13:00:00Z';

function record(base: number | null, version: number, parts: Partial<DatedRecord> = {}): DatedRecord {
  const collection = { kind: 'DataStream2', logType: 'cdn' } as const;
  const about = { name: 'web', ...collection, streamId: 7, desired: 'sha256:x', left: [], at: LATER };
  return { ...about, base, version, ...parts };
}

function verdict(now: Plan, approvals: readonly GivenApproval[], records: readonly DatedRecord[] = []) {
  const [coverage] = coverageOf(now, { approvals, records }, hash);
  if (!coverage) throw new Error('nothing to cover');
  return coverage;
}

describe('the approval of a plan', () => {
  test('covers streams that it would change, and no others', () => {
    const both = planOf([manifest('web', changed), manifest('calm')], [live(7, 'web'), live(8, 'calm')]);
    expect(approvalsOf(both, hash).map(({ name }) => name)).toEqual(['web']);
  });

  test.each<[string, Plan, Partial<Approval>]>([
    ['an update', plan(), { streamId: 7, base: 3 }],
    ['a create, identified by its name', absent(), { base: null }],
    ['a deletion', plan({ state: 'absent' }), { streamId: 7, base: 3 }],
    ['an update after a wait', plan(changed, { status: 'ACTIVATING' }), { base: 3 }],
  ])('%s', (_, of, expected) => {
    expect(given(of)).toMatchObject({ name: 'web', kind: 'DataStream2', logType: 'cdn', ...expected });
  });

  test.each<[string, ManifestParts]>([
    ['another line of the file', { ...changed, source: { file: 'streams/web.yaml', line: 9 } }],
    ['another file', { ...changed, source: { file: 'streams/other.yaml', line: 3 } }],
    ['another order of a set', { spec: { ...cdnSpec(), datasetFields: [1002] } }],
  ])('is the same for the same content in %s', (_, parts) => {
    expect(given(plan(parts)).desired).toBe(given(plan()).desired);
  });

  test.each<[string, ManifestParts]>([
    ['fields', { spec: cdnSpec({ datasetFields: [1000] }) }],
    ['state', { ...changed, state: 'inactive' }],
    ['stream name', { ...changed, streamId: 7, streamName: 'renamed' }],
  ])('is another one for another %s', (_, parts) => {
    expect(given(plan(parts)).desired).not.toBe(given(plan()).desired);
  });

  test('shows people what it approved: references unchanged, literal credentials redacted', () => {
    const header = { customHeaderName: 'X-Key', customHeaderValue: 'hunter2-literal' };
    const extra = {
      apiKey: 'hunter3',
      backup: 'https://u:hunter4@b.example.com/?k=hunter5',
      inner: { password: 'hunter6' },
    };
    const spec = cdnSpec({ destination: { ...HTTPS, ...header, extra }, extra: { token: 'hunter7' } });
    const { wanted } = given(plan({ spec }));
    expect(wanted).toMatchObject({ streamName: 'web', state: 'active' });
    expect(wanted?.spec['datasetFields']).toEqual(cdnSpec()['datasetFields']);
    expect(JSON.stringify(wanted)).not.toContain('hunter');
    expect(JSON.stringify(wanted)).toContain('backup');
    expect(wanted?.spec['destination']).toMatchObject({ password: HTTPS['password'] });
  });

  test('is another one for another target', () => {
    const other: Plan = { ...plan(), target: 'https://elsewhere.example.com' };
    expect(given(other).desired).not.toBe(given(plan()).desired);
  });
});

describe('approval of a stream', () => {
  const at = (version: number) => plan(changed, { version });
  const chain = [record(3, 4), record(4, 5)];

  test.each<[string, Plan, readonly GivenApproval[], readonly DatedRecord[], Coverage['tag']]>([
    ['approved from the live version', at(3), [given(at(3))], [], 'covered'],
    ['nothing approved', at(3), [], [], 'not-approved'],
    [
      'another content approved',
      at(3),
      [given(plan({ spec: cdnSpec({ datasetFields: [1000] }) }))],
      [],
      'other-content',
    ],
    ['a version created by another user', at(4), [given(at(3))], [], 'other-base'],
    ['a version created by our apply', at(4), [given(at(3))], [record(3, 4)], 'covered'],
    ['two versions, both ours', at(5), [given(at(3))], chain, 'covered'],
    ['two versions, one ours', at(5), [given(at(3))], [record(4, 5)], 'other-base'],
    ['ours of another stream', at(4), [given(at(3))], [record(3, 4, { streamId: 8 })], 'other-base'],
    ['ours in another log type', at(4), [given(at(3))], [record(3, 4, { logType: 'edns' })], 'other-base'],
    ['one that we only activated', at(4), [given(at(3))], [record(4, 4)], 'other-base'],
    ['an older version than approved', at(2), [given(at(3))], [], 'other-base'],
    ['a stream that no longer exists', absent(), [given(at(3))], [], 'other-base'],
    ['a create', absent(), [given(absent())], [], 'covered'],
    ['a name that is now in use', at(1), [given(absent())], [], 'other-base'],
    [
      'a stream that we created and updated',
      at(2),
      [given(absent())],
      [record(null, 1), record(1, 2)],
      'covered',
    ],
  ])('%s', (_, now, approvals, records, tag) => {
    expect(verdict(now, approvals, records).tag).toBe(tag);
  });

  const same = { spec: cdnSpec() };
  const stopped = (version: number) => plan(same, { version, status: 'INACTIVE' });

  test('a run that was killed after its update: one version later, and only the activation is left', () => {
    const was = { version: 3, status: 'INACTIVE', spec: cdnSpec({ datasetFields: [1002] }) };
    const approved = given(plan(same, was));
    expect(verdict(stopped(4), [approved]).tag).toBe('covered');
    expect(verdict(stopped(5), [approved]).tag).toBe('other-base');
  });

  test('an interrupted create counts by its name, once', () => {
    const approved = given(absent(same));
    expect(verdict(stopped(1), [approved]).tag).toBe('covered');
    expect(verdict(stopped(2), [approved]).tag).toBe('other-base');
  });

  const live = (version: number, status: string) => plan(changed, { version, status });
  const merged = (of: Plan): GivenApproval => ({ ...given(of), at: MERGED });
  const { desired } = given(at(3));
  const wait = [{ do: 'await', until: 'ACTIVATED' }] as const;
  const waitOff = [{ do: 'await', until: 'DEACTIVATED' }, { do: 'update', activate: true }, ...wait] as const;

  test.each<[string, Plan, GivenApproval, readonly DatedRecord[], Coverage['tag']]>([
    ['deactivated since by another user', live(3, 'DEACTIVATED'), merged(at(3)), [], 'other-state'],
    ['being deactivated by another user', live(3, 'DEACTIVATING'), merged(at(3)), [], 'other-state'],
    ['planned while it was inactive', live(3, 'DEACTIVATED'), merged(live(3, 'DEACTIVATED')), [], 'covered'],
    [
      'activated in the meantime, as desired',
      live(3, 'ACTIVATED'),
      merged(live(3, 'INACTIVE')),
      [],
      'covered',
    ],
    [
      'deactivated by our own step, which continues',
      live(3, 'DEACTIVATED'),
      merged(at(3)),
      [record(3, 3, { desired, status: 'DEACTIVATING', left: waitOff })],
      'covered',
    ],
    [
      'applied, then deactivated by another user',
      live(4, 'DEACTIVATED'),
      merged(live(3, 'DEACTIVATED')),
      [record(3, 4, { desired, status: 'ACTIVATING', left: wait })],
      'other-state',
    ],
    [
      'applied, and then changed by a later run',
      live(5, 'ACTIVATED'),
      merged(at(3)),
      [record(4, 5), record(3, 4, { desired })],
      'used-up',
    ],
    [
      'a create that was applied, and the stream no longer exists',
      absent(),
      merged(absent()),
      [record(null, 1, { desired })],
      'used-up',
    ],
  ])('%s', (_, now, approval, records, tag) => {
    expect(verdict(now, [approval], records).tag).toBe(tag);
  });

  test('one more version that only stops logs is not an interrupted run', () => {
    const gone = (version: number) => plan({ state: 'absent' }, { version });
    expect(verdict(gone(4), [given(gone(3))]).tag).toBe('other-base');
  });

  test('reports who approved it, and one valid approval of several is enough', () => {
    const old = given(at(2), '#11');
    const holding = given(at(3), '#12');
    const covered = { tag: 'covered', name: 'web', by: '#12', approved: holding };
    expect(verdict(at(3), [old, holding])).toEqual(covered);
  });
});

test('a blocked stream with an approval is known', () => {
  const approved = given(plan());
  const blocked = plan(changed, { status: 'PONDERING' });
  expect(coverageOf(blocked, { approvals: [approved], records: [] }, hash)).toEqual([]);
  expect(blockedThough(blocked, [approved]).map(({ name }) => name)).toEqual(['web']);
  expect(blockedThough(blocked, [])).toEqual([]);
  expect(blockedThough(plan(), [approved])).toEqual([]);
});

test('an approved stream is one that a restricted plan keeps', () => {
  const now = plan();
  expect(restrictPlan(now, new Set(['web']), DEFAULT_LIMITS, hash).fingerprint).toBe(now.fingerprint);
});
