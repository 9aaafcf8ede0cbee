import type { JsonObject } from '../../model/json.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { PRINTED_PLAN } from '../../model/plan.ts';
import { object } from '../../model/shape.ts';
import { published } from './published.ts';

const { formatVersion, target, ...result } = OUTCOME;

/** The output of `apply --format json`. */
export const APPLY_SCHEMA: JsonObject = published(
  'datastream apply',
  'Output of `datastream apply --format json`.',
  object({
    formatVersion,
    target,
    plan: {
      ...PRINTED_PLAN,
      description: 'The plan that was carried out, as `datastream plan` prints it.',
    },
    ...result,
  }),
);
