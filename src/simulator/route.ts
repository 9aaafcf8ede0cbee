import type { LogType } from '../model/collection.ts';
import type { Json } from '../model/json.ts';
import { existingStream } from './transitions.ts';
import type { SimulatedStream, World } from './world.ts';

/** What a route gets: the world, the caller's words, and the time. */
export interface Call {
  readonly world: World;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly logType: LogType;
  /** Segments of the path that the route's pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
}

/** What a route gives back. No `world`: it only read. */
export interface Reply {
  readonly world?: World;
  readonly status: 200 | 201 | 204;
  readonly body?: Json;
}

/** One operation of the API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** After `/datastream-config-api/v3/log/{logType}`; `{name}` takes one segment. */
  readonly pattern: string;
  /** Only these log types have it. */
  readonly logTypes?: readonly LogType[];
  readonly takesBody?: true;
  /** Exists at the vendor, unknown to the simulator: answered with 501. */
  readonly run: ((call: Call) => Reply) | 'not-simulated';
}

/** The stream that `{streamId}` names; what is not a number names none. @throws {Refused} if there is none */
export function namedStream({ world, logType, params }: Call): SimulatedStream {
  const segment = String(params['streamId']);
  return existingStream(world, logType, /^\d+$/u.test(segment) ? Number(segment) : Number.NaN);
}
