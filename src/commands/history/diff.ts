import { type Change, reverseChange } from '../../model/change.ts';
import { collectionOf } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { DiffReport, DiffSide } from '../../model/history.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import { versionChanges } from '../../plan/diff/version-changes.ts';
import { renderDiff } from '../../render/history/diff.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { DiffOptions } from '../session/inspection-options.ts';
import type { VersionChoice } from '../session/option-parsers.ts';
import { planOne } from '../session/plan-one.ts';
import {
  findStream,
  namesIn,
  readVersion,
  type VersionedStream,
  withVersion,
} from '../session/versioned-stream.ts';

/** Compares two versions of a stream, or a version and its manifest. */
export async function diff(context: Context, options: DiffOptions): Promise<Result> {
  const { from, to = 'live' } = options;
  const found = await findStream(context, options, 'diff');
  if (found.tag === 'rejected') return found.result;
  const { row, connection, own } = found.stream;
  const compared = await compare(context, found.stream, from, to);
  const report: DiffReport = {
    formatVersion: 1,
    target: connection.target,
    requests: connection.requests(),
    name: own?.manifest.name ?? options.name,
    ...collectionOf(row.collection),
    streamId: row.streamId,
    latest: row.version,
    ...compared,
  };
  const differs = report.changes.length > 0;
  return { output: renderDiff(report, options), exitCode: options.detailedExitcode && differs ? 2 : 0 };
}

type Compared = Pick<DiffReport, 'from' | 'to' | 'changes' | 'warnings'>;

async function compare(
  context: Context,
  stream: VersionedStream,
  from: VersionChoice,
  to: VersionChoice,
): Promise<Compared> {
  if (from === 'manifest' && to === 'manifest') {
    throw new UsageError('Name at least one version: 3, v3 or live.');
  }
  if (from === 'manifest') {
    const reverse = await compare(context, stream, to, from);
    return {
      ...reverse,
      from: reverse.to,
      to: reverse.from,
      changes: reverse.changes.map(reverseChange),
    };
  }
  const before = await readChosen(context, stream, from);
  if (to === 'manifest') return withManifest(context, stream, before);
  const after = await readChosen(context, stream, to);
  const changes = versionChanges(before, after, namesIn(stream, [before, after]));
  return { from: sideOf(before), to: sideOf(after), changes, warnings: [] };
}

function readChosen(context: Context, stream: VersionedStream, choice: number | 'live') {
  return readVersion(context, stream, choice === 'live' ? stream.row.version : choice);
}

function sideOf({ version, modifiedBy, modifiedDate }: StreamDetail): DiffSide {
  return { version, ...defined({ modifiedBy, modifiedDate }) };
}

/**
 * What a plan would change if the stream had this version.
 * @throws {UsageError} if no plan of the manifest is possible
 */
function withManifest(
  context: Context,
  { own, observed, row }: VersionedStream,
  before: StreamDetail,
): Compared {
  if (!own) throw new UsageError(`Stream ${row.streamId} has no manifest to compare with; import it first.`);
  const { manifest, planned } = own;
  const item = planOne(context, planned, manifest, withVersion(observed, row, before));
  if (manifest.state === 'absent') {
    throw new UsageError(`${manifest.name} has state: absent, so its manifest has no content to compare.`);
  }
  if (!item || item.action === 'blocked') {
    throw new UsageError(`${manifest.name} cannot be compared: ${item?.reason ?? 'it has no plan'}.`);
  }
  const changes: readonly Change[] = item.changes;
  return {
    from: sideOf(before),
    to: { manifest: manifest.source.file },
    changes,
    warnings: stateWarnings(own.item.action, manifest.name),
  };
}

/** A diff is about content. A plan also changes whether the stream is active. */
function stateWarnings(action: string, name: string): readonly Warning[] {
  if (action !== 'activate' && action !== 'deactivate') return [];
  return [{ code: 'state-differs', message: `A plan would also ${action} the stream.`, name }];
}
