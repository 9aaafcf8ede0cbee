import type { Report } from '../../model/card.ts';
import type { Invocation } from '../../render/text/options.ts';
import type { DeclaredOptions, OptionsOf } from './declared-option.ts';
import {
  CACHE,
  type CacheOptions,
  CHANGES,
  COLLECTIONS,
  type ConfigurationOptions,
  FOLDER,
  FORMAT,
  type OutputOptions,
  PROPERTIES,
  TARGET,
  TARGET_AFTER_NAMES,
  type TargetOptions,
} from './option-groups.ts';
import {
  parseCount,
  parseLimit,
  parsePageNumber,
  parseVersion,
  parseVersionChoice,
} from './option-parsers.ts';
import { PLAN } from './options.ts';

/** The options of the commands that only show something. Durations are milliseconds once they are parsed. */

export const DOCTOR = {
  assumptions: {
    help: 'instead, report what the account shows about undocumented behavior of the API; the report contains nothing of the account',
  },
  maxRequests: {
    value: '<n>',
    help: 'with --assumptions: maximum number of requests',
    parse: parseCount,
    default: '30',
  },
  secrets: {
    value: '<file>',
    help: 'read { env } references from this dotenv file only, not from the environment',
  },
  secretsDir: { value: '<dir>', help: 'another folder that { file } references may read' },
  ...FOLDER,
  ...TARGET,
  ...CACHE,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface DoctorOptions extends OptionsOf<typeof DOCTOR>, OutputOptions, TargetOptions, CacheOptions {
  /** How the command was typed, so that the next command can be printed. */
  readonly typing?: Invocation;
}

export const SHOW = {
  what: {
    positional: true,
    value: '<name>',
    completes: 'manifests',
    completesFiles: true,
    help: 'name of a manifest, or file of a plan that `plan --out` saved: any file, and any name that ends in .json',
    required: true,
  },
  brief: { ...PLAN.brief, help: `with a saved plan: ${PLAN.brief.help}` },
  ...FOLDER,
  streams: { ...FOLDER.streams, help: 'folder of the manifests; a saved plan names its own' },
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface ShowOptions extends OptionsOf<typeof SHOW>, OutputOptions {
  /** How the command was typed, so that the next command can be printed. */
  readonly typing?: Invocation;
}

export const VERSION = {
  format: {
    value: '<format>',
    help: 'terminal or json',
    choices: ['terminal', 'json'],
    default: 'terminal',
  },
} as const satisfies DeclaredOptions;

export type VersionOptions = OptionsOf<typeof VERSION>;

export const EXPLAIN = {
  code: {
    positional: true,
    value: '<code>',
    help: 'the code that a message shows, such as literal-secret',
    required: true,
  },
  format: VERSION.format,
} as const satisfies DeclaredOptions;

export interface ExplainOptions extends OptionsOf<typeof EXPLAIN> {
  readonly color: boolean;
  /** Width of the terminal in columns. */
  readonly width: number;
  /** The address of the folder of the reference. Absent: this copy is not published. */
  readonly reference?: string;
}

export const COMPLETION = {
  shell: {
    positional: true,
    value: '<shell>',
    help: 'bash, zsh or fish',
    choices: ['bash', 'zsh', 'fish'],
    required: true,
  },
} as const satisfies DeclaredOptions;

export type CompletionOptions = OptionsOf<typeof COMPLETION>;

export const CONFIG = {
  action: { positional: true, value: '<show>', help: 'what to do', choices: ['show'], required: true },
  ...FOLDER,
  section: TARGET.section,
  accountKey: TARGET.accountKey,
  ...PROPERTIES,
  allow: CHANGES.allow,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface ConfigOptions extends OptionsOf<typeof CONFIG>, OutputOptions, ConfigurationOptions {}

export const HISTORY = {
  name: {
    positional: true,
    value: '<name>',
    completes: 'streams',
    help: 'name of a manifest, or id of a stream that has none',
    required: true,
  },
  limit: {
    value: '<n>',
    help: 'number of versions to show, 1 to 200',
    parse: parseLimit,
    default: '10',
  },
  before: { value: '<version>', help: 'show versions older than this one', parse: parseVersion },
  ...COLLECTIONS,
  ...FOLDER,
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface HistoryOptions
  extends OptionsOf<typeof HISTORY>,
    OutputOptions,
    TargetOptions,
    CacheOptions {
  /** How the command was typed, so that the next commands can be printed. */
  readonly typing?: Invocation;
}

export const DIFF = {
  name: {
    positional: true,
    value: '<name>',
    completes: 'streams',
    help: 'name of a manifest, or id of a stream that has none',
    required: true,
  },
  from: {
    positional: true,
    value: '<v1>',
    help: 'a version (3 or v3), live (the latest version) or manifest',
    parse: parseVersionChoice,
    required: true,
  },
  to: {
    positional: true,
    value: '[v2]',
    help: 'what it is compared with (default: live)',
    parse: parseVersionChoice,
  },
  ...COLLECTIONS,
  ...FOLDER,
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  ...FORMAT,
  detailedExitcode: { help: 'exit with 2 if there are differences' },
} as const satisfies DeclaredOptions;

export interface DiffOptions extends OptionsOf<typeof DIFF>, OutputOptions, TargetOptions, CacheOptions {}

export const LOGS = {
  name: {
    positional: true,
    value: '<name>',
    completes: 'streams',
    help: 'name of a DataStream 1 manifest, or name or id of a live stream',
    required: true,
  },
  start: {
    value: '<time>',
    help: 'start of the time range: 2026-01-05T08:00:00Z (UTC without a zone), -15m or -2h',
    required: true,
  },
  end: {
    value: '<time>',
    help: 'end of the time range; "now" is one minute ago, the latest time that the API accepts',
    default: 'now',
  },
  raw: { help: 'expect one record per request (default: the type of the stream)', conflicts: ['aggregate'] },
  aggregate: { help: 'expect aggregated metrics' },
  metric: {
    value: '<names>',
    help: 'aggregated metrics to return, separated by commas; may be repeated (default: all)',
    repeatable: true,
  },
  size: { value: '<n>', help: 'records per page (default: decided by the API)', parse: parseCount },
  page: { value: '<n>', help: 'start at this page; the first page is 0', parse: parsePageNumber },
  format: {
    value: '<format>',
    help: 'terminal (a table) or json (one record per line)',
    choices: ['terminal', 'json'],
    default: 'terminal',
  },
  ...FOLDER,
  ...TARGET_AFTER_NAMES,
} as const satisfies DeclaredOptions;

export interface LogsOptions
  extends Omit<OptionsOf<typeof LOGS>, 'raw' | 'aggregate'>,
    Omit<OutputOptions, 'format'>,
    TargetOptions {
  /** Default: the report that the stream produces. */
  readonly report?: Report;
  /** How the command was typed, so that the command to continue with can be printed. */
  readonly typing?: Invocation;
}
