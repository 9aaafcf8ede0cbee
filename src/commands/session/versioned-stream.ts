import { observeStreams } from '../../apply/observe/observe.ts';
import { readOlderVersions, type Versions } from '../../apply/observe/read-versions.ts';
import type { Observed } from '../../model/account.ts';
import { defined } from '../../model/defined.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { keyById } from '../../model/resource-key.ts';
import { referenceIndex } from '../../plan/match/reference-index.ts';
import { type NameIndex, nameIndex } from '../../plan/resolve/resolve.ts';
import { type Connection, observePorts, openConnection } from './connection.ts';
import { type Context, type Result, UsageError } from './context.ts';
import { detailOrReason } from './detail-or-reason.ts';
import { findRow, managerOf } from './find-row.ts';
import { isSearched, listCollections } from './list-collections.ts';
import { manifestsSoFar } from './manifest-files.ts';
import type {
  CacheOptions,
  CollectionOptions,
  ManifestOptions,
  OutputOptions,
  TargetOptions,
} from './option-groups.ts';
import { type Planned, readAndPlan } from './read-and-plan.ts';

type FindOptions = OutputOptions &
  TargetOptions &
  CacheOptions &
  CollectionOptions &
  Pick<ManifestOptions, 'streams'> & { readonly name: string };

/** A live stream whose versions are read. */
export interface VersionedStream {
  readonly connection: Connection;
  readonly row: StreamRow;
  readonly observed: Observed;
  /** All manifests of the repository. */
  readonly managed: readonly Manifest[];
  /** The manifest of the stream and its plan. Absent: the stream has no manifest. */
  readonly own?: OwnManifest;
}

/** The manifest of a stream, and its plan. */
interface OwnManifest {
  readonly manifest: Manifest;
  readonly item: PlanItem;
  readonly planned: Planned<Connection>;
}

/** A stream, or the result of the command if the manifests have errors. */
type Found = { readonly tag: 'found'; readonly stream: VersionedStream } | Rejected;
type Rejected = { readonly tag: 'rejected'; readonly result: Result };

/**
 * Finds the live stream of a manifest. A number that is not the name of a manifest is the id of a stream.
 * @param command for the title of findings
 * @throws {UsageError} if there is no such stream
 * @throws {ApiError} if the account cannot be read
 */
export async function findStream(context: Context, options: FindOptions, command: string): Promise<Found> {
  const { name } = options;
  if (!/^\d+$/.test(name)) return ofManifest(context, options, name, command);
  const managed = await manifestsSoFar(context, options);
  // Streams of different log types and APIs may have the same id. If several are meant, the search below says so.
  const bound = managed.filter(
    ({ streamId, collection }) => streamId === Number(name) && isSearched(collection, options),
  );
  const known = managed.find((one) => one.name === name) ?? (bound.length === 1 ? bound[0] : undefined);
  if (known) return ofManifest(context, options, known.name, command);
  const connection = await openConnection(context, options);
  for (const { collection, spec } of managed) connection.redaction.addCredentials(collection, spec);
  const { rows, unusable } = await listCollections(context, connection, options);
  const row = findRow(name, [...rows, ...unusable]);
  if ('reason' in row)
    throw new UsageError(`Stream ${name} cannot be read: its row in the list ${row.reason}.`);
  const manager = managerOf(row, managed);
  if (manager) return ofManifest(context, options, manager.name, command, connection);
  const observed = await observeStreams([row], observePorts(context, connection, managed));
  return { tag: 'found', stream: { connection, row: rowIn(observed, row) ?? row, observed, managed } };
}

