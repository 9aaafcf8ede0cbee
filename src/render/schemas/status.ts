import type { JsonObject } from '../../model/json.ts';
import { STATUS_REPORT } from '../../model/status.ts';
import { published } from './published.ts';

/** The output of `status --format json`. */
export const STATUS_SCHEMA: JsonObject = published(
  'datastream status',
  'Output of `datastream status --format json`.',
  STATUS_REPORT,
);
