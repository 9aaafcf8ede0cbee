import { type ConnectOptions, connect } from '../api/connect.ts';
import { findCredentials } from '../api/credentials.ts';
import type { StreamReader, StreamWriter } from '../api/stream-api.ts';
import { fileCache, noCache, type VersionCache } from '../apply/cache.ts';
import { embeddedSimulator } from '../simulator/embedded.ts';
import type { Context } from './context.ts';
import type { CacheOptions, TargetOptions } from './options.ts';

/** An account, or the simulator, ready to be read and written. */
export interface Connection {
  readonly reader: StreamReader;
  readonly writer: StreamWriter;
  /** Host and account key, or `simulator`. */
  readonly target: string;
  readonly simulated: boolean;
  readonly cache: VersionCache;
  /** HTTP requests sent so far. */
  requests(): number;
}

/** Opens what the options name. The simulator is used only when it is named. */
export async function openConnection(
  context: Context,
  options: TargetOptions & CacheOptions,
): Promise<Connection> {
  const api = connect({
    to: await destination(context, options),
    clock: context.clock,
    listen: context.listen,
    signal: context.signal,
    ...(options.accountKey ? { accountKey: options.accountKey } : {}),
  });
  const cache = options.cache
    ? fileCache({ directory: options.cache, target: api.target, listen: context.listen })
    : noCache();
  return { ...api, simulated: options.simulator !== undefined, cache };
}

async function destination(context: Context, options: TargetOptions): Promise<ConnectOptions['to']> {
  const { simulator, endpoint, edgerc, section } = options;
  if (simulator) return { transport: await embeddedSimulator({ file: simulator, clock: context.clock }) };
  const credentials = await findCredentials({
    env: context.env,
    home: context.home,
    hostOptional: endpoint !== undefined,
    ...(edgerc ? { edgerc } : {}),
    ...(section ? { section } : {}),
  });
  return { credentials, env: context.env, ...(endpoint ? { endpoint } : {}) };
}
