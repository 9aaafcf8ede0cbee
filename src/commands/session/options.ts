import type { Report } from '../../model/card.ts';
import type { Limits } from '../../model/safety-limits.ts';
import type { Invocation } from '../../render/text/options.ts';

/** Options of the commands, parsed. Both faces (terminal and Action) fill these. */

export type Format = 'terminal' | 'json' | 'markdown';

/** How a result is written. */
export interface OutputOptions {
  readonly format: Format;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Which account, or the simulator. */
export interface TargetOptions {
  /** The world file of the embedded simulator; absent: a real API. */
  readonly simulator?: string;
  /** Base URL of the API. */
  readonly endpoint?: string;
  readonly edgerc?: string;
  /** The text of an edgerc file, where it comes from a secret store and stands on no disk. */
  readonly edgercText?: string;
  readonly section?: string;
  readonly accountKey?: string;
}

/** Which manifests. */
export interface ManifestOptions {
  readonly streams: string;
  readonly only: readonly string[];
}

/** The version cache's folder; absent: none is kept. */
export interface CacheOptions {
  readonly cache?: string;
  /** What its entries are encrypted with. Absent: DATASTREAM_CACHE_KEY, else the client secret. */
  readonly cacheKey?: string;
}

/** What may be changed in one run, and which streams are written although nothing differs. */
export interface ChangeOptions {
  readonly rotate: readonly string[];
  readonly allow: Partial<Limits>;
}

/** Waiting until streams settle; milliseconds. */
export interface WaitOptions {
  /** Absent: do not wait. */
  readonly wait?: number;
  /** Absent: 60 s against Akamai, 1 s against the embedded simulator. */
  readonly poll?: number;
}

export interface ValidateOptions extends OutputOptions, ManifestOptions {
  /** Files to report findings of; absent: all. */
  readonly files?: readonly string[];
}

export interface PlanOptions
  extends OutputOptions,
    TargetOptions,
    ManifestOptions,
    CacheOptions,
    ChangeOptions {
  readonly detailedExitcode: boolean;
  /** File for the saved plan. */
  readonly out?: string;
}

export interface ApplyOptions
  extends OutputOptions,
    TargetOptions,
    ManifestOptions,
    CacheOptions,
    ChangeOptions,
    WaitOptions {
  readonly detailedExitcode: boolean;
  /** A saved plan to apply exactly. */
  readonly plan?: string;
  /** Do not ask. */
  readonly yes: boolean;
  readonly secretsDirectory?: string;
  /** A dotenv file that `{ env }` references read instead of the environment. */
  readonly secrets?: string;
  /** How long to look for the outcome of a lost write, milliseconds. Absent: 30 s, 150 s after a 504. */
  readonly lookup?: number;
}

export interface StatusOptions
  extends OutputOptions,
    TargetOptions,
    ManifestOptions,
    CacheOptions,
    WaitOptions {
  readonly detailedExitcode: boolean;
  /** When a movement counts as overdue, milliseconds. Absent: as the stream's card says. */
  readonly overdue?: number;
}

export interface ImportOptions extends OutputOptions, TargetOptions, CacheOptions {
  /** Names or ids; empty with `all`. */
  readonly which: readonly string[];
  readonly all: boolean;
  /** Log types to look in; empty: all. */
  readonly logTypes: readonly string[];
  /** API generations to look in; empty: all. */
  readonly kinds: readonly string[];
  /** Takes live changes into the manifests that manage the streams, instead of writing new ones. */
  readonly update?: boolean;
  /** With `update`: do not ask before files are rewritten. */
  readonly yes?: boolean;
  /** Folder for the manifests, also where managed streams are known from. */
  readonly streams: string;
  readonly force: boolean;
}

export interface LogsOptions extends OutputOptions, TargetOptions {
  /** `metadata.name` of a manifest, or a live stream's name or id. */
  readonly name: string;
  /** Times as they were typed: ISO 8601, `-15m`, `now`. */
  readonly start: string;
  readonly end: string;
  /** Absent: the one that the stream makes. */
  readonly report?: Report;
  /** As they were typed: each may be a list with commas. */
  readonly metrics: readonly string[];
  /** Records on a page; absent: the API's own choice. */
  readonly size?: number;
  /** The page to begin with, from 0. */
  readonly page?: number;
  /** Folder of the manifests. */
  readonly streams: string;
  /** How the command was typed, so that one to go on with can be told. */
  readonly typing?: Invocation;
}

export interface MigrateOptions extends OutputOptions, TargetOptions, CacheOptions {
  /** Names of DataStream 1 manifests; names or ids of live streams. */
  readonly which: readonly string[];
  /** Read the streams from the account, whatever manifests say. */
  readonly live: boolean;
  /** Folder of the manifests. */
  readonly streams: string;
  /** Folder for the results. */
  readonly out?: string;
  readonly force: boolean;
}

export interface SimulateOptions {
  readonly port: number;
  /** How long a movement lasts, milliseconds. */
  readonly movement: number;
  /** Requests that a client may send a minute. */
  readonly requestsPerMinute: number;
  /** World file; absent: kept in memory. */
  readonly file?: string;
  /** Start without streams. */
  readonly empty: boolean;
  /** Folder of manifests that a new account is made from; absent: the seeded account. */
  readonly streams?: string;
  /** Absent: HTTP. */
  readonly https?: HttpsOptions;
}

/** Which certificate the simulator shows; paths are absolute, since they are printed for other processes. */
export type HttpsOptions =
  | { readonly tag: 'files'; readonly cert: string; readonly key: string }
  /** Made at start; its certificate, without the key, is written to a file in this folder. */
  | { readonly tag: 'made'; readonly folder: string };

export interface InitOptions extends OutputOptions {
  /** The repository's folder. */
  readonly directory: string;
  /** How workflows call the Action, `OWNER/REPO@COMMIT` with a comment; absent: a copy of the Action is put beside them. */
  readonly action?: string;
  /** Where this package lies, with its workflows and its bundled Action. */
  readonly source: string;
}
