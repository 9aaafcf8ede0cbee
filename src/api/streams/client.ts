import type { Collection } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Activation, StreamDetail, StreamList, WrittenStream } from '../../model/observed.ts';

/** Something the account has, by number or name: a property, a zone, a configuration, a data set field, a group. */
export interface CatalogEntry {
  readonly id: number | string;
  readonly name: string;
  /** A data set field's JSON key. */
  readonly key?: string;
  /** A group's contracts. */
  readonly contractIds?: readonly string[];
}

/** A whole stream to send: no ids but resolved ones, no references. */
export interface StreamBody {
  /** Canonical member names, secrets as values. */
  readonly spec: JsonObject;
  /**
   * Live members the product does not know, from the fresh read, sent back as they came. Nested like `spec`:
   * `deliveryConfiguration`, `destination` and `connectors` (by name) hold theirs. Empty for a create.
   */
  readonly carried: JsonObject;
}

/** The verbs of an API that read. This is all that planning ever holds. */
export interface StreamReader {
  /** All streams of a collection, latest versions. One request. One row that cannot be read does not hide the others. */
  list(collection: Collection): Promise<StreamList>;
  /** The latest version of one stream. @throws {ApiError} kind `no-such-stream` */
  get(collection: Collection, streamId: number): Promise<StreamDetail>;
  /** Versions from `first` to `last`, both included. */
  history(
    collection: Collection,
    streamId: number,
    first: number,
    last: number,
  ): Promise<readonly StreamDetail[]>;
  activationHistory(collection: Collection, streamId: number): Promise<readonly Activation[]>;
  /** Data set fields of the collection. */
  fields(collection: Collection): Promise<readonly CatalogEntry[]>;
  /** Sources (properties, zones, configurations) that a group or a contract has. */
  sources(
    collection: Collection,
    place: { readonly groupId?: number; readonly contractId?: string },
  ): Promise<readonly CatalogEntry[]>;
  /** Groups with their contracts. */
  groups(collection: Collection): Promise<readonly CatalogEntry[]>;
}

/** How a write is guarded against its own delay. */
export interface WriteOptions {
  /**
   * Called when the write was held back for more than 10 seconds (by the pace or by a 429) since it was asked for,
   * or since it was last confirmed, immediately before it is sent. It reads the stream afresh and resolves when the
   * write is still right; its rejection cancels the write, which was then never sent, and reaches the caller as it is.
   * It may use the reader and the writer of the same connection: the write holds nothing while it runs.
   */
  readonly confirm?: () => Promise<void>;
}

/** The verbs that write. None repeats a request whose outcome is unknown; a 429 (nothing happened) is waited out. */
export interface StreamWriter extends StreamReader {
  create(
    collection: Collection,
    body: StreamBody,
    activate: boolean,
    options?: WriteOptions,
  ): Promise<WrittenStream>;
  update(
    collection: Collection,
    streamId: number,
    body: StreamBody,
    activate: boolean,
    options?: WriteOptions,
  ): Promise<WrittenStream>;
  activate(collection: Collection, streamId: number, options?: WriteOptions): Promise<WrittenStream>;
  deactivate(collection: Collection, streamId: number, options?: WriteOptions): Promise<WrittenStream>;
  delete(collection: Collection, streamId: number, options?: WriteOptions): Promise<void>;
}
