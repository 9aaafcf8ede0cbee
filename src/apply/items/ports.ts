import type { PropertyWriter } from '../../api/property-manager/client.ts';
import type { StreamReader, StreamWriter } from '../../api/streams/client.ts';
import type { AccountScope, Hash, Names } from '../../model/account.ts';
import type { Clock } from '../../model/clock.ts';
import type { Collection } from '../../model/collection.ts';
import type { Listener } from '../../model/event.ts';
import type { Freeze } from '../../model/freeze.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { TimeWindow } from '../../model/time-window.ts';
import type { SealStream } from '../../plan/credentials/seal-stream.ts';
import type { Journal } from '../files/journal.ts';
import type { SharedReads } from '../observe/read-cache.ts';
import type { SharedLists } from '../observe/shared-lists.ts';
import type { VersionCache } from '../observe/version-cache.ts';
import type { SecretSource } from '../secrets/resolve.ts';

/** The dependencies of an apply. */
export interface ApplyPorts {
  readonly writer: StreamWriter;
  readonly reader: StreamReader;
  readonly propertyWriter: PropertyWriter;
  /** Keeps the streams and names that are read, for the next plan. Default: none. */
  readonly cache?: VersionCache;
  readonly secrets: SecretSource;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly listen: Listener;
  /** Names for the ids in sentences; may be empty. */
  readonly names: Names;
  /**
   * List rows by collection key, as this run read them at its start. They decide which streams may be
   * deleted.
   */
  readonly startRows: ReadonlyMap<string, readonly StreamRow[]>;
  /** Aborted when the user stops the run. The current request is finished, and no new one is started. */
  readonly signal: AbortSignal;
  /** Makes the next plan look up these names again. */
  dropNames?(collection: Collection, role: 'sources' | 'fields', place: AccountScope): Promise<void>;
  /** HTTP requests sent so far. */
  requests(): number;
}

/** The settings of an apply. Times are milliseconds. */
export interface ApplyOptions {
  /** The maximum wait for transitions. Default: do not wait. */
  readonly wait?: number;
  /** The interval between two list calls for a collection while waiting. Default: as `nextLook` says. */
  readonly poll?: number;
  /** How long to look for the result of a lost write. Default: 30 s, after a 504 150 s. */
  readonly lookup?: number;
  /** When properties may be changed. The steps that are left at other times are left to a later run. Default: always. */
  readonly propertyWindow?: TimeWindow;
  /** While one of them is in force, only deactivations are taken; the other steps are left to a later run. */
  readonly freezes?: readonly Freeze[];
  /** How many warnings a change may add to the rule tree of a property. Default: 0. */
  readonly newWarnings?: number;
}

/** The state of one apply. */
export interface ApplyContext extends ApplyPorts, StreamContext {
  readonly target: string;
  readonly options: ApplyOptions;
}

/** The state that the streams of one apply share. */
export interface StreamContext {
  /** Its reads update the cache. */
  readonly reader: StreamReader;
  readonly seal: SealStream;
  readonly shared: SharedReads;
  readonly lists: SharedLists;
  /**
   * Streams, by `keyById`, that writes of this run to other streams have re-activated, according to the
   * API.
   */
  readonly moved: Set<string>;
}
