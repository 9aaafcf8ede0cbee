/** The three faces of every result. */
type Format = 'terminal' | 'json' | 'markdown';

/** How a value becomes text. Each member counts only where its format has a use for it. */
export interface RenderOptions {
  readonly format: Format;
  /** Terminal: ANSI colours. */
  readonly color: boolean;
  /** Terminal: columns; less than 40 counts as 40. */
  readonly width: number;
  /** Markdown: the most characters (UTF-16 units), at least 1,000; what does not fit is cut and counted. */
  readonly maxLength?: number;
  /** Plan: the file the plan was saved to, so that the next command can name it. */
  readonly planFile?: string;
  /** How the next command is typed; absent: `datastream`, with `--simulator` where that is the target. */
  readonly typing?: Invocation;
}

/**
 * How the next command has to be typed to mean the same account and the same manifests as this run. Options are as
 * they were given, quoted for a shell.
 */
export interface Invocation {
  /** `datastream`, or what stands for it: `npm start --`. */
  readonly program: string;
  /** Which account and which folder of manifests: `--section logs`. */
  readonly account: readonly string[];
  readonly only: readonly string[];
  readonly rotate: readonly string[];
  readonly allow: readonly string[];
}

/** What a command that is printed has to name: the run's target, and how the run itself was typed. */
export interface CommandContext extends Pick<RenderOptions, 'typing'> {
  readonly target: string;
}

/** Options of `renderStatus`, which tells how long ago and how long from now. */
export interface StatusOptions extends RenderOptions {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
}
