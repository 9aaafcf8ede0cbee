/** A finding about a file the user wrote. `validate --format json` prints these as they are. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
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
