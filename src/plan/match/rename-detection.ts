import type { Hash } from '../../model/account.ts';
import type { StreamCard } from '../../model/card.ts';
import { collectionKey } from '../../model/collection.ts';
import { canonicalJson, type JsonObject } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { sealer } from '../../redaction/seal.ts';
import { canonicalLive } from '../canonical/canonical.ts';
import { renamedOrphan } from './match.ts';

/**
 * Unmanaged streams whose content was read, by collection and sources. A create is compared only with the unmanaged
 * streams that have its sources.
 */
export type OrphanIndex = ReadonlyMap<string, readonly StreamDetail[]>;

/**
 * Creates the index. Unmanaged streams are sorted by id, so that the result does not depend on the order of the
 * response.
 */
export function orphanIndex(
  orphans: readonly StreamDetail[],
  cardOf: (orphan: StreamDetail) => StreamCard,
): OrphanIndex {
  const index = new Map<string, StreamDetail[]>();
  for (const orphan of [...orphans].sort((a, b) => a.streamId - b.streamId)) {
    const card = cardOf(orphan);
    const key = sourcesKey(card, canonicalLive(card, orphan).spec);
    const known = index.get(key);
    if (known) known.push(orphan);
    else index.set(key, [orphan]);
  }
  return index;
}

/**
 * Returns why a create is blocked: an unmanaged stream has the same sources and destination. Under a new name, a
 * create would add a second stream and leave the first one active. Returns `undefined` if there is no such unmanaged
 * stream.
 */
export function lookAlike(
  card: StreamCard,
  desired: JsonObject,
  index: OrphanIndex,
  target: string,
  hash: Hash,
): string | undefined {
  const sealFor = (streamId: number) => sealer(target, card.collection, streamId, hash);
  const orphan = renamedOrphan(card, desired, index.get(sourcesKey(card, desired)) ?? [], sealFor);
  if (!orphan) return undefined;
  const { streamId, name } = orphan;
  return `it looks like stream ${streamId} (${JSON.stringify(name)}) renamed, which has the same sources and destination: add \`spec.streamId: ${streamId}\`, or \`spec.separate: true\` if a second stream is meant`;
}

function sourcesKey(card: StreamCard, spec: JsonObject): string {
  const lists = card.lists.filter((list) => list.role === 'sources').map((list) => spec[list.member] ?? []);
  return `${collectionKey(card.collection)} ${canonicalJson(lists)}`;
}
