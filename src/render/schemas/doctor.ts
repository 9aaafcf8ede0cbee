import { ASSUMPTION_REPORT } from '../../model/assumption.ts';
import { DIAGNOSIS } from '../../model/diagnosis.ts';
import type { JsonObject } from '../../model/json.ts';
import { published } from './published.ts';

/** The output of `doctor --format json`. */
export const DOCTOR_SCHEMA: JsonObject = published(
  'datastream doctor',
  'Output of `datastream doctor --format json`.',
  DIAGNOSIS,
);

/** The output of `doctor --assumptions --format json`. */
export const ASSUMPTIONS_SCHEMA: JsonObject = published(
  'datastream doctor --assumptions',
  'Output of `datastream doctor --assumptions --format json`. It contains nothing of the account.',
  ASSUMPTION_REPORT,
);
