import type { Kind } from '../model/collection.ts';
import type { LoggingRules } from '../model/logging-rules.ts';
import { logsTo, namedIds, stateFor } from './behaviors/datastream.ts';

/**
 * Returns the IDs of the streams of a generation of the API that every behavior logs to, except those that are off. A
 * manifest with these streams changes nothing.
 */
export function namedEverywhere({ datastream }: LoggingRules, kind: Kind): readonly number[] {
  const behaviors = datastream.filter((behavior) => stateFor(behavior, kind) !== 'off');
  return idsOf(behaviors, kind).filter((id) => behaviors.every((behavior) => logsTo(behavior, kind, id)));
}

/** Returns the IDs of the streams that some behavior logs to. */
export function namedAnywhere({ datastream }: LoggingRules, kind: Kind): readonly number[] {
  return idsOf(
    datastream.filter((behavior) => stateFor(behavior, kind) === 'on'),
    kind,
  );
}

function idsOf(behaviors: LoggingRules['datastream'], kind: Kind): readonly number[] {
  const ids = behaviors.flatMap((behavior) => {
    const named = namedIds(behavior, kind);
    return named === 'all' ? [] : named;
  });
  return [...new Set(ids)];
}
