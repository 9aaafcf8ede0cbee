import { describe, expect, it } from 'vitest';
import { choose } from '../../../src/commands/import/selection.ts';
import type { LogType } from '../../../src/model/collection.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { StreamRow, UnusableRow } from '../../../src/model/observed.ts';
import { manifest } from '../../builders/streams.ts';

function row(streamId: number, name: string, logType: LogType = 'cdn'): StreamRow {
  const collection = { kind: 'DataStream2', logType } as const;
  return { collection, streamId, name, version: 1, status: 'ACTIVATED', sources: [] };
}

const ROWS = [row(1, 'web'), row(2, 'api'), row(3, 'dns', 'edns'), row(4, '2'), row(5, 'dns')];

const listed = (rows: readonly StreamRow[], unusable: readonly UnusableRow[] = []) => ({ rows, unusable });

function chosen(which: readonly string[], managed: readonly Manifest[] = []): readonly number[] {
  return choose(listed(ROWS), managed, { all: which.length === 0, which }).rows.map(
    ({ streamId }) => streamId,
  );
}

describe('the selection of streams to import', () => {
  it('includes all unmanaged streams by default, by name or by id, in their log type', () => {
    expect(chosen([])).toEqual([1, 2, 3, 4, 5]);
    expect(chosen([], [manifest('web'), manifest('dns'), manifest('other', { streamId: 2 })])).toEqual([
      3, 4,
    ]);
  });

  it('accepts ids and names, each stream once, and an id takes precedence over an equal name', () => {
    expect(chosen(['web', '1', '3'])).toEqual([1, 3]);
    expect(chosen(['2'])).toEqual([2]);
  });

  it('refuses a name that several streams share', () => {
    expect(() => chosen(['dns'])).toThrow(
      '"dns" matches 2 live streams. Name one of them by id:\n  --log-type edns 3\n  --log-type cdn 5',
    );
  });

  it('refuses an unknown name and lists the existing ones', () => {
    expect(() => chosen(['shop'])).toThrow(
      'No live stream has the name or id "shop". There are: web (1), api (2)',
    );
    expect(() => choose(listed([]), [], { all: false, which: ['x'] })).toThrow(
      'The account has no streams there.',
    );
    const many = Array.from({ length: 11 }, (_, index) => row(index + 1, `s${index}`));
    expect(() => choose(listed(many), [], { all: false, which: ['x'] })).toThrow(/s9 \(10\), …\.$/);
  });

  it('refuses a managed stream', () => {
    expect(() => chosen(['web'], [manifest('web')])).toThrow(/Stream 1 \(web\) is managed by .*:\d+ already/);
  });
});
