import { describe, expect, test } from 'vitest';
import type { Collection } from '../../src/model/collection.ts';
import type { StreamRow, UnusableRow } from '../../src/model/observed.ts';
import { SIGHTING, type Sighting } from '../../src/model/sighting.ts';
import { type SightingInput, updateSightings } from '../../src/plan/sightings.ts';
import type { StartedTransition } from '../../src/plan/transition-start.ts';
import { parseAs } from '../../src/schema/validate.ts';

const FIRST: Collection = { kind: 'DataStream1' };
const AT = '2026-11-28T10:00:00.000Z';
const LATER = '2026-11-28T11:00:00.000Z';

function row(parts: Partial<StreamRow> = {}): StreamRow {
  return {
    collection: FIRST,
    streamId: 7,
    name: 'errors',
    version: 2,
    status: 'ACTIVATING',
    sources: [],
    ...parts,
  };
}

const SEEN: Sighting = { ...FIRST, streamId: 7, status: 'ACTIVATING', version: 2, firstSeenAt: AT };

/** Sightings after a run has read these rows. */
function update(
  rows: readonly StreamRow[],
  parts: Partial<SightingInput> = {},
  unusable: readonly UnusableRow[] = [],
) {
  return updateSightings({
    items: [{ ...FIRST, streamId: 7 }, FIRST],
    observed: { rows: new Map([['DataStream1', rows]]), unusable: new Map([['DataStream1', unusable]]) },
    transitions: [],
    known: [SEEN],
    at: LATER,
    ...parts,
  });
}

describe('a sighting', () => {
  test('is added for a managed stream in a transition whose start is unknown', () => {
    const found = update([row(), row({ streamId: 8 })], { known: [], at: AT });
    expect(found).toEqual({ current: [SEEN], added: [SEEN], dropped: [] });
  });

  test('keeps the time of the first run that saw the transition', () => {
    expect(update([row()])).toEqual({ current: [SEEN], added: [], dropped: [] });
  });

  test.each([
    ['is stable', [row({ status: 'ACTIVATED' })]],
    ['has an undocumented status', [row({ status: 'PAUSED' })]],
    ['no longer exists', []],
  ])('is dropped if the stream %s', (_, rows) => {
    expect(update(rows)).toEqual({ current: [], added: [], dropped: [SEEN] });
  });

  test.each([
    ['status', { status: 'DEACTIVATING' }],
    ['version', { version: 3 }],
  ])('starts again in another transition: another %s', (_, change) => {
    const again = { ...SEEN, ...change, firstSeenAt: LATER };
    expect(update([row(change)])).toEqual({ current: [again], added: [again], dropped: [SEEN] });
  });

  test('is dropped if an apply recorded the start', () => {
    const started: StartedTransition = {
      ...FIRST,
      streamId: 7,
      startedAt: AT,
      from: '',
      towards: 'ACTIVATED',
    };
    expect(update([row()], { transitions: [started] })).toMatchObject({ current: [], dropped: [SEEN] });
    const other = { ...started, towards: 'DEACTIVATED' } as const;
    expect(update([row()], { transitions: [other] })).toMatchObject({ current: [SEEN] });
  });

  test('is kept if this run did not read the stream', () => {
    expect(update([], { observed: { rows: new Map() } }).current).toEqual([SEEN]);
    const unusable = { collection: FIRST, sources: [], reason: 'has no usable version' };
    expect(update([], {}, [{ ...unusable, streamId: 7 }]).current).toEqual([SEEN]);
    expect(update([], {}, [unusable]).current).toEqual([SEEN]);
    expect(update([], {}, [{ ...unusable, streamId: 8 }]).current).toEqual([]);
  });

  test('is not needed for an activation of DataStream 2, which starts with its version', () => {
    const collection = { kind: 'DataStream2', logType: 'cdn' } as const;
    const edited = row({ collection, modifiedDate: AT });
    const observed = (one: StreamRow) => ({ rows: new Map([['DataStream2/cdn', [one]]]) });
    const input = { items: [{ ...collection, streamId: 7 }], known: [] };
    expect(update([], { ...input, observed: observed(edited) }).added).toEqual([]);
    const stopped = { ...edited, status: 'DEACTIVATING' };
    expect(update([], { ...input, observed: observed(stopped) }).added).toHaveLength(1);
  });
});

describe('a recorded sighting', () => {
  test('is read back', () => {
    expect(parseAs(SIGHTING, { ...SEEN })).toEqual(SEEN);
    const cdn = { ...SEEN, kind: 'DataStream2', logType: 'cdn' } as const;
    expect(parseAs(SIGHTING, cdn)).toEqual(cdn);
  });

  test.each([
    { kind: 'DataStream3' },
    { kind: 'DataStream2' },
    { logType: 'cdn' },
    { streamId: '7' },
    { streamId: -1 },
    { version: 1.5 },
    { status: 1 },
    { firstSeenAt: 'yesterday' },
    { firstSeenAt: 1 },
  ])('is ignored with %j', (change) => {
    expect(parseAs(SIGHTING, { ...SEEN, ...change })).toBeUndefined();
  });

  test('has only a date in its time', () => {
    expect(parseAs(SIGHTING, { ...SEEN, firstSeenAt: '2026-11-28T10:00:00Z (x)' })?.firstSeenAt ?? AT).toBe(
      AT,
    );
  });
});
