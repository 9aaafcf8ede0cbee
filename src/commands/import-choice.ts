import { type Collection, collectionKey } from '../model/collection.ts';
import type { Manifest } from '../model/manifest.ts';
import type { StreamRow } from '../model/observed.ts';
import { isNamed } from '../plan/naming.ts';
import { UsageError } from './context.ts';

/** Which live streams an import is about. */
export function choose(
  rows: readonly StreamRow[],
  managed: readonly Manifest[],
  options: { readonly all: boolean; readonly which: readonly string[] },
): readonly StreamRow[] {
  if (options.all) return rows.filter((row) => !managerOf(row, managed));
  const found = options.which.map((word) => one(word, rows));
  for (const row of found) refuseManaged(row, managed);
  return [...new Set(found)];
}

function one(word: string, rows: readonly StreamRow[]): StreamRow {
  // Ids first: then every stream can be named, also one whose id is another one's name.
  const numbered = rows.filter((row) => String(row.streamId) === word);
  const matching = numbered.length > 0 ? numbered : rows.filter((row) => row.name === word);
  const [first, second] = matching;
  if (!first) throw new UsageError(`No live stream has the name or id "${word}". ${nearest(rows)}`);
  if (second) throw new UsageError(ambiguity(word, matching));
  return first;
}

function ambiguity(word: string, rows: readonly StreamRow[]): string {
  const lines = rows.map((row) => `  ${optionFor(row.collection)} ${row.streamId}`);
  return `"${word}" fits ${rows.length} live streams. Name one of them by id:\n${lines.join('\n')}`;
}

/** The option that looks in one collection only. */
function optionFor({ kind, logType }: Collection): string {
  return logType === undefined ? `--kind ${kind}` : `--log-type ${logType}`;
}

function nearest(rows: readonly StreamRow[]): string {
  if (rows.length === 0) return 'The account has no streams there.';
  const some = rows.slice(0, 10).map((row) => `${row.name} (${row.streamId})`);
  return `There are: ${some.join(', ')}${rows.length > some.length ? ', …' : ''}.`;
}

function refuseManaged(row: StreamRow, managed: readonly Manifest[]): void {
  const manager = managerOf(row, managed);
  if (!manager) return;
  throw new UsageError(
    `Stream ${row.streamId} (${row.name}) is managed by ${manager.source.file}:${manager.source.line} already. ` +
      'Remove that manifest first to import it again.',
  );
}

function managerOf(row: StreamRow, managed: readonly Manifest[]): Manifest | undefined {
  return managed.find((manifest) => {
    if (collectionKey(manifest.collection) !== collectionKey(row.collection)) return false;
    const { streamName, spec } = manifest;
    return manifest.streamId === undefined
      ? isNamed(row, { streamName, groupId: spec['groupId'] })
      : manifest.streamId === row.streamId;
  });
}
