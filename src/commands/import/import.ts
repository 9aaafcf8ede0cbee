import { renderImport } from '../../render/import/import.ts';
import { openConnection } from '../session/connection.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { ImportOptions } from '../session/file-options.ts';
import { listCollections } from '../session/list-collections.ts';
import { manifestsSoFar } from '../session/manifest-files.ts';
import { readChosen, writeAll } from './import-rows.ts';
import { choose } from './selection.ts';

/** Writes manifests for live streams. Planning the result shows no change. */
export async function importStreams(context: Context, options: ImportOptions): Promise<Result> {
  refuseUnclearChoice(options);
  const managed = await manifestsSoFar(context, options);
  const connection = await openConnection(context, options);
  const listed = await listCollections(context, connection, options);
  const chosen = choose(listed, managed, options);
  const { observed, details, notImported } = await readChosen(context, connection, chosen, managed);
  const { report } = await writeAll(context, options, details, observed, managed);
  return {
    output: renderImport({ target: connection.target, ...report, notImported }, options),
    exitCode: notImported.length + report.toMend.length > 0 ? 1 : 0,
  };
}

function refuseUnclearChoice({ all, yes, which, version }: ImportOptions): void {
  if (version !== undefined) throw new UsageError('--version can be used only with --update.');
  if (yes) throw new UsageError('--yes can be used only with --update.');
  if (all && which.length > 0) throw new UsageError('Name the streams or use --all, not both.');
  if (!all && which.length === 0) throw new UsageError('Name the streams to import, or use --all.');
}
