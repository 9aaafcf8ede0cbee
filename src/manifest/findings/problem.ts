/** Where something stands inside one document: member names and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** A node of a document: a value, or the name of the member that holds it. */
export interface ValuePath {
  readonly path: Path;
  readonly part: 'name' | 'value';
}

/** Something wrong in one document, before its line and column are looked up. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case. */
  readonly code: string;
  /** One sentence: what is wrong. It never holds a value that may be a secret. */
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
  readonly place: ValuePath;
  /**
   * Present for a value rule: the members that it is about. Plan compares these with the live stream; a rule without
   * them is about the form of the document and refuses the whole run.
   */
  readonly members?: readonly Path[];
}

/** What one rule finds; a rule stops where its reader stops asking. */
export type Problems = Generator<Problem, void>;

/** The value at a path. */
export function valueAt(path: Path): ValuePath {
  return { path, part: 'value' };
}

/** The name of the member at a path; for the root and for list items, where the value begins. */
export function nameAt(path: Path): ValuePath {
  return { path, part: 'name' };
}

/** A problem that makes a manifest unusable. */
export function error(place: ValuePath, code: string, message: string, hint?: string): Problem {
  return { severity: 'error', code, message, ...(hint === undefined ? {} : { hint }), place };
}

/** A problem that stops nothing. */
export function warning(place: ValuePath, code: string, message: string, hint?: string): Problem {
  return { severity: 'warning', code, message, ...(hint === undefined ? {} : { hint }), place };
}

/** What a value rule says: an error if the vendor refuses the value for a new stream, else a warning. @param members all that the rule is about */
export function valueError(members: readonly Path[], problem: Problem): Problem {
  return { ...problem, members };
}
