import { COLLECTION, inCollection, STREAM_ID, VERSION } from './members.ts';
import { object, type Static, text, timestamp } from './shape.ts';

export const SIGHTING_MEMBERS = {
  ...COLLECTION,
  streamId: STREAM_ID,
  status: text('Identifies, with the version, one transition of a stream.'),
  version: VERSION,
  firstSeenAt: timestamp(),
};

export const SIGHTING = inCollection(object(SIGHTING_MEMBERS));
/**
 * A stream in a transition whose start is not known, and the time at which a run first found it there. No apply
 * started this transition, so a stream that ends it in an unexpected status has not reverted.
 */
export type Sighting = Static<typeof SIGHTING>;
