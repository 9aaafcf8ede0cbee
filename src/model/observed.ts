import type { Collection } from './collection.ts';
import type { JsonObject } from './json.ts';

/**
 * Statuses that the APIs document; DataStream 1 has no INACTIVE. There is no word for a failed activation: it shows only as a stream that
 * settles where it was not sent, or that stays in transition for too long.
 */
export const STATUSES = ['INACTIVE', 'ACTIVATING', 'ACTIVATED', 'DEACTIVATING', 'DEACTIVATED'] as const;
export type Status = (typeof STATUSES)[number];

/**
 * The status that rows of archived streams get here. DataStream 1 marks them beside their status, and no document says
 * what may be done with one: it is in no phase, so nothing is ever planned for it.
 */
export const ARCHIVED = 'ARCHIVED';

/** A source of a stream as a list row tells it: its id and its name. */
export interface NamedId {
  readonly id: number | string;
  readonly name: string;
}

/** One row of a list call: everything about a stream but its content. */
export interface StreamRow {
  readonly collection: Collection;
  readonly streamId: number;
  readonly name: string;
  /** The latest version. Only this one can change. */
  readonly version: number;
  /** As the API spells it, or `ARCHIVED`; not always one of `STATUSES`. */
  readonly status: string;
  /** Absent where the API leaves it out (v3 may). */
  readonly groupId?: number;
  readonly contractId?: string;
  /** Sources with their names (`properties`, `zones` …), as far as rows carry them. */
  readonly sources: readonly NamedId[];
  readonly modifiedBy?: string;
  /** ISO 8601, UTC. */
  readonly modifiedDate?: string;
}

/**
 * A row of a list response without a member that planning needs. The stream exists, so its name must not be taken for a free
 * one; which stream it is may not be known.
 */
export interface UnusableRow
  extends Partial<Pick<StreamRow, 'streamId' | 'name' | 'groupId'>>,
    Pick<StreamRow, 'collection' | 'sources'> {
  /** What is wrong, as a clause: "has no usable version". */
  readonly reason: string;
}

/** The response to a list call. No stream is in both lists. */
export interface StreamList {
  readonly rows: readonly StreamRow[];
  readonly unusable: readonly UnusableRow[];
}

/** A member of a response that does not survive JSON: reading and sending it would change it. */
export interface LossyMember {
  /** JSON Pointer into the response. */
  readonly pointer: string;
  /** A clause: "its value 1e400 is not exact as a double". */
  readonly why: string;
}

/** One version of a stream with its content: the answer to a GET, a POST or a PUT. */
export interface StreamDetail extends StreamRow {
  /** `PM_DEPENDENT`, `DS_MANAGED`, `HYBRID`, or absent. */
  readonly integrationType?: string;
  /**
   * The answer's body, unknown members included: as it came, but for members that the API spells otherwise than its
   * card (DataStream 1 groups data set fields), which the client brings into the card's form.
   */
  readonly body: JsonObject;
  /** Members that cannot be sent back as they are. Only a read of the stream itself reports them. */
  readonly lossy?: readonly LossyMember[];
  /** Places of references at which members are redacted (`plan/credentials/reference-paths.ts`). Absent: none. */
  readonly redacted?: readonly string[];
  /** Digest of the content before those members were redacted; only with `redacted`. */
  readonly content?: string;
}

/** What a write does to streams beside the one it is about (DataStream 1: streams that share properties with it). */
export interface Affected {
  readonly streams: readonly {
    readonly streamId: number;
    readonly name: string;
    readonly version: number;
  }[];
  /** The sources that they share. */
  readonly sources: readonly NamedId[];
}

/** The stream after a write, and what else the write moved. */
export interface WrittenStream extends StreamDetail {
  readonly affected?: Affected;
}

/** One line of a stream's activation history. */
export interface Activation {
  readonly version: number;
  readonly status: string;
  readonly modifiedBy: string;
  /** ISO 8601, UTC. */
  readonly modifiedDate: string;
}
