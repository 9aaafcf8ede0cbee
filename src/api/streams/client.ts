import type { Collection } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { ID } from '../../model/members.ts';
import type {
  Activation,
  StreamDetail,
  StreamList,
  VersionList,
  WrittenStream,
} from '../../model/observed.ts';
import { list, object, type Static, text } from '../../model/shape.ts';

export const CATALOG_ENTRY = object({
  id: ID,
  name: text(),
  /** The JSON key of a data set field. */
  'key?': text(),
  /** The contracts of a group. */
  'contractIds?': list(text()),
});
/** An object of the account with id and name: a property, a zone, a configuration, a data set field, a group. */
export type CatalogEntry = Static<typeof CATALOG_ENTRY>;

/** A complete stream to send: names are resolved to ids, and references to values. */
export interface StreamBody {
  /** The content with canonical member names. Secrets are values. */
  readonly spec: JsonObject;
  /**
   * Members of the live stream that the product does not know, from the latest read. They are sent back unchanged.
   * They are nested like `spec`: `deliveryConfiguration`, `destination` and `connectors` (by name) contain their own.
   * Empty for a create.
   */
  readonly carried: JsonObject;
}

/** The read methods of an API. Planning has access to these only. */
export interface StreamReader {
  /**
   * Returns the latest versions of all streams of a collection, with one request. A row that cannot be read does not
   * hide the others.
   */
  list(collection: Collection): Promise<StreamList>;
  /**
   * Returns the latest version of one stream.
   * @throws {ApiError} kind `no-such-stream`
   */
  get(collection: Collection, streamId: number): Promise<StreamDetail>;
  /** Returns the versions from `first` to `last`, both included. Versions that do not exist are omitted. */
  history(collection: Collection, streamId: number, first: number, last: number): Promise<VersionList>;
  activationHistory(collection: Collection, streamId: number): Promise<readonly Activation[]>;
  /** Returns the data set fields of the collection. */
  fields(collection: Collection): Promise<readonly CatalogEntry[]>;
  /** Returns the sources (properties, zones, configurations) of a group or a contract. */
  sources(
    collection: Collection,
    place: { readonly groupId?: number; readonly contractId?: string },
  ): Promise<readonly CatalogEntry[]>;
  /** Returns the groups with their contracts. */
  groups(collection: Collection): Promise<readonly CatalogEntry[]>;
}

/** Options that protect a delayed write. */
export interface WriteOptions {
  /**
   * Called immediately before the write is sent, if it had to wait for more than 10 seconds (because of the rate
   * limiter or a 429) since `readAt` or the last confirmation. The function reads the stream again and resolves if
   * the write is still correct. If it rejects, the write is never sent, and the caller receives the same error. It
   * may use the reader and the writer of the same connection, because a waiting write blocks nothing.
   */
  readonly confirm?: () => Promise<void>;
  /**
   * When what the write is based on was read, milliseconds on the monotonic clock; the 10 seconds count from then. Default:
   * when the write is requested.
   */
  readonly readAt?: number;
}

/**
 * The write methods of an API. None of them retries a request whose outcome is unknown. A 429 is retried, because the
 * request was not executed.
 */
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
