import { KINDS, LOG_TYPES } from '../../model/collection.ts';
import type { ActiveConfiguration } from '../../model/configuration.ts';
import { ALLOWANCE_FORM } from '../../model/safety-limits.ts';
import type { DeclaredOptions, OptionsOf } from './declared-option.ts';
import { parseAllowances, parseDuration, parseFileNextToNames, parseInterval } from './option-parsers.ts';

/** Options that several commands share. Help lists them in this order. */

/** How a result is printed. */
export const FORMAT = {
  format: {
    value: '<format>',
    help: 'terminal, json or markdown',
    choices: ['terminal', 'json', 'markdown'],
    default: 'terminal',
  },
} as const satisfies DeclaredOptions;

/** The configuration file and its target. */
export const CONFIGURATION = {
  config: { value: '<file>', help: 'configuration file (default: datastream.yaml, if it exists)' },
  target: {
    value: '<name>',
    completes: 'targets',
    help: 'target in the configuration file; required if the file has several',
  },
} as const satisfies DeclaredOptions;

/** The folder of the manifests, and the configuration file, which can set it. */
export const FOLDER = {
  ...CONFIGURATION,
  streams: { value: '<dir>', help: 'folder of the manifests', default: 'streams' },
} as const satisfies DeclaredOptions;

export const MANIFESTS = {
  ...FOLDER,
  only: {
    value: '<names...>',
    completes: 'manifests',
    help: 'use these manifests only: names of streams, PropertyLogging/NAME, or quoted patterns with * and ?; may be repeated',
  },
} as const satisfies DeclaredOptions;

/** Options that limit the search for live streams. */
export const COLLECTIONS = {
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
} as const satisfies DeclaredOptions;

/** Options that select an account and its credentials. Suggested commands repeat them. */
export const TARGET = {
  simulator: {
    value: '[file]',
    help: 'run against the embedded simulator and keep its account in this file; a new account is derived from the manifests',
    implied: '.datastream/simulator.json',
    conflicts: ['endpoint', 'edgerc', 'section', 'accountKey'],
  },
  endpoint: { value: '<url>', help: 'base URL of the API; http: is allowed for this machine only' },
  edgerc: { value: '<file>', help: 'credentials file (else AKAMAI_* variables, else ~/.edgerc)' },
  section: { value: '<name>', help: 'section of the credentials file' },
  accountKey: { value: '<key>', help: 'account switch key' },
} as const satisfies DeclaredOptions;

/** `TARGET` of a command that takes names of streams. */
export const TARGET_AFTER_NAMES = {
  ...TARGET,
  simulator: { ...TARGET.simulator, parse: parseFileNextToNames },
} as const satisfies DeclaredOptions;

export const CACHE = {
  cache: {
    value: '<dir>',
    help: 'version cache',
    default: '.datastream/cache',
    negated: 'read every stream and store nothing',
  },
} as const satisfies DeclaredOptions;

/** The options of every command that reads manifests and an account. */
export const READ = { ...MANIFESTS, ...TARGET, ...CACHE, ...FORMAT };

export const PROPERTIES = {
  checkProperties: {
    help: 'also check in Property Manager whether the rules of each property name its streams and log the fields that they need',
    negated: 'do not check properties, whatever the configuration file says',
  },
} as const satisfies DeclaredOptions;

export const CHANGES = {
  rotate: {
    value: '<name>',
    completes: 'streams',
    help: 're-send the secrets of this stream even if nothing differs; may be repeated',
    repeatable: true,
  },
  allow: {
    value: '<limits>',
    help: `raise safety limits for this run, separated by commas: ${ALLOWANCE_FORM}`,
    parse: parseAllowances,
  },
} as const satisfies DeclaredOptions;

export const WAIT = {
  wait: {
    value: '[duration]',
    help: 'wait until all streams are stable, but no longer than this',
    parse: parseDuration,
    implied: '3h',
  },
  poll: {
    value: '<duration>',
    help: 'fixed interval between checks while waiting (default: 60s around the likely end of a transition, otherwise up to 15m, at most 15 an hour for each log type; simulator: 1s)',
    parse: parseInterval,
  },
} as const satisfies DeclaredOptions;

export const DETAILED = {
  detailedExitcode: { help: 'exit with 2 if there are changes or streams in transition' },
} as const satisfies DeclaredOptions;

/** Options of every command that sends requests to Akamai. The command line itself reads them. */
export const DEBUG = {
  debug: {
    help: 'log each request to Akamai and its response to standard error, without secrets; also DATASTREAM_DEBUG=true',
  },
} as const satisfies DeclaredOptions;

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** An option of every command. The command line itself reads it. */
export const LOG_FORMAT = {
  logFormat: {
    value: '<format>',
    help: 'how progress and errors are written to standard error: text, or json (one event a line); also DATASTREAM_LOG_FORMAT (default: text)',
    choices: LOG_FORMATS,
  },
} as const satisfies DeclaredOptions;

/** How a result is printed. The terminal or the Action decides what is not an option. */
export interface OutputOptions extends OptionsOf<typeof FORMAT> {
  readonly color: boolean;
  /** Width of the terminal in columns. */
  readonly width: number;
  /** The address of the reference, whose pages explain codes. Absent: this copy of the program is not published. */
  readonly reference?: string;
}

/** The account, or the simulator. */
export interface TargetOptions extends OptionsOf<typeof TARGET>, ConfigurationOptions {
  /** The text of an edgerc file that comes from a secret store and is not on disk. */
  readonly edgercText?: string;
}

/** What the configuration file says. The entry point reads the file. */
export interface ConfigurationOptions {
  readonly configuration?: ActiveConfiguration | undefined;
}
/** Which collections to list. Empty: all. */
export type CollectionOptions = OptionsOf<typeof COLLECTIONS>;

/** Which manifests to use. */
export type ManifestOptions = OptionsOf<typeof MANIFESTS>;

/** The folder of the version cache. Without it, nothing is cached. */
export interface CacheOptions extends OptionsOf<typeof CACHE> {
  /** The key with which its entries are encrypted. Default: DATASTREAM_CACHE_KEY, or else the client secret. */
  readonly cacheKey?: string;
}

/** How much may change in one run, and which streams are written although nothing differs. */
export type ChangeOptions = OptionsOf<typeof CHANGES>;

/** How long to wait until streams are stable, in milliseconds. Default: do not wait. */
export type WaitOptions = OptionsOf<typeof WAIT>;
