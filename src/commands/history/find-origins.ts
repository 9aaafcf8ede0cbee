import type { Collection } from '../../model/collection.ts';
import type { VersionOrigin } from '../../model/history.ts';

/** A stream of an account. */
export interface StreamInAccount extends Collection {
  readonly streamId: number;
  /** Host and account key, or `simulator`. */
  readonly target: string;
}

/** What created versions, by version, or why the records of applies were not read, as sentences. */
export type Origins =
  | { readonly tag: 'read'; readonly origins: ReadonlyMap<number, VersionOrigin> }
  | { readonly tag: 'not-read'; readonly why: string };

/**
 * Finds what created versions of a stream, in the records that applies leave at a forge. The entry point supplies it,
 * because commands know no forge.
 */
export type FindOrigins = (stream: StreamInAccount, versions: readonly number[]) => Promise<Origins>;
