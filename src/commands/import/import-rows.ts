import { observeStreams } from '../../apply/observe/observe.ts';
import type { KnownDestination } from '../../conversion/destination-to-manifest.ts';
import type { Exported } from '../../conversion/stream-to-manifest.ts';
import { withoutDefaults } from '../../manifest/merge-defaults.ts';
import { type ManifestContent, manifestText } from '../../manifest/write.ts';
import type { Observed } from '../../model/account.ts';
import { collectionKey } from '../../model/collection.ts';
import type { ManifestDefaults } from '../../model/configuration.ts';
import { defined } from '../../model/defined.ts';
import { pointerSteps } from '../../model/json.ts';
import type { DesiredState, Manifest } from '../../model/manifest.ts';
import type { StreamDetail, StreamList, StreamRow, UnusableRow } from '../../model/observed.ts';
import { streamPhase } from '../../model/phase.ts';
import { keyById } from '../../model/resource-key.ts';
import { nameIndex } from '../../plan/resolve/resolve.ts';
import { WRITE_ONLY_UNKNOWN } from '../../plan/steps/unknown-types.ts';
import type { ImportReport, NotImported } from '../../render/schemas/import.ts';
import { type Connection, observePorts } from '../session/connection.ts';
import type { Context } from '../session/context.ts';
import { detailOrReason } from '../session/detail-or-reason.ts';
import type { ImportOptions } from '../session/file-options.ts';
import { faultsOf, refuseOverwriting, schemaPath } from '../session/manifest-files.ts';
import { variablesIn } from '../session/variables-in.ts';
import { fileNames, type OutputPath } from './file-names.ts';
import { exportWithUniqueVariables } from './unique-variables.ts';

/** The streams that a manifest can be written for, and the reasons for the others. */
interface ReadStreams {
  readonly observed: Observed;
  readonly details: readonly StreamDetail[];
  readonly notImported: readonly NotImported[];
}

/**
 * Reads the content of the streams. A stream that cannot be read is reported, and the others are still
 * imported.
 */
export async function readChosen(
  context: Context,
  connection: Connection,
  chosen: StreamList,
  managed: readonly Manifest[],
): Promise<ReadStreams> {
  const clear = chosen.rows.filter((row) => streamPhase(row.status).tag !== 'unknown');
  const unclear = chosen.rows.filter((row) => !clear.includes(row)).map(unclearStatus);
  const observed = await observeStreams(clear, observePorts(context, connection, managed));
  const details: StreamDetail[] = [];
  const notRead: NotImported[] = [];
  for (const row of clear) {
    const detail = detailOrReason(observed, row);
    if (typeof detail === 'string') {
      notRead.push({ streamId: row.streamId, name: row.name, message: detail.replace(/\.$/, '') });
    } else details.push(detail);
  }
  return { observed, details, notImported: [...chosen.unusable.map(unusableRow), ...unclear, ...notRead] };
}

function unclearStatus({ streamId, name, status }: StreamRow): NotImported {
  const message = `its status is ${JSON.stringify(status)}, which the API does not document, so the desired state of its manifest is unclear`;
  return { streamId, name, message };
}

function unusableRow({ streamId, name, reason }: UnusableRow): NotImported {
  return {
    ...defined({ streamId, name }),
    message: `its row in the list ${reason}`,
  };
}

/** What is known of a stream from elsewhere than the account. */
interface KnownOfStream {
  /** What is added to names that are taken. Otherwise the log type is added, then the ID. */
  readonly suffix: string;
  /** The destination that another tool sent, with the members that it gave a value. */
  readonly destination: KnownDestination;
}

/** What was written. */
export interface WrittenManifests {
  readonly report: Pick<ImportReport, 'imported' | 'toMend'>;
  readonly contents: readonly ManifestContent[];
}

/**
 * Writes a manifest for each stream.
 * @param knownOf what is known of a stream from elsewhere. Default: nothing
 * @throws {UsageError} if a file exists, before anything is written
 */
