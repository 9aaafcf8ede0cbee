import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type {
  ApplyOptions,
  CacheOptions,
  ChangeOptions,
  Format,
  ImportOptions,
  InitOptions,
  LogsOptions,
  ManifestOptions,
  MigrateOptions,
  OutputOptions,
  PlanOptions,
  SimulateOptions,
  StatusOptions,
  TargetOptions,
  ValidateOptions,
  WaitOptions,
} from '../commands/session/options.ts';
import type { RenderOptions } from '../render/text/options.ts';
import { duration } from './arguments.ts';
import { type Given, typingOf } from './invocation.ts';
import type { Terminal } from './terminal.ts';

/** Converts parsed arguments to the options of a command. */

const SIMULATOR = '.datastream/simulator.json';
const WAIT = 3 * 3_600_000;

export function validateOptions(
  given: Given,
  terminal: Terminal,
  files: readonly string[] = [],
): ValidateOptions {
  return { ...output(given, terminal), ...manifests(given), files };
}

export function planOptions(given: Given, terminal: Terminal): PlanOptions {
  return {
    ...shared(given, terminal),
    ...changes(given),
    ...detailed(given),
    ...present({ out: text(given, 'out') }),
  };
}

export function applyOptions(given: Given, terminal: Terminal): ApplyOptions {
  return {
    ...shared(given, terminal),
    ...changes(given),
    ...waiting(given),
    ...detailed(given),
    yes: given['yes'] === true,
    ...present({
      plan: text(given, 'plan'),
      secretsDirectory: text(given, 'secretsDir'),
      secrets: text(given, 'secrets'),
      lookup: number(given, 'lookup'),
    }),
  };
}

export function statusOptions(given: Given, terminal: Terminal): StatusOptions {
  return {
    ...shared(given, terminal),
    ...waiting(given),
    ...detailed(given),
    ...present({ overdue: number(given, 'overdue') }),
  };
}

export function importOptions(given: Given, terminal: Terminal): ImportOptions {
  return {
    ...output(given, terminal),
    ...target(given),
    ...cache(given),
    ...whichStreams(texts(given, 'which'), given['all'] === true),
    update: updates(given),
    yes: given['yes'] === true,
    logTypes: texts(given, 'logType'),
    kinds: texts(given, 'kind'),
    streams: text(given, 'streams') ?? 'streams',
    force: given['force'] === true,
  };
}

/** With --update, the manifests determine the streams. */
function updates(given: Given): boolean {
  if (given['update'] !== true) {
    if (given['yes'] === true) throw new InvalidArgumentError('--yes has a meaning only with --update.');
    return false;
  }
  const other = [
    ...(given['all'] === true ? ['--all'] : []),
    ...(given['force'] === true ? ['--force'] : []),
    ...(texts(given, 'logType').length > 0 ? ['--log-type'] : []),
    ...(texts(given, 'kind').length > 0 ? ['--kind'] : []),
  ];
  if (other.length === 0) return true;
  throw new InvalidArgumentError(`--update takes names of manifests, not ${other.join(' and ')}.`);
}

function whichStreams(which: readonly string[], all: boolean): Pick<ImportOptions, 'which' | 'all'> {
  if (all && which.length > 0) throw new InvalidArgumentError('Name streams or say --all, not both.');
  return { which, all };
}

export function logsOptions(given: Given, terminal: Terminal): LogsOptions {
  return {
    ...output(given, terminal),
    ...target(given),
    name: text(given, 'name') ?? '',
    start: text(given, 'start') ?? '',
    end: text(given, 'end') ?? 'now',
    metrics: texts(given, 'metric'),
    streams: text(given, 'streams') ?? 'streams',
    ...present({ report: report(given), size: number(given, 'size'), page: number(given, 'page') }),
  };
}

function report({ raw, aggregate }: Given): LogsOptions['report'] {
  if (raw && aggregate) throw new InvalidArgumentError('Say --raw or --aggregate, not both.');
  if (raw) return 'raw';
  return aggregate ? 'aggregate' : undefined;
}

export function migrateOptions(given: Given, terminal: Terminal): MigrateOptions {
  return {
    ...output(given, terminal),
    ...target(given),
    ...cache(given),
    which: texts(given, 'which'),
    live: given['live'] === true,
    streams: text(given, 'streams') ?? 'streams',
    force: given['force'] === true,
    ...present({ out: text(given, 'out') }),
  };
}

/** The package's root: two folders above this file, both in the source and in the build. */
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

