import { DIAGNOSTIC } from '../../model/diagnostic.ts';
import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION } from '../../model/members.ts';
import { list, object, type Static, whole } from '../../model/shape.ts';
import { published } from './published.ts';

const COUNTS = object({ errors: whole('Errors.'), warnings: whole('Warnings.') }, 'Number of findings.');
export type FindingCounts = Static<typeof COUNTS>;

/** The output of `validate --format json`, and of `plan` and `apply` if the manifests have errors. */
export const VALIDATE_SCHEMA: JsonObject = published(
  'datastream validate',
  'Output of `datastream validate --format json`, and of `plan` and `apply` when manifests have errors.',
  object({
    formatVersion: FORMAT_VERSION,
    findings: list('Sorted by file and place.', DIAGNOSTIC),
    summary: COUNTS,
  }),
);
