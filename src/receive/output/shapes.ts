import {
  anyObject,
  exactly,
  object,
  oneOf,
  orNull,
  type Shape,
  type Static,
  text,
  whole,
} from '../../model/shape.ts';

const RECEIVED_AT: Shape<string> = {
  ...text(
    'When the body of the request was complete: ISO 8601, UTC, with milliseconds.',
    '2026-11-29T10:15:00.123Z',
  ),
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
};
export const REJECTED_REASONS = ['gzip', 'encoding', 'utf8', 'json', 'columns'] as const;
const REASON = oneOf(
  'Why it cannot be read: `gzip` (damaged), `encoding` (a Content-Encoding other than gzip), `utf8`, `json` (not one object a line), `columns` (not the number of columns of the manifest).',
  REJECTED_REASONS,
);
/** Why a body or a line cannot be read. */
export type RejectedReason = Static<typeof REASON>;
const BYTES = whole('The size of what was rejected, as received.');

const STREAM_ID: Shape<number | null> = {
  ...orNull(whole()),
  description: 'The `streamId` of the record; else that of the manifest (`--manifest`); else null.',
};
const RECORD_LINE = object(
  {
    receivedAt: RECEIVED_AT,
    streamId: STREAM_ID,
    record: anyObject(
      'JSON: the bytes as sent. STRUCTURED: the values as text by column; columns that are `-` are omitted.',
    ),
  },
  'One record.',
);

const REJECTED_LINE = object(
  {
    receivedAt: RECEIVED_AT,
    streamId: exactly(null, 'Always null.'),
    rejected: object(
      {
        reason: REASON,
        bytes: BYTES,
        base64: text('What was rejected, as received: a whole body, or the unreadable lines of one.'),
      },
      'What could not be read.',
    ),
  },
  'A body, or lines of one, that cannot be read. On standard output only; with `--dir` it is in `rejected`.',
);
/** A line of standard output, or of a file. */
export const OUTPUT_LINE: Shape<unknown> = { oneOf: [RECORD_LINE, REJECTED_LINE] };

/** The description of a file in `rejected`. */
export const REJECTED_FILE = object({
  receivedAt: RECEIVED_AT,
  reason: REASON,
  bytes: BYTES,
  contentType: { ...orNull(text()), description: 'The Content-Type of the request, or null.' },
  contentEncoding: {
    ...orNull(text()),
    description: 'The Content-Encoding of the request, or null.',
  },
});
/** The description of a file in `rejected`. */
export type RejectedFile = Static<typeof REJECTED_FILE>;
