import { observeStreams } from '../apply/observe.ts';
import { loadManifests } from '../manifest/load.ts';
import { parseFile } from '../manifest/parse.ts';
import { manifestText } from '../manifest/write.ts';
import { type Collection, collectionKey, KINDS, LOG_TYPES } from '../model/collection.ts';
import type { Manifest, WantedState } from '../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../model/observed.ts';
import { phaseOf } from '../model/phase.ts';
import type { Exported } from '../plan/export.ts';
import { streamKey } from '../plan/match.ts';
import type { Observed } from '../plan/observed.ts';
import { nameIndex } from '../plan/resolve.ts';
import { type ImportedStream, renderImport } from '../render/import.ts';
import { visible } from '../render/visible.ts';
import { type Connection, openConnection } from './connection.ts';
import { type Context, type Result, UsageError } from './context.ts';
import { choose } from './import-choice.ts';
import { fileNames, type Place } from './import-files.ts';
import { exportApart } from './import-variables.ts';
import type { ImportOptions } from './options.ts';
import { variablesIn } from './references.ts';

/** Writes manifests for live streams: the inverse of loading. Planning the result shows no change. */
export async function importStreams(context: Context, options: ImportOptions): Promise<Result> {
  if (options.all === options.which.length > 0) {
    throw new UsageError('Name the streams to import, or say --all.');
  }
  const managed = await manifestsSoFar(context, options);
  const connection = await openConnection(context, options);
  const rows = await listCollections(connection, options);
  const chosen = choose(rows, managed, options);
  const clear = chosen.filter((row) => phaseOf(row.status).tag !== 'unknown');
  const unclear = chosen.filter((row) => !clear.includes(row)).map(unclearStatus);
  if (clear.length === 0 && unclear.length > 0) throw new UsageError(unclear.join('\n'));
  const observed = await readDetails(context, connection, clear);
  const { imported, problems } = await writeAll(context, options, clear, observed, managed);
  for (const problem of [...unclear, ...problems]) context.say(visible(problem));
  const output = renderImport({ target: connection.target, imported }, options);
  return { output, exitCode: unclear.length + problems.length > 0 ? 1 : 0 };
}

function unclearStatus({ streamId, name, status }: StreamRow): string {
  return (
    `Not imported: stream ${streamId} (${name}) has the status ${JSON.stringify(status)}, which the API does not ` +
    'document, so it is not clear what its manifest should want.'
  );
}

async function manifestsSoFar(context: Context, options: ImportOptions): Promise<readonly Manifest[]> {
  if (!(await context.files.exists(options.streams))) return [];
  const loaded = await loadManifests({ directory: options.streams });
  const errors = loaded.findings.filter((f) => f.severity === 'error' && f.code !== 'no-manifest');
  const [first] = errors;
  if (first) {
    const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    throw new UsageError(
      `The manifests in ${options.streams} have errors, so it is not known which streams they manage: ` +
        `${first.file}:${first.line}: ${first.message}${rest}. Run validate.`,
    );
  }
  return loaded.manifests;
}

async function listCollections(
  connection: Connection,
  options: ImportOptions,
): Promise<readonly StreamRow[]> {
  const rows: StreamRow[] = [];
  for (const collection of collections(options)) rows.push(...(await connection.reader.list(collection)));
  return rows;
}

function collections(options: ImportOptions): readonly Collection[] {
  const wanted =
    options.logTypes.length > 0 ? LOG_TYPES.filter((t) => options.logTypes.includes(t)) : LOG_TYPES;
  return KINDS.flatMap((kind) => wanted.map((logType) => ({ kind, logType })));
}

async function readDetails(
  context: Context,
  connection: Connection,
  chosen: readonly StreamRow[],
): Promise<Observed> {
  return observeStreams(chosen, {
    reader: connection.reader,
    cache: connection.cache,
    target: connection.target,
    hash: context.hash,
    clock: context.clock,
    listen: context.listen,
  });
}

/** What was written, and what is wrong with it: a live value may be one that no manifest can hold. */
interface Written {
  readonly imported: readonly ImportedStream[];
  readonly problems: readonly string[];
}

async function writeAll(
  context: Context,
  options: ImportOptions,
  chosen: readonly StreamRow[],
  observed: Observed,
  managed: readonly Manifest[],
): Promise<Written> {
  const files = fileNames(chosen, managed, options.streams);
  const names = nameIndex(observed);
  const schema = await schemaPath(context, options.streams);
  const variables = new Set(managed.flatMap(({ spec }) => variablesIn(spec)).map((v) => v.toUpperCase()));
  const planned: { readonly file: string; readonly text: string; readonly imported: ImportedStream }[] = [];
  for (const row of chosen) {
    const detail = observed.details.get(streamKey(row.collection, row.streamId));
    const place = files.get(streamKey(row.collection, row.streamId));
    if (!detail || !place)
      throw new UsageError(`Stream ${row.streamId} (${row.name}) is gone since it was listed.`);
    planned.push(manifestOf(detail, place, exportApart(detail, names, place.name, variables), schema));
  }
  await refuseOverwriting(context, options, planned);
  for (const { file, text } of planned) await context.files.write(file, text);
  return {
    imported: planned.map(({ imported }) => imported),
    problems: planned.flatMap(({ file, text }) => faultsOf(file, text)),
  };
}

function faultsOf(file: string, text: string): readonly string[] {
  const { findings, entries } = parseFile(file, text);
  return [...findings, ...entries.flatMap((entry) => entry.findings)]
    .filter(({ severity }) => severity === 'error')
    .map(({ line, column, message }) => `Mend by hand: ${file}:${line}:${column}: ${message}`);
}

function manifestOf(
  detail: StreamDetail,
  place: Place,
  { spec, references }: Exported,
  schema: string | undefined,
) {
  const { collection, streamId, name, version, status } = detail;
  const state = wantedState(detail);
  const text = manifestText(
    { name: place.name, collection, state, streamId, streamName: name, spec },
    schema === undefined ? {} : { schemaPath: schema },
  );
  const { file } = place;
  const imported = {
    file,
    name,
    streamId,
    version,
    status,
    collection: collectionKey(collection),
    references,
  };
  return { file, text, imported };
}

/** The published schema as seen from the manifests' folder: of this repository, or of the installed package. */
async function schemaPath(context: Context, folder: string): Promise<string | undefined> {
  const up = folder
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map(() => '..');
  for (const place of ['schemas', 'node_modules/datastream-gitops/schemas']) {
    const file = `${place}/stream.schema.json`;
    if (!folder.startsWith('/') && !folder.includes('..') && (await context.files.exists(file))) {
      return [...up, file].join('/');
    }
  }
  return undefined;
}

/** A stream in motion is wanted where it goes. */
function wantedState(detail: StreamDetail): WantedState {
  const phase = phaseOf(detail.status);
  switch (phase.tag) {
    case 'settled':
      return phase.active ? 'active' : 'inactive';
    case 'moving':
      return phase.towards === 'ACTIVATED' ? 'active' : 'inactive';
    case 'unknown':
      throw new Error(`stream ${detail.streamId} came to be imported although its status is ${phase.status}`);
    default:
      return phase satisfies never;
  }
}

async function refuseOverwriting(
  context: Context,
  options: ImportOptions,
  planned: readonly { readonly file: string }[],
): Promise<void> {
  if (options.force) return;
  const there: string[] = [];
  for (const { file } of planned) if (await context.files.exists(file)) there.push(file);
  if (there.length === 0) return;
  throw new UsageError(`Nothing was written: ${there.join(', ')} exists already. Use --force to overwrite.`);
}
