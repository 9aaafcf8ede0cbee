import { streamCard } from '../../collections/registry.ts';
import type { Listed } from '../../model/account.ts';
import type { AnyBlockedCode } from '../../model/blocked-code.ts';
import { COLLECTION_OF_IDS, type Collection, collectionKey } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow, UnusableRow } from '../../model/observed.ts';
import { isArchived, LiveStreams } from './live-streams.ts';
import { likelyOrphans } from './renamed.ts';
import { type BlockingRow, blockingRow, unusableReason } from './unusable-rows.ts';

export { renamedOrphan } from './renamed.ts';

/** The live stream that a manifest manages. */
export type Match =
  | {
      readonly tag: 'stream';
      readonly manifest: Manifest;
      readonly row: StreamRow;
      readonly by: 'id' | 'name';
    }
  /**
   * No live stream: the stream is created. For `state: absent` there is nothing to do, even if the stream with the
   * given `spec.streamId` no longer exists.
   */
  | { readonly tag: 'none'; readonly manifest: Manifest }
  /** This stream is blocked; other streams are not affected. `reason` says what is wrong and how to fix it. */
  | {
      readonly tag: 'blocked';
      readonly manifest: Manifest;
      readonly row?: StreamRow;
      /** The unusable row that is, or may be, this stream. */
      readonly blocking?: BlockingRow;
      readonly code: AnyBlockedCode;
      readonly reason: string;
    }
  /**
   * Refuses the whole plan. `reason` consists of whole sentences that include the fix. `names` are the manifests
   * concerned.
   */
  | {
      readonly tag: 'ambiguous';
      readonly manifest: Manifest;
      readonly rows: readonly StreamRow[];
      readonly reason: string;
      readonly names: readonly string[];
    };

/** The result of matching manifests with live streams. */
export interface Matching {
  /** One per manifest, in their order. */
  readonly matches: readonly Match[];
  /**
   * Live streams of the manifests' collections that no manifest manages, by collection and id, without archived ones.
   */
  readonly orphans: readonly StreamRow[];
  /** Unusable rows of these collections that are not the stream of any manifest. */
  readonly unusable: readonly UnusableRow[];
}

/** A version of a stream whose content is needed for planning. */
export interface NeededDetail {
  readonly collection: Collection;
  readonly streamId: number;
  readonly version: number;
}

/**
 * Matches manifests with live streams: by `spec.streamId`, otherwise by the stream's name within the collection. If
 * names are unique only within a group, the name is matched within the manifest's group. Two manifests for one stream,
 * and two streams for one manifest, are ambiguous. A stream with `spec.streamId` is blocked if its new name is the
 * name of another stream. A stream with an unusable row is also blocked.
 */
export function match(manifests: readonly Manifest[], listed: Listed): Matching {
  const live = new LiveStreams(manifests, listed);
  const matches = manifests.map((manifest) => matchOne(manifest, live));
  const about = new Set(matches.flatMap(rowsOf));
  const own = new Set(matches.flatMap(ownUnusable));
  return {
    matches,
    orphans: live.all().filter((row) => !about.has(row) && !isArchived(row)),
    unusable: live.allUnusable().filter((row) => !own.has(row)),
  };
}

/** Returns whether the streams that a manifest may be about were listed. */
export function isListed({ rows }: Pick<Listed, 'rows'>): (manifest: Manifest) => boolean {
  return ({ collection }) => rows.has(collectionKey(collection));
}

/**
 * Lists the details that planning needs: those of matched streams, of unmanaged streams that a create may have been
 * before it was renamed, and of streams that manifests of properties name by id.
 *
 * @param named ids of streams of the collection of ids
 * @param all the manifests of the repository, whose streams are managed. Default: those that are planned
 */
export function neededDetails(
  manifests: readonly Manifest[],
  listed: Listed,
  named: readonly number[] = [],
  all = manifests,
): readonly NeededDetail[] {
  const { matches } = match(manifests, listed);
  const { orphans } = match(all.filter(isListed(listed)), listed);
  const matched = matches.flatMap((one) => (one.tag === 'stream' ? [one.row] : []));
  const creates = matches.flatMap((one) => (one.tag === 'none' ? [one.manifest] : []));
  const byId = (listed.rows.get(collectionKey(COLLECTION_OF_IDS)) ?? []).filter(({ streamId }) =>
    named.includes(streamId),
  );
  const needed = new Set([...matched, ...likelyOrphans(creates.filter(mayBeRenamed), orphans), ...byId]);
  return [...needed].map(({ collection, streamId, version }) => ({ collection, streamId, version }));
}

