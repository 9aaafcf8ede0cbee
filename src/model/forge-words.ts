/** What a forge calls things, and how people act on it. Texts for people are made of these parts. */
export interface ForgeWords {
  /** The name of the forge: `GitHub`. */
  readonly forge: string;
  /** A proposed change, and several: `pull request`. */
  readonly change: string;
  readonly changes: string;
  /** Refers to a change request, so that the forge links it: `#12`. */
  readonly reference: (change: number) => string;
  /** How the apply job is started manually; Markdown that completes "you can". */
  readonly startApply: string;
  /** The menu entries that lead to the form that starts an apply: `Actions`, `Apply`, `Run workflow`. */
  readonly applyMenu: readonly string[];
  /** The command that starts an apply, without inputs; each word is quoted for a shell when it is rendered. */
  readonly applyCommand: readonly string[];
  /** The target that has to be selected when an apply is started. Absent: the apply job has only one. */
  readonly applyTarget?: string;
  /** Renders an input of that command. The value is already quoted. */
  readonly applyInput: (name: string, value: string) => string;
  /** How a failed job is repeated; Markdown that completes "you can". */
  readonly repeatJob: (url: string) => string;
  /**
   * Where the secrets of the watch are kept; Markdown.
   * @param environment of the watch job; by default the usual one
   */
  readonly secretStore: (environment?: string) => string;
  /** The page of a commit. */
  readonly commitUrl: (commit: string) => string;
  /** The page of the repository's root folder at a commit; the path of a folder may be appended. */
  readonly folderUrl: (commit: string) => string;
  /** The page to which the path of a file, and `#L` with a line number, may be appended. */
  readonly fileUrl: (commit: string) => string;
}