export function initOptions(given: Given, terminal: Terminal): InitOptions {
  const action = text(given, 'action');
  return {
    ...output(given, terminal),
    directory: text(given, 'directory') ?? '.',
    source: PACKAGE,
    ...present({ action: action === undefined ? undefined : `${action} # datastream-gitops` }),
  };
}

export function simulateOptions(given: Given): SimulateOptions {
  return {
    port: number(given, 'port') ?? 0,
    transitionTime: number(given, 'movement') ?? 10_000,
    requestsPerMinute: number(given, 'requestsPerMinute') ?? 20,
    empty: given['empty'] === true,
    ...present({ file: text(given, 'file'), streams: text(given, 'streams'), https: https(given) }),
  };
}

function https(given: Given): SimulateOptions['https'] {
  const { cert, key } = { cert: text(given, 'cert'), key: text(given, 'key') };
  if ((cert === undefined) !== (key === undefined)) {
    throw new InvalidArgumentError('--cert and --key go together: name the certificate and its key.');
  }
  if (cert !== undefined && key !== undefined) {
    return { tag: 'files', cert: path.resolve(cert), key: path.resolve(key) };
  }
  return given['https'] === true ? { tag: 'made', folder: path.resolve('.datastream') } : undefined;
}

function shared(
  given: Given,
  terminal: Terminal,
): OutputOptions & TargetOptions & ManifestOptions & CacheOptions {
  return { ...output(given, terminal), ...target(given), ...manifests(given), ...cache(given) };
}

/** Returns how results are written. Commands pass this to the renderers unchanged. */
function output(given: Given, terminal: Terminal): OutputOptions & Pick<RenderOptions, 'typing'> {
  const { color, width, program } = terminal;
  return { format: format(given), color, width, typing: typingOf(given, program) };
}

function format(given: Given): Format {
  const word = text(given, 'format') ?? 'terminal';
  if (word === 'terminal' || word === 'json' || word === 'markdown') return word;
  throw new InvalidArgumentError(`--format is terminal, json or markdown, not "${word}".`);
}

function target(given: Given): TargetOptions {
  const simulator = given['simulator'];
  const file =
    typeof simulator === 'string'
      ? simulatorFile(simulator, given)
      : simulator === true
        ? SIMULATOR
        : undefined;
  const options = {
    simulator: file,
    endpoint: text(given, 'endpoint'),
    edgerc: text(given, 'edgerc'),
    section: text(given, 'section'),
    accountKey: text(given, 'accountKey'),
  };
  if (file && (options.endpoint || options.edgerc || options.section || options.accountKey)) {
    throw new InvalidArgumentError(
      '--simulator stands alone: leave out --endpoint, --edgerc, --section and --account-key.',
    );
  }
  return present(options);
}

/**
 * Checks the simulator file of a command that takes stream names. Otherwise `import --simulator web` would use a file
 * called web.
 */
function simulatorFile(file: string, given: Given): string {
  const takesNames = 'which' in given || 'name' in given;
  if (!takesNames || /[./\\]/.test(file)) return file;
  throw new InvalidArgumentError(
    `--simulator takes a file, and "${file}" may be the name of a stream. Write ./${file} for a file; write names of streams before --simulator.`,
  );
}

function manifests(given: Given): ManifestOptions {
  return { streams: text(given, 'streams') ?? 'streams', only: texts(given, 'only') };
}

function cache(given: Given): CacheOptions {
  return present({ cache: given['cache'] === false ? undefined : text(given, 'cache') });
}

function changes(given: Given): ChangeOptions {
  return {
    rotate: texts(given, 'rotate'),
    allow: (given['allow'] as ChangeOptions['allow'] | undefined) ?? {},
  };
}

function waiting(given: Given): WaitOptions {
  const wait = given['wait'];
  const limit = typeof wait === 'string' ? waitLimit(wait) : wait === true ? WAIT : undefined;
  return present({ wait: limit, poll: number(given, 'poll') });
}

function waitLimit(text: string): number {
  try {
    return duration(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    throw new InvalidArgumentError(`--wait ${text}: ${message}`);
  }
}

function detailed(given: Given): { readonly detailedExitcode: boolean } {
  return { detailedExitcode: given['detailedExitcode'] === true };
}

function text(given: Given, option: string): string | undefined {
  const value = given[option];
  return typeof value === 'string' ? value : undefined;
}

function number(given: Given, option: string): number | undefined {
  const value = given[option];
  return typeof value === 'number' ? value : undefined;
}

function texts(given: Given, option: string): readonly string[] {
  const value = given[option];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Omits members without a value, so that an option that is not given has one form only. */
function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
