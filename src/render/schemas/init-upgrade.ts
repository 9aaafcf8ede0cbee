import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION } from '../../model/members.ts';
import { list, type ObjectOf, object, oneOf, type Static, text } from '../../model/shape.ts';
import { INIT_MEMBERS } from './init.ts';
import { published } from './published.ts';

const FILE = object({
  file: text('Path, relative to the folder.', '.github/workflows/plan.yml'),
  change: oneOf(
    'create, update: it is written, unless `refusal` says why not. none: it is up to date. edited, deleted: you changed or deleted it, so it is not changed. unused: this version does not need it.',
    ['create', 'update', 'none', 'edited', 'deleted', 'unused'],
  ),
  'diff?': text('From your file to that of this version, as a unified diff. Absent for generated code.'),
  'add?': text('Lines to add manually to a file that was edited.'),
  'failure?': text('Why it could not be written.'),
});
/** One file in the result of `init --upgrade`. */
export type UpgradedFile = Static<typeof FILE>;

const REFUSAL = object(
  {
    code: oneOf('What kind of refusal.', ['no-consent', 'changed-meanwhile', 'newer-files']),
    message: text('What is wrong and how to fix it.'),
  },
  'Why nothing was written; absent if files were or would be written.',
);

const REPORT = {
  ...INIT_MEMBERS,
  'from?': text('The version that wrote the files last; absent if there is no record of it.', '1.2.3'),
  to: text('The version of this package.', '1.3.0'),
  files: list('One for each file that this version writes, or that an earlier one wrote.', FILE),
  'refusal?': REFUSAL,
};
/** The result of `init --upgrade`. */
export type UpgradeReport = ObjectOf<typeof REPORT>;

/** The output of `init --upgrade --format json`. */
export const INIT_UPGRADE_SCHEMA: JsonObject = published(
  'datastream init --upgrade',
  'Output of `datastream init --upgrade --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
