import type { Collection } from '../model/collection.ts';
import type { JsonObject } from '../model/json.ts';
import type { Activation, StreamDetail, StreamRow } from '../model/observed.ts';

/** Something the account has, by number or name: a property, a zone, a configuration, a data set field, a group. */
export interface CatalogEntry {
  readonly id: number | string;
  readonly name: string;
  /** A data set field's JSON key. */
  readonly key?: string;
}

/** A whole stream to send: no ids but resolved ones, no references. */
export interface StreamBody {
  /** Canonical member names, secrets as values. */
  readonly spec: JsonObject;
  /**
   * Live members the product does not know, from the fresh read, sent back as they came. Nested like `spec`:
   * `deliveryConfiguration` and `destination` hold theirs. Empty for a create.
   */
  readonly carried: JsonObject;
}

/** The verbs of an API that read. This is all that planning ever holds. */
export interface StreamReader {
  /** All streams of a collection, latest versions. One request. */
  list(collection: Collection): Promise<readonly StreamRow[]>;
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

/** The verbs that write. Each sends one request and never repeats one whose outcome is unknown. */
export interface StreamWriter extends StreamReader {
  create(collection: Collection, body: StreamBody, activate: boolean): Promise<StreamDetail>;
  update(
    collection: Collection,
    streamId: number,
    body: StreamBody,
    activate: boolean,
  ): Promise<StreamDetail>;
  activate(collection: Collection, streamId: number): Promise<StreamDetail>;
  deactivate(collection: Collection, streamId: number): Promise<StreamDetail>;
  delete(collection: Collection, streamId: number): Promise<void>;
}
