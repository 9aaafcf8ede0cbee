import type { StreamReader, StreamWriter } from '../../api/streams/client.ts';
import type { Hash, Names } from '../../model/account.ts';
import type { Clock } from '../../model/clock.ts';
import type { Collection } from '../../model/collection.ts';
import type { Listener } from '../../model/event.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { Journal } from '../files/journal.ts';
import type { AccountScope, SharedReads } from '../observe/read-cache.ts';
import type { SecretSource } from '../secrets/resolve.ts';

/** Everything that obeying a plan needs of the world. */
export interface ApplyPorts {
  readonly writer: StreamWriter;
  readonly reader: StreamReader;
  readonly secrets: SecretSource;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly listen: Listener;
  /** Names for ids in sentences; may be empty. */
  readonly names: Names;
  /** Rows by collection key as this run found them at its start: what may be deleted is decided by these. */
  readonly startRows: ReadonlyMap<string, readonly StreamRow[]>;
  /** Aborted when the user asks to stop. The request in flight is finished, nothing new is begun. */
  readonly signal: AbortSignal;
  /** Makes the next plan look these names up again. */
  dropNames?(collection: Collection, role: 'sources' | 'fields', place: AccountScope): Promise<void>;
  /** HTTP requests sent so far. */
  requests(): number;
}

/** How long to wait and to look; milliseconds. */
export interface ApplyOptions {
  /** The longest wait for movements to end; absent: do not wait. */
  readonly wait?: number;
  /** Between two looks at a collection while waiting. */
  readonly poll: number;
  /** How long to look for the outcome of a lost write; by default 30 s, 150 s after a 504. */
  readonly lookup?: number;
}

/** One apply under way. */
export interface ApplyContext extends ApplyPorts {
  readonly target: string;
  readonly options: ApplyOptions;
  readonly shared: SharedReads;
  /** Streams, by `streamKey`, that this run's writes to others have re-activated, as the API told. */
  readonly moved: Set<string>;
}
