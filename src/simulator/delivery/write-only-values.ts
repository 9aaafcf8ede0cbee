import { isObject, type JsonObject } from '../../model/json.ts';
import type { AccountState, SimulatedStream, Version } from '../state/account-state.ts';

/** The values of write-only members of one version, by member. */
export type SecretValues = Readonly<Partial<Record<string, string>>>;

/**
 * The values of write-only members. They exist in the memory of this process only: the state of the account has their
 * names and not their values.
 */
export interface WriteOnlyValues {
  /**
   * Remembers the values of the versions that a request created.
   * @param body The body of the request, if it is an object.
   */
  remember(before: AccountState, after: AccountState, body: JsonObject | undefined): void;
  /** Returns the values of a version. Empty: this process has not seen them. */
  of(streamId: number, version: number): SecretValues;
}

/** How many versions of a stream are remembered. At most two are live or becoming live at the same time. */
const VERSIONS = 10;

/** Creates an empty memory of write-only values. Only streams of DataStream 2 have any that uploads need. */
export function rememberWriteOnlyValues(): WriteOnlyValues {
  const byStream = new Map<number, ReadonlyMap<number, SecretValues>>();
  const of: WriteOnlyValues['of'] = (streamId, version) => byStream.get(streamId)?.get(version) ?? {};
  return {
    of,
    remember: (before, after, body) => {
      for (const stream of after.streams) {
        const known = before.streams.find(({ streamId }) => streamId === stream.streamId);
        for (const version of stream.versions.slice(known?.versions.length ?? 0)) {
          const values = valuesOf(version, body, after, of(stream.streamId, version.version - 1));
          byStream.set(stream.streamId, added(byStream.get(stream.streamId), version, values));
        }
      }
      for (const streamId of byStream.keys()) if (!exists(after.streams, streamId)) byStream.delete(streamId);
    },
  };
}

function exists(streams: readonly SimulatedStream[], streamId: number): boolean {
  return streams.some((stream) => stream.streamId === streamId);
}

/** An edit by another user, which is a fault without a request, counts as repeating the values of the version before. */
function valuesOf(
  { given, modifiedBy }: Version,
  body: JsonObject | undefined,
  { settings }: AccountState,
  previous: SecretValues,
): SecretValues {
  const destination = body?.['destination'];
  const isOwn = modifiedBy === settings.user && isObject(destination);
  const source = isOwn ? destination : previous;
  const values = given.flatMap((member) => {
    const value = source[member];
    return typeof value === 'string' ? [[member, value] as const] : [];
  });
  return Object.fromEntries(values);
}

function added(
  versions: ReadonlyMap<number, SecretValues> = new Map(),
  { version }: Version,
  values: SecretValues,
): ReadonlyMap<number, SecretValues> {
  return new Map([...versions, [version, values] as const].slice(-VERSIONS));
}
