import {
  type AccountState,
  type ActivationLine,
  latest,
  type StreamHistory,
  type StreamTransition,
} from './account-state.ts';
import { completeActivations } from './property-activations.ts';

/**
 * Ends every transition of a stream and every activation of a property that is due at `now`.
 * @param now Milliseconds since 1970.
 */
export function completeTransitions(accountState: AccountState, now: number): AccountState {
  return completeProperties(completeStreams(accountState, now), now);
}

function completeProperties(accountState: AccountState, now: number): AccountState {
  const { accountObjects } = accountState;
  const properties = accountObjects.properties.map((property) => completeActivations(property, now));
  const isDue = properties.some((property, index) => property !== accountObjects.properties[index]);
  return isDue ? { ...accountState, accountObjects: { ...accountObjects, properties } } : accountState;
}

function completeStreams(accountState: AccountState, now: number): AccountState {
  const { streams, datastream1 } = accountState;
  const due = [...streams, ...datastream1.streams].some(
    ({ transition }) => transition && transition.endsAt <= now,
  );
  if (!due) return accountState;
  return {
    ...accountState,
    streams: streams.map((stream) => ({ ...completedStream(stream, now), logType: stream.logType })),
    datastream1: {
      ...datastream1,
      streams: datastream1.streams.map((stream) => completedStream(stream, now)),
    },
  };
}

function completedStream(stream: StreamHistory, now: number): StreamHistory {
  const { transition, ...rest } = stream;
  if (!transition || transition.endsAt > now) return stream;
  return {
    ...rest,
    status: transition.towards,
    activations: [...stream.activations, ...activationLines(stream, transition)],
  };
}

/**
 * Returns the lines that an ended transition adds to the activation history. An activated version replaces the
 * previous one, which the history then shows as deactivated.
 */
function activationLines(stream: StreamHistory, transition: StreamTransition): readonly ActivationLine[] {
  const { towards, endsAt: at, by } = transition;
  if (towards !== 'ACTIVATED' && towards !== 'DEACTIVATED') return [];
  const { version } = latest(stream);
  const before = stream.activations.at(-1);
  // The stream was in transition only because a stream with a shared property was edited. It stayed active, so the
  // history has no new line.
  if (before?.status === towards && before.version === version) return [];
  const replaced = before?.status === 'ACTIVATED' && before.version !== version;
  return [
    ...(replaced ? [{ version: before.version, status: 'DEACTIVATED', by, at } as const] : []),
    ...(replaced && towards === 'DEACTIVATED' ? [] : [{ version, status: towards, by, at } as const]),
  ];
}
