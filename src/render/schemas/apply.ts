import type { JsonObject } from '../../model/json.ts';
import type { ApplyOutcome, StepOutcome } from '../../model/outcome.ts';
import {
  everyMemberOf,
  FORMAT_VERSION,
  IDENTITY,
  list,
  object,
  oneOf,
  published,
  REFUSALS,
  STATUS,
  STEPS,
  STREAM_ID,
  TARGET,
  text,
  VERSION,
  WARNINGS,
  whole,
} from './parts.ts';
import { PLAN } from './plan.ts';

const OUTCOMES = everyMemberOf<ApplyOutcome['outcome']>({
  converged: true,
  progressing: true,
  interrupted: true,
  failed: true,
  refused: true,
});
const RESULTS = everyMemberOf<StepOutcome['result']>({
  done: true,
  failed: true,
  pending: true,
  'not-run': true,
});

const STEP = object({
  do: oneOf('The step.', STEPS),
  result: oneOf('`pending`: started or waited for, not settled. `not-run`: never begun.', RESULTS),
  'error?': text('What is wrong, who changed what and when, and what to do next.'),
});

/** The output of `apply --format json`. */
export const APPLY_SCHEMA: JsonObject = published(
  'datastream apply',
  'Output of `datastream apply --format json`.',
  object({
    formatVersion: FORMAT_VERSION,
    target: TARGET,
    plan: { ...PLAN, description: 'The plan that was carried out, as `datastream plan` prints it.' },
    outcome: oneOf(
      '`converged`: nothing left to do. `progressing`: something is in transition or waits for its turn. `interrupted`: a signal stopped the run; steps that are `not-run` were not started.',
      OUTCOMES,
    ),
    requests: whole('HTTP requests sent in this run, planning included.'),
    items: list(
      'One for each manifest.',
      object({
        ...IDENTITY,
        'streamId?': STREAM_ID,
        'version?': VERSION,
        'status?': STATUS,
        steps: list('What became of each step.', STEP),
        'affected?': object(
          {
            streams: list(
              'Each with its latest version.',
              object({ streamId: STREAM_ID, name: text('The stream’s name.'), version: VERSION }),
            ),
            sources: list(
              'What they share with the stream.',
              object({
                id: { anyOf: [{ type: 'integer' }, { type: 'string' }], description: 'The property’s ID.' },
                name: text('Its name.'),
              }),
            ),
          },
          'Other streams that the writes may have re-activated, as the API told (DataStream 1).',
        ),
        'reason?': text('Why nothing was tried: a blocked stream.'),
      }),
    ),
    refusals: REFUSALS,
    warnings: WARNINGS,
  }),
);
