import type { JsonObject } from '../../model/json.ts';
import type { InitResult } from '../init/init.ts';
import { everyMemberOf, FORMAT_VERSION, list, object, oneOf, published, text } from './parts.ts';

const RESULTS = everyMemberOf<InitResult['result']>({
  written: true,
  same: true,
  kept: true,
  'not-needed': true,
  failed: true,
});

const LINE: JsonObject = { type: 'string', description: 'One line.' };

/** The output of `init --format json`. */
export const INIT_SCHEMA: JsonObject = published(
  'datastream init',
  'Output of `datastream init --format json`.',
  object({
    formatVersion: FORMAT_VERSION,
    directory: text('The repository’s folder, as it was given.', '.'),
    branch: text('The branch that the workflows apply.', 'main'),
    action: text('How the workflows call the Action.', './.github/actions/datastream'),
    doubts: list('What could not be found out, in whole sentences.', LINE),
    files: list(
      'What became of each file.',
      object({
        file: text('Path, relative to the folder.', '.github/workflows/plan.yml'),
        result: oneOf(
          'same: there already, with what it needs; kept: there already, different, left alone; not-needed: left out.',
          RESULTS,
        ),
        'add?': text('Lines to add manually to a file that was kept.'),
        'reason?': text('Why it was left out or could not be written.'),
      }),
    ),
    steps: list(
      'What is left to people, in this order.',
      object({
        text: text('What to do.'),
        commands: list('Commands for a POSIX shell.', LINE),
      }),
    ),
  }),
);
