import type { Report } from '../../model/card.ts';
import { KINDS, LOG_TYPES } from '../../model/collection.ts';
import type { Invocation } from '../../render/text/options.ts';
import type { DeclaredOptions, OptionsOf } from './declared-option.ts';
import {
  CACHE,
  type CacheOptions,
  CHANGES,
  DETAILED,
  FOLDER,
  FORMAT,
  MANIFESTS,
  type OutputOptions,
  PROPERTIES,
  READ,
  TARGET_AFTER_NAMES,
  type TargetOptions,
  WAIT,
} from './option-groups.ts';
import {
  parseCount,
  parseDuration,
  parseInterval,
  parsePageNumber,
  parsePeriod,
  parsePinnedAction,
  parsePort,
  parseProbeUrl,
  parseSize,
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

export interface ValidateOptions extends OptionsOf<typeof VALIDATE>, OutputOptions {}

export const PLAN = {
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

export const IMPORT = {
  which: {
    positional: true,
    value: '[which...]',
    help: 'names or ids of live streams; with --update: names of manifests',
  },
  all: { help: 'import every live stream that has no manifest' },
  update: {
    help: 'update existing manifests (those named, or all) from the live streams; rewrites only what differs',
    conflicts: ['all', 'force', 'logType', 'kind'],
  },
  yes: { help: 'with --update: do not ask before rewriting files; required without a terminal' },
  logType: {
    value: '<type>',
    help: 'search this log type only; may be repeated (default: all)',
    choices: LOG_TYPES,
    repeatable: true,
  },
  kind: {
    value: '<kind>',
    help: 'search this API only: DataStream2 or DataStream1 (default: both)',
    choices: KINDS,
    repeatable: true,
  },
  ...FOLDER,
  force: { help: 'overwrite existing files' },
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface ImportOptions extends OptionsOf<typeof IMPORT>, OutputOptions, TargetOptions, CacheOptions {}

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
    value: '<owner/repo@commit>',
    help: "use the Action of this repository (default: a copy of this package's Action)",
    parse: parsePinnedAction,
  },
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface InitOptions extends OptionsOf<typeof INIT>, OutputOptions {
  /** The folder of this package, with its workflows and its bundled Action. */
  readonly source: string;
}

export const SIMULATE = {
  port: {
    value: '<port>',
    help: 'port to listen on; 0 selects a free one',
    parse: parsePort,
    default: '8085',
  },
  movement: {
    value: '<duration>',
    help: 'how long an activation or deactivation takes',
    parse: parseDuration,
    default: '10s',
  },
  requestsPerMinute: {
    value: '<n>',
    help: 'requests per minute that a client may send to each API; Akamai allows 20',
    parse: parseCount,
    default: '20',
  },
  file: { value: '<file>', help: 'store the simulated account in this file (default: in memory)' },
  empty: { help: 'start without streams' },
  streams: { value: '<dir>', help: 'derive a new account from the manifests in this folder' },
  https: { help: 'serve HTTPS with a certificate for localhost, 127.0.0.1 and ::1 that is created at start' },
  cert: { value: '<file>', help: 'serve HTTPS with this certificate (PEM); requires --key' },
  key: { value: '<file>', help: 'private key of --cert (PEM)' },
} as const satisfies DeclaredOptions;

export interface SimulateOptions extends Omit<OptionsOf<typeof SIMULATE>, 'https' | 'cert' | 'key'> {
  /** Default: HTTP. */
  readonly https?: HttpsOptions;
}

/** The certificate of the simulator. Paths are absolute, since they are printed for other processes. */
export type HttpsOptions =
  | { readonly tag: 'files'; readonly cert: string; readonly key: string }
  /** Created at start. The certificate, without its key, is written to a file in this folder. */
  | { readonly tag: 'made'; readonly folder: string };

export const RECEIVE = {
  host: {
    value: '<address>',
    help: 'address to listen on; 0.0.0.0 accepts other machines',
    default: '127.0.0.1',
  },
  port: {
    value: '<port>',
    help: 'port to listen on; 0 selects a free one',
    parse: parsePort,
    default: '8443',
  },
  cert: {
    value: '<file>',
    help: 'certificate chain (PEM); requires --key. This or --self-signed is required',
  },
  key: { value: '<file>', help: 'private key of --cert (PEM)' },
  selfSigned: {
    value: '[name]',
    help: 'use a certificate for this host name that is created once and kept in .datastream/receive; prints it for caCert',
    implied: 'localhost',
    conflicts: ['cert', 'key'],
  },
  clientCa: {
    value: '<file>',
    help: 'mTLS: accept only clients with a valid certificate of this CA (PEM)',
  },
  user: { value: '<name>', help: 'require BASIC authentication with this user name; requires --password' },
  password: {
    value: '<ref>',
    help: 'its password, as env:NAME or file:PATH; may be repeated, and any of them is right',
    repeatable: true,
  },
  header: {
    value: '<name=ref>',
    help: 'require this header with the value of env:NAME or file:PATH; may be repeated, also for a second right value',
    repeatable: true,
  },
  manifest: {
    value: '<name>',
    help: 'take the format, and the credentials that no option gives, from this manifest of an HTTPS stream',
  },
  ...FOLDER,
  dir: {
    value: '<dir>',
    help: 'write files into this folder (default: records go to standard output)',
  },
  rotateSize: {
    value: '<size>',
    help: 'close the file at this size',
    parse: parseSize,
    default: '64MiB',
  },
  rotateInterval: {
    value: '<duration>',
    help: 'close the file this long after its first record',
    parse: parseInterval,
    default: '5m',
  },
  gzip: { help: 'compress closed files' },
  fsync: { help: 'answer 200 only when the records survive a power cut (fdatasync)' },
  maxBody: {
    value: '<size>',
    help: 'largest body as sent; a larger one is answered 413',
    parse: parseSize,
    default: '16MiB',
  },
  maxDecompressed: {
    value: '<size>',
    help: 'largest decompressed body; a larger one is answered 413',
    parse: parseSize,
    default: '256MiB',
  },
  maxBuffered: {
    value: '<size>',
    help: 'how much memory all bodies may use together; beyond it sockets are not read, and after 10s the answer is 503',
    parse: parseSize,
    default: '256MiB',
  },
  maxConnections: {
    value: '<n>',
    help: 'how many connections may be open; one more closes the longest idle one, or is closed',
    parse: parseCount,
    default: '3000',
  },
  headerTimeout: {
    value: '<duration>',
    help: 'from the connection to the end of the headers',
    parse: parseInterval,
    default: '10s',
  },
  requestTimeout: {
    value: '<duration>',
    help: 'from the first byte to the end of a body',
    parse: parseInterval,
    default: '60s',
  },
  idleTimeout: {
    value: '<duration>',
    help: 'between requests; longer than the upload interval of 60s',
    parse: parseInterval,
    default: '75s',
  },
  grace: {
    value: '<duration>',
    help: 'how long a stop waits for requests in flight',
    parse: parseDuration,
    default: '30s',
  },
  adminHost: {
    value: '<address>',
    help: 'address that serves /healthz and /metrics over plain HTTP',
    default: '127.0.0.1',
  },
  adminPort: { value: '<port>', help: 'its port; 0 selects a free one', parse: parsePort, default: '9464' },
} as const satisfies DeclaredOptions;

export type ReceiveOptions = OptionsOf<typeof RECEIVE>;
