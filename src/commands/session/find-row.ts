import { type Collection, collectionKey } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow, UnusableRow } from '../../model/observed.ts';
import { isNamed } from '../../plan/match/stream-name.ts';
import { UsageError } from './context.ts';

/** A row of a list. */
export type ListedRow = StreamRow | UnusableRow;

/**
 * Finds the live stream that a user named by id or name.
 * @throws {UsageError} if there is none, or more than one
 */
export function findRow(word: string, rows: readonly ListedRow[]): ListedRow {
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

/** Returns the manifest that manages a live stream. */
export function managerOf(row: ListedRow, managed: readonly Manifest[]): Manifest | undefined {
  return managed.find((manifest) => {
    if (collectionKey(manifest.collection) !== collectionKey(row.collection)) return false;
    const { streamName, spec } = manifest;
    return manifest.streamId === undefined
      ? isNamed(row, { streamName, groupId: spec['groupId'] })
      : manifest.streamId === row.streamId;
  });
}
