import type { Diagnostic } from '../../model/diagnostic.ts';
import type { JsonObject } from '../../model/json.ts';
import { everyMemberOf, FORMAT_VERSION, list, object, oneOf, published, text, whole } from './parts.ts';

const SEVERITIES = everyMemberOf<Diagnostic['severity']>({ error: true, warning: true });

/** The output of `validate --format json`, and of `plan` and `apply` if the manifests have errors. */
export const VALIDATE_SCHEMA: JsonObject = published(
  'datastream validate',
  'Output of `datastream validate --format json`, and of `plan` and `apply` when manifests have errors.',
  object({
    formatVersion: FORMAT_VERSION,
    findings: list(
      'Sorted by file and place.',
      object({
        severity: oneOf('A warning stops nothing.', SEVERITIES),
        'rule?': oneOf(
          'value: about a value that plan compares with the live stream; where that has the same value, nothing is reported. Absent: about the form of the document, which refuses the whole run.',
          ['value'],
        ),
        code: text('Stable, kebab-case.', 'unknown-member'),
        message: text('What is wrong.'),
        'hint?': text('What to do.'),
        file: text('File.', 'streams/web.yaml'),
        line: whole('From 1.', 1),
        column: whole('From 1.', 1),
      }),
    ),
    summary: object({ errors: whole('Errors.'), warnings: whole('Warnings.') }, 'Number of findings.'),
  }),
);
