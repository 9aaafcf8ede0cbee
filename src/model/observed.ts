import { COLLECTION, ID, MODIFIED, STATUS, STREAM_ID, VERSION } from './members.ts';
import { anyObject, list, type ObjectOf, object, type Static, text, whole } from './shape.ts';

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

const NAMED_ID = object({ id: ID, name: text('Its name.') });
/** A source of a stream as in a list row: its id and its name. */
export type NamedId = Static<typeof NAMED_ID>;

const STREAM_ROW = {
  collection: object(COLLECTION),
  streamId: STREAM_ID,
  name: text(),
  version: VERSION,
  /** As the API spells it, or `ARCHIVED`. Not always one of `STATUSES`. */
  status: STATUS,
  /** Absent if the API omits it (v3 may). */
  'groupId?': whole(),
  'contractId?': text(),
  /** Sources with their names (`properties`, `zones` …), if rows contain them. */
  sources: list(NAMED_ID),
  ...MODIFIED,
};
/** One row of a list response: everything about a stream except its content. */
export type StreamRow = ObjectOf<typeof STREAM_ROW>;

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

const LOSSY_MEMBER = object({
  /** JSON Pointer into the response. */
  pointer: text(),
  /** A clause: "its value 1e400 is not exact as a double". */
  why: text(),
});
/** A member of a response that changes if the response is parsed and serialized again as JSON. */
export type LossyMember = Static<typeof LOSSY_MEMBER>;

export const STREAM_DETAIL = object({
  ...STREAM_ROW,
  /** `PM_DEPENDENT`, `DS_MANAGED`, `HYBRID`, or absent. */
  'integrationType?': text(),
  /**
   * The body of the response, including unknown members. It is unchanged, except for members that the API represents
   * differently than the card (DataStream 1 groups data set fields). The client converts those to the form of the
   * card.
   */
  body: anyObject(),
  /** Members that cannot be sent back unchanged. Only a read of the stream itself reports them. */
  'lossy?': list(LOSSY_MEMBER),
  /** Paths of references at which members are redacted (`plan/credentials/seal-stream.ts`). Absent: none. */
  'redacted?': list(text()),
  /** Digest of the content before redaction. Set only together with `redacted`. */
  'content?': text(),
});
/** One version of a stream with its content: the response to a GET, a POST or a PUT. */
export type StreamDetail = Static<typeof STREAM_DETAIL>;

export const AFFECTED = object(
  {
    streams: list(
      'Each with its latest version.',
      object({ streamId: STREAM_ID, name: text('The stream’s name.'), version: VERSION }),
    ),
    sources: list('What they share with the stream.', NAMED_ID),
  },
  'Other streams that the writes may have re-activated, as returned by the API (DataStream 1).',
);
/** Other streams that a write affects (DataStream 1: streams that share properties with the written stream). */
export type Affected = Static<typeof AFFECTED>;

/** The stream after a write, and the other streams that the write affected. */
export interface WrittenStream extends StreamDetail {
  readonly affected?: Affected;
}

/** The versions in a response. A version that cannot be read does not hide the others, and is in one list only. */
export interface VersionList {
  readonly versions: readonly StreamDetail[];
  /** `version` is absent if it cannot be read either. `reason` is a sentence. */
  readonly unusable: readonly { readonly version?: number; readonly reason: string }[];
}

/** One entry of the activation history of a stream. */
export interface Activation {
  readonly version: number;
  readonly status: string;
  readonly modifiedBy: string;
  /** ISO 8601, UTC. */
  readonly modifiedDate: string;
}
