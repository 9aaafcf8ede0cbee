import type { AccessCheck } from '../delivery/check-access.ts';
import type { WriteOnlyValues } from '../delivery/write-only-values.ts';
import { createEngine, type SimulatorClock } from '../engine/engine.ts';
import type { SimulatedResponse } from '../engine/handle.ts';
import type { FaultScript } from '../protocol/faults.ts';
import type { StateStore } from '../state/store.ts';

/** A request that a client passes to a transport. */
interface EmbeddedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to the simulator in this process. */
export type EmbeddedTransport = (
  request: EmbeddedRequest,
  signal?: AbortSignal,
) => Promise<SimulatedResponse>;

/** A lost connection, with the error message of a network stack. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
  readonly code = 'ECONNRESET';
  constructor() {
    super('read ECONNRESET: the simulated connection was reset.');
  }
}

/**
 * Creates a transport that calls the simulator directly, without network or signature. An abort has the same effect
 * as on a network. Before the request is sent, an abort prevents it. After that, the simulator processes the request,
 * and only the response is lost.
 */
export function simulatorTransport(options: {
  readonly accountState: StateStore;
  readonly clock: SimulatorClock;
  readonly faults?: FaultScript;
  /** Needed if the account also delivers. */
  readonly secrets?: WriteOnlyValues;
  readonly checkAccess?: AccessCheck;
}): EmbeddedTransport {
  const engine = createEngine(options);
  return async (request, signal) => {
    signal?.throwIfAborted();
    const outcome = await engine(request);
    signal?.throwIfAborted();
    if (outcome.tag === 'lost') throw new ConnectionReset();
    return outcome.response;
  };
}
