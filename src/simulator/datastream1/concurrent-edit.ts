import type { ConcurrentEdit } from '../protocol/faults.ts';
import { type AccountState, latest, type StreamHistory } from '../state/account-state.ts';
import { completeTransitions } from '../state/transitions.ts';
import { activateStream1, deactivateStream1, deleteStream1, editStream1 } from './change-stream.ts';

/**
 * Applies another user's action to a stream of DataStream 1. For an edit, `change` has the members of a request body.
 * @returns The new simulator state. It is unchanged if the stream does not exist.
 * @throws {Refused} If the action is not allowed in the stream's current status.
 */
export function applyConcurrentEdit1(
  accountState: AccountState,
  edit: ConcurrentEdit,
  now: number,
): AccountState {
  const stream = accountState.datastream1.streams.find(
    (other) => other.streamId === edit.stream || latest(other).content['streamName'] === edit.stream,
  );
  return stream === undefined ? accountState : acted1(accountState, stream, edit, now);
}

function acted1(
  accountState: AccountState,
  stream: StreamHistory,
  edit: ConcurrentEdit,
  now: number,
): AccountState {
  const act = { by: edit.by ?? 'another-user', now };
  switch (edit.act) {
    case 'edit': {
      const content = { ...latest(stream).content, ...edit.change };
      return editStream1(accountState, stream, { content, groupId: stream.groupId }, act).accountState;
    }
    case 'activate':
      return activateStream1(accountState, stream, act).accountState;
    case 'deactivate':
      return deactivateStream1(accountState, stream, act).accountState;
    case 'delete':
      return deleteStream1(accountState, stream);
    case 'complete':
      return completeTransitions(accountState, stream.transition?.endsAt ?? now);
    default:
      throw new Error(`no such act ${edit.act satisfies never}`);
  }
}
