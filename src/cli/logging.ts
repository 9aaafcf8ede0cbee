import { type Context, UsageError } from '../commands/session/context.ts';
import type { OptionsOf } from '../commands/session/declared-option.ts';
import {
  type DEBUG,
  type LOG_FORMAT,
  LOG_FORMATS,
  type LogFormat,
} from '../commands/session/option-groups.ts';

/** How a run is logged on standard error. */
export interface Logging {
  /** Whether each request to Akamai and its response is logged. */
  readonly debug: boolean;
  readonly format: LogFormat;
}

/** The options of a command that its log depends on. */
export type LoggingOptions = OptionsOf<typeof DEBUG & typeof LOG_FORMAT>;

/** The default of every option. */
export const PLAIN: Logging = { debug: false, format: 'text' };

/**
 * Returns how a run is logged. A flag has precedence over its variable.
 *
 * @throws {UsageError} if a variable has an invalid value
 */
export function readLogging({ debug, logFormat }: LoggingOptions, env: Context['env']): Logging {
  return {
    debug: debug ?? flagIn(env['DATASTREAM_DEBUG'], 'DATASTREAM_DEBUG'),
    format: logFormat ?? formatIn(env['DATASTREAM_LOG_FORMAT'], 'DATASTREAM_LOG_FORMAT'),
  };
}

function flagIn(value: string | undefined, name: string): boolean {
  const text = value || 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new UsageError(`The variable ${name} must be true or false.`);
}

function formatIn(value: string | undefined, name: string): LogFormat {
  const format = LOG_FORMATS.find((known) => known === (value || PLAIN.format));
  if (format !== undefined) return format;
  throw new UsageError(`The variable ${name} must be text or json.`);
}
