import type { FindingCode } from './finding-code.ts';
import { list, object, oneOf, type Shape, type Static, text, whole } from './shape.ts';

/** The schema does not list the codes, so that a new code does not break programs that read them. */
const CODE = text('Stable, kebab-case.', 'unknown-member') as Shape<FindingCode>;

export const DIAGNOSTIC = object({
  severity: oneOf('A warning does not stop the run.', ['error', 'warning']),
  'rule?': oneOf(
    'value: about a value that plan compares with the live stream; if the live stream has the same value, nothing is reported. policy: about a policy of the configuration file; if plan leaves the live stream as it is, it reports a warning. Absent: about the form of the document, which refuses the whole run.',
    ['value', 'policy'],
  ),
  code: CODE,
  message: text('What is wrong.'),
  'hint?': text('What to do.'),
  file: text('File.', 'streams/web.yaml'),
  line: whole('From 1.', 1),
  column: whole('From 1.', 1),
  'manifests?': list(
    'Names of the manifests that use the value. Only for a value in the configuration file.',
    text('metadata.name.', 'web-access-logs'),
  ),
  'url?': text('Where the code is explained. Absent: this copy of the program is not published.'),
});
/** A finding about a file that the user wrote. `validate --format json` prints findings, and adds `url`. */
export type Diagnostic = Static<typeof DIAGNOSTIC>;

/** Returns true if a finding refuses the whole run: an error in the form of a document. */
export function isFormError({ severity, rule }: Diagnostic): boolean {
  return severity === 'error' && rule === undefined;
}
