import type { SimulatorClock } from './engine.ts';
import { seededWorld } from './seed.ts';
import { type EmbeddedTransport, simulatorTransport } from './transport.ts';
import { fileWorld } from './world-file.ts';

/**
 * The simulator of `--simulator FILE`: a seeded account in a file, made on first use. A movement lasts ten seconds
 * of the clock.
 * @throws {UnreadableWorld} where the file is no world
 */
export async function embeddedSimulator(options: {
  readonly file: string;
  readonly clock: SimulatorClock;
}): Promise<EmbeddedTransport> {
  const { file, clock } = options;
  const world = fileWorld({ file, first: () => seededWorld(clock.now()) });
  await world.change((kept) => ({ world: kept, result: undefined }));
  return simulatorTransport({ world, clock });
}
