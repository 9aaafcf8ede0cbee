import type { JsonObject } from '../../model/json.ts';
import { PRINTED_PLAN } from '../../model/plan.ts';
import { published } from './published.ts';

/** The output of `plan --format json`. */
export const PLAN_SCHEMA: JsonObject = published(
  'datastream plan',
  'Output of `datastream plan --format json`. A plan that `--out` saves has two more members for each item, `base` and `desired`, which apply needs; they are not printed, because `desired` may hold literal credentials.',
  PRINTED_PLAN,
);
