/** A finding about a file that the user wrote. `validate --format json` prints findings unchanged. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /**
   * `value`: the finding is about a value, not about the form of the document. The plan compares the value with the
   * live stream. If the live stream has the same value, there is nothing to report; otherwise only that stream is
   * blocked.
   */
  readonly rule?: 'value';
  /** Stable, kebab-case: `unknown-member`, `literal-secret`. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** How to fix it, in one sentence. Absent if there is no specific fix. */
  readonly hint?: string;
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1. */
  readonly column: number;
}

/** Returns true if a finding refuses the whole run: an error in the form of a document. */
export function isFormError({ severity, rule }: Diagnostic): boolean {
  return severity === 'error' && rule !== 'value';
}
