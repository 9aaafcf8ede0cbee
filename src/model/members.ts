import { KINDS, LOG_TYPES } from './collection.ts';
import { exactly, oneOf, type Shape, text, whole } from './shape.ts';

/** Members that several shapes have. */

export const FORMAT_VERSION = exactly(
  1,
  'Version of this format. Members may be added within a version; none is removed or changed.',
);

/** Host and account key, or `simulator`. */
export const TARGET = text(
  'Host and account key, or `simulator`.',
  'https://akab-example.luna.akamaiapis.net',
);

/** The collection of a stream. */
export const COLLECTION = {
  kind: oneOf('API generation.', KINDS),
  'logType?': oneOf('Log type, as the paths of the API spell it; absent if the API has none.', LOG_TYPES),
};

/** Adds the rule that a stream of DataStream 2 has a log type, and that a stream of DataStream 1 has none. */
export function inCollection<T>(shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    anyOf: [
      { type: 'object', properties: { kind: { const: 'DataStream1' }, logType: false } },
      { type: 'object', properties: { kind: { const: 'DataStream2' }, logType: {} }, required: ['logType'] },
    ],
  };
}

/** The manifest of a stream, and the collection of the stream. */
export const IDENTITY = {
  name: text('`metadata.name` of the manifest.', 'web-access-logs'),
  ...COLLECTION,
};

/** The id of a source or of a data set field. */
export const ID: Shape<number | string> = {
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  description: 'The property’s ID.',
};
export const STREAM_ID = whole('The stream’s ID.', 1);
export const VERSION = whole('The latest version, the only one that can change.', 1);
export const STATUS = text('The live status as the API spells it, undocumented ones too.', 'ACTIVATED');

export const MODIFIED = {
  'modifiedBy?': text('Who created the latest version.'),
  'modifiedDate?': text('When it was created, ISO 8601.', '2026-02-05T13:31:30Z'),
};
