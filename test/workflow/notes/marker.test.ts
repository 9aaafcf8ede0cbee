import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Approval } from '../../../src/model/approval.ts';
import { KINDS, LOG_TYPES } from '../../../src/model/collection.ts';
import {
  decodeMarker,
  encodeMarker,
  isEdited,
  type Marker,
  markerLength,
  withMarker,
} from '../../../src/workflow/notes/marker.ts';

const approval: fc.Arbitrary<Approval> = fc
  .record(
    {
      kind: fc.constantFrom(...KINDS),
      logType: fc.constantFrom(...LOG_TYPES),
      name: fc.string({ unit: 'grapheme' }),
      streamId: fc.integer({ min: 1 }),
      base: fc.option(fc.integer({ min: 1 })),
      desired: fc.string(),
      wanted: fc.record({
        streamName: fc.string({ unit: 'grapheme' }),
        state: fc.constantFrom('active' as const, 'inactive' as const, 'absent' as const),
        spec: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string()))),
      }),
    },
    { requiredKeys: ['kind', 'logType', 'name', 'base', 'desired'] },
  )
  .map(({ logType, ...rest }) => (rest.kind === 'DataStream1' ? rest : { ...rest, logType }));
const marker: fc.Arbitrary<Marker> = fc.record(
  {
    kind: fc.constantFrom('plan' as const, 'outcome' as const, 'drift' as const),
    target: fc.string({ unit: 'grapheme' }),
    head: fc.string(),
    run: fc.nat(),
    attempt: fc.nat(),
    approvals: fc.array(approval),
  },
  { requiredKeys: ['kind', 'target', 'run', 'attempt'] },
);
const hidden = (value: unknown) =>
  `text <!-- datastream-gitops:v1 ${deflateRawSync(JSON.stringify(value)).toString('base64url')} -->`;

const approving = (parts: object) => ({
  approvals: [{ kind: 'DataStream2', logType: 'cdn', name: 'x', base: 1, desired: 'd', ...parts }],
});

describe('the hidden marker', () => {
  test('is read back unchanged after any text, and adds the promised length', () => {
    fc.assert(
      fc.property(marker, fc.string({ unit: 'grapheme' }), (given, text) => {
        const body = withMarker(text, given);
        expect(decodeMarker(body)).toEqual(given);
        expect(body.length).toBe(text.trimEnd().length + markerLength(given));
        expect(encodeMarker(given).match(/-->/g)).toHaveLength(1);
      }),
    );
  });

  test('counts only at the very end, whatever a text contains', () => {
    const mine = { kind: 'plan', target: 'a', run: 1, attempt: 1 } as const;
    const forged = encodeMarker({ ...mine, target: 'b' });
    expect(decodeMarker(withMarker(forged, mine))).toEqual(mine);
    expect(decodeMarker(`${encodeMarker(mine)} and more`)).toBeUndefined();
    expect(decodeMarker(`${encodeMarker(mine)}\r\n`)).toEqual(mine);
  });

  test('decompresses to a limited size, whatever a forged one contains', () => {
    const bomb = hidden({ kind: 'plan', target: 'a'.repeat(9_000_000), run: 1, attempt: 1 });
    expect(bomb.length).toBeLessThan(20_000);
    expect(decodeMarker(bomb)).toBeUndefined();
  });

  test('is ignored if it nests deeper than any manifest', () => {
    const of = (depth: number) => {
      const spec: object = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
      return hidden({
        ...{ kind: 'plan', target: 'a', run: 1, attempt: 1 },
        ...approving({ wanted: { streamName: 'x', state: 'active', spec } }),
      });
    };
    expect(decodeMarker(of(20))).toBeDefined();
    expect(decodeMarker(of(3_000))).toBeUndefined();
  });

  test('is ignored if it is invalid, and never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => decodeMarker(text) === undefined));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(decodeMarker(hidden(value))).toBeUndefined();
      }),
    );
    expect(decodeMarker('<!-- datastream-gitops:v1 AAAA -->')).toBeUndefined();
  });

  test.each([
    [{ kind: 'other' }],
    [{ run: -1 }],
    [{ attempt: 1.5 }],
    [{ head: 7 }],
    [{ approvals: 'all' }],
    [{ approvals: [{ kind: 'DataStream3', name: 'x', base: 1, desired: 'd' }] }],
    [{ approvals: [{ kind: 'DataStream2', logType: 'tea', name: 'x', base: 1, desired: 'd' }] }],
    [{ approvals: [{ kind: 'DataStream2', logType: 'cdn', name: 'x', base: 1, desired: 7 }] }],
    [{ approvals: [{ kind: 'DataStream2', logType: 'cdn', name: 'x', base: '1', desired: 'd' }] }],
    [
      {
        approvals: [{ kind: 'DataStream2', logType: 'cdn', name: 'x', streamId: 'y', base: 1, desired: 'd' }],
      },
    ],
    [{ approvals: [{ kind: 'DataStream2', logType: 'cdn', name: 'x', desired: 'd' }] }],
    [{ approvals: [7] }],
    [approving({ kind: 'DataStream1' })],
    [approving({ logType: undefined })],
    [approving({ streamId: 0 })],
    [approving({ wanted: 7 })],
    [approving({ wanted: {} })],
    [approving({ wanted: { streamName: 'x', state: 'asleep', spec: {} } })],
    [approving({ wanted: { streamName: 'x', state: 'active', spec: [] } })],
  ])('with %j approves nothing at all', (change) => {
    const good = { kind: 'plan', target: 'a', run: 1, attempt: 1 };
    expect(decodeMarker(hidden(good))).toEqual(good);
    expect(decodeMarker(hidden({ ...good, ...change }))).toBeUndefined();
  });
});

test('a comment is edited if its text differs from the one that its marker was written for', () => {
  const body = withMarker('A plan.\nOf two lines.', { kind: 'plan', target: 'x', run: 1, attempt: 1 });
  expect(isEdited(body)).toBe(false);
  expect(isEdited(body.replaceAll('\n', '\r\n'))).toBe(false);
  expect(isEdited(body.replace('two', 'three'))).toBe(true);
});
