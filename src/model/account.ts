import { defined } from './defined.ts';
import type { JsonObject } from './json.ts';
import type { StreamDetail, StreamRow, UnusableRow } from './observed.ts';
import type { ObservedProperty } from './property-logging.ts';

/**
 * Returns the SHA-256 of a string in UTF-8, in hexadecimal. It is injected because the core modules do not depend on
 * a platform.
 */
export type Hash = (text: string) => string;

/** An object of the account that has a name, and the source of that name. */
export interface KnownName {
  readonly id: number | string;
  readonly name: string;
  /** The JSON key of a data set field. */
  readonly key?: string;
  /**
   * `live`: returned by the API in this run. `kept`: from the cache of an earlier run. `card`: from the tables of
   * this product.
   */
  readonly origin: 'live' | 'kept' | 'card';
}

/** Names by collection and list: the key is `collectionKey/list`, such as `DataStream2/cdn/properties`. */
export type Names = ReadonlyMap<string, readonly KnownName[]>;

/**
 * Everything that was read from the account before planning. Credentials inside bodies are redacted
 * (`plan/credentials/seal.ts`).
 */
export interface Observed {
  /** Host and account key, or `simulator`. */
  readonly target: string;
  /** Rows by collection key. Contains every collection that a manifest uses. */
  readonly rows: ReadonlyMap<string, readonly StreamRow[]>;
  /** Rows of the same lists that cannot be used. They are separate, so that no cached detail completes such a row. */
  readonly unusable?: UnusableRows;
  /** Details by `keyById`: every stream that `neededDetails` named and that still existed. */
  readonly details: ReadonlyMap<string, StreamDetail>;
  /**
   * Streams whose content cannot be read, by `keyById`, with the reason as a sentence. Such a stream is blocked.
   */
  readonly unreadable?: ReadonlyMap<string, string>;
  readonly names: Names;
  /**
   * Properties of `PropertyLogging` manifests by the name or id that the manifest has: every one that a manifest names.
   */
  readonly properties?: ReadonlyMap<string | number, ObservedProperty>;
}

/** The results of list calls, by collection key. `rows` contains every collection that a manifest uses. */
export type Listed = Pick<Observed, 'rows' | 'unusable'>;

/** Rows of list responses that cannot be used, by collection key. */
export type UnusableRows = ReadonlyMap<string, readonly UnusableRow[]>;

/** A group, a contract, or both. Objects of an account belong to these, and sources are looked up in them. */
export interface AccountScope {
  readonly groupId?: number;
  readonly contractId?: string;
}

/** Returns the scope that a spec states and, for what it does not state, that of the live stream. */
export function scopeOf(spec: JsonObject | undefined, live?: AccountScope): AccountScope {
  const stated = { ...spec };
  const groupId = typeof stated['groupId'] === 'number' ? stated['groupId'] : live?.groupId;
  const contractId = typeof stated['contractId'] === 'string' ? stated['contractId'] : live?.contractId;
  return defined({ groupId, contractId });
}
