import { KINDS } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION, STREAM_ID, TARGET, VERSION } from '../../model/members.ts';
import { list, type ObjectOf, object, oneOf, type Static, text, whole } from '../../model/shape.ts';
import { published } from './published.ts';

const IMPORTED = object({
  file: text('The file that was written.', 'streams/properties/www-example-com.yaml'),
  name: text('metadata.name of the manifest.', 'www-example-com'),
  propertyId: whole('Property ID.', 1),
  propertyName: text('Name of the property.', 'www.example.com'),
  version: VERSION,
  streams: list(
    'The streams in the manifest.',
    object({
      kind: oneOf('Generation of the API.', KINDS),
      'name?': text('metadata.name. Absent if no manifest manages the stream.', 'web-access-logs'),
      streamId: STREAM_ID,
    }),
  ),
  otherStreams: list(
    'Streams that a behavior names and that are not in the manifest: not every behavior names them, or they are not active, or a manifest cannot name them.',
    object({ kind: oneOf('Generation of the API.', KINDS), streamId: STREAM_ID }),
  ),
});
/** A property and its manifest. */
export type ImportedProperty = Static<typeof IMPORTED>;

const NOT_IMPORTED = object({
  'propertyId?': whole('Absent if it is not known.', 1),
  'propertyName?': text('Absent if it is not known.', 'www.example.com'),
  code: oneOf(
    'no-streams: no stream can be in the manifest. has-manifest: there is a manifest. not-live: no version is active on production. no-access: the property does not exist, or the API client has no access to it. unreadable: its response or rule tree does not have the documented form.',
    ['no-streams', 'has-manifest', 'not-live', 'no-access', 'unreadable'],
  ),
  message: text('Why, as sentences.'),
});
/** A property that no manifest was written for. */
export type PropertyNotImported = Static<typeof NOT_IMPORTED>;

const REPORT = {
  target: TARGET,
  imported: list('One for each manifest that was written.', IMPORTED),
  notImported: list('Properties that no manifest was written for.', NOT_IMPORTED),
};
/** The result of `import --properties`. */
export type ImportPropertiesReport = ObjectOf<typeof REPORT>;

/** The output of `import --properties --format json`. */
export const IMPORT_PROPERTIES_SCHEMA: JsonObject = published(
  'datastream import --properties',
  'Output of `datastream import --properties --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
