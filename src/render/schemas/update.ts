import type { JsonObject } from '../../model/json.ts';
import {
  FORMAT_VERSION,
  IDENTITY,
  list,
  object,
  oneOf,
  published,
  REFUSALS,
  STATUS,
  STREAM_ID,
  TARGET,
  text,
  VERSION,
} from './parts.ts';
import { CHANGE } from './plan.ts';

const STATE = oneOf('Desired state.', ['active', 'inactive', 'absent']);

/** The output of `import --update --format json`. */
export const UPDATE_SCHEMA: JsonObject = published(
  'datastream import --update',
  'Output of `datastream import --update --format json`.',
  object({
    formatVersion: FORMAT_VERSION,
    target: TARGET,
    updated: list(
      'Manifests that take over live values. They are written unless `refusals` says why not.',
      object({
        file: text('The file that is rewritten.', 'streams/web-access-logs.yaml'),
        ...IDENTITY,
        streamId: STREAM_ID,
        version: VERSION,
        status: STATUS,
        'state?': object(
          { before: STATE, after: STATE },
          'Absent: the manifest has the state of the stream.',
        ),
        changes: list('From what the manifest said to what is live.', CHANGE),
        references: list(
          'References that are new in the manifest, because the API does not return the values.',
          object({
            member: text('The member that takes the secret.', 'password'),
            suggestedName: text('The environment variable that the manifest names.'),
          }),
        ),
      }),
    ),
    refusals: REFUSALS,
    notUpdated: list(
      'Manifests that differ from their streams and were not rewritten.',
      object({ name: IDENTITY.name, message: text('Why, and what to do.') }),
    ),
  }),
);
