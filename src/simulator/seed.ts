import { checkBody } from './check-body.ts';
import { SEED_ESTATE } from './seed-estate.ts';
import { type PastEvent, SEED_STREAMS, type SeededStream } from './seed-streams.ts';
import type { Settings } from './settings.ts';
import { activateStream, createStream, editStream, existingStream } from './transitions.ts';
import { emptyWorld, settle, type World, withSettings } from './world.ts';

const HOUR = 3_600_000;
/** How long movements took in the past of the seeded streams. */
const PAST_MOVEMENT = 1.5 * HOUR;

/** The seeded account without its streams. */
export function streamlessWorld(settings: Partial<Settings> = {}): World {
  return emptyWorld(SEED_ESTATE, settings);
}

/**
 * An account that makes a first plan interesting: with the example manifests one stream is missing, one differs and
 * is active, one is to be activated, one to be deactivated, one is in motion, one is the same and one is nobody's.
 * `now` is milliseconds since 1970: the movement under way begins then.
 */
export function seededWorld(now: number, settings: Partial<Settings> = {}): World {
  const world = streamlessWorld(settings);
  const { nextStreamId } = world;
  const lived = SEED_STREAMS.reduce((state, stream) => withPast(state, stream, now), world);
  return { ...lived, nextStreamId };
}

function withPast(world: World, stream: SeededStream, now: number): World {
  const start = { ...world, nextStreamId: stream.streamId };
  return stream.past.reduce((state, event) => happened(state, stream, event, now), start);
}

/** Seeded streams come about by the same transitions and checks as all others, so they are possible ones. */
function happened(world: World, seeded: SeededStream, event: PastEvent, now: number): World {
  const { movement } = world.settings;
  const at = now - event.hoursAgo * HOUR;
  const before = withSettings(world, event.hoursAgo === 0 ? {} : { movement: PAST_MOVEMENT });
  const after = settle(applied(settle(before, at), seeded, event, at), now);
  return withSettings(after, { movement });
}

function applied(
  world: World,
  { streamId, logType, body }: SeededStream,
  event: PastEvent,
  now: number,
): World {
  const { by, change = {} } = event;
  const { groupId: _, ...editable } = body;
  const act = { by, now };
  const stream = () => existingStream(world, logType, streamId);
  switch (event.act) {
    case 'create':
      return createStream(world, logType, checkBody(world, logType, { ...body, ...change }), false, act)
        .world;
    case 'edit': {
      const draft = checkBody(world, logType, { ...editable, ...change }, stream());
      return editStream(world, stream(), draft, stream().status === 'ACTIVATED', act).world;
    }
    case 'activate':
      return activateStream(world, stream(), act).world;
    default:
      throw new Error(`no such event ${event.act satisfies never}`);
  }
}
