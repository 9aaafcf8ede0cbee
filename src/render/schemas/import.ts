import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION, STATUS, STREAM_ID, TARGET, VERSION } from '../../model/members.ts';
import { anyJson, list, type ObjectOf, object, type Static, text, whole } from '../../model/shape.ts';
import { published } from './published.ts';

const IMPORTED = object({
  file: text('The file that was written.', 'streams/web-access-logs.yaml'),
  name: text('The live stream’s name.'),
  collection: text('API generation and log type.', 'DataStream2/cdn'),
  streamId: STREAM_ID,
  version: VERSION,
  status: STATUS,
  references: list(
    'Secrets that the API does not return.',
    object({
      member: text('The member that takes the secret.', 'password'),
      suggestedName: text('The environment variable that the manifest names.'),
    }),
  ),
  notReturned: list(
    'Members that the API does not return.',
    object({
      member: text('The member.', 'sampleRate'),
      sets: anyJson('What the next update sets unless the manifest has another value.'),
    }),
  ),
  'undocumentedValues?': list(
    'Live values that the vendor does not document: not in the manifest, and sent back by updates.',
    object({
      member: text('The member.', 'destination.compressLogs'),
      value: anyJson('Its live value.'),
    }),
  ),
  'unknownTypes?': list(
    'Destination types that this version does not know: their write-only members have to be added to the manifest.',
    text('The type.', 'NEW_TYPE'),
  ),
  'unknownMembers?': list(
    'Live members that this version does not know: not in the manifest, and sent back by updates.',
    text('The member.', 'destination.newMember'),
  ),
});
/** A stream and its manifest. */
export type ImportedStream = Static<typeof IMPORTED>;

const NOT_IMPORTED = object({
  'streamId?': { ...STREAM_ID, description: 'Absent if the list of streams does not say it.' },
  'name?': text('The live stream’s name. Absent if the list of streams does not say it.'),
  message: text('Why.'),
});
/** A live stream that cannot be written as a manifest. */
export type NotImported = Static<typeof NOT_IMPORTED>;

const REPORT = {
  target: TARGET,
  imported: list('One for each manifest that was written.', IMPORTED),
  toMend: list(
    'What has to be fixed in the files before they can be planned: live values that no manifest can hold.',
    object({
      file: text('The file that was written.', 'streams/web-access-logs.yaml'),
      line: whole('From 1.', 1),
      column: whole('From 1.', 1),
      message: text('What is wrong.'),
    }),
  ),
  notImported: list('Streams that no manifest was written for.', NOT_IMPORTED),
};
/** The result of an import. */
export type ImportReport = ObjectOf<typeof REPORT>;

/** The output of `import --format json`. */
export const IMPORT_SCHEMA: JsonObject = published(
  'datastream import',
  'Output of `datastream import --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
