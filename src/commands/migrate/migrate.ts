import { MIGRATED_TO, type Migration, migrate } from '../../conversion/datastream1/migrate.ts';
import { crowdedBy, type SourcesOf, sourcesIn } from '../../conversion/datastream1/source-limits.ts';
import { withoutDefaults } from '../../manifest/merge-defaults.ts';
import { manifestText } from '../../manifest/write.ts';
import { collectionKey } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isReference, referenceText } from '../../model/secret.ts';
import { isIdentified } from '../../plan/match/unusable-rows.ts';
import { renderMigrate } from '../../render/migrate/migrate.ts';
import type { MigratedSecret, MigratedStream, RefusedStream } from '../../render/schemas/migrate.ts';
import { visible } from '../../render/text/escape-control.ts';
import type { Connection } from '../session/connection.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { MigrateOptions } from '../session/file-options.ts';
import { faultsOf, manifestsSoFar, refuseOverwriting, schemaPath } from '../session/manifest-files.ts';
import { variablesIn } from '../session/variables-in.ts';
import { migrationComments } from './comments.ts';
import { filesThere, movedFiles } from './files.ts';
import { freeVariable, isResultOf, type LiveStream, ResultNames, type Surroundings } from './names.ts';
import { findOriginals, type Source } from './sources.ts';

/**
 * Writes DataStream 2 manifests for DataStream 1 streams. It only reads manifests, or the account for live
 * streams. What cannot be migrated is reported with exit code 1 and does not stop the rest.
 */
export async function migrateStreams(context: Context, options: MigrateOptions): Promise<Result> {
  const { out, which } = options;
  if (which.length === 0) throw new UsageError('Name the DataStream 1 streams to migrate.');
  if (out === undefined) {
    throw new UsageError(
      `Name the folder for the new manifests with --out, for example --out ${options.streams} for the folder of your manifests.`,
    );
  }
  const manifests = await manifestsSoFar(context, options);
  const taken = takenVariables(manifests, which);
  const { found, notRead, connection } = await findOriginals(context, options, manifests, taken);
  const rows = connection ? await liveStreams(connection) : [];
  const there = await filesThere(context, found);
  const around = { manifests, rows, folder: out };
  const made = withLimits(results(found, around, taken, there), manifests, rows);
  const problems = await writeAll(context, made.migrated, out, options);
  for (const problem of problems) context.say(visible(problem));
  const target = connection ? { target: connection.target } : {};
  const migrated = made.migrated.map(({ stream }) => stream);
  const refused = [...notRead, ...made.refused];
  const output = renderMigrate({ ...target, migrated, refused }, options);
  return { output, exitCode: refused.length + problems.length > 0 ? 1 : 0 };
}

/** Names and sources are sufficient here, so rows that planning cannot use count too. */
async function liveStreams({ reader }: Connection): Promise<readonly LiveStream[]> {
  const { rows, unusable } = await reader.list(MIGRATED_TO.collection);
  return [...rows, ...unusable.filter(isIdentified)];
}

/** The variables of all manifests except those that an earlier migration of the same streams wrote. */
function takenVariables(manifests: readonly Manifest[], which: readonly string[]): Set<string> {
  const others = manifests.filter((manifest) => !which.some((name) => isResultOf(name, manifest)));
  return new Set(others.flatMap(({ spec }) => variablesIn(spec)).map((name) => name.toUpperCase()));
}

/** A manifest to write. */
interface Made {
  readonly stream: MigratedStream;
  readonly spec: JsonObject;
  readonly original: Source;
}

interface Results {
  readonly migrated: readonly Made[];
  readonly refused: readonly RefusedStream[];
}

function results(
  found: readonly Source[],
  around: Surroundings,
  taken: Set<string>,
  there: ReadonlySet<string>,
): Results {
  const names = new ResultNames(around);
  const migrated: Made[] = [];
  const refused: RefusedStream[] = [];
  for (const original of found) {
    const migrations = migrate(original, (connector, member) =>
      freeVariable(prefixOf(original, connector), member, taken),
    );
    for (const [index, migration] of migrations.entries()) {
      const position = { index, only: migrations.length === 1 };
      const made = result(original, migration, names, position, there);
      if ('reason' in made) refused.push(made);
      else migrated.push(made);
    }
  }
  return { migrated, refused };
}

/** The prefix of variables. If there are several connectors, it contains the connector's name. */
function prefixOf({ name, spec }: Source, connector: string): string {
  const { connectors } = spec;
  return Array.isArray(connectors) && connectors.length > 1 ? `${name} ${connector}` : name;
}

