import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApplyRecord, StreamRecord } from '../../src/model/approval.ts';
import type { Step } from '../../src/model/plan-item.ts';
import type { LedgerEntry, LedgerState } from '../../src/workflow/forge/forge.ts';
import {
  allStreams,
  lastComplete,
  type Recorded,
  readRecord,
  trusted,
} from '../../src/workflow/records/apply-record.ts';
import { movedOn, openRecords, type RecordState } from '../../src/workflow/records/reconcile.ts';
import { BOT } from './memory-forge.ts';

const WAIT: readonly Step[] = [{ do: 'await', until: 'ACTIVATED' }];
const digest = (of: string) => `sha256:${of.repeat(64)}`;

function stream(streamId: number, parts: Partial<StreamRecord> = {}): StreamRecord {
  const collection = { kind: 'DataStream2', logType: 'cdn' } as const;
  const about = { name: `s${streamId}`, ...collection, streamId, desired: digest('a') };
  return { ...about, base: 1, version: 2, status: 'ACTIVATING', left: WAIT, ...parts };
}

function record(streams: readonly StreamRecord[], parts: Partial<ApplyRecord> = {}): ApplyRecord {
  return {
    formatVersion: 1,
    kind: 'datastream-apply',
    run: 4,
    attempt: 1,
    complete: true,
    streams,
    ...parts,
  };
}

function recorded(id: number, payload: ApplyRecord, state: LedgerState = 'open'): Recorded {
  const entry: LedgerEntry = {
    id,
    commit: `c${id}`,
    at: '2026-01-05T09:00:00Z',
    record: payload,
    author: BOT,
    state,
  };
  return { entry, record: payload };
}

describe('a record', () => {
  const whole = record([stream(7), stream(8, { left: [{ do: 'activate' }, ...WAIT] })], { by: 'watch' });

  test('is read back unchanged, also as text', () => {
    expect(readRecord(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
    expect(readRecord(JSON.stringify(whole))).toEqual(whole);
  });

  const first = { ...stream(7) };
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['not JSON', '{'],
    ['another format', { ...whole, formatVersion: 2 }],
    ['another kind', { ...whole, kind: 'datastream' }],
    ['no streams', { ...whole, streams: {} }],
    ['an unknown creator', { ...whole, by: 'mallory' }],
    ['a completeness that is a word', { ...whole, complete: 'yes' }],
    ['an invalid stream', { ...whole, streams: [first, null] }],
    ['an invalid digest', { ...whole, streams: [{ ...first, desired: 'sha256:x' }] }],
    ['a version that is a word', { ...whole, streams: [{ ...first, version: '2' }] }],
    ['no base', { ...whole, streams: [{ ...first, base: undefined }] }],
    ['an unknown step', { ...whole, streams: [{ ...first, left: [{ do: 'rollback' }] }] }],
    ['an update without its activation', { ...whole, streams: [{ ...first, left: [{ do: 'update' }] }] }],
    [
      'a wait without a status',
      { ...whole, streams: [{ ...first, left: [{ do: 'await', until: 'LATER' }] }] },
    ],
    ['a log type that does not exist', { ...whole, streams: [{ ...first, logType: 'x' }] }],
    ['a log type where there is none', { ...whole, streams: [{ ...first, kind: 'DataStream1' }] }],
  ])('with %s is invalid', (_, payload) => {
    expect(readRecord(payload)).toBeUndefined();
  });

  test('of any shape is read or is invalid, and never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void readRecord(value)));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(first)), fc.jsonValue()), (change) => {
        const read = readRecord({ ...whole, streams: [{ ...first, ...change }] });
        expect(read === undefined || read.streams.length === 1).toBe(true);
      }),
    );
  });

  test('is accepted only from the expected author', () => {
    const { entry } = recorded(1, whole);
    expect(trusted([entry, { ...entry, author: 'mallory' }], BOT)).toHaveLength(1);
  });

  test('of a watch is never the last complete apply', () => {
    const list = [recorded(3, whole), recorded(2, record([], { complete: false })), recorded(1, record([]))];
    expect(lastComplete(list)?.entry.id).toBe(1);
    expect(allStreams(list)).toHaveLength(2);
  });
});

describe('open deployments', () => {
  const key = (id: number) => `DataStream2/cdn/${id}`;
  const ends = (list: readonly Recorded[], standings: Record<string, RecordState>) =>
    Object.fromEntries(
      movedOn(list, new Map(Object.entries(standings))).map(({ id, end }) => [id, end.state]),
    );

  test('contain open steps of a stream only in the newest record', () => {
    const list = [
      recorded(2, record([stream(7, { left: [] })]), 'complete'),
      recorded(1, record([stream(7), stream(8)])),
    ];
    expect(openRecords(list).map(({ streamId }) => streamId)).toEqual([8]);
  });

  test('closed ones hold no open work', () => {
    expect(openRecords([recorded(1, record([stream(7)]), 'failed')])).toEqual([]);
    expect(openRecords([recorded(1, record([stream(7)]), 'open')])).toHaveLength(1);
  });

  test.each<[string, readonly StreamRecord[], Record<string, RecordState>, string | undefined]>([
    ['all complete', [stream(7), stream(8)], { [key(7)]: 'done', [key(8)]: 'done' }, 'complete'],
    ['one will not complete', [stream(7), stream(8)], { [key(7)]: 'lost', [key(8)]: 'done' }, 'failed'],
    [
      'one is lost, one is still in transition',
      [stream(7), stream(8)],
      { [key(7)]: 'lost', [key(8)]: 'open' },
      'open',
    ],
    ['nothing has changed', [stream(7)], { [key(7)]: 'open' }, undefined],
    ['nothing was pending', [stream(7, { left: [] })], {}, 'complete'],
  ])('%s', (_, streams, standings, state) => {
    expect(ends([recorded(1, record(streams))], standings)[1]).toBe(state);
  });

  test('an apply with a failure does not end in success', () => {
    expect(ends([recorded(1, record([stream(7)], { complete: false }))], { [key(7)]: 'done' })).toEqual({
      1: 'failed',
    });
  });

  test('one whose stream a later run continues has the result of that run', () => {
    const list = [recorded(2, record([stream(7)], { by: 'watch' })), recorded(1, record([stream(7)]))];
    expect(ends(list, { [key(7)]: 'open' })).toEqual({});
    expect(ends(list, { [key(7)]: 'done' })).toEqual({ 1: 'complete', 2: 'complete' });
    const failed = [
      recorded(2, record([stream(7)], { by: 'watch' }), 'failed'),
      recorded(1, record([stream(7)])),
    ];
    expect(ends(failed, {})).toEqual({ 1: 'failed' });
  });

  test('one whose stream a later apply changes otherwise is superseded', () => {
    const list = [
      recorded(2, record([stream(7, { desired: digest('b') })])),
      recorded(1, record([stream(7)])),
    ];
    expect(ends(list, { [key(7)]: 'done' })).toEqual({ 1: 'superseded', 2: 'complete' });
  });
});
