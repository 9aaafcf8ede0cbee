import { type Connection, connect } from '../../../src/api/connect.ts';
import type { Transport } from '../../../src/api/transport/transport.ts';
import { networkFailure } from '../../../src/http/failure.ts';
import { applyPropertyEdit } from '../../../src/simulator/property-manager/concurrent-edit.ts';
import type { ConcurrentPropertyEdit, Fault } from '../../../src/simulator/protocol/faults.ts';
import { faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { ConnectionReset, simulatorTransport } from '../../../src/simulator/server/embedded-transport.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { type MemoryStore, memoryStore } from '../../../src/simulator/state/store.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { START } from '../../simulator/client.ts';

/** The client on a simulated account, with the requests that it sends. */
export interface SimulatedProperties extends Pick<Connection, 'properties' | 'propertyWriter'> {
  readonly clock: ManualClock;
  readonly accountState: MemoryStore;
  /** `GET /properties/349772`, with query parameters. */
  readonly seen: string[];
  /** Another user acts now. */
  edit(edit: ConcurrentPropertyEdit): void;
  /** Secrets that no text may contain. */
  hide(secrets: readonly string[]): void;
}

/** Connects to a simulated account, by default the seeded one, with the pacing and the retries of the product. */
export function simulatedProperties(
  first: AccountState = seededAccount(START),
  faults: readonly Fault[] = [],
): SimulatedProperties {
  const clock = manualClock(START);
  const accountState = memoryStore(first);
  const inner = simulatorTransport({ accountState, clock, faults: faultScript(faults) });
  const seen: string[] = [];
  const transport: Transport = async (request, signal) => {
    seen.push(`${request.method} ${request.path.replace('/papi/v1', '')}`);
    try {
      return await inner(request, signal);
    } catch (error) {
      throw error instanceof ConnectionReset ? networkFailure(error, true) : error;
    }
  };
  const { properties, propertyWriter, redaction } = connect({ to: { transport }, clock });
  return {
    properties,
    propertyWriter,
    clock,
    accountState,
    seen,
    edit: (edit) => accountState.revise((state) => applyPropertyEdit(state, edit, clock.now())),
    hide: (secrets) => redaction.add(secrets),
  };
}
