import { serveSimulator } from '../simulator/server.ts';
import type { Context, Result } from './context.ts';
import type { SimulateOptions } from './options.ts';

/** Serves the simulator on this machine until it is stopped, and says how to point a client at it. */
export async function simulate(context: Context, options: SimulateOptions): Promise<Result> {
  const server = await serveSimulator({
    port: options.port,
    movement: options.movement,
    requestsPerMinute: options.requestsPerMinute,
    empty: options.empty,
    clock: context.clock,
    ...(options.file ? { file: options.file } : {}),
  });
  context.say(instructions(server.url, server.environment, options));
  await stopped(context.signal);
  await server.close();
  return { output: '', exitCode: 0 };
}

function instructions(
  url: string,
  environment: Readonly<Record<string, string>>,
  options: SimulateOptions,
): string {
  const kept = options.file ? `kept in ${options.file}` : 'kept in memory and gone when it stops';
  return [
    `Simulated Akamai DataStream on ${url}. Its world is ${kept};`,
    `an activation or deactivation lasts ${options.movement / 1000} s. Stop it with Ctrl-C.`,
    '',
    'In another terminal:',
    ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
    `  datastream plan --endpoint ${url}`,
    '',
  ].join('\n');
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
