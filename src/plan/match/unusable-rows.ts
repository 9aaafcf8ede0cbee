import { streamCard } from '../../collections/registry.ts';
import type { UnusableRows } from '../../model/account.ts';
import { collectionKey } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { UnusableRow } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import { isNamed, type StreamName } from './stream-name.ts';

/** The default if list calls returned no unusable rows. */
export const NO_UNUSABLE_ROWS: UnusableRows = new Map();

/** A row that blocks a manifest. */
export interface BlockingRow {
  readonly row: UnusableRow;
  /**
   * True if the row is the manifest's stream. Otherwise the row may be that stream, so the stream must not be created.
   */
  readonly isOwn: boolean;
}

/** A row whose id and name are usable. */
export type IdentifiedRow = UnusableRow & Required<Pick<UnusableRow, 'streamId' | 'name'>>;

/** Returns whether the stream of a row is known. If not, the row may be any stream that is not in the list. */
export function isIdentified(row: UnusableRow): row is IdentifiedRow {
  return row.streamId !== undefined && row.name !== undefined;
}

/**
 * Returns the row of a stream with this name, or a row that may be this stream, in which case the name may not be
 * free.
 */
export function rowInTheWay(rows: readonly UnusableRow[], wanted: StreamName): UnusableRow | undefined {
  return rows.find((row) => isNamed(row, wanted)) ?? rows.find((row) => !isIdentified(row));
}

/**
 * Returns the unusable row that blocks a manifest: the row of its stream or, if its stream has no usable row, a row
 * that may be its stream.
 *
 * @param isListed whether a usable row matches the manifest
 */
export function blockingRow(
  manifest: Manifest,
  unusable: UnusableRows,
  isListed: boolean,
): BlockingRow | undefined {
  const rows = unusable.get(collectionKey(manifest.collection)) ?? [];
  const own = rows.find((row) => isOwn(row, manifest));
  if (own) return { row: own, isOwn: true };
  const other = isListed ? undefined : rows.find((row) => mayBe(row, manifest));
  return other && { row: other, isOwn: false };
}

function isOwn(row: UnusableRow, { streamId, streamName, spec }: Manifest): boolean {
  return streamId === undefined
    ? isNamed(row, { streamName, groupId: spec['groupId'] })
    : row.streamId === streamId;
}

/**
 * Any unidentified row may be a stream that would be created, even a renamed one. A manifest with `state: absent` is
 * matched by id or name only.
 */
function mayBe(row: UnusableRow, { streamId, state }: Manifest): boolean {
  if (streamId !== undefined) return row.streamId === undefined;
  return state === 'absent' ? row.name === undefined : !isIdentified(row);
}

/** Returns why a manifest is blocked, as a sentence without a full stop. */
export function unusableReason({ row, isOwn: own }: BlockingRow): string {
  const { title } = streamCard(row.collection);
  const what = `the list of ${title} streams has a row that cannot be used: ${describeRow(row)}`;
  const so = own
    ? 'Nothing is written to this stream'
    : 'It may be this stream, so nothing is created or deleted until that is known';
  return `${what}. ${so}. Run again; if the row is still unusable, report it to Akamai`;
}

/** Describes what is wrong with a row: `stream 7050 ("web") has no usable version`. */
export function describeRow({ streamId, name, reason }: UnusableRow): string {
  const title = name === undefined ? '' : JSON.stringify(name);
  if (streamId === undefined) return `a stream ${title === '' ? '' : `named ${title} `}${reason}`;
  return `stream ${streamId} ${title === '' ? '' : `(${title}) `}${reason}`;
}

/** Reports rows that match no manifest, once for the whole plan. */
export function unusableWarnings(rows: readonly UnusableRow[]): readonly Warning[] {
  return rows.map((row): Warning => {
    const { title } = streamCard(row.collection);
    const effect = isIdentified(row) ? 'is in no manifest and is ignored' : 'blocks every create among them';
    const message = `The list of ${title} streams has a row that cannot be used and that ${effect}: ${describeRow(row)}`;
    return { code: 'unusable-row', message };
  });
}