async function ofManifest(
  context: Context,
  options: FindOptions,
  name: string,
  command: string,
  opened?: Connection,
): Promise<Found> {
  const choice = { ...options, only: [name], rotate: [], allow: {}, command, isForStreams: true } as const;
  const planned = await readAndPlan(context, choice, opened ? async () => opened : openConnection);
  if (planned.tag === 'rejected') return planned;
  const { manifests, properties, plan, observed, connection, choice: all } = planned;
  const [manifest, another] = manifests;
  if (properties.length > 0) {
    throw new UsageError(
      `${name} describes properties, and only versions of streams are shown. Property Manager has the versions of a property (Control Center, or \`GET /papi/v1/properties/ID/versions\`).`,
    );
  }
  if (another) throw new UsageError(`${name} matches ${manifests.length} manifests. Write the name of one.`);
  const item = plan.items.find((one) => one.name === manifest?.name);
  if (!manifest || !item) throw new UsageError(`No manifest is named ${name}.`);
  const { streamId } = item;
  const row =
    streamId === undefined ? undefined : rowIn(observed, { collection: manifest.collection, streamId });
  if (!row) {
    throw new UsageError(
      `${manifest.name} has no live stream${item.reason === undefined ? '' : `: ${item.reason}`}. Run plan to see what apply would do.`,
    );
  }
  const own = { manifest, item, planned };
  return { tag: 'found', stream: { connection, row, observed, managed: all.manifests, own } };
}

function rowIn(
  { rows }: Observed,
  { collection, streamId }: Pick<StreamRow, 'collection' | 'streamId'>,
): StreamRow | undefined {
  const key = keyById(collection, streamId);
  return [...rows.values()].flat().find((row) => keyById(row.collection, row.streamId) === key);
}

/**
 * Reads versions of a stream, with as few requests as possible.
 * @param numbers in any order; those that do not exist are absent from the result
 * @throws {ApiError} kind `aborted`
 */
export async function readVersions(
  context: Context,
  { connection, row, observed, managed }: VersionedStream,
  numbers: readonly number[],
): Promise<Versions> {
  const placesOf = referenceIndex(managed).of;
  const ports = { ...observePorts(context, connection, managed), placesOf };
  const older = numbers.filter((number) => number < row.version);
  const versions = new Map(await readOlderVersions(ports, row, older));
  if (numbers.includes(row.version)) versions.set(row.version, detailOrReason(observed, row));
  return versions;
}

/**
 * Reads one version.
 * @throws {UsageError} if it does not exist or cannot be read
 */
export async function readVersion(
  context: Context,
  stream: VersionedStream,
  number: number,
): Promise<StreamDetail> {
  const { row } = stream;
  const latest = `the latest version of stream ${row.streamId} is ${row.version}`;
  if (number > row.version) throw new UsageError(`There is no version ${number}: ${latest}.`);
  const version = (await readVersions(context, stream, [number])).get(number);
  if (version === undefined) throw new UsageError(`The API does not return version ${number}; ${latest}.`);
  if (typeof version === 'string') throw new UsageError(`Version ${number} cannot be read. ${version}`);
  return version;
}

/** The names of everything that the account and these versions contain. */
export function namesIn({ observed, row }: VersionedStream, versions: Iterable<StreamDetail>): NameIndex {
  return nameIndex(withNamesOf(observed, row, versions));
}

/**
 * The account as if a version were the latest one. Version and status stay those of the stream, because a plan starts
 * from there.
 */
export function withVersion(observed: Observed, row: StreamRow, version: StreamDetail): Observed {
  const { modifiedBy, modifiedDate } = row;
  const current = {
    ...version,
    version: row.version,
    status: row.status,
    ...defined({ modifiedBy, modifiedDate }),
  };
  const { details } = withNamesOf(observed, row, [...observed.details.values()]);
  const unreadable = new Map(observed.unreadable);
  const key = keyById(row.collection, row.streamId);
  unreadable.delete(key);
  return { ...observed, details: new Map([...details, [key, current]]), unreadable };
}

/** The account with more details, under keys that belong to no stream. Only names are taken from them. */
export function withNamesOf(observed: Observed, row: StreamRow, versions: Iterable<StreamDetail>): Observed {
  const key = keyById(row.collection, row.streamId);
  const further = [...versions].map((detail, index) => [`${key} version ${index}`, detail] as const);
  return { ...observed, details: new Map([...observed.details, ...further]) };
}
