import type { StreamDetail, StreamRow, UnusableRow } from './observed.ts';

/** SHA-256 of UTF-8 text, hexadecimal; handed in because pure rooms hold no platform. */
export type Hash = (text: string) => string;

/** A name the account knows and where that is known from. */
export interface KnownName {
  readonly id: number | string;
  readonly name: string;
  /** A data set field's JSON key. */
  readonly key?: string;
  /** `live`: told in this run; `kept`: from an earlier one; `card`: from the product's own tables. */
  readonly origin: 'live' | 'kept' | 'card';
}

/** Names by collection and list: the key is `collectionKey/list`, such as `DataStream2/cdn/properties`. */
export type Names = ReadonlyMap<string, readonly KnownName[]>;

/** What was read from the account before planning. Credentials inside bodies are sealed (`plan/credentials/seal.ts`). */
export interface Observed {
  /** Host and account key, or `simulator`. */
  readonly target: string;
  /** Rows by collection key; every collection that a manifest uses is there. */
  readonly rows: ReadonlyMap<string, readonly StreamRow[]>;
  /** Rows of the same lists that cannot be used. They are apart from the others, so that no cached detail completes one. */
  readonly unusable?: UnusableRows;
  /** Details by `streamKey`; every stream that `neededDetails` named and that still existed. */
  readonly details: ReadonlyMap<string, StreamDetail>;
  /** Why the content of a stream cannot be read, by `streamKey`, as a sentence: that stream is blocked. */
  readonly unreadable?: ReadonlyMap<string, string>;
  readonly names: Names;
}

/** Rows of list responses that cannot be used, by collection key. */
export type UnusableRows = ReadonlyMap<string, readonly UnusableRow[]>;
