import { DELIVERY_REPORT } from '../../model/delivery.ts';
import type { JsonObject } from '../../model/json.ts';
import { published } from './published.ts';

/** The output of `verify --format json`. */
export const VERIFY_SCHEMA: JsonObject = published(
  'datastream verify',
  'Output of `datastream verify --format json`.',
  DELIVERY_REPORT,
);
