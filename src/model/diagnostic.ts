/** A finding about a file the user wrote. `validate --format json` prints these as they are. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /**
   * `value`: about a value, not about the form of the document. Plan compares it with the live stream: where that has
   * the same value there is nothing to report, otherwise only that stream is blocked.
   */
  readonly rule?: 'value';
  /** Stable, kebab-case: `unknown-member`, `literal-secret`. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** The way out, one sentence, where there is one to name. */
  readonly hint?: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Whether a finding refuses the whole run: an error in the form of a document. */
export function isFormError({ severity, rule }: Diagnostic): boolean {
  return severity === 'error' && rule !== 'value';
}
