import type { StreamReader } from '../../api/streams/client.ts';
import type { Clock } from '../../model/clock.ts';
import { namesKey } from './version-cache.ts';

/** How long one response serves several reads of a run, milliseconds. */
const FRESH = 60_000;

/** Responses of the last minute by key. */
export interface Remembered<T> {
  /** @param isForced read again, even if a response from the last minute is available */
  read(key: string, isForced: boolean, ask: () => Promise<T>): Promise<T>;
  forget(key: string): void;
  /** Whether a read of this key would send no request now. */
  has(key: string): boolean;
}

/** Remembers responses for a minute. */
export function remember<T>(clock: Clock): Remembered<T> {
  const kept = new Map<string, { readonly at: number; readonly value: T }>();
  const fresh = (key: string) => {
    const known = kept.get(key);
    return known && clock.monotonic() - known.at < FRESH ? known : undefined;
  };
  return {
    has: (key) => fresh(key) !== undefined,
    read: async (key, isForced, ask) => {
      const known = isForced ? undefined : fresh(key);
      if (known) return known.value;
      const at = clock.monotonic();
      const value = await ask();
      kept.set(key, { at, value });
      return value;
    },
    forget: (key) => {
      kept.delete(key);
    },
  };
}

/**
 * A reader that looks up the same names at most once a minute, so that an apply does not repeat right before
 * its writes what its plan has just requested.
 */
export function sharingLookUps(
  reader: StreamReader,
  clock: Clock,
): {
  readonly reader: StreamReader;
  readonly forgetNames: (key: string) => void;
  readonly remembersNames: (key: string) => boolean;
} {
  const lookUps = remember<Awaited<ReturnType<StreamReader['sources']>>>(clock);
  return {
    reader: {
      ...reader,
      sources: (collection, place) =>
        lookUps.read(namesKey(collection, 'sources', place), false, () => reader.sources(collection, place)),
      fields: (collection) =>
        lookUps.read(namesKey(collection, 'fields', {}), false, () => reader.fields(collection)),
    },
    forgetNames: lookUps.forget,
    remembersNames: lookUps.has,
  };
}
