import { LONGEST_NAME } from '../../manifest/members/own-members.ts';
import { collectionKey } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';
import { seenName } from '../../model/unseen.ts';
import { spellInAscii } from '../../plan/ascii.ts';

/** The file and the name of a manifest. */
export interface OutputPath {
  readonly file: string;
  readonly name: string;
}

const LONGEST_FILE_NAME = 80;

/**
 * Chooses a file and a manifest name for each stream. A manifest gets the name of its stream, without
 * invisible characters. If two streams, or a stream and an existing manifest, share a name, the log type (or
 * the API) or the id is added. A file that contains a manifest of another stream is never chosen. The result
 * depends on the streams and manifests only.
 * @param suffixOf what is added to a name that is taken, before anything else is tried
 */
export function fileNames(
  rows: readonly StreamRow[],
  managed: readonly Manifest[],
  folder: string,
  suffixOf: (row: StreamRow) => string | undefined = () => undefined,
): ReadonlyMap<string, OutputPath> {
  const names = new Set(managed.map((manifest) => manifest.name));
  const files = new Set(managed.map(({ source }) => fileName(source.file)));
  const places = new Map<string, OutputPath>();
  for (const row of rows) {
    const base = seenName(row.name) || `stream-${row.streamId}`;
    const suffix = suffixOf(row);
    const name = free(names, distinct(row, base, LONGEST_NAME, suffix));
    const slugged = slug(row.name, `stream-${row.streamId}`);
    const file = free(files, distinct(row, slugged, LONGEST_FILE_NAME, suffix));
    names.add(name);
    files.add(file);
    places.set(keyById(row.collection, row.streamId), {
      name,
      file: `${folder.replace(/\/+$/, '')}/${file}.yaml`,
    });
  }
  return places;
}

/** The last part of a path without its extension: `streams/web.yaml` → `web`. */
function fileName(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.replace(/\.ya?ml$/i, '').toLowerCase();
}

/**
 * Yields names for a stream: first the base, then longer ones that are more likely to be unique. The sequence
 * never ends.
 */
export function* distinct(
  row: StreamRow,
  base: string,
  longest: number,
  suffix?: string,
): Generator<string, never> {
  const { streamId, collection } = row;
  yield base;
  if (suffix !== undefined) yield joined(base, `-${suffix}`, longest);
  const place = collectionKey(collection).split('/').at(-1)?.toLowerCase() ?? '';
  for (const end of [`-${place}`, `-${streamId}`]) yield joined(base, end, longest);
  for (let more = 1; ; more += 1) {
    const end = `-${place}-${streamId}${more === 1 ? '' : `-${more}`}`;
    yield joined(base, end, longest);
  }
}

/** Joins two texts to at most `longest` characters. Only the first one is shortened. */
export function joined(base: string, end: string, longest: number): string {
  return [...base].slice(0, longest - end.length).join('') + end;
}

/** Returns the first text that is not taken. */
export function free(taken: ReadonlySet<string>, texts: Generator<string, never>): string {
  for (;;) {
    const { value } = texts.next();
    if (!taken.has(value)) return value;
  }
}

/** Device names, which Windows rejects as file names, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/**
 * A file name that every system accepts: lower-case letters, digits and dashes.
 * @param fallback used if no letter or digit of the name can be spelled in ASCII
 */
export function slug(name: string, fallback: string): string {
  const plain = spellInAscii(name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_FILE_NAME)
    .replaceAll(/^-+|-+$/g, '');
  return DEVICE.test(plain) ? `${fallback}-${plain}` : plain || fallback;
}
