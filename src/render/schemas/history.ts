import { DIFF_REPORT, HISTORY_REPORT } from '../../model/history.ts';
import type { JsonObject } from '../../model/json.ts';
import { published } from './published.ts';

/** The output of `history --format json`. */
export const HISTORY_SCHEMA: JsonObject = published(
  'datastream history',
  'Output of `datastream history --format json`.',
  HISTORY_REPORT,
);

/** The output of `diff --format json`. */
export const DIFF_SCHEMA: JsonObject = published(
  'datastream diff',
  'Output of `datastream diff --format json`.',
  DIFF_REPORT,
);
