import { isObject, type JsonObject } from '../../model/json.ts';
import { type AccountState, latest, type SimulatedStream, type Version } from '../state/account-state.ts';

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

/** How many of the newest versions of a stream are remembered. Only the latest one can be becoming live. */
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
      if (before.streams === after.streams) return;
      const streams = byId(after.streams);
      for (const { streamId, version, values } of newVersions(before, after, body)) {
        // An edit by another user, which is a fault without a request, counts as repeating the values before it.
        const known = values ?? pick(version.given, of(streamId, version.version - 1));
        byStream.set(streamId, new Map([...(byStream.get(streamId) ?? []), [version.version, known]]));
      }
      for (const [streamId, values] of byStream) {
        const stream = streams.get(streamId);
        if (!stream) byStream.delete(streamId);
        else if (values.size > VERSIONS) byStream.set(streamId, withoutUnused(values, stream));
      }
    },
  };
}

function byId(streams: readonly SimulatedStream[]): ReadonlyMap<number, SimulatedStream> {
  return new Map(streams.map((stream) => [stream.streamId, stream]));
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
  // Most requests only read, and an account can have thousands of streams.
  if (before.streams === after.streams) return [];
  const destination = body?.['destination'];
  const old = byId(before.streams);
  return after.streams.flatMap(({ streamId, versions }) => {
    const known = old.get(streamId)?.versions.length ?? 0;
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

/** The live version stays live, however many versions follow it, until one of them is activated. */
function withoutUnused(
  values: ReadonlyMap<number, SecretValues>,
  stream: SimulatedStream,
): ReadonlyMap<number, SecretValues> {
  const live = stream.activations.at(-1)?.version;
  const oldest = latest(stream).version - VERSIONS;
  return new Map([...values].filter(([version]) => version === live || version > oldest));
}
