import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION } from '../../model/members.ts';
import { list, type ObjectOf, object, oneOf, type Static, text } from '../../model/shape.ts';
import { published } from './published.ts';

const RESULT = object({
  file: text('Path, relative to the folder.', '.github/workflows/plan.yml'),
  result: oneOf(
    'same: it exists and has what it needs; kept: it exists, is different and was not changed; not-needed: omitted.',
    ['written', 'same', 'kept', 'not-needed', 'failed'],
  ),
  'add?': text('Lines to add manually to a file that was kept.'),
  'reason?': text('Why it was omitted or could not be written.'),
});
/** The result for one file. */
export type InitResult = Static<typeof RESULT>;

const LINE = text('One line.');
const STEP = object({
  title: text('The step in a few words.', 'Create the environments'),
  text: text('What to do.'),
  commands: list('Commands for a POSIX shell.', LINE),
});
/** A manual step, with commands to copy. */
export type InitStep = Static<typeof STEP>;

/** Members of the results of `init` and of `init --upgrade`. */
export const INIT_MEMBERS = {
  directory: text('The repository’s folder, as given on the command line.', '.'),
  branch: text('The branch that the workflows apply.', 'main'),
  action: text('The reference to the Action in the workflows.', './.github/actions/datastream'),
  'actionReason?': text('Why the workflows use a copy of the Action, although none was requested.'),
  doubts: list('What could not be detected, in complete sentences.', LINE),
};

const SETUP = object(
  {
    'repository?': text('The repository on GitHub.', 'acme/log-streams'),
    outcome: oneOf(
      'done: all settings exist. incomplete: some commands wait for something. failed: a command failed, and the later ones were not run. unavailable: gh cannot be used. cancelled, not-confirmed: no command was run.',
      ['done', 'incomplete', 'failed', 'unavailable', 'cancelled', 'not-confirmed'],
    ),
    'reason?': text('What is not done, why, and what to do.'),
    commands: list(
      'The commands of the steps that create settings, in this order.',
      object({
        command: text('For a POSIX shell.', 'gh variable set DATASTREAM_TARGET --body akamai'),
        result: oneOf(
          'done: it was run. exists: the setting exists already and was not changed. waits: something else has to be done first.',
          ['done', 'exists', 'waits', 'failed', 'not-run'],
        ),
        'reason?': text('Why it waits or failed.'),
      }),
    ),
  },
  'Only with --github: what was set up.',
);
/** What `init --github` did. */
export type SetupReport = Static<typeof SETUP>;

const REPORT = {
  ...INIT_MEMBERS,
  files: list('The result for each file.', RESULT),
  steps: list('The remaining manual steps, in this order.', STEP),
  'setup?': SETUP,
};
/** The result of `init`. */
export type InitReport = ObjectOf<typeof REPORT>;

/** The output of `init --format json`. */
export const INIT_SCHEMA: JsonObject = published(
  'datastream init',
  'Output of `datastream init --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