function mayBeRenamed(manifest: Manifest): boolean {
  return manifest.state !== 'absent' && !manifest.separate;
}

function rowsOf(one: Match): readonly StreamRow[] {
  switch (one.tag) {
    case 'stream':
      return [one.row];
    case 'ambiguous':
      return one.rows;
    case 'blocked':
      return one.row ? [one.row] : [];
    case 'none':
      return [];
    default:
      return one satisfies never;
  }
}

function ownUnusable(one: Match): readonly UnusableRow[] {
  return one.tag === 'blocked' && one.blocking?.isOwn ? [one.blocking.row] : [];
}

function matchOne(manifest: Manifest, live: LiveStreams): Match {
  const rows = live.named(manifest);
  const [row] = rows;
  const blocking = blockingRow(manifest, live.unusable, row !== undefined);
  if (blocking) {
    return { tag: 'blocked', manifest, blocking, code: 'unusable-row', reason: unusableReason(blocking) };
  }
  if (manifest.streamId !== undefined && !row) return goneOrAbsent(manifest, manifest.streamId);
  if (!row) return { tag: 'none', manifest };
  if (rows.every(isArchived)) return archived(manifest, row);
  if (rows.length > 1) return twoStreams(manifest, rows);
  const claimants = live.claimants(row);
  if (claimants.length > 1) return twoManifests(manifest, row, claimants);
  const taken = live.refusedRename(manifest, row);
  if (taken !== undefined) return { tag: 'blocked', manifest, row, code: 'stream-name-taken', reason: taken };
  return { tag: 'stream', manifest, row, by: manifest.streamId === undefined ? 'name' : 'id' };
}

function goneOrAbsent(manifest: Manifest, streamId: number): Match {
  if (manifest.state === 'absent') return { tag: 'none', manifest };
  const { title } = streamCard(manifest.collection);
  const reason = `it is bound to stream ${streamId}, and there is no such stream among the ${title} streams of this account: correct \`spec.streamId\` or \`spec.logType\`, or remove \`spec.streamId\` to create a stream`;
  return { tag: 'blocked', manifest, code: 'stream-not-found', reason };
}

/**
 * The vendor does not document which actions are allowed for an archived stream, or whether its name is free. An
 * archived stream with `state: absent` is ignored.
 */
function archived(manifest: Manifest, row: StreamRow): Match {
  if (manifest.state === 'absent') return { tag: 'none', manifest };
  const reason = `stream ${row.streamId} ("${row.name}") is archived, and no document says what may be done with such a stream or whether its name is free: give ${manifest.name} another stream name to create a new stream, or remove this manifest`;
  return { tag: 'blocked', manifest, row, code: 'stream-archived', reason };
}

function twoStreams(manifest: Manifest, rows: readonly StreamRow[]): Match {
  const ids = rows.map(({ streamId }) => `stream ${streamId}`).join(' and ');
  const reason = `${ids} are both named "${manifest.streamName}": add \`spec.streamId\` with the one that ${manifest.name} is about`;
  return { tag: 'ambiguous', manifest, rows, reason, names: [manifest.name] };
}

function twoManifests(manifest: Manifest, row: StreamRow, claimants: readonly Manifest[]): Match {
  const names = claimants.map(({ name }) => name);
  const bound = claimants.find(({ streamId }) => streamId !== undefined);
  const out = bound
    ? `${bound.name} is bound to it by \`spec.streamId\`, so give the other another stream name, or apply \`--only ${bound.name}\` first if it renames the stream`
    : 'bind one of them to its stream with `spec.streamId`, or give it another stream name';
  const reason = `${names.join(' and ')} are both about stream ${row.streamId} ("${row.name}"): ${out}`;
  return { tag: 'ambiguous', manifest, rows: [row], reason, names };
}
