import type { JsonObject } from '../model/json.ts';
import { detailOf } from './answers.ts';
import type { StrangerAct } from './faults.ts';
import { Refused } from './refusal.ts';
import { activateStream, deactivateStream, deleteStream, editStream } from './transitions.ts';
import { latest, type SimulatedStream, settle, type World, withStream } from './world.ts';

/** The world after somebody else acted. What is refused, or finds no stream, does not happen. */
export function strangerActs(world: World, stranger: StrangerAct, now: number): World {
  const settled = settle(world, now);
  const stream = findStream(settled, stranger);
  if (!stream) return settled;
  try {
    return acted(settled, stream, stranger, now);
  } catch (error) {
    if (error instanceof Refused) return settled;
    throw error;
  }
}

function findStream(world: World, { logType = 'cdn', stream }: StrangerAct): SimulatedStream | undefined {
  return world.streams.find(
    (other) =>
      other.logType === logType &&
      (other.streamId === stream || latest(other).content['streamName'] === stream),
  );
}

function acted(world: World, stream: SimulatedStream, stranger: StrangerAct, now: number): World {
  const act = { by: stranger.by ?? 'stranger', now };
  switch (stranger.act) {
    case 'edit':
      return edited(world, stream, stranger, act);
    case 'activate':
      return activateStream(world, stream, act).world;
    case 'deactivate':
      return deactivateStream(world, stream, act).world;
    case 'delete':
      return deleteStream(world, stream);
    case 'settle':
      return settle(world, stream.movement?.endsAt ?? now);
    default:
      throw new Error(`no such act ${stranger.act satisfies never}`);
  }
}

/** A stranger's edit is not checked: whoever writes the script knows what they want. */
function edited(
  world: World,
  stream: SimulatedStream,
  { change = {}, activate = stream.status === 'ACTIVATED' }: StrangerAct,
  act: { readonly by: string; readonly now: number },
): World {
  const { content, given } = latest(stream);
  const draft = { content: { ...content, ...change }, given, groupId: stream.groupId };
  return editStream(world, stream, draft, activate, act).world;
}

/** The world in which the stream of a request has another status, or its movement another end. */
export function withDestiny(
  world: World,
  streamId: number,
  destiny:
    | { readonly do: 'fall-back'; readonly to: string }
    | { readonly do: 'status'; readonly word: string },
): World {
  const stream = world.streams.find((other) => other.streamId === streamId);
  if (!stream) return world;
  const { movement, ...rest } = stream;
  if (destiny.do === 'status') return withStream(world, { ...rest, status: destiny.word });
  return movement ? withStream(world, { ...rest, movement: { ...movement, towards: destiny.to } }) : world;
}

/** What an answer about a stream would be now: for misbehaviours that change it after the work. */
export function retold(world: World, streamId: number): JsonObject | undefined {
  const stream = world.streams.find((other) => other.streamId === streamId);
  return stream ? detailOf(world, stream) : undefined;
}
