import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION, STATUS, STREAM_ID, TARGET, VERSION } from '../../model/members.ts';
import {
  anyJson,
  flag,
  list,
  type ObjectOf,
  object,
  oneOf,
  type Static,
  text,
  whole,
} from '../../model/shape.ts';
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
  'address?': text('With --terraform: its address in the state, if it has no name.'),
  message: text('Why.'),
});
/** A stream that cannot be written as a manifest. */
export type NotImported = Static<typeof NOT_IMPORTED>;

const ADDRESS = text('The address in the state.', 'module.logs["eu"].akamai_datastream.this');

const TERRAFORM = object(
  {
    file: text('The state that was read.', 'terraform.tfstate'),
    tool: oneOf('The program that manages the state.', ['terraform', 'tofu']),
    'version?': text('The version of that program. Absent if the state does not have it.', '1.9.8'),
    streams: list(
      'Streams of the state that a manifest manages now.',
      object({
        address: ADDRESS,
        streamId: STREAM_ID,
        name: text('The name of the manifest.'),
        file: text('The file of the manifest.', 'streams/web-access-logs.yaml'),
        isNew: flag('True if this run wrote the manifest.'),
        'markedAs?': oneOf(
          'How the state marks the stream. The next apply of Terraform would replace it (`tainted`) or delete it (`deposed`).',
          ['tainted', 'deposed'],
        ),
      }),
    ),
    omitted: list(
      'What the state also contains.',
      object({
        subject: text('An address, or the type of resources.', 'akamai_property'),
        'count?': whole('How many, if it is a type.', 1),
        message: text('Why it was not imported.'),
      }),
    ),
    'secrets?': object(
      {
        file: text('The file that was written.', '../secrets.env'),
        written: list('Variables with a value in it.', text('The variable.')),
        missing: list(
          'Variables of these manifests that the file does not have.',
          object({
            variable: text('The variable.'),
            name: text('The manifest that refers to it.'),
            message: text('Why.'),
          }),
        ),
      },
      'Present with --secrets-out. It contains names, never values.',
    ),
    removed: object(
      {
        blocks: text('Configuration that makes Terraform forget the streams without deleting them.'),
        commands: list('Commands that do the same.', text('A command.')),
        notYet: list(
          'Resources that must stay in Terraform for now.',
          object({ address: ADDRESS, message: text('Why.') }),
        ),
      },
      'What to change on the other side, after `plan` shows no change.',
    ),
  },
  'Present with --terraform.',
);
/** What an import from a Terraform state reports in addition. */
export type TerraformReport = Static<typeof TERRAFORM>;

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
  'terraform?': TERRAFORM,
};
/** The result of an import. */
export type ImportReport = ObjectOf<typeof REPORT>;

/** The output of `import --format json`. */
export const IMPORT_SCHEMA: JsonObject = published(
  'datastream import',
  'Output of `datastream import --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
