import type { Report } from '../../model/card.ts';
import type { Invocation } from '../../render/text/options.ts';
import type { DeclaredOptions, OptionsOf } from './declared-option.ts';
import type { Installation } from './installation.ts';
import {
  CACHE,
  type CacheOptions,
  CHANGES,
  COLLECTIONS,
  type ConfigurationOptions,
  DETAILED,
  FOLDER,
  FORMAT,
  MANIFESTS,
  type OutputOptions,
  PROPERTIES,
  READ,
  TARGET,
  TARGET_AFTER_NAMES,
  type TargetOptions,
  WAIT,
} from './option-groups.ts';
import {
  parseActionChoice,
  parseCount,
  parseDuration,
  parseLimit,
  parsePageNumber,
  parsePeriod,
  parseProbeUrl,
  parseReason,
  parseVersion,
  parseVersionChoice,
} from './option-parsers.ts';

/**
 * The options and arguments of each command, in the order of its help. Command line, help and types come from here;
 * the Action fills in the same types from its inputs. Durations are milliseconds once they are parsed.
 */

export const VALIDATE = {
  files: {
    positional: true,
    value: '[files...]',
    help: 'report findings in these files only; the whole folder is still read',
  },
  ...MANIFESTS,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface ValidateOptions extends OptionsOf<typeof VALIDATE>, OutputOptions, ConfigurationOptions {}

export const PLAN = {
  changedSince: {
    value: '<ref>',
    help: 'plan only the manifests that this branch changes, compared with another branch, a tag or a commit',
    conflicts: ['only'],
  },
  out: {
    value: '<file>',
    help: 'save the plan, so that `apply --plan` can apply exactly this one; may be a pipe or device',
  },
  ...PROPERTIES,
  ...READ,
  ...CHANGES,
  ...DETAILED,
} as const satisfies DeclaredOptions;

export interface PlanOptions extends OptionsOf<typeof PLAN>, OutputOptions, TargetOptions, CacheOptions {}

export const APPLY = {
  plan: {
    value: '<file>',
    help: 'apply exactly this saved plan, or refuse if it is stale; may be a pipe',
  },
  yes: { help: 'do not ask for confirmation; required without a terminal, unless --plan is given' },
  overrideFreeze: {
    value: '<reason>',
    help: 'apply although a freeze of the configuration file is in force; the reason is part of the result',
    parse: parseReason,
  },
  secrets: {
    value: '<file>',
    help: 'read { env } references from this dotenv file only, not from the environment',
  },
  secretsDir: { value: '<dir>', help: 'another folder that { file } references may read' },
  lookup: {
    value: '<duration>',
    help: 'how long to look for the result of a write whose response was lost (default: 30s, 150s after a 504)',
    parse: parseDuration,
  },
  ...READ,
  ...CHANGES,
  ...WAIT,
  ...DETAILED,
} as const satisfies DeclaredOptions;

export interface ApplyOptions extends OptionsOf<typeof APPLY>, OutputOptions, TargetOptions, CacheOptions {}

export const STATUS = {
  delivery: { help: 'also show whether the logs of each stream arrive; `verify` shows more' },
  overdue: {
    value: '<duration>',
    help: 'report a transition as overdue after this time (default: 3h; DataStream 1: 45m)',
    parse: parseDuration,
  },
  ...PROPERTIES,
  ...READ,
  ...WAIT,
  ...DETAILED,
} as const satisfies DeclaredOptions;

export interface StatusOptions extends OptionsOf<typeof STATUS>, OutputOptions, TargetOptions, CacheOptions {}

export const VERIFY = {
  names: {
    positional: true,
    value: '[names...]',
    help: 'verify these manifests only: names, or quoted patterns with * and ?',
  },
  since: {
    value: '<duration>',
    help: 'period that amounts are reported for, 15m to 24h (default: 2h; DataStream 1: 30m)',
    parse: parsePeriod,
  },
  wait: {
    value: '[duration]',
    help: 'check again every 5 minutes while records are expected, but no longer than this',
    parse: parseDuration,
    implied: '2h',
  },
  probe: {
    value: '<url>',
    help: 'first request this page of a property a few times, so that the named streams have something to log',
    parse: parseProbeUrl,
  },
  checkProperties: {
    help: 'also count the properties whose rules name each stream; `status --check-properties` shows what to fix',
    negated: PROPERTIES.checkProperties.negated,
  },
  ...MANIFESTS,
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  format: {
    ...FORMAT.format,
    help: 'terminal, json, markdown or prometheus (text exposition)',
    choices: [...FORMAT.format.choices, 'prometheus'],
  },
} as const satisfies DeclaredOptions;

export interface VerifyOptions
  extends OptionsOf<typeof VERIFY>,
    Omit<OutputOptions, 'format'>,
    TargetOptions,
    CacheOptions {
  /** How the command was typed, so that the next command can be printed. */
  readonly typing?: Invocation;
}

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

export const IMPORT = {
  which: {
    positional: true,
    value: '[which...]',
    help: 'names or ids of live streams; with --update: names of manifests; with --properties: names or ids of properties',
  },
  all: { help: 'import every live stream that has no manifest' },
  properties: {
    help: 'write manifests of the streams that properties log to: of those named, or of all that manifests of streams name',
    conflicts: ['all', 'update', 'version', 'yes', 'logType', 'kind'],
  },
  update: {
    help: 'update existing manifests (those named, or all) from the live streams; rewrites only what differs',
    conflicts: ['all', 'force', 'logType', 'kind'],
  },
  version: {
    value: '<version>',
    help: 'with --update and one name: bring back the content of this version; `history` shows the versions',
    parse: parseVersion,
  },
  terraform: {
    value: '<file>',
    help: 'import the streams in this state of Terraform or OpenTofu: `terraform state pull`, or `terraform show -json`',
    conflicts: ['all', 'properties', 'update', 'version', 'yes', 'logType', 'kind'],
  },
  secretsOut: {
    value: '<file>',
    help: 'with --terraform: write the secrets of the state into this new dotenv file, outside of the repository',
  },
  yes: { help: 'with --update: do not ask before rewriting files; required without a terminal' },
  ...COLLECTIONS,
  ...FOLDER,
  force: { help: 'overwrite existing files' },
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface ImportOptions extends OptionsOf<typeof IMPORT>, OutputOptions, TargetOptions, CacheOptions {}

export const VERSION = {
  format: {
    value: '<format>',
    help: 'terminal or json',
    choices: ['terminal', 'json'],
    default: 'terminal',
  },
} as const satisfies DeclaredOptions;

export type VersionOptions = OptionsOf<typeof VERSION>;
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

export const ROTATE = {
  names: {
    positional: true,
    value: '[names...]',
    help: 'manifests whose secrets are sent again: names, or quoted patterns with * and ?',
  },
  allUsing: {
    value: '<secret>',
    help: 'all manifests that refer to this secret: env:NAME or file:PATH; may be repeated',
    repeatable: true,
  },
  ...FOLDER,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface RotateOptions extends OptionsOf<typeof ROTATE>, OutputOptions, ConfigurationOptions {}

export const LOGS = {
  name: {
    positional: true,
    value: '<name>',
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

export const MIGRATE = {
  which: {
    positional: true,
    value: '[which...]',
    help: 'names of DataStream 1 manifests; names or ids of live streams',
  },
  out: { value: '<dir>', help: 'folder for the new manifests' },
  live: { help: 'read the streams from the account instead of the manifests' },
  ...FOLDER,
  force: { help: 'overwrite existing files' },
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface MigrateOptions
  extends OptionsOf<typeof MIGRATE>,
    OutputOptions,
    TargetOptions,
    CacheOptions {}

export const INIT = {
  directory: { positional: true, value: '[dir]', help: 'the repository', default: '.' },
  action: {
    value: '<source>',
    help: 'how workflows use the Action: commit (of the release that runs this command), tag (its floating major tag), copy (in the repository), or OWNER/REPO@REF (default: as in the last run; on the first run commit, or copy if this is not a release)',
    parse: parseActionChoice,
  },
  upgrade: {
    help: 'bring files that an earlier version wrote up to date, after showing the differences; edited files are not changed',
  },
  replace: {
    value: '<files...>',
    help: 'with --upgrade: replace these files although they were edited or deleted',
  },
  yes: { help: 'with --upgrade: do not ask before rewriting files; required without a terminal' },
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface InitOptions extends OptionsOf<typeof INIT>, OutputOptions {
  /** This package, with its workflows and its bundled Action. */
  readonly installation: Installation;
}
