import { CHANGE } from '../../model/change.ts';
import type { JsonObject } from '../../model/json.ts';
import { DESIRED_STATES } from '../../model/manifest.ts';
import {
  COLLECTION,
  FORMAT_VERSION,
  IDENTITY,
  STATUS,
  STREAM_ID,
  TARGET,
  VERSION,
} from '../../model/members.ts';
import { REFUSALS } from '../../model/plan.ts';
import { flag, list, type ObjectOf, object, oneOf, type Static, text, whole } from '../../model/shape.ts';
import { published } from './published.ts';

const STATE = oneOf('Desired state.', DESIRED_STATES);

const UPDATED = object({
  file: text('The file that is rewritten.', 'streams/web-access-logs.yaml'),
  name: IDENTITY.name,
  ...COLLECTION,
  streamId: STREAM_ID,
  version: VERSION,
  status: STATUS,
  'state?': object({ before: STATE, after: STATE }, 'Absent: the manifest has the state of the stream.'),
  changes: list('From what the manifest said to what is live.', CHANGE),
  references: list(
    'References that are new in the manifest, because the API does not return the values.',
    object({
      member: text('The member that takes the secret.', 'password'),
      suggestedName: text('The environment variable that the manifest names.'),
    }),
  ),
  'broughtBack?': whole('With `--version`: the version whose content the manifest takes over.', 1),
  'secretsToCheck?': list(
    'With `--version`: references whose value may not be the right one. Absent: none.',
    object({
      member: text('The member that has the reference.', 'destination.password'),
      reference: text('The variable or the file.', 'env LOG_PLATFORM_TOKEN'),
      why: oneOf(
        '`other-receiver`: the value is sent to a receiver that the live stream does not send it to. `other-value`: the value was another one in that version, and the manifest does not contain it.',
        ['other-receiver', 'other-value'],
      ),
      'isAddress?': flag(
        'True: the value is the address of the destination, or a part of it. If it leads to another host or bucket, only a requested rotation writes it (`apply --rotate`, `rotate`).',
      ),
      'receiver?': text('Who receives the value.', 'logs.example.com'),
    }),
  ),
  'notes?': list('What differs from the version that is brought back, and why.', text()),
});
/** A manifest that takes over the live values of its stream. */
export type UpdatedManifest = Static<typeof UPDATED>;

const REPORT = {
  target: TARGET,
  'unchanged?': text('With `--version`: why nothing has to be changed.'),
  updated: list(
    'Manifests that take over live values. They are written unless `refusals` says why not.',
    UPDATED,
  ),
  refusals: REFUSALS,
  notUpdated: list(
    'Manifests that differ from their streams and were not rewritten.',
    object({
      name: IDENTITY.name,
      message: text('Why, and what to do.'),
      'changes?': list('Edits that are not applied: from live to manifest.', CHANGE),
    }),
  ),
};
/** The result of `import --update`. */
export type UpdateReport = ObjectOf<typeof REPORT>;

/** The output of `import --update --format json`. */
export const UPDATE_SCHEMA: JsonObject = published(
  'datastream import --update',
  'Output of `datastream import --update --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
