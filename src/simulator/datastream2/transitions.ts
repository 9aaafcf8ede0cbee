import type { LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { refused, refusedSimulated } from '../protocol/refusal.ts';
import {
  type AccountState,
  latest,
  type SimulatedStream,
  type StreamHistory,
  type StreamTransition,
  withoutStream,
  withStream,
} from '../state/account-state.ts';
import type { Draft } from './check-body.ts';

/** The actor of a change, and its time. */
export interface Act {
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The simulator state after a change, and the stream that changed. */
export interface Changed {
  readonly world: AccountState;
  readonly stream: SimulatedStream;
}

/**
 * The changes that DataStream 2 allows (fact sheet, section 4.2). Each function returns a new simulator state or
 * throws `Refused`. If the vendor's documents describe a refusal without its message, the message is simulated.
 */

/** Creates version 1 of a new stream. */
export function createStream(
  world: AccountState,
  logType: LogType,
  draft: Draft,
  activate: boolean,
  { by, now }: Act,
): Changed {
  const stream: SimulatedStream = {
    streamId: world.nextStreamId,
    logType,
    groupId: draft.groupId,
    createdBy: by,
    createdAt: now,
    ...(activate ? moving(world, 'ACTIVATED', by, now) : { status: 'INACTIVE' }),
    versions: [versionOf(draft, 1, { by, now })],
    activations: [],
  };
  return changed({ ...world, nextStreamId: world.nextStreamId + 1 }, stream);
}

/** Creates the next version, even if nothing differs. An edit of an active stream requires `activate`. */
export function editStream(
  world: AccountState,
  stream: SimulatedStream,
  draft: Draft,
  activate: boolean,
  { by, now }: Act,
): Changed {
  refuseWhileMoving(stream);
  if (stream.status === 'ACTIVATED' && !activate) {
    throw refusedSimulated('An active stream cannot be deactivated by an edit: edit it with activate=true.');
  }
  const version = versionOf(draft, latest(stream).version + 1, { by, now });
  return changed(world, {
    ...stream,
    ...(activate ? moving(world, 'ACTIVATED', by, now) : { status: editedStatus(world, stream) }),
    versions: [...stream.versions, version],
  });
}

function editedStatus(world: AccountState, { status }: SimulatedStream): string {
  return status === 'DEACTIVATED' ? world.settings.editedDeactivated : status;
}

/** Starts an activation of the latest version. */
export function activateStream(world: AccountState, stream: SimulatedStream, { by, now }: Act): Changed {
  refuseWhileMoving(stream);
  if (stream.status === 'ACTIVATED') throw refusedSimulated('The stream is active already.');
  return changed(world, { ...stream, ...moving(world, 'ACTIVATED', by, now) });
}

/** Starts a deactivation. */
export function deactivateStream(world: AccountState, stream: SimulatedStream, { by, now }: Act): Changed {
  refuseWhileMoving(stream);
  if (stream.status !== 'ACTIVATED') throw refusedSimulated('The stream is not active.');
  return changed(world, { ...stream, ...moving(world, 'DEACTIVATED', by, now) });
}

/** Deletes a stream permanently. */
export function deleteStream(world: AccountState, stream: SimulatedStream): AccountState {
  refuseWhileMoving(stream);
  if (stream.status === 'ACTIVATED') throw refusedSimulated('Deactivate the stream before you delete it.');
  return withoutStream(world, stream.streamId);
}

/**
 * Finds a stream by log type and id.
 * @throws {Refused} With the vendor's message if the stream does not exist. The API returns 400 for an unknown id.
 */
export function existingStream(world: AccountState, logType: LogType, streamId: number): SimulatedStream {
  const stream = world.streams.find((other) => other.streamId === streamId && other.logType === logType);
  if (!stream) throw refused('Stream does not exist. Please provide valid stream.');
  return stream;
}

/**
 * Refuses a change while the stream is in transition. An undocumented status counts as a transition.
 * @throws {Refused} If the stream is in transition.
 */
export function refuseWhileMoving({ status }: StreamHistory): void {
  if (status === 'INACTIVE' || status === 'ACTIVATED' || status === 'DEACTIVATED') return;
  throw refusedSimulated(`The stream is ${status}: wait until that has ended.`);
}

/**
 * Returns the status and the transition of a stream that starts to change. The transition lasts as long as the
 * settings define.
 */
export function moving(
  world: AccountState,
  towards: 'ACTIVATED' | 'DEACTIVATED',
  by: string,
  now: number,
): { readonly status: string; readonly movement: StreamTransition } {
  const status = towards === 'ACTIVATED' ? 'ACTIVATING' : 'DEACTIVATING';
  return { status, movement: { towards, endsAt: now + world.settings.movement, by } };
}

function versionOf({ content, given }: Draft, version: number, { by, now }: Act) {
  const kept: JsonObject = content;
  return { version, content: kept, given, modifiedBy: by, modifiedAt: now };
}

function changed(world: AccountState, stream: SimulatedStream): Changed {
  return { world: withStream(world, stream), stream };
}
