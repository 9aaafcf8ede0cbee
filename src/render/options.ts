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
}

/** Options of `renderStatus`, which tells how long ago and how long from now. */
export interface StatusOptions extends RenderOptions {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
}
