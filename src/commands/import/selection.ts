import { type Collection, collectionKey } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamList, StreamRow, UnusableRow } from '../../model/observed.ts';
import { isNamed } from '../../plan/match/stream-name.ts';
import { UsageError } from '../session/context.ts';

/** A row of a list. */
type ListedRow = StreamRow | UnusableRow;

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
  const found = [...new Set(options.which.map((word) => one(word, [...rows, ...unusable])))];
  for (const row of found) refuseManaged(row, managed);
  return {
    rows: found.flatMap((row) => ('reason' in row ? [] : [row])),
    unusable: found.flatMap((row) => ('reason' in row ? [row] : [])),
  };
}

function one(word: string, rows: readonly ListedRow[]): ListedRow {
  // Ids take precedence. Otherwise a stream whose id is the name of another stream could not be selected.
  const numbered = rows.filter((row) => String(row.streamId) === word);
  const matching = numbered.length > 0 ? numbered : rows.filter((row) => row.name === word);
  const [first, second] = matching;
  if (!first) throw new UsageError(`No live stream has the name or id "${word}". ${nearest(rows)}`);
  if (second) throw new UsageError(ambiguity(word, matching));
  return first;
}

function ambiguity(word: string, rows: readonly ListedRow[]): string {
  const lines = rows.map((row) => `  ${optionFor(row.collection)} ${row.streamId ?? '(no usable ID)'}`);
  return `"${word}" matches ${rows.length} live streams. Name one of them by id:\n${lines.join('\n')}`;
}

/** The option that limits the import to one collection. */
function optionFor({ kind, logType }: Collection): string {
  return logType === undefined ? `--kind ${kind}` : `--log-type ${logType}`;
}

function nearest(rows: readonly ListedRow[]): string {
  if (rows.length === 0) return 'The account has no streams there.';
  const some = rows.slice(0, 10).map(({ name, streamId }) => `${name ?? 'no name'} (${streamId ?? 'no ID'})`);
  return `There are: ${some.join(', ')}${rows.length > some.length ? ', …' : ''}.`;
}

function refuseManaged(row: ListedRow, managed: readonly Manifest[]): void {
  const manager = managerOf(row, managed);
  if (!manager) return;
  throw new UsageError(
    `Stream ${row.streamId} (${row.name}) is managed by ${manager.source.file}:${manager.source.line} already. ` +
      'Remove that manifest first to import it again.',
  );
}

function managerOf(row: ListedRow, managed: readonly Manifest[]): Manifest | undefined {
  return managed.find((manifest) => {
    if (collectionKey(manifest.collection) !== collectionKey(row.collection)) return false;
    const { streamName, spec } = manifest;
    return manifest.streamId === undefined
      ? isNamed(row, { streamName, groupId: spec['groupId'] })
      : manifest.streamId === row.streamId;
  });
}
