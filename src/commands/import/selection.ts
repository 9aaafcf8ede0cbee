import type { Manifest } from '../../model/manifest.ts';
import type { StreamList } from '../../model/observed.ts';
import { UsageError } from '../session/context.ts';
import { findRow, type ListedRow, managerOf } from '../session/find-row.ts';

/** Chooses the live streams to import. Those in `unusable` cannot be imported. */
export function choose(
  { rows, unusable }: StreamList,
  managed: readonly Manifest[],
  options: { readonly all?: boolean; readonly which: readonly string[] },
): StreamList {
  if (options.all) {
    const isFree = (row: ListedRow) => !managerOf(row, managed);
    return { rows: rows.filter(isFree), unusable: unusable.filter(isFree) };
  }
  const found = [...new Set(options.which.map((word) => findRow(word, [...rows, ...unusable])))];
  for (const row of found) refuseManaged(row, managed);
  return {
    rows: found.flatMap((row) => ('reason' in row ? [] : [row])),
    unusable: found.flatMap((row) => ('reason' in row ? [row] : [])),
  };
}

function refuseManaged(row: ListedRow, managed: readonly Manifest[]): void {
  const manager = managerOf(row, managed);
  if (!manager) return;
  throw new UsageError(
    `Stream ${row.streamId} (${row.name}) is managed by ${manager.source.file}:${manager.source.line} already. ` +
      'Remove that manifest first to import it again.',
  );
}
