import { connect } from '../api/connect.ts';
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
  const simulated = options.simulator !== undefined;
  const transport = options.simulator
    ? await embeddedSimulator({ file: options.simulator, clock: context.clock })
    : undefined;
  const api = await connect({
    ...(transport ? { transport } : {}),
    ...(options.endpoint ? { endpoint: options.endpoint } : {}),
    ...(options.edgerc ? { edgerc: options.edgerc } : {}),
    ...(options.section ? { section: options.section } : {}),
    ...(options.accountKey ? { accountKey: options.accountKey } : {}),
    env: context.env,
    home: context.home,
    clock: context.clock,
    listen: context.listen,
    signal: context.signal,
  });
  const cache = options.cache
    ? fileCache({ directory: options.cache, target: api.target, listen: context.listen })
    : noCache();
  return { ...api, simulated, cache };
}
