import { type Call, streamIdIn } from '../protocol/route.ts';
import type { SimulatedStream } from '../state/account-state.ts';
import { existingStream } from './change-stream.ts';

/**
 * Finds the stream of DataStream 2 that `{streamId}` identifies.
 * @throws {Refused} If the stream does not exist.
 */
export function namedStream(call: Call): SimulatedStream {
  return existingStream(call.accountState, call.logType, streamIdIn(call));
}
