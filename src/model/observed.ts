import type { Collection } from './collection.ts';
import type { JsonObject } from './json.ts';
import { ID, STREAM_ID, VERSION } from './members.ts';
import { list, object, type Static, text } from './shape.ts';

/**
 * Statuses that the APIs document. DataStream 1 has no INACTIVE. No status means a failed activation: after a
 * failure, the stream returns to its previous stable status, or stays in transition for too long.
 */
export const STATUSES = ['INACTIVE', 'ACTIVATING', 'ACTIVATED', 'DEACTIVATING', 'DEACTIVATED'] as const;
/** A documented status of a stream. */
export type Status = (typeof STATUSES)[number];

/**
 * The status that this product assigns to rows of archived streams. DataStream 1 marks them in addition to their
 * status, and no document says which actions are allowed. `ARCHIVED` belongs to no phase, so no change is ever
 * planned for such a stream.
 */
export const ARCHIVED = 'ARCHIVED';

/** A source of a stream as in a list row: its id and its name. */
export interface NamedId {
  readonly id: number | string;
  readonly name: string;
}

/** One row of a list response: everything about a stream except its content. */
export interface StreamRow {
  readonly collection: Collection;
  readonly streamId: number;
  readonly name: string;
  /** The latest version. Only the latest version can change. */
  readonly version: number;
  /** As the API spells it, or `ARCHIVED`. Not always one of `STATUSES`. */
  readonly status: string;
  /** Absent if the API omits it (v3 may). */
  readonly groupId?: number;
  readonly contractId?: string;
  /** Sources with their names (`properties`, `zones` …), if rows contain them. */
  readonly sources: readonly NamedId[];
  readonly modifiedBy?: string;
  /** ISO 8601, UTC. */
  readonly modifiedDate?: string;
}

/**
 * A row of a list response in which a member is missing that planning needs. The stream exists, so its name is not
 * free. Its id may not be known.
 */
export interface UnusableRow
  extends Partial<Pick<StreamRow, 'streamId' | 'name' | 'groupId'>>,
    Pick<StreamRow, 'collection' | 'sources'> {
  /** What is wrong, as a clause: "has no usable version". */
  readonly reason: string;
}

/** The response to a list request. No stream is in both lists. */
export interface StreamList {
  readonly rows: readonly StreamRow[];
  readonly unusable: readonly UnusableRow[];
}

/** A member of a response that changes if the response is parsed and serialized again as JSON. */
export interface LossyMember {
  /** JSON Pointer into the response. */
  readonly pointer: string;
  /** A clause: "its value 1e400 is not exact as a double". */
  readonly why: string;
}

/** One version of a stream with its content: the response to a GET, a POST or a PUT. */
export interface StreamDetail extends StreamRow {
  /** `PM_DEPENDENT`, `DS_MANAGED`, `HYBRID`, or absent. */
  readonly integrationType?: string;
  /**
   * The body of the response, including unknown members. It is unchanged, except for members that the API represents
   * differently than the card (DataStream 1 groups data set fields). The client converts those to the form of the
   * card.
   */
  readonly body: JsonObject;
  /** Members that cannot be sent back unchanged. Only a read of the stream itself reports them. */
  readonly lossy?: readonly LossyMember[];
  /** Paths of references at which members are redacted (`plan/credentials/reference-paths.ts`). Absent: none. */
  readonly redacted?: readonly string[];
  /** Digest of the content before redaction. Set only together with `redacted`. */
  readonly content?: string;
}

export const AFFECTED = object(
  {
    streams: list(
      'Each with its latest version.',
      object({ streamId: STREAM_ID, name: text('The stream’s name.'), version: VERSION }),
    ),
    sources: list('What they share with the stream.', object({ id: ID, name: text('Its name.') })),
  },
  'Other streams that the writes may have re-activated, as returned by the API (DataStream 1).',
);
/** Other streams that a write affects (DataStream 1: streams that share properties with the written stream). */
export type Affected = Static<typeof AFFECTED>;

/** The stream after a write, and the other streams that the write affected. */
export interface WrittenStream extends StreamDetail {
  readonly affected?: Affected;
}

/** One entry of the activation history of a stream. */
export interface Activation {
  readonly version: number;
  readonly status: string;
  readonly modifiedBy: string;
  /** ISO 8601, UTC. */
  readonly modifiedDate: string;
}
