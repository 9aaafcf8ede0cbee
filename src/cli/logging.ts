import { type Context, UsageError } from '../commands/session/context.ts';

/** How a run is logged on standard error. */
export interface Logging {
  /** Whether each request to Akamai and its response is logged. */
  readonly debug: boolean;
}

/** The default of every option. */
export const PLAIN: Logging = { debug: false };

/**
 * Returns how a run is logged. A flag has precedence over its variable.
 *
 * @throws {UsageError} if a variable has an invalid value
 */
export function readLogging(given: Partial<Logging>, env: Context['env']): Logging {
  return { debug: given.debug ?? flagIn(env['DATASTREAM_DEBUG'], 'DATASTREAM_DEBUG') };
}

function flagIn(value: string | undefined, name: string): boolean {
  const text = value || 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new UsageError(`The variable ${name} must be true or false.`);
}
