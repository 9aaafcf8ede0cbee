import { DIAGNOSIS } from '../../model/diagnosis.ts';
import type { JsonObject } from '../../model/json.ts';
import { published } from './published.ts';

/** The output of `doctor --format json`. */
export const DOCTOR_SCHEMA: JsonObject = published(
  'datastream doctor',
  'Output of `datastream doctor --format json`.',
  DIAGNOSIS,
);
