/** The output formats of every result. */
type Format = 'terminal' | 'json' | 'markdown';

/** How a value is rendered. A member is ignored if its format does not use it. */
export interface RenderOptions {
  readonly format: Format;
  /** Terminal: whether to use ANSI colors. */
  readonly color: boolean;
  /** Terminal: number of columns. A value below 40 counts as 40. */
  readonly width: number;
  /**
   * Markdown: the maximum number of characters (UTF-16 units), at least 1,000. What does not fit is cut and counted.
   */
  readonly maxLength?: number;
  /** Plan: the file that the plan was saved to, for the suggested next command. */
  readonly planFile?: string;
  /** The address of the reference, whose pages explain codes. Absent: this copy of the program is not published. */
  readonly reference?: string;
  /** How to type the next command. Default: `datastream`, with `--simulator` if that is the target. */
  readonly typing?: Invocation;
}

/**
 * How to type the next command so that it uses the same account and manifests as this run. Options are as they were
 * given, quoted for a shell.
 */
export interface Invocation {
  /** `datastream`, or what runs it: `npm start --`. */
  readonly program: string;
  /** The options for the account and the folder of manifests: `--section logs`. */
  readonly account: readonly string[];
  readonly only: readonly string[];
  /** `--changed-since origin/main`, or empty. */
  readonly changedSince: readonly string[];
  readonly rotate: readonly string[];
  readonly allow: readonly string[];
}

/** What a suggested command depends on: the target, and how the run itself was typed. */
export interface CommandContext extends Pick<RenderOptions, 'typing'> {
  readonly target: string;
}

/** Options of `renderStatus`, which shows durations before and after now. */
export interface StatusOptions extends RenderOptions {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
}
