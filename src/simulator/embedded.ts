import type { SimulatorClock } from './engine.ts';
import { seededWorld } from './seed.ts';
import { type EmbeddedTransport, simulatorTransport } from './transport.ts';
import type { World } from './world.ts';
import { fileWorld } from './world-file.ts';

/** A simulated account in a file, ready to be asked. */
export interface Embedded {
  readonly transport: EmbeddedTransport;
  /**
   * When its oldest stream was made, milliseconds since 1970: tells one world from another, or from the one that is
   * made anew under the same name, since both give their streams the same ids and versions.
   */
  readonly born: number;
}

/**
 * The simulator of `--simulator FILE`: a seeded account in a file, made on first use. A movement lasts ten seconds
 * of the clock.
 * @throws {UnreadableWorld} where the file is no world
 */
export async function embeddedSimulator(options: {
  readonly file: string;
  readonly clock: SimulatorClock;
}): Promise<Embedded> {
  const { file, clock } = options;
  const world = fileWorld({ file, first: () => seededWorld(clock.now()) });
  const born = await world.change((kept) => ({ world: kept, result: bornAt(kept) }));
  return { transport: simulatorTransport({ world, clock }), born };
}

function bornAt({ streams }: World): number {
  return Math.min(...streams.map(({ createdAt }) => createdAt));
}
