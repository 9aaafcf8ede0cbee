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
  readonly accountState: AccountState;
  readonly stream: SimulatedStream;
}

/**
 * The changes that DataStream 2 allows (v2 OpenAPI and product documentation). Each function returns a new simulator state or
 * throws `Refused`. If the vendor's documents describe a refusal without its message, the message is simulated.
 */

/** Creates version 1 of a new stream. */
export function createStream(
  accountState: AccountState,
  logType: LogType,
  draft: Draft,
  activate: boolean,
  { by, now }: Act,
): Changed {
  const stream: SimulatedStream = {
    streamId: accountState.nextStreamId,
    logType,
    groupId: draft.groupId,
    createdBy: by,
    createdAt: now,
    ...(activate ? transition(accountState, 'ACTIVATED', by, now) : { status: 'INACTIVE' }),
    versions: [versionOf(draft, 1, { by, now })],
    activations: [],
  };
  return changed({ ...accountState, nextStreamId: accountState.nextStreamId + 1 }, stream);
}

/** Creates the next version, even if nothing differs. An edit of an active stream requires `activate`. */
export function editStream(
  accountState: AccountState,
  stream: SimulatedStream,
  draft: Draft,
  activate: boolean,
  { by, now }: Act,
): Changed {
  refuseInTransition(stream);
  if (stream.status === 'ACTIVATED' && !activate) {
    throw refusedSimulated('An active stream cannot be deactivated by an edit: edit it with activate=true.');
  }
  const version = versionOf(draft, latest(stream).version + 1, { by, now });
  return changed(accountState, {
    ...stream,
    ...(activate
      ? transition(accountState, 'ACTIVATED', by, now)
      : { status: editedStatus(accountState, stream) }),
    versions: [...stream.versions, version],
  });
}

function editedStatus(accountState: AccountState, { status }: SimulatedStream): string {
  return status === 'DEACTIVATED' ? accountState.settings.editedDeactivated : status;
}

/** Starts an activation of the latest version. */
export function activateStream(
  accountState: AccountState,
  stream: SimulatedStream,
  { by, now }: Act,
): Changed {
  refuseInTransition(stream);
  if (stream.status === 'ACTIVATED') throw refusedSimulated('The stream is active already.');
  return changed(accountState, { ...stream, ...transition(accountState, 'ACTIVATED', by, now) });
}

/** Starts a deactivation. */
export function deactivateStream(
  accountState: AccountState,
  stream: SimulatedStream,
  { by, now }: Act,
): Changed {
  refuseInTransition(stream);
  if (stream.status !== 'ACTIVATED') throw refusedSimulated('The stream is not active.');
  return changed(accountState, { ...stream, ...transition(accountState, 'DEACTIVATED', by, now) });
}

/** Deletes a stream permanently. */
export function deleteStream(accountState: AccountState, stream: SimulatedStream): AccountState {
  refuseInTransition(stream);
  if (stream.status === 'ACTIVATED') throw refusedSimulated('Deactivate the stream before you delete it.');
  return withoutStream(accountState, stream.streamId);
}

/**
 * Finds a stream by log type and id.
 * @throws {Refused} With the vendor's message if the stream does not exist. The API returns 400 for an unknown id.
 */
export function existingStream(
  accountState: AccountState,
  logType: LogType,
  streamId: number,
): SimulatedStream {
  const stream = accountState.streams.find(
    (other) => other.streamId === streamId && other.logType === logType,
  );
  if (!stream) throw refused('Stream does not exist. Please provide valid stream.');
  return stream;
}

/**
 * Refuses a change while the stream is in transition. An undocumented status counts as a transition.
 * @throws {Refused} If the stream is in transition.
 */
export function refuseInTransition({ status }: StreamHistory): void {
  if (status === 'INACTIVE' || status === 'ACTIVATED' || status === 'DEACTIVATED') return;
  throw refusedSimulated(`The stream is ${status}: wait until that has ended.`);
}

/**
 * Returns the status and the transition of a stream that starts to change. The transition lasts as long as the
 * settings define.
 */
export function transition(
  accountState: AccountState,
  towards: 'ACTIVATED' | 'DEACTIVATED',
  by: string,
  now: number,
): { readonly status: string; readonly transition: StreamTransition } {
  const status = towards === 'ACTIVATED' ? 'ACTIVATING' : 'DEACTIVATING';
  return { status, transition: { towards, endsAt: now + accountState.settings.transitionTime, by } };
}

function versionOf({ content, given }: Draft, version: number, { by, now }: Act) {
  const kept: JsonObject = content;
  return { version, content: kept, given, modifiedBy: by, modifiedAt: now };
}

function changed(accountState: AccountState, stream: SimulatedStream): Changed {
  return { accountState: withStream(accountState, stream), stream };
}
