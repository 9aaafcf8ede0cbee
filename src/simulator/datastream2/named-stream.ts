import { type Call, streamIdIn } from '../protocol/route.ts';
import type { SimulatedStream } from '../state/account-state.ts';
import { existingStream } from './transitions.ts';

/** The stream of DataStream 2 that `{streamId}` names. @throws {Refused} if there is none */
export function namedStream(call: Call): SimulatedStream {
  return existingStream(call.world, call.logType, streamIdIn(call));
}
