import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION } from '../../model/members.ts';
import { list, object, type Static, text } from '../../model/shape.ts';
import { published } from './published.ts';

const EXPLAINED = object({
  code: text('The code.', 'literal-secret'),
  subject: text(
    'What has this code: a finding, a refusal, a reason of a blocked resource, a warning or an error.',
    'finding',
  ),
  title: text('A short summary.'),
  meaning: text('Why it is reported, and what its consequences are.'),
  fix: text('What to do.'),
  'example?': object(
    {
      file: text('The file of the example.', 'streams/web.yaml'),
      difference: list(
        'Lines of the file. `-` marks the lines that cause the finding, and `+` the fix.',
        text('A line.', '+   state: active'),
      ),
    },
    'An example of a manifest or of the configuration file.',
  ),
  'url?': text('Its address in the reference. Absent: this copy of the program is not published.'),
});
/** A code with its explanation. */
export type ExplainedCode = Static<typeof EXPLAINED>;

/** The output of `explain --format json`. */
export const EXPLAIN_SCHEMA: JsonObject = published(
  'datastream explain',
  'Output of `datastream explain --format json`.',
  object({
    formatVersion: FORMAT_VERSION,
    explanations: list('One for each subject that has this code.', EXPLAINED),
  }),
);
