import type { JsonObject } from '../../model/json.ts';
import { PRINTED_PLAN_MEMBERS } from '../../model/plan.ts';
import { list, object, oneOf, type Static, text } from '../../model/shape.ts';
import { published } from './published.ts';

const NAME = text('Name of the manifest; `PropertyLogging/NAME/PROPERTY` for a property.');

const SAVED = object(
  {
    file: text('The file, as it was named.', 'plan.json'),
    'createdAt?': text('When the account was read: ISO 8601, UTC. Absent in plans of earlier versions.'),
    'section?': text('The section of the credentials file that was given.', 'logs'),
    'targetName?': text('The target of the configuration file.', 'production'),
    manifests: object(
      {
        comparison: oneOf('Whether the manifests have the same content as when the plan was created.', [
          'same',
          'different',
          'not-compared',
        ]),
        'folder?': text('The folder of the manifests when the plan was created.', 'streams'),
        'fingerprint?': text('Fingerprint of the content of the planned manifests.'),
        changed: list('Manifests with other content.', NAME),
        removed: list('Planned manifests that no longer exist.', NAME),
        added: list('Manifests that the plan does not have. Empty if only a part was planned.', NAME),
        'reason?': text('Why the manifests were not compared.'),
      },
      'The manifests of the plan, compared with the present ones. The account is not read.',
    ),
  },
  'When the plan was created, and from what.',
);
/** When a plan was saved, and whether it still corresponds to the manifests. */
export type SavedPlanReport = Static<typeof SAVED>;

/** The output of `show PLAN --format json`. */
export const SHOW_PLAN_SCHEMA: JsonObject = published(
  'datastream show PLAN',
  'Output of `datastream show PLAN --format json`: the plan as `plan --format json` prints it, and `saved`.',
  object({ ...PRINTED_PLAN_MEMBERS, saved: SAVED }),
);
