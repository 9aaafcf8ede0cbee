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

/** A new version of a stream of DataStream 2. */
export interface NewVersion {
  readonly streamId: number;
  readonly version: Version;
  /** The values of its write-only members. Absent: no request created it, but a simulated edit of another user. */
  readonly values?: SecretValues;
}

/** Creates an empty memory of write-only values. Only streams of DataStream 2 have any that uploads need. */
export function rememberWriteOnlyValues(): WriteOnlyValues {
  const byStream = new Map<number, ReadonlyMap<number, SecretValues>>();
  const of: WriteOnlyValues['of'] = (streamId, version) => byStream.get(streamId)?.get(version) ?? {};
  return {
    of,
    remember: (before, after, body) => {
      for (const { streamId, version, values } of newVersions(before, after, body)) {
        // An edit by another user, which is a fault without a request, counts as repeating the values before it.
        const known = values ?? pick(version.given, of(streamId, version.version - 1));
        byStream.set(streamId, added(byStream.get(streamId), version, known));
      }
      for (const streamId of byStream.keys()) if (!exists(after.streams, streamId)) byStream.delete(streamId);
    },
  };
}

function exists(streams: readonly SimulatedStream[], streamId: number): boolean {
  return streams.some((stream) => stream.streamId === streamId);
}

/**
 * Returns the versions that a request created.
 * @param body The body of the request, if it is an object.
 */
export function newVersions(
  before: AccountState,
  after: AccountState,
  body: JsonObject | undefined,
): readonly NewVersion[] {
  const destination = body?.['destination'];
  return after.streams.flatMap(({ streamId, versions }) => {
    const known = before.streams.find((stream) => stream.streamId === streamId)?.versions.length ?? 0;
    return versions.slice(known).map((version) => {
      const isOwn = version.modifiedBy === after.settings.user && isObject(destination);
      return { streamId, version, ...(isOwn ? { values: pick(version.given, destination) } : {}) };
    });
  });
}

function pick(members: readonly string[], source: JsonObject | SecretValues): SecretValues {
  const values = members.flatMap((member) => {
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