function result(
  original: Source,
  migration: Migration,
  names: ResultNames,
  position: { readonly index: number; readonly only: boolean },
  there: ReadonlySet<string>,
): Made | RefusedStream {
  if (migration.tag === 'refused') {
    const { tag: _, ...refused } = migration;
    return { name: original.name, ...refused };
  }
  const { connector } = migration;
  const place = names.place({ ...original, connector, ...position });
  const { rival, renamed, ...named } = place;
  if (rival) {
    const reason = `A manifest is called ${place.name} already (${rival.source.file}:${rival.source.line}). Remove it, or write the result over it: --out with its folder, and --force.`;
    return { name: original.name, connector, reason };
  }
  const renaming = renamed === undefined ? [] : [{ code: 'stream-name', message: renamed }];
  const { spec, notes } = movedFiles(migration.spec, original, place.file, there);
  const secrets = secretsOf({ ...migration, spec }, original);
  const stream: MigratedStream = {
    ...named,
    original: original.name,
    from: original.from,
    connector,
    destination: migration.destination,
    fields: migration.fields.mapped,
    leftOut: migration.fields.leftOut,
    secrets,
    notes: [...renaming, ...migration.notes, ...notes],
  };
  return { stream, spec, original };
}

type Migrated = Extract<Migration, { tag: 'migrated' }>;

/**
 * The secrets of a result. A secret that the API does not return, or returns masked, is new, whatever it is called.
 */
function secretsOf({ spec, newSecrets }: Migrated, { live }: Source): readonly MigratedSecret[] {
  const destination = spec[MIGRATED_TO.destinations];
  return Object.entries(isObject(destination) ? destination : {}).flatMap(([member, value]) => {
    if (!isReference(value)) return [];
    const added = newSecrets.find((secret) => secret.member === member);
    const holds = added === undefined ? {} : { holds: added.holds };
    return [{ member, reference: referenceText(value), isNew: live || added !== undefined, ...holds }];
  });
}

/** Adds a note to results that would exceed the limit of streams for a property. Each note names the others. */
function withLimits(
  { migrated, refused }: Results,
  manifests: readonly Manifest[],
  rows: readonly LiveStream[],
): Results {
  const names = new Set(migrated.map(({ stream }) => stream.name));
  const crowded = crowdedBy([
    ...claims(
      manifests.filter(({ name }) => !names.has(name)),
      rows,
    ),
    ...migrated.map(({ stream, spec }) => ({ who: stream.name, sources: sourcesIn(spec) })),
  ]);
  const notesOf = (name: string) =>
    crowded
      .filter(({ who }) => who.includes(name))
      .map(({ message }) => ({ code: 'streams-per-property', message }));
  return {
    refused,
    migrated: migrated.map((made) => ({
      ...made,
      stream: { ...made.stream, notes: [...made.stream.notes, ...notesOf(made.stream.name)] },
    })),
  };
}

/** The existing DataStream 2 streams: those of manifests, and live ones that no manifest manages. */
function claims(manifests: readonly Manifest[], rows: readonly LiveStream[]): readonly SourcesOf[] {
  const wanted = collectionKey(MIGRATED_TO.collection);
  const kept = manifests.filter(
    ({ collection, state }) => collectionKey(collection) === wanted && state !== 'absent',
  );
  const managed = (row: LiveStream) =>
    kept.some(({ streamId, streamName }) =>
      streamId === undefined ? streamName === row.name : streamId === row.streamId,
    );
  return [
    ...kept.map(({ name, spec }) => ({ who: name, sources: sourcesIn(spec) })),
    ...rows
      .filter((row) => !managed(row))
      .map(({ streamId, name, sources }) => ({
        who: `live stream ${streamId} (${name})`,
        sources: sources.flatMap(({ id, name: text }) => [id, text]),
      })),
  ];
}

const STATE = 'inactive: applying this makes nothing go live. Step 2 says when it becomes active.';

async function writeAll(
  context: Context,
  made: readonly Made[],
  folder: string,
  { force, configuration }: Pick<MigrateOptions, 'force' | 'configuration'>,
): Promise<readonly string[]> {
  const schema = await schemaPath(context, folder);
  const files = made.map(({ stream, spec, original }) => {
    const { name, streamName, file } = stream;
    const content = {
      name,
      collection: MIGRATED_TO.collection,
      state: 'inactive',
      streamName,
      spec: withoutDefaults(MIGRATED_TO.collection, spec, configuration?.manifestDefaults),
    } as const;
    const text = manifestText(content, {
      ...defined({ schemaPath: schema }),
      comments: migrationComments(stream, original),
      memberComments: { state: STATE },
    });
    return { file, text };
  });
  if (!force) await refuseOverwriting(context, files);
  for (const { file, text } of files) await context.files.writeBelow(folder, file, text);
  return files
    .flatMap(({ file, text }) => faultsOf(file, text, configuration))
    .map(({ file, line, column, message }) => `Fix manually: ${file}:${line}:${column}: ${message}`);
}
