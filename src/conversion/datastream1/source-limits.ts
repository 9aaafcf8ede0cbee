import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import { MIGRATED_TO } from './migrate.ts';

/** A DataStream 2 stream and its sources, given by id, by name, or by both. */
export interface SourcesOf {
  /** The manifest's name, or `stream 12 ("old")`. */
  readonly who: string;
  readonly sources: readonly (number | string)[];
}

/** A source that more streams would use than the vendor allows. */
export interface Crowded {
  readonly source: string;
  readonly who: readonly string[];
  /** A sentence without a full stop. */
  readonly message: string;
}

const SOURCES = MIGRATED_TO.lists.find(({ role }) => role === 'sources');

/** Returns the sources in a spec. */
export function sourcesIn(spec: JsonObject): readonly (number | string)[] {
  const items: Json = spec[SOURCES?.member ?? ''] ?? [];
  return isArray(items) ? items.filter((item) => typeof item === 'number' || typeof item === 'string') : [];
}

/**
 * Returns the properties that would be in more DataStream 2 streams than the vendor allows. The limit is three streams
 * in any state, since the documents do not say whether inactive ones count. An id and a name may mean the same
 * property. Only the API can resolve this, so the plan reports it later.
 */
export function crowdedBy(streams: readonly SourcesOf[]): readonly Crowded[] {
  const most = SOURCES?.streamsPerItem ?? Number.POSITIVE_INFINITY;
  const claims = new Map<string, Set<string>>();
  for (const { who, sources } of streams) {
    for (const source of sources.map(String)) claims.set(source, (claims.get(source) ?? new Set()).add(who));
  }
  return [...claims]
    .filter(([, who]) => who.size > most)
    .map(([source, names]) => {
      const who = [...names];
      const message = `the ${SOURCES?.noun ?? 'source'} ${source} would be in ${who.length} DataStream 2 streams (${who.join(', ')}), and the vendor allows ${most}: take it out of one before you apply, or the API may refuse the new stream`;
      return { source, who, message };
    });
}
