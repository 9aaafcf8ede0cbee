import type { JsonObject } from '../../model/json.ts';
import { applyConcurrentEdit1 } from '../datastream1/concurrent-edit.ts';
import { activateStream, deactivateStream, deleteStream, editStream } from '../datastream2/change-stream.ts';
import { detailOf } from '../datastream2/responses.ts';
import { applyPropertyEdit } from '../property-manager/concurrent-edit.ts';
import type { ConcurrentEdit, ConcurrentPropertyEdit, StatusFault } from '../protocol/faults.ts';
import { Refused } from '../protocol/refusal.ts';
import {
  type AccountState,
  type ApiName,
  latest,
  type SimulatedStream,
  type StreamHistory,
  withStream,
  withStream1,
} from '../state/account-state.ts';
import { completeTransitions } from '../state/transitions.ts';

/**
 * Applies another user's action to a stream or a property. The action has no effect if the API refuses it or the object
 * does not exist.
 * @param edit The other user's action.
 * @param now Milliseconds since 1970.
 * @returns The new simulator state.
 */
export function applyConcurrentEdit(
  accountState: AccountState,
  edit: ConcurrentEdit | ConcurrentPropertyEdit,
  now: number,
): AccountState {
  const completed = completeTransitions(accountState, now);
  try {
    if ('property' in edit) return applyPropertyEdit(completed, edit, now);
    return edit.kind === 'DataStream1'
      ? applyConcurrentEdit1(completed, edit, now)
      : applyConcurrentEdit2(completed, edit, now);
  } catch (error) {
    if (error instanceof Refused) return completed;
    throw error;
  }
}

function applyConcurrentEdit2(accountState: AccountState, edit: ConcurrentEdit, now: number): AccountState {
  const stream = findStream(accountState, edit);
  return stream ? acted(accountState, stream, edit, now) : accountState;
}

function findStream(
  accountState: AccountState,
  { logType = 'cdn', stream }: ConcurrentEdit,
): SimulatedStream | undefined {
  return accountState.streams.find(
    (other) =>
      other.logType === logType &&
      (other.streamId === stream || latest(other).content['streamName'] === stream),
  );
}

function acted(
  accountState: AccountState,
  stream: SimulatedStream,
  edit: ConcurrentEdit,
  now: number,
): AccountState {
  const act = { by: edit.by ?? 'another-user', now };
  switch (edit.act) {
    case 'edit':
      return edited(accountState, stream, edit, act);
    case 'activate':
      return activateStream(accountState, stream, act).accountState;
    case 'deactivate':
      return deactivateStream(accountState, stream, act).accountState;
    case 'delete':
      return deleteStream(accountState, stream);
    case 'complete':
      return completeTransitions(accountState, stream.transition?.endsAt ?? now);
    default:
      throw new Error(`no such act ${edit.act satisfies never}`);
  }
}

/** Does not check the edit of another user. The author of the script decides what the edit contains. */
function edited(
  accountState: AccountState,
  stream: SimulatedStream,
  { change = {}, activate = stream.status === 'ACTIVATED' }: ConcurrentEdit,
  act: { readonly by: string; readonly now: number },
): AccountState {
  const { content, given } = latest(stream);
  const draft = { content: { ...content, ...change }, given, groupId: stream.groupId };
  return editStream(accountState, stream, draft, activate, act).accountState;
}

/** Finds a stream by its id in one API. The Pull API serves the streams of DataStream 1. */
export function knownStream(
  accountState: AccountState,
  api: ApiName,
  streamId: number,
): StreamHistory | undefined {
  const streams: readonly StreamHistory[] =
    api === 'DataStream2' ? accountState.streams : accountState.datastream1.streams;
  return streams.find((other) => other.streamId === streamId);
}

/** Changes the result of a request: sets the status of its stream, or the status in which its transition ends. */
export function withFaultyStatus(
  accountState: AccountState,
  api: ApiName,
  streamId: number,
  fault: StatusFault,
): AccountState {
  if (api !== 'DataStream2') {
    const stream = knownStream(accountState, api, streamId);
    return stream ? withStream1(accountState, withStatusOf(stream, fault)) : accountState;
  }
  const stream = accountState.streams.find((other) => other.streamId === streamId);
  return stream
    ? withStream(accountState, { ...withStatusOf(stream, fault), logType: stream.logType })
    : accountState;
}

function withStatusOf(stream: StreamHistory, fault: StatusFault): StreamHistory {
  const { transition, ...rest } = stream;
  if (fault.do === 'status') return { ...rest, status: fault.word };
  return transition ? { ...stream, transition: { ...transition, towards: fault.to } } : stream;
}

/**
 * Returns the response body that describes the current state of a stream. Faults that change the stream after the
 * request use it.
 */
export function readBack(accountState: AccountState, streamId: number): JsonObject | undefined {
  const stream = accountState.streams.find((other) => other.streamId === streamId);
  return stream ? detailOf(accountState, stream) : undefined;
}