export async function writeAll(
  context: Context,
  options: ImportOptions,
  details: readonly StreamDetail[],
  observed: Observed,
  managed: readonly Manifest[],
  knownOf: (row: StreamRow) => KnownOfStream | undefined = () => undefined,
): Promise<WrittenManifests> {
  const files = fileNames(details, managed, options.streams, (row) => knownOf(row)?.suffix);
  const names = nameIndex(observed);
  const schema = await schemaPath(context, options.streams);
  const variables = new Set(managed.flatMap(({ spec }) => variablesIn(spec)).map((v) => v.toUpperCase()));
  const planned = details.flatMap((detail) => {
    const place = files.get(keyById(detail.collection, detail.streamId));
    return place
      ? [
          manifestOf(
            detail,
            place,
            exportWithUniqueVariables(detail, names, place.name, variables, knownOf(detail)?.destination),
            { schema, defaults: options.configuration?.manifestDefaults },
          ),
        ]
      : [];
  });
  if (!options.force) await refuseOverwriting(context, planned);
  for (const { file, text } of planned) await context.files.writeBelow(options.streams, file, text);
  return {
    report: {
      imported: planned.map(({ imported }) => imported),
      toMend: planned.flatMap(({ file, text }) => faultsOf(file, text, options.configuration)),
    },
    contents: planned.map(({ content }) => content),
  };
}

function manifestOf(
  detail: StreamDetail,
  place: OutputPath,
  { spec, references, notReturned: unknown, otherValues, carried, unknownTypes }: Exported,
  {
    schema,
    defaults,
  }: { readonly schema: string | undefined; readonly defaults: ManifestDefaults | undefined },
) {
  const { collection, streamId, name, version, status } = detail;
  const state = importedState(detail);
  const notReturned = unknown.map(({ path, value }) => ({
    member: pointerSteps(path).join('.'),
    sets: value,
  }));
  const comments = notReturned.map(
    ({ member, sets }) =>
      `The API does not return ${member}: an update sets it to the default (${JSON.stringify(sets)}) unless another value is written below.`,
  );
  const undocumentedValues = otherValues.map(({ path, value }) => ({
    member: pointerSteps(path).join('.'),
    value,
  }));
  const unknownMembers = carried.map((path) => pointerSteps(path).join('.'));
  const lines = [
    ...comments,
    ...undocumentedValues.map(
      ({ member, value }) =>
        `${member} of the live stream is ${JSON.stringify(value)}, which the vendor does not document; updates send it back as it is.`,
    ),
    ...unknownTypes.map(
      (type) => `The destination type ${type} is not known to this version: ${WRITE_ONLY_UNKNOWN}.`,
    ),
    ...(unknownMembers.length > 0
      ? [
          `Members that this version does not know; updates send them back as they are: ${unknownMembers.join(', ')}.`,
        ]
      : []),
  ];
  const content: ManifestContent = { name: place.name, collection, state, streamId, streamName: name, spec };
  const written = { ...content, spec: withoutDefaults(collection, spec, defaults) };
  const text = manifestText(written, { comments: lines, ...defined({ schemaPath: schema }) });
  const { file } = place;
  const imported = {
    file,
    name,
    streamId,
    version,
    status,
    collection: collectionKey(collection),
    references,
    notReturned,
    undocumentedValues,
    unknownTypes,
    unknownMembers,
  };
  return { file, text, imported, content };
}

/** The desired state of a live stream. For a stream in transition, the state in which the transition ends. */
export function importedState(detail: StreamDetail): DesiredState {
  const phase = streamPhase(detail.status);
  switch (phase.tag) {
    case 'stable':
    case 'in-transition':
      return phase.active ? 'active' : 'inactive';
    case 'unknown':
      throw new Error(`stream ${detail.streamId} was imported although its status is ${phase.status}`);
    default:
      return phase satisfies never;
  }
}
