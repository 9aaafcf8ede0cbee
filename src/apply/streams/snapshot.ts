import type { StreamRow } from '../../model/observed.ts';
import type { Snapshot } from '../items/snapshot.ts';

/** Returns the snapshot of a stream. */
export function snapshotOf({ streamId, version, status }: StreamRow): Snapshot {
  return { id: streamId, version, status };
}
