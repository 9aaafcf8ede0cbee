import type { Observed } from '../../model/account.ts';
import { capitalized } from '../../model/capitalized.ts';
import { collectionKey } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow } from '../../model/observed.ts';
import { type Match, match } from '../../plan/match/match.ts';

/** A managed stream whose delivery is verified. */
export interface Subject {
  readonly manifest: Manifest;
  /** Absent: there is no live stream, or it is not known which one it is. */
  readonly row?: StreamRow;
  /** Why the live stream is not known, as a sentence. */
  readonly problem?: string;
}

/**
 * Finds the live streams of manifests.
 * @param manifests those to verify; their collections are listed
 * @param repository all manifests, which may manage other listed streams
 */
export function findSubjects(
  manifests: readonly Manifest[],
  repository: readonly Manifest[],
  listed: Pick<Observed, 'rows' | 'unusable'>,
): readonly Subject[] {
  const names = new Set(manifests.map(({ name }) => name));
  const candidates = repository.filter(({ collection }) => listed.rows.has(collectionKey(collection)));
  return match(candidates, listed)
    .matches.filter(({ manifest }) => names.has(manifest.name))
    .map(subjectOf);
}

function subjectOf(one: Match): Subject {
  const { manifest } = one;
  switch (one.tag) {
    case 'stream':
      return { manifest, row: one.row };
    case 'none':
      return { manifest };
    case 'blocked':
      // A live stream that cannot be changed may still deliver.
      return one.row ? { manifest, row: one.row } : { manifest, problem: sentence(one.reason) };
    case 'ambiguous':
      return { manifest, problem: sentence(one.reason) };
    default:
      return one satisfies never;
  }
}

function sentence(clause: string): string {
  return `${capitalized(clause)}.`;
}

/** The name, collection and id of a stream in a report. */
export function identityOf({ manifest, row }: Subject) {
  const { kind, logType } = manifest.collection;
  return { name: manifest.name, kind, ...defined({ logType, streamId: row?.streamId }) };
}
