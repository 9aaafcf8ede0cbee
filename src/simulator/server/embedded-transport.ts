import { engine, type SimulatorClock } from '../engine/engine.ts';
import type { SimulatedResponse } from '../engine/handle.ts';
import type { FaultScript } from '../protocol/faults.ts';
import type { StateStore } from '../state/store.ts';

/** A request as clients hand it to a transport. */
interface EmbeddedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body?: string;
}

/** Sends a request to the simulator inside this process. */
export type EmbeddedTransport = (
  request: EmbeddedRequest,
  signal?: AbortSignal,
) => Promise<SimulatedResponse>;

/** A connection that broke: what a network stack says then. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
  readonly code = 'ECONNRESET';
  constructor() {
    super('read ECONNRESET: the simulated connection was reset.');
  }
}

/**
 * The simulator as a transport: no network, no signature. Aborting means what it means on a network: before the
 * request is sent nothing happens; afterwards the work is done and only the answer is lost.
 */
export function simulatorTransport(options: {
  readonly world: StateStore;
  readonly clock: SimulatorClock;
  readonly faults?: FaultScript;
}): EmbeddedTransport {
  const answer = engine(options);
  return async (request, signal) => {
    signal?.throwIfAborted();
    const outcome = await answer(request);
    signal?.throwIfAborted();
    if (outcome.tag === 'lost') throw new ConnectionReset();
    return outcome.response;
  };
}
