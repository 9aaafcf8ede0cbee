import { defined } from '../../model/defined.ts';
import type { FindingCode } from '../../model/finding-code.ts';
/** The position of a value in one document: member names and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** A node of a document: a value, or the name of the member that holds it. */
export interface ValuePath {
  readonly path: Path;
  readonly part: 'name' | 'value';
}

/** A problem in one document, before its line and column are looked up. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  /** One sentence that says what is wrong. It never contains a value that may be a secret. */
  readonly message: string;
  /** How to fix the problem. */
  readonly hint?: string;
  readonly place: ValuePath;
  /**
   * Present for a value rule: the members that it checks. Plan compares them with the live stream. A rule without
   * members is about the form of the document and rejects the whole run.
   */
  readonly members?: readonly Path[];
}

/** The problems that one rule finds. The rule stops when its consumer stops iterating. */
export type Problems = Generator<Problem, void>;

/** Refers to the value at a path. */
export function valueAt(path: Path): ValuePath {
  return { path, part: 'value' };
}

/** Refers to the name of the member at a path; for the root and for list items, to the beginning of the value. */
export function nameAt(path: Path): ValuePath {
  return { path, part: 'name' };
}

/** Creates a problem that makes a manifest unusable. */
export function error(place: ValuePath, code: FindingCode, message: string, hint?: string): Problem {
  return { severity: 'error', code, message, ...defined({ hint }), place };
}

/** Creates a problem that does not stop the run. */
export function warning(place: ValuePath, code: FindingCode, message: string, hint?: string): Problem {
  return { severity: 'warning', code, message, ...defined({ hint }), place };
}

/**
 * Creates a problem of a value rule: an error if Akamai rejects the value for a new stream, otherwise a warning.
 * @param members all members that the rule checks
 */
export function valueError(members: readonly Path[], problem: Problem): Problem {
  return { ...problem, members };
}
