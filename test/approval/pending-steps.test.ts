import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { desiredDigest } from '../../src/approval/approval.ts';
import { type OpenStream, openWork } from '../../src/approval/pending-steps.ts';
import type { StreamRecord } from '../../src/model/approval.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Step } from '../../src/model/plan-item.ts';
import {
  cdnSpec,
  hash,
  itemOf,
  type LiveParts,
  live,
  type ManifestParts,
  manifest,
  planOf,
} from '../builders/streams.ts';
import { runs } from '../soak.ts';

const changed = cdnSpec({ datasetFields: [1002] });
const arrive: Step = { do: 'await', until: 'ACTIVATED' };
const stop: Step = { do: 'await', until: 'DEACTIVATED' };
const edit: Step = { do: 'update', activate: false };

function plan(parts: ManifestParts, lives: LiveParts): Plan {
  return planOf([manifest('web', parts)], [live(7, 'web', lives)]);
}

/** The steps that an apply of a manifest has left for a stream. */
function record(parts: ManifestParts, left: readonly Step[], more: Partial<StreamRecord> = {}): StreamRecord {
  // An inactive stream with other content: its item always has actions and contains the desired state.
  const item = itemOf(plan(parts, { spec: cdnSpec({ datasetFields: [1000] }), status: 'INACTIVE' }), 'web');
  const collection = { kind: 'DataStream2', logType: 'cdn' } as const;
  const desired = desiredDigest('https://akamai.example.com', item, hash);
  return { name: 'web', ...collection, streamId: 7, desired, base: 2, version: 3, left, ...more };
}

function wordOn(now: Plan, one: StreamRecord): OpenStream['tag'] | undefined {
  return openWork(now, [one], hash)[0]?.tag;
}

const active: ManifestParts = { spec: cdnSpec() };
const off: ManifestParts = { state: 'inactive', spec: changed };
const gone: ManifestParts = { state: 'absent' };
const both = [stop, edit];

describe('a recorded activation', () => {
  test.each<[string, ManifestParts, LiveParts, OpenStream['tag']]>([
    ['is in progress', active, { status: 'ACTIVATING' }, 'in-transition'],
    ['is complete', active, { status: 'ACTIVATED' }, 'closed'],
    ['ended with another status', active, { status: 'DEACTIVATED' }, 'reverted'],
    ['is running in the other direction', active, { status: 'DEACTIVATING' }, 'overtaken'],
    ['has an unknown status', active, { status: 'PONDERING' }, 'overtaken'],
    ['is of an older version', active, { status: 'ACTIVATING', version: 4 }, 'overtaken'],
    ['is of another manifest', { spec: changed }, { status: 'ACTIVATING' }, 'overtaken'],
  ])('%s', (_, parts, lives, tag) => {
    expect(wordOn(plan(parts, lives), record(active, [arrive]))).toBe(tag);
  });
});

describe('a recorded update after a deactivation', () => {
  test.each<[string, ManifestParts, LiveParts, OpenStream['tag']]>([
    ['waits', off, { status: 'DEACTIVATING' }, 'in-transition'],
    ['is due', off, { status: 'DEACTIVATED' }, 'due'],
    ["is due, also with the other API's name of the status", off, { status: 'INACTIVE' }, 'due'],
    ['is not due while the stream is active', off, { status: 'ACTIVATED' }, 'reverted'],
    [
      'is not due if the manifest differs',
      { ...off, spec: cdnSpec({ datasetFields: [1023] }) },
      { status: 'INACTIVE' },
      'overtaken',
    ],
    [
      'is not due if the desired state differs',
      { ...off, state: 'active' },
      { status: 'INACTIVE' },
      'overtaken',
    ],
    ['is not due if the version differs', off, { status: 'INACTIVE', version: 4 }, 'overtaken'],
    ['is not due if it is done', off, { status: 'INACTIVE', spec: changed }, 'overtaken'],
  ])('%s', (_, parts, lives, tag) => {
    expect(wordOn(plan(parts, lives), record(off, both))).toBe(tag);
  });
});

describe('a stream that an interrupted run left stable', () => {
  const left: readonly Step[] = [{ do: 'activate' }, arrive];

  test('has its next step due as long as no other user changed it', () => {
    const now = plan(active, { status: 'INACTIVE' });
    expect(wordOn(now, record(active, left, { status: 'INACTIVE' }))).toBe('due');
    expect(wordOn(now, record(active, left, { status: 'DEACTIVATED' }))).toBe('overtaken');
    expect(wordOn(now, record(active, left))).toBe('overtaken');
  });
});

test('a stream that was deactivated for its deletion has no step due: deleting takes an apply', () => {
  const now = plan(gone, { status: 'INACTIVE' });
  expect(wordOn(now, record(gone, [stop]))).toBe('closed');
  expect(wordOn(now, record(gone, [stop, { do: 'delete' }]))).not.toBe('due');
  expect(wordOn(now, record(gone, [{ do: 'delete' }], { status: 'INACTIVE' }))).toBe('overtaken');
});

test.each<[string, Partial<StreamRecord>]>([
  ['another stream', { streamId: 8 }],
  ['another log type', { logType: 'edns' }],
])('a record of %s does not affect this stream', (_, more) => {
  expect(wordOn(plan(off, { status: 'INACTIVE' }), record(off, both, more))).toBe('overtaken');
});

test('a record without a stream has no effect', () => {
  const { streamId: _, ...nobody } = record(off, both);
  expect(wordOn(plan(off, { status: 'INACTIVE' }), nobody)).toBe('overtaken');
});

test('a record without pending steps is not open', () => {
  expect(openWork(plan(off, {}), [record(off, [])], hash)).toEqual([]);
});

const step = fc.constantFrom<Step>(
  arrive,
  stop,
  edit,
  { do: 'update', activate: true },
  { do: 'create', activate: true },
  { do: 'activate' },
  { do: 'deactivate' },
  { do: 'delete' },
);

test('only what the current plan would do next is due, and never a create or a delete', () => {
  const manifests = fc.constantFrom(active, off, gone, { spec: changed });
  const statuses = fc.constantFrom(
    'ACTIVATED',
    'ACTIVATING',
    'DEACTIVATED',
    'DEACTIVATING',
    'INACTIVE',
    'ODD',
  );
  const about = fc.record({
    parts: manifests,
    earlier: manifests,
    status: statuses,
    recorded: statuses,
    version: fc.integer({ min: 2, max: 4 }),
    left: fc.array(step, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(about, ({ parts, earlier, status, recorded, version, left }) => {
      const now = plan(parts, { status, version });
      const [found] = openWork(now, [record(earlier, left, { status: recorded })], hash);
      if (found?.tag !== 'due') return;
      expect(version).toBe(3);
      expect(now.items[0]?.steps).toEqual(left[0]?.do === 'await' ? left.slice(1) : left);
      expect(now.items[0]?.steps.some((one) => one.do === 'create' || one.do === 'delete')).toBe(false);
    }),
    { numRuns: runs(300) },
  );
});
