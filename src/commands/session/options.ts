import type { Report } from '../../model/card.ts';
import type { Limits } from '../../model/safety-limits.ts';
import type { Invocation } from '../../render/text/options.ts';

/** Parsed options of the commands. Both entry points (terminal and Action) create them. */

export type Format = 'terminal' | 'json' | 'markdown';

/** How a result is printed. */
export interface OutputOptions {
  readonly format: Format;
  readonly color: boolean;
  /** Width of the terminal in columns. */
  readonly width: number;
}

/** The account, or the simulator. */
export interface TargetOptions {
  /** The state file of the embedded simulator. Default: a real API. */
  readonly simulator?: string;
  /** Base URL of the API. */
  readonly endpoint?: string;
  readonly edgerc?: string;
  /** The text of an edgerc file that comes from a secret store and is not on disk. */
  readonly edgercText?: string;
  readonly section?: string;
  readonly accountKey?: string;
}

/** Which manifests to use. */
export interface ManifestOptions {
  readonly streams: string;
  readonly only: readonly string[];
}

/** The folder of the version cache. Default: no cache. */
export interface CacheOptions {
  readonly cache?: string;
  /** The key with which its entries are encrypted. Default: DATASTREAM_CACHE_KEY, or else the client secret. */
  readonly cacheKey?: string;
}

/** How much may change in one run, and which streams are written although nothing differs. */
export interface ChangeOptions {
  readonly rotate: readonly string[];
  readonly allow: Partial<Limits>;
}

/** Options for waiting until streams are stable. Milliseconds. */
export interface WaitOptions {
  /** Default: do not wait. */
  readonly wait?: number;
  /** Default: 60 s for Akamai, 1 s for the embedded simulator. */
  readonly poll?: number;
}

/** Options of `validate`. */
export interface ValidateOptions extends OutputOptions, ManifestOptions {
  /** Files whose findings are reported. Default: all. */
  readonly files?: readonly string[];
}

/** Options of `plan`. */
export interface PlanOptions
  extends OutputOptions,
    TargetOptions,
    ManifestOptions,
    CacheOptions,
    ChangeOptions {
  readonly detailedExitcode: boolean;
  /** The file for the saved plan. */
  readonly out?: string;
}

/** Options of `apply`. */
export interface ApplyOptions
  extends OutputOptions,
    TargetOptions,
    ManifestOptions,
    CacheOptions,
    ChangeOptions,
    WaitOptions {
  readonly detailedExitcode: boolean;
  /** A saved plan to apply without changes. */
  readonly plan?: string;
  /** Do not ask for confirmation. */
  readonly yes: boolean;
  readonly secretsDirectory?: string;
  /** A dotenv file that `{ env }` references read instead of the environment. */
  readonly secrets?: string;
  /** How long to look for the result of a lost write, milliseconds. Default: 30 s, after a 504 150 s. */
  readonly lookup?: number;
}

/** Options of `status`. */
export interface StatusOptions
  extends OutputOptions,
    TargetOptions,
    ManifestOptions,
    CacheOptions,
    WaitOptions {
  readonly detailedExitcode: boolean;
  /** When a transition counts as overdue, milliseconds. Default: the value in the stream's card. */
  readonly overdue?: number;
}

/** Options of `import`. */
export interface ImportOptions extends OutputOptions, TargetOptions, CacheOptions {
  /** Names or ids; empty with `all`. */
  readonly which: readonly string[];
  readonly all: boolean;
  /** Log types to search. Default: all. */
  readonly logTypes: readonly string[];
  /** API generations to search. Default: all. */
  readonly kinds: readonly string[];
  /** Write live changes into the manifests that manage the streams, instead of creating new manifests. */
  readonly update?: boolean;
  /** With `update`: rewrite files without confirmation. */
  readonly yes?: boolean;
  /** The folder for the manifests. It also defines which streams are managed. */
  readonly streams: string;
  readonly force: boolean;
}

/** Options of `logs`. */
export interface LogsOptions extends OutputOptions, TargetOptions {
  /** `metadata.name` of a manifest, or a live stream's name or id. */
  readonly name: string;
  /** Times as typed: ISO 8601, `-15m`, `now`. */
  readonly start: string;
  readonly end: string;
  /** Default: the report that the stream produces. */
  readonly report?: Report;
  /** Metrics as typed: each string may be a comma-separated list. */
  readonly metrics: readonly string[];
  /** Records per page. Default: the API's own choice. */
  readonly size?: number;
  /** The first page to read, from 0. */
  readonly page?: number;
  /** The folder of the manifests. */
  readonly streams: string;
  /** How the command was typed, so that the command to continue with can be printed. */
  readonly typing?: Invocation;
}

/** Options of `migrate`. */
export interface MigrateOptions extends OutputOptions, TargetOptions, CacheOptions {
  /** Names of DataStream 1 manifests; names or ids of live streams. */
  readonly which: readonly string[];
  /** Read the streams from the account, even if manifests exist. */
  readonly live: boolean;
  /** The folder of the manifests. */
  readonly streams: string;
  /** The folder for the results. */
  readonly out?: string;
  readonly force: boolean;
}

/** Options of `simulate`. */
export interface SimulateOptions {
  readonly port: number;
  /** The duration of a transition, milliseconds. */
  readonly transitionTime: number;
  /** Requests per minute that a client may send. */
  readonly requestsPerMinute: number;
  /** State file. Default: the state is kept in memory. */
  readonly file?: string;
  /** Start without streams. */
  readonly empty: boolean;
  /** Folder of the manifests that a new account is created from. Default: the seeded account. */
  readonly streams?: string;
  /** Default: HTTP. */
  readonly https?: HttpsOptions;
}

/** The certificate of the simulator. Paths are absolute, since they are printed for other processes. */
export type HttpsOptions =
  | { readonly tag: 'files'; readonly cert: string; readonly key: string }
  /** Created at start. The certificate, without its key, is written to a file in this folder. */
  | { readonly tag: 'made'; readonly folder: string };

/** Options of `init`. */
export interface InitOptions extends OutputOptions {
  /** The folder of the repository. */
  readonly directory: string;
  /**
   * How workflows call the Action: `OWNER/REPO@COMMIT` with a comment. Default: a copy of the Action is added
   * next to them.
   */
  readonly action?: string;
  /** The folder of this package, with its workflows and its bundled Action. */
  readonly source: string;
}
