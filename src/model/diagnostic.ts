import { object, oneOf, type Static, text, whole } from './shape.ts';

export const DIAGNOSTIC = object({
  severity: oneOf('A warning does not stop the run.', ['error', 'warning']),
  'rule?': oneOf(
    'value: about a value that plan compares with the live stream; if the live stream has the same value, nothing is reported. Absent: about the form of the document, which refuses the whole run.',
    ['value'],
  ),
  code: text('Stable, kebab-case.', 'unknown-member'),
  message: text('What is wrong.'),
  'hint?': text('What to do.'),
  file: text('File.', 'streams/web.yaml'),
  line: whole('From 1.', 1),
  column: whole('From 1.', 1),
});
/** A finding about a file that the user wrote. `validate --format json` prints findings unchanged. */
export type Diagnostic = Static<typeof DIAGNOSTIC>;

/** Returns true if a finding refuses the whole run: an error in the form of a document. */
export function isFormError({ severity, rule }: Diagnostic): boolean {
  return severity === 'error' && rule !== 'value';
}
