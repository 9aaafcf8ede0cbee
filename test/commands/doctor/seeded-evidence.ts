import { connect } from '../../../src/api/connect.ts';
import { type Evidence, readEvidence } from '../../../src/commands/doctor/assumptions/evidence.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { simulatorTransport } from '../../../src/simulator/server/embedded-transport.ts';
import { memoryStore } from '../../../src/simulator/state/store.ts';
import { manualClock } from '../../manual-clock.ts';

/** What the seeded account of the simulator shows, with as many requests as its streams need. */
export async function seededEvidence(): Promise<Evidence> {
  const clock = manualClock(Date.UTC(2026, 0, 5, 9, 0));
  const accountState = memoryStore(seededAccount(clock.now()));
  const { probe } = connect({ to: { transport: simulatorTransport({ accountState, clock }) }, clock });
  return clock.runUntil(readEvidence(probe, 60));
}
