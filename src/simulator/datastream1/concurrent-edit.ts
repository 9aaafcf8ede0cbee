import type { ConcurrentEdit } from '../protocol/faults.ts';
import {
  type AccountState,
  completeTransitions,
  latest,
  type StreamHistory,
} from '../state/account-state.ts';
import { activateStream1, deactivateStream1, deleteStream1, editStream1 } from './transitions.ts';

/**
 * Applies another user's action to a stream of DataStream 1. For an edit, `change` has the members of a request body.
 * @returns The new simulator state. It is unchanged if the stream does not exist.
 * @throws {Refused} If the action is not allowed in the stream's current status.
 */
export function applyConcurrentEdit1(world: AccountState, edit: ConcurrentEdit, now: number): AccountState {
  const stream = world.datastream1.streams.find(
    (other) => other.streamId === edit.stream || latest(other).content['streamName'] === edit.stream,
  );
  return stream ? acted1(world, stream, edit, now) : world;
}

function acted1(world: AccountState, stream: StreamHistory, edit: ConcurrentEdit, now: number): AccountState {
  const act = { by: edit.by ?? 'stranger', now };
  switch (edit.act) {
    case 'edit': {
      const content = { ...latest(stream).content, ...edit.change };
      return editStream1(world, stream, { content, groupId: stream.groupId }, act).world;
    }
    case 'activate':
      return activateStream1(world, stream, act).world;
    case 'deactivate':
      return deactivateStream1(world, stream, act).world;
    case 'delete':
      return deleteStream1(world, stream);
    case 'settle':
      return completeTransitions(world, stream.movement?.endsAt ?? now);
    default:
      throw new Error(`no such act ${edit.act satisfies never}`);
  }
}
