import { activate, targetNames } from '../../configuration/activate.ts';
import { parseConfiguration } from '../../configuration/parse.ts';
import { CONFIGURATION_FILE } from '../../configuration/shape.ts';
import { type Excerpt, excerptOf, linesIn } from '../../manifest/excerpt.ts';
import type { ActiveConfiguration, ConfigurableOptions, SettingOrigin } from '../../model/configuration.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { type Context, UsageError } from './context.ts';
import type { DeclaredOptions } from './declared-option.ts';
import { TARGET } from './option-groups.ts';

/** The environment variable of each option that has one. Flags have precedence over variables. */
const VARIABLES = {
  config: 'DATASTREAM_CONFIG',
  target: 'DATASTREAM_TARGET_NAME',
  streams: 'DATASTREAM_STREAMS',
  section: 'DATASTREAM_SECTION',
  accountKey: 'DATASTREAM_ACCOUNT_KEY',
  checkProperties: 'DATASTREAM_CHECK_PROPERTIES',
} as const;

type Configurable = keyof ConfigurableOptions;

const FLAGS: Readonly<Record<Configurable, string>> = {
  streams: '--streams',
  section: '--section',
  accountKey: '--account-key',
  checkProperties: '--check-properties',
};

export const CONFIGURABLE: readonly Configurable[] = ['streams', 'section', 'accountKey', 'checkProperties'];

/** The options that select the configuration file and its target, and those that the file can set. */
type ConfigurationOptions = Partial<ConfigurableOptions> & {
  readonly config?: string;
  readonly target?: string;
  readonly simulator?: string;
};

/** The options of a run after the configuration file was read. */
export interface ConfiguredRun<O> {
  readonly tag: 'configured';
  readonly options: O & { readonly configuration?: ActiveConfiguration };
  /** Where the value of each option comes from that the file can set. */
  readonly origins: Readonly<Record<Configurable, SettingOrigin>>;
}

/** The findings in a configuration file that is not valid. */
export interface RejectedConfiguration {
  readonly tag: 'rejected';
  readonly file: string;
  readonly findings: readonly Diagnostic[];
  readonly excerpt: (finding: Diagnostic) => Excerpt | undefined;
}

/** The content of the configuration file at another commit. Without a text, it does not exist there. */
export interface ConfigurationSource {
  readonly text?: string;
}

/**
 * Reads the configuration file and fills in the options that it sets: a flag has precedence over a variable, which has
 * precedence over the target, the file and the default, in this order.
 *
 * @param given names of the options that were given as flags
 * @param source replaces the file of the working directory
 * @throws {UsageError} if the file cannot be read, or if it has no such target
 */
export async function configure<O extends object>(
  context: Pick<Context, 'env' | 'files'>,
  options: O,
  { declared, given }: { readonly declared: DeclaredOptions; readonly given: ReadonlySet<string> },
  source?: ConfigurationSource,
): Promise<ConfiguredRun<O> | RejectedConfiguration> {
  const { env } = context;
  const { config, target, simulator }: ConfigurationOptions = options;
  const read = await readConfiguration(context, config ?? variable(env, 'config'), source);
  if (read?.tag === 'rejected') return read;
  const configuration = read && activeOf(read.configuration, target, variable(env, 'target'));
  if (!configuration && target !== undefined) {
    throw new UsageError(
      `There is no ${CONFIGURATION_FILE}, so there is no target ${target}. Omit --target.`,
    );
  }
  // The simulator has no credentials.
  const unused: readonly string[] = simulator === undefined ? [] : TARGET.simulator.conflicts;
  const found = CONFIGURABLE.map((name) => {
    if (!(name in declared) || unused.includes(name)) return { name, origin: { from: 'default' as const } };
    return { name, ...settingOf(name, { given, env, configuration }) };
  });
  const values = found.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]);
  return {
    tag: 'configured',
    options: { ...options, ...Object.fromEntries(values), ...(configuration ? { configuration } : {}) },
    origins: Object.fromEntries(
      found.map(({ name, origin }) => [name, origin]),
    ) as ConfiguredRun<O>['origins'],
  };
}

/** Returns the origin of the value of an option, and the value unless the option already has it. */
function settingOf(
  name: Configurable,
  {
    given,
    env,
    configuration,
  }: {
    readonly given: ReadonlySet<string>;
    readonly env: Context['env'];
    readonly configuration: ActiveConfiguration | undefined;
  },
): { readonly origin: SettingOrigin; readonly value?: string | boolean } {
  if (given.has(name)) return { origin: { from: 'flag', name: FLAGS[name] } };
  const text = variable(env, name);
  if (text !== undefined) {
    const value = name === 'checkProperties' ? parseFlag(text, VARIABLES[name]) : text;
    return { origin: { from: 'variable', name: VARIABLES[name] }, value };
  }
  return configuration?.options[name] ?? { origin: { from: 'default' } };
}

function parseFlag(text: string, name: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new UsageError(`The variable ${name} must be true or false.`);
}

function variable(env: Context['env'], name: keyof typeof VARIABLES): string | undefined {
  return env[VARIABLES[name]] || undefined;
}

/**
 * Returns the names of the targets in the configuration file. Empty if it does not exist or has findings.
 *
 * @param config the file, if a flag names one
 * @param source replaces the file of the working directory
 */
export async function readTargetNames(
  context: Pick<Context, 'env' | 'files'>,
  config: string | undefined,
  source?: ConfigurationSource,
): Promise<readonly string[]> {
  const read = await readConfiguration(context, config ?? variable(context.env, 'config'), source);
  return read?.tag === 'read' ? targetNames(read.configuration) : [];
}

type Configuration = NonNullable<ReturnType<typeof parseConfiguration>['configuration']>;

/** A variable that names a target may be for other repositories too, so a file without targets ignores it. */
function activeOf(
  configuration: Configuration,
  flag: string | undefined,
  fromVariable: string | undefined,
): ActiveConfiguration {
  const hasTargets = targetNames(configuration).length > 0;
  const active = activate(configuration, flag ?? (hasTargets ? fromVariable : undefined));
  if (typeof active === 'string') throw new UsageError(active);
  return active;
}

/** @param named the file that the user named */
async function readConfiguration(
  { files }: Pick<Context, 'files'>,
  named: string | undefined,
  source: ConfigurationSource | undefined,
): Promise<
  { readonly tag: 'read'; readonly configuration: Configuration } | RejectedConfiguration | undefined
> {
  const file = named ?? CONFIGURATION_FILE;
  const text = source ? source.text : await readOwn(files, named);
  if (text === undefined) return undefined;
  const { configuration, findings } = parseConfiguration(file, text);
  if (configuration) return { tag: 'read', configuration };
  return { tag: 'rejected', file, findings, excerpt: (finding) => excerptOf(linesIn(text), finding) };
}

/**
 * Reads the file, which must not be a link: it could point out of what is reviewed. Only at its usual place, it need not
 * exist.
 */
async function readOwn(files: Context['files'], named: string | undefined): Promise<string | undefined> {
  try {
    return await files.read(named ?? CONFIGURATION_FILE, 'own');
  } catch (error) {
    if (named !== undefined) throw error;
    const cause = error instanceof UsageError ? error.cause : undefined;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw error;
  }
}
