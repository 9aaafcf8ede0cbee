import type { Manifest } from '../model/manifest.ts';
import type { StreamRow } from '../model/observed.ts';
import { streamKey } from '../plan/match.ts';

/** Where a manifest goes and what it is called. */
export interface Place {
  readonly file: string;
  readonly name: string;
}

const LONGEST_FILE_NAME = 80;

/**
 * A file and a manifest name for each stream. Names stay the streams' own unless two streams, or a manifest that
 * is there already, share one; then the log type or the id is added. The outcome depends on the streams only.
 */
export function fileNames(
  rows: readonly StreamRow[],
  managed: readonly Manifest[],
  folder: string,
): ReadonlyMap<string, Place> {
  const names = new Set(managed.map((manifest) => manifest.name));
  const files = new Set<string>();
  const places = new Map<string, Place>();
  for (const row of rows) {
    const name = free(names, candidates(row, row.name));
    const file = free(files, candidates(row, slug(row.name)));
    names.add(name);
    files.add(file);
    places.set(streamKey(row.collection, row.streamId), {
      name,
      file: `${folder.replace(/\/+$/, '')}/${file}.yaml`,
    });
  }
  return places;
}

function candidates(row: StreamRow, base: string): readonly string[] {
  return [
    base,
    `${base}-${row.collection.logType}`,
    `${base}-${row.streamId}`,
    `${base}-${row.collection.logType}-${row.streamId}`,
  ];
}

function free(taken: ReadonlySet<string>, names: readonly string[]): string {
  return names.find((name) => !taken.has(name)) ?? names.at(-1) ?? '';
}

/** A file name that every system takes: lower-case letters, digits and dashes. */
function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain.slice(0, LONGEST_FILE_NAME) || 'stream';
}
