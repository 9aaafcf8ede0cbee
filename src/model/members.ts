import { KINDS, LOG_TYPES, LOG_TYPES_OF, RESOURCE_KINDS } from './collection.ts';
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

/** Adds the rule that a resource has a log type if, and only if, its API has log types. */
export function inCollection<T>(shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    anyOf: RESOURCE_KINDS.map((kind) => {
      const logTypes = kind === 'PropertyLogging' ? [] : LOG_TYPES_OF[kind];
      const hasLogTypes = logTypes.length > 0;
      const properties = {
        kind: { const: kind },
        logType: hasLogTypes ? { enum: logTypes } : false,
      };
      return { type: 'object', properties, ...(hasLogTypes ? { required: ['logType'] } : {}) };
    }),
  };
}

/** The id of a source or of a data set field. */
export const ID: Shape<number | string> = {
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  description: 'The property’s ID.',
};
export const STREAM_ID = whole('The stream’s ID.', 1);
const PROPERTY_ID = whole('The property’s ID. Only for the kind `PropertyLogging`.', 1);

/**
 * What identifies a resource: its manifest, its kind and its id. It has no id before it is created. `resource-key.ts`
 * compares these members, so that no other module needs to know which of them is the id.
 */
export const IDENTITY = {
  name: text(
    'Unique in a plan: `metadata.name` of the manifest of a stream, `PropertyLogging/NAME/PROPERTY` for a property.',
    'web-access-logs',
  ),
  kind: oneOf('Kind of the resource: the API generation of a stream, or `PropertyLogging`.', RESOURCE_KINDS),
  'logType?': COLLECTION['logType?'],
  'streamId?': STREAM_ID,
  'propertyId?': PROPERTY_ID,
};

/** What identifies a stream. */
export const STREAM_IDENTITY = {
  name: text('`metadata.name` of the manifest.', 'web-access-logs'),
  ...COLLECTION,
  'streamId?': STREAM_ID,
};

export const VERSION = whole('The latest version, the only one that can change.', 1);
export const STATUS = text('The live status as the API spells it, undocumented ones too.', 'ACTIVATED');

export const MODIFIED = {
  'modifiedBy?': text('Who created the latest version.'),
  'modifiedDate?': text('When it was created, ISO 8601.', '2026-02-05T13:31:30Z'),
};
