import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';
import { renderImport } from '../../render/import/import.ts';
import type { TerraformReport } from '../../render/schemas/import.ts';
import { secretsIn } from '../../terraform/connector.ts';
import { RejectedState } from '../../terraform/other-files.ts';
import { readState, type StateStream, type TerraformState } from '../../terraform/state.ts';
import { type Connection, openConnection } from '../session/connection.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { ImportOptions } from '../session/file-options.ts';
import { manifestsSoFar } from '../session/manifest-files.ts';
import { slug } from './file-names.ts';
import { readChosen, type WrittenManifests, writeAll } from './import-rows.ts';
import { missingStream, reportOf, unusableInstance } from './terraform-report.ts';
import { collectSecrets, type SecretSubject } from './terraform-secrets.ts';
import { type FoundStream, findStreams } from './terraform-streams.ts';

/**
 * Writes manifests for the streams in a Terraform state. Only IDs and log types come from the state; the content
 * comes from the live streams, so that planning the result shows no change. A run that was interrupted is repeated:
 * streams that have a manifest by then are not written again.
 * @param file the state
 */
export async function importTerraform(
  context: Context,
  options: ImportOptions,
  file: string,
): Promise<Result> {
  const { secretsOut, streams: folder } = options;
  if (options.which.length > 0)
    throw new UsageError('--terraform names the streams already. Remove the names.');
  if (secretsOut !== undefined) await context.files.refusePublicPlace(secretsOut, folder);
  const state = await stateIn(context, file, secretsOut !== undefined);
  const managed = await manifestsSoFar(context, options);
  const connection = await openConnection(context, options);
  connection.redaction.add(state.streams.flatMap(({ connector }) => secretsIn(connector)));
  const found = await findStreams(state.streams, managed, connection.reader);
  refuseOtherAccount(found, file, connection);
  const chosen = {
    rows: found.flatMap((one) =>
      one.tag === 'new' || (one.tag === 'managed' && secretsOut !== undefined) ? [one.row] : [],
    ),
    unusable: found.flatMap((one) => (one.tag === 'unusable' ? [one.row] : [])),
  };
  const read = await readChosen(context, connection, chosen, managed);
  const isNew = new Set(found.flatMap((one) => (one.tag === 'new' ? [keyOf(one.stream)] : [])));
  const details = read.details.filter(({ collection, streamId }) => isNew.has(keyById(collection, streamId)));
  const byKey = new Map(state.streams.toReversed().map((stream) => [keyOf(stream), stream]));
  const written = await writeAll(context, options, details, read.observed, managed, (row) => {
    const stream = byKey.get(keyById(row.collection, row.streamId));
    return stream && { suffix: suffixFor(stream.address), destination: stream.connector };
  });
  const secrets = await writeSecrets(context, connection, secretsOut, {
    found,
    details: read.details,
    contents: written.contents,
  });
  const notImported = [
    ...read.notImported,
    ...found.flatMap(missingStream),
    ...state.unusable.map(unusableInstance),
  ];
  const terraform = reportOf(file, state, found, written.report.imported, read.notImported);
  const report = {
    target: connection.target,
    ...written.report,
    notImported,
    terraform: { ...terraform, ...(secrets ? { secrets } : {}) },
  };
  const failed = notImported.length + written.report.toMend.length;
  return { output: renderImport(report, options), exitCode: failed > 0 ? 1 : 0 };
}

async function stateIn({ files }: Context, file: string, withValues: boolean): Promise<TerraformState> {
  try {
    const state = readState(await files.read(file), file, { withValues });
    if (state.streams.length + state.unusable.length > 0) return state;
    const types = state.others.map(({ type, count }) => `${type} (${count})`).slice(0, MOST_LISTED);
    throw new RejectedState(
      `${file} has no managed resource of the type akamai_datastream. ` +
        `${types.length === 0 ? 'It is empty' : `It has ${types.join(', ')}`}. Name the state of the root module that manages the streams.`,
    );
  } catch (error) {
    if (error instanceof RejectedState) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/**
 * Without this, a wrong account would look like streams that are gone, and the result would say to remove them from the state.
 * @throws {UsageError} if the account has none of the streams
 */
function refuseOtherAccount(found: readonly FoundStream[], file: string, { target }: Connection): void {
  if (found.length === 0 || found.some(({ tag }) => tag !== 'gone' && tag !== 'duplicate')) return;
  const ids = found.map(({ stream }) => stream.streamId).slice(0, MOST_LISTED);
  throw new UsageError(
    `${target} has none of the streams in ${file} (${ids.join(', ')}${found.length > ids.length ? ', …' : ''}). ` +
      'Check --section and --account-key.',
  );
}

const MOST_LISTED = 10;
const LONGEST_SUFFIX = 50;

/** The part of a file name that an address becomes: `module-m-eu-this`. The type is the same for all of them. */
function suffixFor(address: string): string {
  const text = slug(address.replaceAll('akamai_datastream.', ''), 'terraform').slice(0, LONGEST_SUFFIX);
  return text.replace(/-$/, '');
}

function keyOf({ logType, streamId }: StateStream): string {
  return keyById({ kind: 'DataStream2', logType }, streamId);
}

/** Everything that names variables: what was read, and the manifests, new and existing. */
interface WithVariables {
  readonly found: readonly FoundStream[];
  readonly details: readonly StreamDetail[];
  readonly contents: WrittenManifests['contents'];
}

/** Writes the file with secrets, if it was requested and there are any. */
async function writeSecrets(
  { files, hash }: Context,
  { target }: Connection,
  file: string | undefined,
  { found, details, contents }: WithVariables,
): Promise<TerraformReport['secrets']> {
  if (file === undefined) return undefined;
  const subjects = found.flatMap((one): readonly SecretSubject[] => {
    const { connector } = one.stream;
    const detail = details.find((read) => keyById(read.collection, read.streamId) === keyOf(one.stream));
    const manifest: Pick<Manifest, 'name' | 'spec'> | undefined =
      one.tag === 'managed'
        ? one.manifest
        : contents.find(
            ({ streamId, collection }) => keyById(collection, streamId ?? 0) === keyOf(one.stream),
          );
    return detail && manifest && one.tag !== 'duplicate' ? [{ manifest, detail, connector }] : [];
  });
  const { text, written, missing } = collectSecrets(subjects, { target, hash });
  if (written.length > 0) await files.createPrivate(file, text);
  return { file, written, missing };
}
