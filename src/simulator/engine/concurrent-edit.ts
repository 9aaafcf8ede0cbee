import type { JsonObject } from '../../model/json.ts';
import { strangerActs1 } from '../datastream1/concurrent-edit.ts';
import { detailOf } from '../datastream2/answers.ts';
import { activateStream, deactivateStream, deleteStream, editStream } from '../datastream2/transitions.ts';
import type { StrangerAct } from '../protocol/faults.ts';
import { Refused } from '../protocol/refusal.ts';
import {
  type ApiName,
  type LivedStream,
  latest,
  type SimulatedStream,
  settle,
  type World,
  withStream,
  withStream1,
} from '../state/account-state.ts';

/** The world after somebody else acted. What is refused, or finds no stream, does not happen. */
export function strangerActs(world: World, stranger: StrangerAct, now: number): World {
  const settled = settle(world, now);
  try {
    return stranger.kind === 'DataStream1'
      ? strangerActs1(settled, stranger, now)
      : strangerActs2(settled, stranger, now);
  } catch (error) {
    if (error instanceof Refused) return settled;
    throw error;
  }
}

function strangerActs2(world: World, stranger: StrangerAct, now: number): World {
  const stream = findStream(world, stranger);
  return stream ? acted(world, stream, stranger, now) : world;
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

/** The stream that an API knows by an id. The Pull API knows those of DataStream 1. */
export function knownStream(world: World, api: ApiName, streamId: number): LivedStream | undefined {
  const streams: readonly LivedStream[] = api === 'DataStream2' ? world.streams : world.datastream1.streams;
  return streams.find((other) => other.streamId === streamId);
}

/** The world in which the stream of a request has another status, or its movement another end. */
export function withDestiny(
  world: World,
  api: ApiName,
  streamId: number,
  destiny:
    | { readonly do: 'fall-back'; readonly to: string }
    | { readonly do: 'status'; readonly word: string },
): World {
  if (api !== 'DataStream2') {
    const stream = knownStream(world, api, streamId);
    return stream ? withStream1(world, destined(stream, destiny)) : world;
  }
  const stream = world.streams.find((other) => other.streamId === streamId);
  return stream ? withStream(world, { ...destined(stream, destiny), logType: stream.logType }) : world;
}

function destined(stream: LivedStream, destiny: Parameters<typeof withDestiny>[3]): LivedStream {
  const { movement, ...rest } = stream;
  if (destiny.do === 'status') return { ...rest, status: destiny.word };
  return movement ? { ...stream, movement: { ...movement, towards: destiny.to } } : stream;
}

/** What an answer about a stream would be now: for misbehaviours that change it after the work. */
export function retold(world: World, streamId: number): JsonObject | undefined {
  const stream = world.streams.find((other) => other.streamId === streamId);
  return stream ? detailOf(world, stream) : undefined;
}
