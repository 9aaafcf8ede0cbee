import type { FaultScript } from '../../src/simulator/protocol/faults.ts';
import { type RunningServer, serve } from '../../src/simulator/server/server.ts';
import { newCredentials } from '../../src/simulator/server/signature.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { memoryStore } from '../../src/simulator/state/store.ts';

/**
 * Serves an account on the loopback address. It uses the real clock, since signatures contain the real time.
 */
export function serveAccount(accountState: AccountState, faults?: FaultScript): Promise<RunningServer> {
  return serve({
    port: 0,
    accountState: memoryStore(accountState),
    clock: { now: () => Date.now() },
    credentials: newCredentials(),
    ...(faults ? { faults } : {}),
  });
}
